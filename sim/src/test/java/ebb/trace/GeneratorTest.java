package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.random.Constant;
import ebb.random.Law;
import ebb.random.Lognormal;
import ebb.random.Pareto;
import ebb.random.Weibull;
import ebb.trace.TrafficSpec.Conversations;
import ebb.trace.TrafficSpec.Group;
import ebb.trace.TrafficSpec.Population;
import ebb.trace.TrafficSpec.Service;
import ebb.trace.TrafficSpec.Superposition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;

    private static Service service(ArrivalProcess arrivals, RateShape... shapes) {
        return new Service(arrivals, List.of(shapes), Work.NONE);
    }

    private static Replayed only(TrafficSpec spec, long duration, long seed) {
        return Replayed.of(spec.trace("web", duration, seed), 0);
    }

    /** Four standard deviations of a Poisson count: missed once in 16,000. */
    private static void assertPoisson(double count, double expected) {
        assertThat(count).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPoissonProcessHasItsRateAndMemorylessGaps(long seed) {
        Replayed poisson = only(service(ArrivalProcess.poisson(5)), 10 * HOUR, seed);
        assertPoisson(poisson.rows().size(), 5 * 36_000);
        // The cv of n exponential gaps has a standard error of about 1 / sqrt(n).
        assertThat(Replayed.cv(poisson.gaps())).isCloseTo(1, within(4 / Math.sqrt(180_000)));
        assertThat(poisson.times()).isSorted();
        long[] minutes = poisson.counts(60, 600);
        double[] counts = Arrays.stream(minutes).asDoubleStream().toArray();
        double dispersion = Replayed.cv(counts) * Replayed.cv(counts) * Replayed.mean(counts);
        assertThat(dispersion).isCloseTo(1, within(4 * Math.sqrt(2.0 / 600)));
    }

    @Test
    void burstyGapsHaveTheCoefficientOfVariationAsked() {
        Replayed bursty = only(service(ArrivalProcess.bursty(5, 4)), 20 * HOUR, 1);
        int n = bursty.rows().size();
        // The count of a renewal process has a variance of cv^2 times its mean.
        assertThat((double) n).isCloseTo(360_000, within(4 * 4 * Math.sqrt(360_000)));
        assertThat(Replayed.cv(bursty.gaps())).isCloseTo(4, within(0.15));
    }

    @Test
    void renewalTakesAnyLaw() {
        List<Law> laws = List.of(new Weibull(0.5, 0.5), new Lognormal(0.6, 1), new Pareto(2.5, 0.6), new Constant(1));
        for (Law law : laws) {
            Replayed requests = only(service(new ArrivalProcess.Renewal(law)), 20 * HOUR, 1);
            double expected = 72_000 / law.mean();
            assertThat((double) requests.rows().size()).as(law.toString()).isCloseTo(expected, within(expected * 0.05));
        }
        assertThat(only(service(new ArrivalProcess.Renewal(new Constant(1))), 10 * SECOND, 1)
                        .times())
                .containsExactly(
                        SECOND,
                        2 * SECOND,
                        3 * SECOND,
                        4 * SECOND,
                        5 * SECOND,
                        6 * SECOND,
                        7 * SECOND,
                        8 * SECOND,
                        9 * SECOND);
    }

    @Test
    void anMmppHasTheMeanOfItsStatesAndTheVarianceOfTheTheory() {
        ArrivalProcess.Mmpp mmpp = new ArrivalProcess.Mmpp(
                List.of(new ArrivalProcess.Mmpp.State(20, 30), new ArrivalProcess.Mmpp.State(0, 90)));
        assertThat(mmpp.ratePerSecond()).isEqualTo(5);
        Replayed requests = only(service(mmpp), 60 * HOUR, 1);
        // Variance over mean of the count over a long time: Heffes and Lucantoni, "A Markov modulated characterization
        // of packetized
        // voice and data traffic", 1986: 1 + 2 (r1 - r2)^2 a b / ((a + b)^2 (r1 b + r2 a)), a and b the rates of
        // leaving the states.
        double a = 1.0 / 30;
        double b = 1.0 / 90;
        double dispersion = 1 + 2 * 20 * 20 * a * b / ((a + b) * (a + b) * (20 * b));
        double mean = 5 * 216_000;
        assertThat((double) requests.rows().size()).isCloseTo(mean, within(4 * Math.sqrt(mean * dispersion)));
        long silent = DoubleStream.of(requests.gaps()).filter(gap -> gap > 5).count();
        // A pause longer than 5 s is a visit to the silent state (20/s leaves none); one every 120 s, of which
        // exp(-5/90) last so long.
        assertThat((double) silent).isCloseTo(1800 * Math.exp(-5 / 90.0), within(4 * Math.sqrt(1800)));
    }

    @Test
    void aTimerFiresOnceAPeriodWithinItsJitter() {
        long[] exact = only(service(new ArrivalProcess.Timer(300, 0)), DAY, 1).times();
        assertThat(exact).hasSize(288);
        for (int i = 1; i < exact.length; i++) {
            assertThat(exact[i] - exact[i - 1]).isCloseTo(300 * SECOND, within(2L));
        }
        long[] late = only(service(new ArrivalProcess.Timer(300, 300)), DAY, 1).times();
        assertThat(late).isSorted();
        assertThat(late.length).isBetween(287, 289);
        assertThat(late[1] - late[0]).isNotEqualTo(late[2] - late[1]);
    }

    @Test
    void theHoursOfADayKeepTheMeanAndTheBursts() {
        Double[] hours = new Double[24];
        Arrays.fill(hours, 1.0);
        hours[9] = 8.0;
        hours[3] = 0.0;
        RateShape shape = RateShape.Steps.diurnal(List.of(hours));
        Replayed day = only(service(ArrivalProcess.poisson(10), shape), DAY, 1);
        assertPoisson(day.rows().size(), 864_000);
        long[] counts = day.counts(3600, 24);
        double mean = 30 / 24.0;
        assertPoisson((double) counts[9], 36_000 * 8 / mean);
        assertPoisson((double) counts[12], 36_000 / mean);
        // The cells of a day are 1.3 s wide, so an hour's edge is off by one of them at most.
        assertThat(counts[3]).isLessThan(60);
        Replayed bursty = only(service(ArrivalProcess.bursty(3, 5), shape), 2 * DAY, 1);
        double[] within = bursty.rows().stream()
                .filter(row -> row.time() % DAY / HOUR == 9)
                .mapToDouble(Replayed.Row::time)
                .toArray();
        double[] gaps = new double[within.length - 1];
        int n = 0;
        for (int i = 1; i < within.length; i++) {
            if (within[i] - within[i - 1] < HOUR) {
                gaps[n++] = within[i] - within[i - 1];
            }
        }
        assertThat(Replayed.cv(Arrays.copyOf(gaps, n))).isCloseTo(5, within(0.5));
    }

    @Test
    void aFlashCrowdRisesInALineAndFallsToOneEth() {
        RateShape flash = new RateShape.Flash(3600, 11, 60, 600);
        Replayed requests = only(service(ArrivalProcess.poisson(100), flash), 3 * HOUR, 1);
        long[] minutes = requests.counts(60, 180);
        assertPoisson((double) minutes[30], 6000);
        assertPoisson((double) minutes[60], 6000 * 6);
        double aMinuteAtTop = 1 + 10 * 10 * (1 - Math.exp(-0.1));
        assertPoisson((double) minutes[61], 6000 * aMinuteAtTop);
        double tenLater = 1 + 10 * 10 * (1 - Math.exp(-0.1)) * Math.exp(-1);
        assertPoisson((double) minutes[71], 6000 * tenLater);
    }

    @Test
    void servicesThatShareWavesMoveTogetherAndOthersDoNot() {
        RateShape waves = new RateShape.Waves(0.8, 1800);
        Map<String, TrafficSpec> two = new LinkedHashMap<>();
        two.put("a", service(ArrivalProcess.poisson(20)));
        two.put("b", service(ArrivalProcess.poisson(20)));
        Trace shared = new Group(two, List.of(waves)).trace("shop", 4 * DAY, 1);
        assertThat(shared.services()).containsExactly("a", "b");
        assertThat(correlation(shared)).isGreaterThan(0.95);
        Map<String, TrafficSpec> own = new LinkedHashMap<>();
        own.put("a", service(ArrivalProcess.poisson(20), waves));
        own.put("b", service(ArrivalProcess.poisson(20), waves));
        Trace apart = new Group(own, List.of()).trace("shop", 4 * DAY, 1);
        assertThat(correlation(apart)).isBetween(-0.4, 0.4);
        assertThat((double) Replayed.of(shared, 0).rows().size())
                .isCloseTo(20 * 4 * 86_400.0, within(20 * 4 * 86_400 * 0.4));
    }

    private static double correlation(Trace trace) {
        long[] a = Replayed.of(trace, 0).counts(600, 576);
        long[] b = Replayed.of(trace, 1).counts(600, 576);
        double[] x = Arrays.stream(a).asDoubleStream().toArray();
        double[] y = Arrays.stream(b).asDoubleStream().toArray();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - Replayed.mean(x)) * (y[i] - Replayed.mean(y));
        }
        double spread = Replayed.cv(x) * Replayed.mean(x) * Replayed.cv(y) * Replayed.mean(y);
        return sum / x.length / spread;
    }

    @Test
    void conversationsGrowTurnByTurnAndEndGeometrically() {
        Conversations talk = new Conversations(
                ArrivalProcess.poisson(1),
                List.of(),
                4,
                new Constant(30),
                new Constant(100),
                new Constant(50),
                400,
                new Constant(2));
        Replayed requests = only(talk, 20 * HOUR, 1);
        assertThat(requests.times()).isSorted();
        Map<Integer, List<Replayed.Row>> bySession = new LinkedHashMap<>();
        requests.rows()
                .forEach(row -> bySession
                        .computeIfAbsent(row.session(), none -> new ArrayList<>())
                        .add(row));
        assertPoisson(bySession.size(), 72_000);
        // Turns are geometric with mean 4: a standard deviation of sqrt(12) each.
        double meanTurns = (double) requests.rows().size() / bySession.size();
        assertThat(meanTurns).isCloseTo(4, within(4 * Math.sqrt(12.0 / 72_000) + 0.01));
        List<Replayed.Row> longest = bySession.values().stream()
                .filter(rows -> rows.size() >= 4)
                .findFirst()
                .orElseThrow();
        assertThat(longest.stream().limit(4).map(Replayed.Row::input)).containsExactly(100, 250, 400, 400);
        assertThat(longest.get(1).time() - longest.get(0).time()).isCloseTo(30 * SECOND, within(2L));
        assertThat(longest.getFirst().service()).isEqualTo(2 * SECOND);
        assertThat(longest.getFirst().output()).isEqualTo(50);
    }

    @Test
    void aPopulationHasThePublishedRatesTimesAndMemory() {
        Trace apps = new Population(400, 1, 20, List.of()).trace("apps", 6 * HOUR, 1);
        assertThat(apps.services()).hasSize(400).startsWith("app-001");
        AzurePopulation like = AzurePopulation.get();
        double expected = 0;
        long requests = 0;
        for (int i = 0; i < 400; i++) {
            expected += Math.min(20, like.perDay().quantile((i + 0.5) / 400) / 86_400) * 6 * 3600;
            requests += Replayed.of(apps, i).rows().size();
        }
        assertThat((double) requests).isCloseTo(expected, within(expected * 0.1));
        assertThat(IntStream.range(0, 400).mapToDouble(apps::expected).sum()).isCloseTo(expected, within(1e-6));
        // azure2019.public.share_apps_le_1_per_minute: 0.819.
        long slow = IntStream.range(0, 400)
                .filter(i -> like.perDay().quantile((i + 0.5) / 400) <= 1440)
                .count();
        assertThat(slow / 400.0).isCloseTo(0.819, within(0.005));
        assertThat(apps.facts()).hasSize(400);
        assertThat(apps.facts().getOrDefault("app-001", ServiceFacts.NONE).memoryBytes())
                .isBetween(80_000_000L, 1_460_000_000L);
        long timers = apps.facts().values().stream()
                .filter(each -> "timer".equals(each.trigger()))
                .count();
        // azure2019.public.apps_iat_cv_le_0.05: 0.279.
        assertThat(timers / 400.0).isCloseTo(0.279, within(4 * Math.sqrt(0.279 * 0.721 / 400)));
        assertThat(Replayed.of(apps, 399).rows())
                .allSatisfy(row -> assertThat(row.service()).isPositive());
    }

    @Test
    void theTableOfAppsHasTheMeanOfThePlatform() {
        // 892,450,029 calls a day over 24,274 apps.
        assertThat(AzurePopulation.get().perDay().mean()).isCloseTo(892_450_029.0 / 24_274, within(600.0));
    }

    @Test
    void aSuperpositionHasTheRequestsOfAllParts() {
        Superposition sum = new Superposition(
                List.of(service(ArrivalProcess.poisson(3)), service(new ArrivalProcess.Timer(60, 0))));
        Trace trace = sum.trace("web", 10 * HOUR, 1);
        assertThat(trace.services()).containsExactly("web");
        Replayed requests = Replayed.of(trace, 0);
        assertThat(requests.times()).isSorted();
        assertPoisson(requests.rows().size(), 108_000 + 600);
    }

    @Test
    void workIsDrawnByTheRequestsNumber() {
        Work work = new Work(new Lognormal(0.2, 1), new Constant(1000), new Constant(0.2));
        Replayed few = only(new Service(ArrivalProcess.poisson(1), List.of(), work), HOUR, 1);
        Replayed many = only(new Service(ArrivalProcess.poisson(100), List.of(), work), HOUR, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(few.rows().get(i).service()).isEqualTo(many.rows().get(i).service());
        }
        assertThat(few.rows().getFirst().input()).isEqualTo(1000);
        assertThat(few.rows().getFirst().output()).as("at least one token").isEqualTo(1);
    }

    @Test
    void sameSeedSameRequestsAndEachServiceStandsAlone() {
        Map<String, TrafficSpec> services = new LinkedHashMap<>();
        services.put("a", service(ArrivalProcess.bursty(3, 3), new RateShape.Waves(0.5, 600)));
        services.put("b", service(ArrivalProcess.poisson(1)));
        Trace one = new Group(services, List.of()).trace("g", HOUR, 7);
        Trace two = new Group(services, List.of()).trace("g", HOUR, 7);
        Trace three = new Group(services, List.of()).trace("g", HOUR, 8);
        assertThat(Replayed.of(one, "b").rows()).isEqualTo(Replayed.of(two, "b").rows());
        assertThat(Replayed.of(one, "a").rows()).isEqualTo(Replayed.of(two, "a").rows());
        assertThat(one.hash()).isEqualTo(two.hash()).isNotEqualTo(three.hash());
        assertThat(Replayed.of(one, "a").rows())
                .isNotEqualTo(Replayed.of(three, "a").rows());
        services.put("c", service(ArrivalProcess.poisson(1)));
        Trace more = new Group(services, List.of()).trace("g", HOUR, 7);
        assertThat(Replayed.of(more, "a").rows())
                .as("one more changes no other")
                .isEqualTo(Replayed.of(one, "a").rows());
    }

    @Test
    void aLongStreamComesInChunks() {
        RequestStream stream =
                service(ArrivalProcess.poisson(1000)).trace("web", DAY, 1).open(0);
        Requests window = new Requests();
        long[] columns = new long[0];
        for (int i = 0; i < 100; i++) {
            assertThat(stream.next(window)).isTrue();
            assertThat(window.to - window.from).isBetween(1, 4096);
            if (i > 0) {
                assertThat(window.timeNanos).as("one buffer").isSameAs(columns);
            }
            columns = window.timeNanos;
        }
    }
}

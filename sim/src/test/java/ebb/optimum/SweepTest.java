package ebb.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SweepTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void staysThroughAGapThatIsCheaperThanAStart() {
        // 1 s of start at 1 a second and 2 more a start: a gap of 3 s may stay, one of 4 s goes.
        Sweep sweep = sweep(1, 2, 1, 0);
        sweep.request(10 * SECOND, SECOND); // 9-11 paid, start 2
        sweep.request(14 * SECOND, SECOND); // gap 3: stays, 11-15
        sweep.request(19 * SECOND, SECOND); // gap 4: goes, 18-20, start 2

        Optimum optimum = sweep.finish();

        assertThat(optimum.starts()).isEqualTo(2);
        assertThat(optimum.podNanos()).isEqualTo((2 + 4 + 2) * SECOND);
        assertThat(optimum.cost()).isCloseTo(8 + 2 * 2, within(1e-9));
        assertThat(optimum.maxPods()).isEqualTo(1);
        assertThat(optimum.requests()).isEqualTo(3);
    }

    @Test
    void aPodServesAsManyAsItHasPlaces() {
        Sweep sweep = sweep(2, 0, 0, 0);
        sweep.request(0, 4 * SECOND);
        sweep.request(SECOND, 2 * SECOND); // still one pod
        sweep.request(2 * SECOND, SECOND); // two, 2-3

        Optimum optimum = sweep.finish();

        assertThat(optimum.maxPods()).isEqualTo(2);
        assertThat(optimum.podNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void anEndMakesRoomForAnArrivalAtItsInstant() {
        Sweep sweep = sweep(1, 5, 0, 0);
        sweep.request(0, SECOND);
        sweep.request(SECOND, SECOND);

        assertThat(sweep.finish()).isEqualTo(new Optimum(7, 2 * SECOND, 1, 1, 2));
    }

    @Test
    void aRequestThatTakesNoTimeStillNeedsItsPod() {
        Sweep sweep = sweep(1, 1, 2, 0);
        sweep.request(5 * SECOND, 0);
        sweep.request(5 * SECOND, 0);
        sweep.request(100 * SECOND, 0);

        assertThat(sweep.finish()).isEqualTo(new Optimum(2 + 4, 4 * SECOND, 2, 1, 3));
    }

    @Test
    void podsThatWereThereAtTheStartAreNotPaidFor() {
        Sweep early = sweep(1, 10, 3, 2);
        early.request(SECOND, SECOND);
        assertThat(early.finish()).isEqualTo(new Optimum(2, 2 * SECOND, 0, 1, 1));

        Sweep late = sweep(1, 10, 3, 2);
        late.request(14 * SECOND, SECOND);
        assertThat(late.finish()).isEqualTo(new Optimum(10 + 4, 4 * SECOND, 1, 1, 1));
    }

    @Test
    void nothingToServeCostsNothing() {
        assertThat(sweep(1, 1, 1, 0).finish()).isEqualTo(Optimum.NONE);
        assertThat(sweep(1, 1, 1, 3).finish()).isEqualTo(Optimum.NONE);
    }

    @Test
    void refusesTimesThatGoBackAndNegativeService() {
        Sweep sweep = sweep(1, 1, 1, 0);
        sweep.request(5, 1);

        assertThatThrownBy(() -> sweep.request(4, 1)).hasMessageContaining("request at 4 ns");
        assertThatThrownBy(() -> sweep.request(5, -1)).hasMessageContaining("for -1 ns");
        sweep.finish();
        assertThatThrownBy(() -> sweep.request(6, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sweep.Pod(0, 1, 1, 1)).hasMessageContaining("concurrency 0");
    }

    @Test
    void regretIsHowManyTimesTheOptimumARunCost() {
        assertThat(new Optimum(2, 0, 0, 0, 0).regret(3)).isEqualTo(1.5);
        assertThat(Optimum.NONE.regret(0)).isEqualTo(1);
        assertThat(Optimum.NONE.regret(1)).isInfinite();
        assertThat(new Optimum(2, 3, 4, 5, 6).plus(new Optimum(1, 1, 1, 1, 1))).isEqualTo(new Optimum(3, 4, 5, 6, 7));
    }

    @Test
    void conditionsSayOptimumOrBoundAndWhy() {
        assertThat(Conditions.EXACT.word()).isEqualTo("optimum");
        Conditions both = Conditions.ignoring(Conditions.Ignored.ROOM)
                .and(Conditions.ignoring(Conditions.Ignored.LOAD, Conditions.Ignored.ROOM));
        assertThat(both.word()).isEqualTo("bound");
        assertThat(both.reasons()).containsExactly(Conditions.Ignored.LOAD.text(), Conditions.Ignored.ROOM.text());
    }

    /** Against all schedules there are, on small instances. */
    @Test
    void noScheduleIsCheaper() {
        long seed = 20_261_124;
        SplittableRandom random = new SplittableRandom(seed);
        int caught = 0;
        for (int i = 0; i < 4_000; i++) {
            Instance instance = Instance.draw(random);
            double best = AllSchedules.cheapest(instance);
            Optimum optimum = instance.sweep(instance.startSlots()).finish();
            assertThat(optimum.cost())
                    .as("seed %s, instance %s: %s", seed, i, instance)
                    .isCloseTo(best, within(1e-9));
            if (Math.abs(forgetsTheStartUp(instance) - best) > 1e-9) {
                caught++;
            }
        }
        System.out.println("optimum: 4000 instances of seed " + seed
                + " equal all schedules; a wrong one was caught on " + caught);
        assertThat(caught).isGreaterThan(100);
    }

    /** A fault: start-up is paid but left out of the decision. With one price a second, so that it can be added afterwards. */
    private static double forgetsTheStartUp(Instance instance) {
        if (Set.copyOf(instance.prices()).size() > 1) {
            return AllSchedules.cheapest(instance);
        }
        Optimum wrong = instance.sweep(0).finish();
        return wrong.cost() + wrong.starts() * instance.prices().getFirst() * (double) instance.startSlots();
    }

    @Test
    void allocatesNothingPerRequest() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Sweep sweep = sweep(1, 1e-4, 20, 0);
        long now = feed(sweep, 0, 200_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(sweep, now, 200_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes).isLessThan(4_096);
        assertThat(sweep.finish().requests()).isEqualTo(400_000);
    }

    private static long feed(Sweep sweep, long from, int requests) {
        long now = from;
        for (int i = 0; i < requests; i++) {
            now += (i * 7_919L) % 1_000_003;
            sweep.request(now, (i * 104_729L) % 50_000_017);
        }
        return now;
    }

    private static Sweep sweep(int concurrency, double startCost, long startSeconds, int initialPods) {
        return new Sweep(new Sweep.Pod(concurrency, startCost, startSeconds * SECOND, initialPods), Price.perSecond(1));
    }

    /** A few requests on a coarse clock; times in slots, one slot is one nanosecond. */
    record Instance(
            int concurrency,
            double startCost,
            int startSlots,
            int initialPods,
            List<Integer> prices,
            List<Integer> arrivals,
            List<Integer> services) {
        static Instance draw(SplittableRandom random) {
            int requests = random.nextInt(1, 7);
            List<Integer> arrivals =
                    random.ints(requests, 0, 12).sorted().boxed().toList();
            List<Integer> services = random.ints(requests, 1, 5).boxed().toList();
            int flat = random.nextInt(1, 4);
            List<Integer> prices =
                    random.nextBoolean() ? random.ints(24, 0, 4).boxed().toList() : Collections.nCopies(24, flat);
            return new Instance(
                    random.nextInt(1, 4),
                    random.nextInt(0, 8) / 2.0,
                    random.nextInt(0, 4),
                    random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0,
                    prices,
                    arrivals,
                    services);
        }

        Sweep sweep(int paidStartSlots) {
            Sweep sweep = new Sweep(
                    new Sweep.Pod(concurrency, startCost, paidStartSlots, initialPods), (from, to) -> cost(from, to));
            for (int i = 0; i < arrivals.size(); i++) {
                sweep.request(arrivals.get(i), services.get(i));
            }
            return sweep;
        }

        /** Slots before 0 cost what slot 0 does. */
        double cost(long from, long to) {
            double sum = 0;
            for (long slot = from; slot < to; slot++) {
                sum += prices.get((int) Math.max(0, slot));
            }
            return sum;
        }

        int pods(int slot) {
            int inService = 0;
            for (int i = 0; i < arrivals.size(); i++) {
                inService += arrivals.get(i) <= slot && slot < arrivals.get(i) + services.get(i) ? 1 : 0;
            }
            return (inService + concurrency - 1) / concurrency;
        }
    }
}

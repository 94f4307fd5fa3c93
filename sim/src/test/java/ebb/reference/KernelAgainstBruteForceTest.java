package ebb.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.Fate;
import ebb.cluster.Observation;
import ebb.cluster.Resources;
import ebb.cluster.ServiceModel;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Simulation;
import ebb.cluster.StartUp;
import ebb.cost.Tariff;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import ebb.random.Draw;
import ebb.random.Law;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The kernel and the brute force reference simulator agree on every request and every pod of small random cases, ties included. */
final class KernelAgainstBruteForceTest {
    private static final int CASES = 10_000;
    private static final long SEED = 3;
    private static final long NEVER = Long.MAX_VALUE;

    /** Whole nanoseconds 0..11, so that pods are ready when other things happen. */
    private static final Law START_UP = new Law() {
        @Override
        public double sample(Draw draw) {
            return draw.below(12) * 1e-9;
        }

        @Override
        public double mean() {
            return 5.5e-9;
        }

        @Override
        public double minimum() {
            return 0;
        }
    };

    @Test
    void agreeOnEveryRequestAndPod() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Long> startUps = startUps(200);
        List<Case> differing = new ArrayList<>();
        long requests = 0;
        for (int i = 0; i < CASES; i++) {
            Case given = Case.draw(random);
            if (!kernel(given).equals(reference(given, startUps))) {
                differing.add(given);
            }
            requests += given.arrivals().size();
        }
        differing.sort(Comparator.comparingInt(given -> given.arrivals().size()));
        if (!differing.isEmpty()) {
            Case smallest = differing.getFirst();
            assertThat(kernel(smallest))
                    .as("%s of %s cases of seed %s differ, the smallest: %s", differing.size(), CASES, SEED, smallest)
                    .isEqualTo(reference(smallest, startUps));
        }
        System.out.println("reference: " + CASES + " cases of seed " + SEED + ", " + requests
                + " requests: kernel and brute force agree");
    }

    /** The start-up of each ordinal, as the kernel draws it. */
    private static List<Long> startUps(int pods) {
        long base = Draw.base(1, 0, Purpose.START_UP, Draw.key("web"));
        Draw draw = new Draw();
        List<Long> all = new ArrayList<>();
        for (int ordinal = 0; ordinal < pods; ordinal++) {
            all.add(Math.round(1e9 * START_UP.sample(draw.at(base, (long) ordinal << 16))));
        }
        return all;
    }

    private static List<String> reference(Case given, List<Long> startUps) {
        BruteForce run = new BruteForce(given, startUps).run();
        List<String> lines = new ArrayList<>();
        for (BruteForce.Request request : run.requests) {
            lines.add(line(request.fate, request.start, request.end));
        }
        lines.add(totals(run.startingNanos, run.busyNanos, run.idleNanos, run.drainingNanos, run.queueNanos));
        lines.add("pods " + run.pods.size() + " gone " + run.gone + " cancelled " + run.cancelled + " end " + run.now);
        return lines;
    }

    /** Requests as an observer sees them; totals from a run without one, which may take another way through the code. */
    private static List<String> kernel(Case given) {
        String[] lines = new String[given.arrivals().size()];
        try {
            run(
                    given,
                    new Simulation.Options(
                            0,
                            0,
                            (service, ordinal, arrival, start, end, fate) ->
                                    lines[(int) ordinal] = line(fate, start, end)));
            ServiceStatistics s = run(given, Simulation.Options.BARE);
            List<String> all = new ArrayList<>(List.of(lines));
            all.add(totals(s.startingPodNanos, s.busyPodNanos, s.idlePodNanos, s.drainingPodNanos, s.queueNanos));
            all.add("pods " + s.startedPods + " gone " + s.gonePods + " cancelled " + s.cancelledPods + " end "
                    + s.durationNanos);
            return all;
        } catch (RuntimeException e) {
            return List.of(e.toString());
        }
    }

    private static ServiceStatistics run(Case given, Simulation.Options options) {
        ClusterSpec cluster =
                new ClusterSpec(0, given.duration(), List.of(spec(given)), null, Observation.PERFECT, List.of(), 1, 0);
        return Simulation.run(cluster, List.of(source(given)), options, at -> true)
                .services()
                .getFirst();
    }

    private static String line(Fate fate, long start, long end) {
        return fate + " " + start + " " + end;
    }

    private static String totals(long starting, long busy, long idle, long draining, long queue) {
        return "starting " + starting + " busy " + busy + " idle " + idle + " draining " + draining + " queue " + queue;
    }

    private static ServiceSpec spec(Case given) {
        return new ServiceSpec(
                "web",
                new Limits(given.min(), given.max(), given.concurrency()),
                new ServiceSpec.PodSpec(Resources.NONE, new StartUp.Measured(START_UP), NEVER, null, Law.of(1), 0),
                new ServiceModel.Slots(Law.of(1)),
                new ServiceSpec.Queue(
                        given.queueLimit(),
                        given.timeout(),
                        given.lifo() ? WaitingRoom.Order.LIFO : WaitingRoom.Order.FIFO,
                        given.early() ? ServiceSpec.Binding.EARLY : ServiceSpec.Binding.LATE),
                new ServiceSpec.Balancing(Algorithm.NEWEST_FIRST, 0, Law.of(0)),
                ServiceSpec.Client.PATIENT,
                HealthCheckPolicy.NONE,
                policy(given),
                Tariff.flat(1),
                given.initial());
    }

    private static ScalingPolicy policy(Case given) {
        double seconds = given.time() * 1e-9;
        return switch (given.policy()) {
            case ALWAYS_ON -> BuiltIn.ALWAYS_ON.with(Map.of("replicas", (double) given.pods()));
            case FIXED_KEEP_ALIVE -> BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", seconds));
            case IDLE_TIMEOUT -> BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", seconds));
            case SCALE_TO_ZERO -> BuiltIn.SCALE_TO_ZERO.with(Map.of());
        };
    }

    private static Arrivals.Source source(Case given) {
        long[] times = given.arrivals().stream().mapToLong(time -> time).toArray();
        long[] services = given.services().stream().mapToLong(time -> time).toArray();
        return Arrivals.Source.of(times, services);
    }
}

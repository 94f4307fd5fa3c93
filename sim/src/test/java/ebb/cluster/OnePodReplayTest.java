package ebb.cluster;

import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.cluster;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Draw;
import ebb.random.Exponential;
import ebb.random.Law;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** The short way and the event kernel, on thousands of small cases full of ties. */
class OnePodReplayTest {
    private static final int CASES = 6_000;

    @Test
    void theShortWayEqualsTheEventKernelToTheNanosecond() {
        Draw draw = new Draw();
        for (int seed = 0; seed < CASES; seed++) {
            draw.at(4711, seed);
            // Whole seconds in half of the cases, so that ends, expiries and arrivals fall together.
            long grain = draw.below(2) == 0 ? SECOND : 1;
            int n = 1 + draw.below(60);
            long[] times = new long[n];
            long[] work = new long[n];
            long now = 0;
            double pause = draw.below(4) == 0 ? 1e9 : 8e9;
            for (int i = 0; i < n; i++) {
                now += round(draw.below(4) == 0 ? 0 : draw.exponential() * pause, grain);
                times[i] = now;
                work[i] = round(draw.exponential() * 3e9, grain);
            }
            double keepAlive = draw.below(3) == 0 ? 0 : draw.below(12);
            Law start = draw.below(2) == 0 ? Law.of(draw.below(8)) : new Exponential(4);
            ServiceSpec spec = with(
                    with(
                            service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", keepAlive)),
                            new Limits(0, 1, 1 + draw.below(3)),
                            0),
                    new ServiceSpec.PodSpec(
                            Resources.NONE, new StartUp.Measured(start), Specs.NEVER, null, Law.of(1), 0));
            spec = with(with(spec, queue(draw)), balancing(draw));
            ClusterSpec cluster = cluster(round(draw.uniform() * 1.5 * now, grain) + 1, spec);
            Simulation.Options options = new Simulation.Options(7 * SECOND, 5);
            assertThat(OnePodReplay.fits(cluster, options)).isTrue();
            Outcome shortWay = OnePodReplay.run(cluster, Arrivals.Source.of(times, work), options, t -> true);
            Outcome byEvents =
                    Simulation.byEvents(cluster, List.of(Arrivals.Source.of(times, work)), options, t -> true);
            assertThat(text(shortWay)).as("case %d", seed).isEqualTo(text(byEvents));
            assertThat(histograms(shortWay)).as("case %d", seed).isEqualTo(histograms(byEvents));
            count(byEvents.services().getFirst());
        }
        // What is to be compared did happen.
        assertThat(Arrays.stream(seen)).allMatch(cases -> cases > 50);
    }

    /** Cases with: requests that were rejected, that timed out, pods that were called off, and none of these. */
    private final int[] seen = new int[4];

    private void count(ServiceStatistics s) {
        seen[0] += s.rejected > 0 ? 1 : 0;
        seen[1] += s.timedOut > 0 ? 1 : 0;
        seen[2] += s.cancelledPods > 0 ? 1 : 0;
        seen[3] += s.rejected + s.timedOut + s.cancelledPods == 0 ? 1 : 0;
    }

    private static ServiceSpec.Queue queue(Draw draw) {
        int limit = draw.below(2) == 0 ? Integer.MAX_VALUE : draw.below(2) == 0 ? draw.below(6) : 15 + draw.below(20);
        long timeout = draw.below(2) == 0 ? Specs.NEVER : draw.below(10) * SECOND;
        return new ServiceSpec.Queue(
                limit,
                timeout,
                WaitingRoom.Order.FIFO,
                draw.below(2) == 0 ? ServiceSpec.Binding.LATE : ServiceSpec.Binding.EARLY);
    }

    private static ServiceSpec.Balancing balancing(Draw draw) {
        return new ServiceSpec.Balancing(Algorithm.LEAST_CONNECTIONS, draw.below(3) * SECOND, Law.of(0));
    }

    private static long round(double nanos, long grain) {
        return Math.round(nanos / grain) * grain;
    }

    private static List<Histogram> histograms(Outcome outcome) {
        ServiceStatistics s = outcome.services().getFirst();
        return List.of(s.wait.histogram(), s.service.histogram(), s.latency.histogram(), s.startUp.histogram());
    }

    private static String text(Outcome outcome) {
        ServiceStatistics s = outcome.services().getFirst();
        Timeline t = outcome.timelines().getFirst();
        StringBuilder text = new StringBuilder();
        text.append(List.of(
                        s.requests,
                        s.warm,
                        s.queued,
                        s.coldTriggered,
                        s.coldWaited,
                        s.startedPods,
                        s.gonePods,
                        s.cancelledPods,
                        s.rejected,
                        s.timedOut))
                .append(List.of(s.scaleEvents, s.flaps, s.maxPods, s.waitNanos, s.serviceNanos, s.latencyNanos))
                .append(List.of(s.inSystemNanos, s.queueNanos, s.inServiceNanos, s.durationNanos))
                .append(List.of(s.startingPodNanos, s.busyPodNanos, s.idlePodNanos, s.drainingPodNanos))
                .append(s.placeNanos)
                .append(' ')
                .append(s.cost)
                .append(Arrays.toString(s.stageNanos))
                .append(Arrays.toString(s.stageCount))
                .append('\n')
                .append(s.events)
                .append('\n');
        for (long[] column : List.of(
                t.arrivals,
                t.cold,
                t.lost,
                t.served,
                t.waitNanos,
                t.queueNanos,
                t.startingPodNanos,
                t.busyPodNanos,
                t.idlePodNanos)) {
            text.append(Arrays.toString(Arrays.copyOf(column, t.steps)));
        }
        return text.toString();
    }
}

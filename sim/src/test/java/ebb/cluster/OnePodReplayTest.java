package ebb.cluster;

import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.cluster;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

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
    private static final int CASES = 3_000;

    @Test
    void theShortWayEqualsTheEventKernelToTheNanosecond() {
        Draw draw = new Draw();
        for (int seed = 0; seed < CASES; seed++) {
            draw.at(4711, seed);
            // Whole seconds in half of the cases, so that ends, expiries and arrivals fall together.
            long grain = draw.below(2) == 0 ? SECOND : 1;
            int n = 1 + draw.below(30);
            long[] times = new long[n];
            long[] work = new long[n];
            long now = 0;
            for (int i = 0; i < n; i++) {
                now += round(draw.below(4) == 0 ? 0 : draw.exponential() * 8e9, grain);
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
            ClusterSpec cluster = cluster(round(draw.uniform() * 1.5 * now, grain) + 1, spec);
            Simulation.Options options = new Simulation.Options(7 * SECOND, 5);
            assertThat(OnePodReplay.fits(cluster, options)).isTrue();
            Outcome shortWay = OnePodReplay.run(cluster, Arrivals.Source.of(times, work), options, t -> true);
            Outcome byEvents =
                    Simulation.byEvents(cluster, List.of(Arrivals.Source.of(times, work)), options, t -> true);
            assertThat(text(shortWay)).as("case %d", seed).isEqualTo(text(byEvents));
            assertThat(histograms(shortWay)).as("case %d", seed).isEqualTo(histograms(byEvents));
        }
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
        text.append(List.of(s.requests, s.warm, s.queued, s.coldTriggered, s.coldWaited, s.startedPods, s.gonePods))
                .append(List.of(s.scaleEvents, s.flaps, s.maxPods, s.waitNanos, s.serviceNanos, s.latencyNanos))
                .append(List.of(s.inSystemNanos, s.queueNanos, s.inServiceNanos, s.placeNanos, s.durationNanos))
                .append(List.of(s.startingPodNanos, s.busyPodNanos, s.idlePodNanos, s.drainingPodNanos))
                .append(Math.round(s.cost * 1e6))
                .append(Arrays.toString(s.stageNanos))
                .append(Arrays.toString(s.stageCount))
                .append('\n')
                .append(s.events)
                .append('\n');
        for (long[] column : List.of(
                t.arrivals,
                t.cold,
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

package ebb.result;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ScalingEvent;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Stage;
import ebb.cluster.Timeline;
import ebb.policy.BuiltIn;
import ebb.policy.ScalingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A made-up day of three services under several policies, for looking at the report: a toy model (one request a pod, pods that idle out), not
 * the simulator's.
 */
final class SampleDay {
    private static final double DAY = 86_400;

    private SampleDay() {}

    /** Writes the results into the folder named. */
    public static void main(String[] folder) throws IOException {
        ResultFolder.Written written = ResultFolder.write(Path.of(folder[0]), results(List.of(1L)));
        System.out.println(written);
        System.out.println(new SummaryTable(results(List.of(1L)).summary()).text());
    }

    /** @param stages seconds of each stage of a start, in the order of {@link Stage} */
    private record Kind(
            String name, double perHour, double burst, double service, double priceHour, List<Double> stages) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("chat-llm", 140, 6, 9, 2.5, List.of(0.2, 0.8, 0.0, 14.0, 2.0, 31.0, 18.0, 2.5, 0.4, 0.0)),
            new Kind("webhook", 900, 40, 0.25, 0.05, List.of(0.1, 0.3, 0.0, 1.5, 0.9, 0.0, 0.4, 1.0, 0.3, 0.0)),
            new Kind("functions", 2200, 3, 0.4, 0.04, List.of(0.1, 0.2, 0.0, 0.2, 0.3, 0.0, 0.1, 0.1, 0.1, 0.0)));

    static Results results(List<Long> seeds) {
        List<RunRecord> runs = new ArrayList<>();
        for (long seed : seeds) {
            runs.add(run(BuiltIn.ALWAYS_ON.with(Map.of("replicas", 4.0)), Double.POSITIVE_INFINITY, seed));
            runs.add(run(BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", 60.0)), 60, seed));
            runs.add(run(BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", 300.0)), 300, seed));
            runs.add(run(BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", 900.0)), 900, seed));
            runs.add(run(BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 300.0)), 340, seed));
            runs.add(run(BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 1800.0)), 1900, seed));
            runs.add(run(BuiltIn.SCALE_TO_ZERO.with(Map.of()), 1, seed));
            runs.add(run(BuiltIn.TARGET_CONCURRENCY.with(Map.of()), 110, seed));
        }
        Experiment experiment = new Experiment(
                "sample",
                "A day of a chat model, a webhook and a tail of functions",
                "An idle timeout of minutes keeps the 95th percentile of the wait under 20 s at a third of the cost of pods that never sleep.",
                "apiVersion: ebb.dev/v1\nkind: Scenario\nname: sample\nservices:\n  - name: chat-llm\n    limits: {min: 0, max: 40}\n",
                "USD",
                Arrays.asList(
                        objective("wait_p95 <= 20s", null),
                        objective("cost <= 100 USD", null),
                        objective("wait_p99 <= 90s", "chat-llm")));
        return new Results(experiment, "ebb run scenarios/sample.yaml --seed 1", "0.1.0", runs);
    }

    private static Objective objective(String text, @Nullable String service) {
        return Objects.requireNonNull(ObjectiveReader.read(text, service, "USD").objective());
    }

    /** @param idle seconds after which an idle pod goes; infinite: four pods for ever */
    private static RunRecord run(ScalingPolicy policy, double idle, long seed) {
        List<ServiceRecord> services =
                KINDS.stream().map(kind -> new Toy(kind, idle, seed).record()).toList();
        RunKey key = new RunKey(policy, new TreeMap<>(), "sample day", "5e".repeat(32), seed);
        return RunRecord.of(key, services, NodeStatistics.NONE, 0);
    }

    private static final class Toy {
        private final Kind kind;
        private final double idle;
        private final SplittableRandom random;
        private final SplittableRandom starts;
        private final ServiceStatistics s = new ServiceStatistics();
        private final Timeline timeline = new Timeline(60 * SmallRun.SECOND, 1500);
        private final List<double[]> pods = new ArrayList<>();
        private final double start;

        Toy(Kind kind, double idle, long seed) {
            this.kind = kind;
            this.idle = idle;
            this.random = new SplittableRandom(seed * 31 + KINDS.indexOf(kind));
            this.starts = random.split();
            this.start = kind.stages.stream().mapToDouble(Double::doubleValue).sum();
        }

        ServiceRecord record() {
            if (Double.isInfinite(idle)) {
                for (int i = 0; i < 4; i++) {
                    pods.add(new double[] {0, 0});
                }
            }
            double at = 0;
            boolean burst = false;
            while (true) {
                double day = 0.15 + Math.pow(Math.max(0, Math.sin((at / DAY - 0.25) * Math.PI * 2)), 2) * 2;
                double rate = kind.perHour / 3600 * day * (burst ? kind.burst : 0.6);
                at += -Math.log(1 - random.nextDouble()) / rate;
                burst = random.nextDouble() < (burst ? 0.97 : 0.004);
                if (at >= DAY) {
                    break;
                }
                request(at, -Math.log(1 - random.nextDouble()) * kind.service);
            }
            pods.forEach(this::end);
            s.durationNanos = (long) (DAY * 1e9);
            double least = (s.inServiceNanos / 1e9 + 25 * start) * kind.priceHour / 3600;
            s.cost = s.podNanos() / 1e9 * kind.priceHour / 3600;
            s.flaps = s.scaleEvents / 3;
            return new ServiceRecord(
                    kind.name,
                    s,
                    timeline,
                    new LeastCost(
                            least,
                            kind.burst > 5
                                    ? List.of("start-up times vary: every pod starts in the least time")
                                    : List.of()));
        }

        private void request(double at, double service) {
            s.requests++;
            timeline.arrivals[step(at)]++;
            double @Nullable [] pod = Double.isInfinite(idle) ? soonest() : free(at);
            if (pod == null && pods.size() >= 60) {
                s.rejected++;
                timeline.lost[step(at)]++;
                return;
            }
            double wait;
            if (pod == null) {
                double took = start * (0.8 + 0.5 * starts.nextDouble() * starts.nextDouble());
                pod = started(at, took);
                wait = took;
                s.coldTriggered++;
                timeline.cold[step(at)]++;
            } else {
                wait = Math.max(0, pod[1] - at);
                s.idlePodNanos += interval(timeline.idlePodNanos, pod[1], at);
                if (wait == 0) {
                    s.warm++;
                } else {
                    s.queued++;
                }
            }
            pod[1] = at + wait + service;
            s.busyPodNanos += interval(timeline.busyPodNanos, at + wait, pod[1]);
            s.queueNanos += interval(timeline.queueNanos, at, at + wait);
            record(at, wait, service);
        }

        private void record(double at, double wait, double service) {
            s.wait.recordValue(Math.round(wait * 1e9));
            s.service.recordValue(Math.round(service * 1e9));
            s.latency.recordValue(Math.round((wait + service) * 1e9));
            s.waitNanos += Math.round(wait * 1e9);
            s.serviceNanos += Math.round(service * 1e9);
            s.latencyNanos += Math.round((wait + service) * 1e9);
            s.inServiceNanos += Math.round(service * 1e9);
            int step = step(at + wait);
            timeline.served[step]++;
            timeline.waitNanos[step] += Math.round(wait * 1e9);
        }

        @SuppressWarnings("EnumOrdinal")
        private double[] started(double at, double took) {
            double[] pod = {at, at};
            pods.add(pod);
            s.maxPods = Math.max(s.maxPods, pods.size());
            s.startedPods++;
            s.scaleEvents++;
            s.startUp.recordValue(Math.round(took * 1e9));
            for (Stage each : List.of(Stage.values()).subList(0, kind.stages.size())) {
                s.stageNanos[each.ordinal()] += Math.round(took / start * kind.stages.get(each.ordinal()) * 1e9);
                s.stageCount[each.ordinal()]++;
            }
            s.startingPodNanos += interval(timeline.startingPodNanos, at, at + took);
            if (s.events.size() < 200) {
                s.events.add(new ScalingEvent(
                        Math.round(at * 1e9), kind.name, pods.size() - 1, pods.size(), "a request, no free pod"));
            }
            return pod;
        }

        private int step(double at) {
            return timeline.step(Math.min(Math.round(at * 1e9), Math.round(DAY * 1e9) - 1));
        }

        /** @return its length, ns; none where it is empty */
        private long interval(long[] integral, double from, double to) {
            long step = timeline.stepNanos;
            long begin = Math.round(from * 1e9);
            long end = Math.min(Math.round(to * 1e9), Math.round(DAY * 1e9));
            for (long at = begin; at < end; at = (at / step + 1) * step) {
                integral[(int) (at / step)] += Math.min(end, (at / step + 1) * step) - at;
            }
            return Math.max(0, end - begin);
        }

        private double[] soonest() {
            return Collections.min(pods, Comparator.comparingDouble(pod -> pod[1]));
        }

        private double @Nullable [] free(double at) {
            double @Nullable [] newest = null;
            for (int i = pods.size() - 1; i >= 0; i--) {
                double[] pod = pods.get(i);
                if (pod[1] + idle <= at) {
                    pods.remove(i);
                    end(pod);
                } else if (pod[1] <= at && (newest == null || pod[1] > newest[1])) {
                    newest = pod;
                }
            }
            return newest;
        }

        private void end(double[] pod) {
            double gone = Math.min(DAY, pod[1] + idle);
            s.idlePodNanos += interval(timeline.idlePodNanos, pod[1], gone);
            if (!Double.isInfinite(idle)) {
                s.drainingPodNanos += interval(timeline.drainingPodNanos, gone, gone + 5);
                s.scaleEvents++;
            }
        }
    }
}

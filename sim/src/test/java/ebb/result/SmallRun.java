package ebb.result;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ScalingEvent;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Stage;
import ebb.cluster.Timeline;
import ebb.policy.ScalingPolicy;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Two services small enough to compute by hand, over 60 s: {@code llm} serves three requests of four (one warm, one that started a pod and waited
 * 10 s, one that waited 5 s for the same pod; one is rejected), {@code hook} none.
 */
final class SmallRun {
    static final long SECOND = 1_000_000_000L;

    private SmallRun() {}

    static final String[] OBJECTIVES = {"llm: wait_p95 <= 7s", "cost <= 3 USD", "wait_over(2s) <= 90%"};

    /** Writes the results into the folder named: the golden files are copies of it. */
    public static void main(String[] folder) throws IOException {
        ResultFolder.write(Path.of(folder[0]), results(OBJECTIVES));
    }

    static Results results(String... objectives) {
        return results(List.of(run(7)), objectives);
    }

    static Results results(List<RunRecord> runs, String... objectives) {
        List<Objective> read =
                List.of(objectives).stream().map(SmallRun::objective).toList();
        Experiment experiment = new Experiment(
                "small",
                "A small run",
                "waiting costs \"nothing\", <here>",
                "name: small\nservices: {llm: {}, hook: {}}\n",
                "USD",
                read);
        return new Results(experiment, "ebb run scenarios/small.yaml --seed 7", "0.1.0", runs);
    }

    private static Objective objective(String text) {
        int colon = text.indexOf(": ");
        String service = colon < 0 ? null : text.substring(0, colon);
        return Objects.requireNonNull(
                ObjectiveReader.read(text.substring(colon < 0 ? 0 : colon + 2), service, "USD")
                        .objective(),
                text);
    }

    static RunRecord run(long seed) {
        return RunRecord.of(
                key("fixed-keep-alive", Map.of("keep_alive", 60.0), seed),
                List.of(
                        new ServiceRecord("llm", llm(), timeline(), new LeastCost(0.25, List.of()), members()),
                        new ServiceRecord("hook", hook(), quiet(), new LeastCost(0, List.of("bills round up")))),
                NodeStatistics.NONE,
                2);
    }

    /** {@code llm} stands for a service that did all and one that did nothing. */
    private static List<ServiceBrief> members() {
        ServiceRecord all = new ServiceRecord("llm", llm(), null, new LeastCost(0.25, List.of()));
        ServiceRecord nothing = new ServiceRecord("llm", new ServiceStatistics(), null, null);
        return List.of(ServiceBrief.of("llm/a", all), ServiceBrief.of("llm/b", nothing));
    }

    static RunKey key(String policy, Map<String, Double> parameters, long seed) {
        return new RunKey(new ScalingPolicy(policy, parameters), new TreeMap<>(), "day.csv", "ab".repeat(32), seed);
    }

    // The statistics are arrays by Stage.
    @SuppressWarnings("EnumOrdinal")
    static ServiceStatistics llm() {
        ServiceStatistics s = new ServiceStatistics();
        s.requests = 4;
        s.warm = 1;
        s.coldTriggered = 1;
        s.coldWaited = 1;
        s.rejected = 1;
        s.startedPods = 1;
        s.gonePods = 1;
        s.scaleEvents = 2;
        s.flaps = 1;
        s.maxPods = 1;
        s.durationNanos = 60 * SECOND;
        s.startingPodNanos = 10 * SECOND;
        s.busyPodNanos = 6 * SECOND;
        s.idlePodNanos = 20 * SECOND;
        s.placeNanos = BigInteger.valueOf(26 * SECOND);
        s.inServiceNanos = 6 * SECOND;
        s.cost = 0.5;
        for (long wait : new long[] {0, 5 * SECOND, 10 * SECOND}) {
            s.waitNanos += wait;
            s.serviceNanos += 2 * SECOND;
            s.latencyNanos += wait + 2 * SECOND;
            s.wait.recordValue(wait);
            s.service.recordValue(2 * SECOND);
            s.latency.recordValue(wait + 2 * SECOND);
        }
        s.startUp.recordValue(10 * SECOND);
        s.stageNanos[Stage.WEIGHTS.ordinal()] = 10 * SECOND;
        s.stageCount[Stage.WEIGHTS.ordinal()] = 1;
        s.events.add(new ScalingEvent(SECOND, "llm", 0, 1, "1 request, no pod"));
        s.events.add(new ScalingEvent(40 * SECOND, "llm", 1, 0, "idle for 20 s"));
        return s;
    }

    private static ServiceStatistics hook() {
        ServiceStatistics s = new ServiceStatistics();
        s.durationNanos = 60 * SECOND;
        s.events.add(new ScalingEvent(30 * SECOND, "hook", 1, 0, "nothing, ever"));
        s.scaleEvents = 1;
        return s;
    }

    private static Timeline timeline() {
        Timeline t = new Timeline(30 * SECOND, 1);
        int first = t.step(SECOND);
        t.arrivals[first] = 4;
        t.served[first] = 3;
        t.cold[first] = 2;
        t.lost[first] = 1;
        t.waitNanos[first] = 15 * SECOND;
        t.queueNanos[first] = 15 * SECOND;
        t.startingPodNanos[first] = 10 * SECOND;
        t.busyPodNanos[first] = 6 * SECOND;
        t.idlePodNanos[first] = 13 * SECOND;
        int second = t.step(31 * SECOND);
        t.idlePodNanos[second] = 7 * SECOND;
        return t;
    }

    private static Timeline quiet() {
        return new Timeline(30 * SECOND, 2);
    }
}

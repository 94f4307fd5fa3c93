package ebb.validate;

import ebb.document.Tree;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyProbe;
import ebb.policy.ServiceFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Rows of Kubernetes' horizontal autoscaler, fed to policies that extend {@code hpa-v2} by the row's metrics and limits, as an imported
 * autoscaler would.
 */
final class ConformanceHpa {
    private static final long SECOND = 1_000_000_000L;
    static final long NOW = 100_000 * SECOND;
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final int METRICS = 3;
    private static final String HEAD =
            "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: row }\nextends: builtin/hpa-v2@1\n";

    /** What a policy without {@code behavior} is held to: 300 s, and up to twice as many, or 4. */
    private static final String NO_BEHAVIOR =
            "limits: { stabilize: { up: 0s, down: stabilization, seed: replicas }, up: \"max(2 * replicas, 4)\", down: null }\n";

    private static final Map<String, PolicyDocument> DOCUMENTS = new ConcurrentHashMap<>();

    private ConformanceHpa() {}

    /** @return a probe of a policy that extends hpa-v2 */
    static PolicyProbe extending(String text, Map<String, Double> parameters) {
        PolicyDocument document = DOCUMENTS.computeIfAbsent(
                text, each -> PolicyDocument.read("row.yaml", HEAD + each, PolicyFiles.BUILT_IN));
        return document.probe(parameters, ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0));
    }

    /** What the calculator says of one metric, before any limit. */
    static void replicas(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        Map<String, Double> parameters = parameters(row, List.of(row));
        parameters.put("min_pods", 0.0);
        PolicyProbe probe = extending("signals:\n" + metrics(List.of(row)) + "  want: m1\n", parameters);
        begin(probe, row.count("current"), row.count("current"));
        samples(probe, row, row.text("kind").startsWith("pods") ? "rps" : "");
        values(probe, row.numbers("values_m"));
        probe.tick();
        long found = probe.slot("main.proposal");
        String expected = row.has("expect_error") ? "error" : row.row("expect").text("replicas");
        tally.same("replicas", expected, found == UNKNOWN ? "error" : String.valueOf(found));
    }

    private static void begin(PolicyProbe probe, int replicas, int present) {
        Event event = probe.event();
        event.atNanos = NOW;
        event.replicas = replicas;
        event.present = present;
        event.ready = present;
        probe.start();
    }

    private static void samples(PolicyProbe probe, ConformanceRow row, String metric) {
        int container = row.has("container") ? row.count("container") : -1;
        ConformancePods pods = new ConformancePods(probe, container);
        int number = 0;
        for (ConformanceRow pod : row.rows("pods")) {
            pods.tell(number++, pod, metric.isEmpty() ? -1 : probe.metric(metric));
        }
    }

    /** The series of a metric of one object, or of the outside, are added up by whoever asks for them. */
    private static void values(PolicyProbe probe, List<Double> milli) {
        Event event = probe.event();
        event.kind = EventKind.SAMPLE;
        event.pod = -1;
        event.metric = probe.metric("queue_length");
        event.value = milli.stream().mapToDouble(Double::doubleValue).sum() / 1000;
        if (event.metric >= 0 && !milli.isEmpty()) {
            probe.step();
        }
    }

    /** One line a metric, as an importer writes them. */
    private static String metrics(List<ConformanceRow> metrics) {
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= METRICS; i++) {
            boolean used = i <= metrics.size();
            text.append("  m" + i + ": " + (used ? formula(metrics.get(i - 1).text("kind"), i) : "null") + "\n");
            if (used) {
                names.add("m" + i);
            }
        }
        text.append("  best: "
                + (names.size() == 1 ? names.getFirst() : "\"max_valid(" + String.join(", ", names) + ")\"") + "\n");
        return text.append("  partial: not ("
                        + names.stream().map(each -> "valid(" + each + ")").collect(Collectors.joining(" and "))
                        + ")\n")
                .toString();
    }

    private static String formula(String kind, int number) {
        return switch (kind) {
            case "resource-utilization" ->
                "by_pods(milli(pod.cpu.usage), milli(pod.cpu.request), cpu_target, 100, 100, true)";
            case "pods-average" -> "by_pods(milli(pod.rps), 1, 1000 * rps_target, 1, 0, false)";
            case "object-value", "external-value" ->
                "by_value(milli(last(queue_length, missing = invalid)), 1000 * queue_target)";
            case "object-average", "external-average" ->
                "by_share(milli(last(queue_length, missing = invalid)), 1000 * queue_target)";
            case "invalid" -> "invalid";
            default -> throw new IllegalArgumentException("m" + number + ": " + kind + " is no kind of metric");
        };
    }

    private static Map<String, Double> parameters(ConformanceRow row, List<ConformanceRow> metrics) {
        Map<String, Double> all = new HashMap<>();
        all.put("tol_up", row.row("tolerance").number("up"));
        all.put("tol_down", row.row("tolerance").number("down"));
        if (row.has("config")) {
            all.put("cpu_init", row.row("config").number("cpu_init_s"));
            all.put("ready_delay", row.row("config").number("initial_readiness_delay_s"));
        }
        for (ConformanceRow each : metrics) {
            switch (each.text("kind")) {
                case "resource-utilization" -> all.put("cpu_target", each.number("target_percent"));
                case "pods-average" -> all.put("rps_target", each.number("target_m") / 1000);
                case "invalid" -> {}
                default -> all.put("queue_target", each.number("target_m") / 1000);
            }
        }
        return all;
    }

    /** How pods are sorted, by how many there are of each sort. */
    static void groups(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        boolean cpu = row.text("resource").equals("cpu");
        Map<String, String> sorts = Map.of(
                "ready",
                "good(pod.cpu.usage, " + cpu + ")",
                "unready",
                "unready(pod.cpu.usage, " + cpu + ")",
                "missing",
                "missing(pod.cpu.usage)",
                "ignored",
                "not alive");
        sorts.forEach((sort, where) -> {
            PolicyProbe probe = extending(
                    "signals: { want: \"pods.count(where = " + where + ")\" }\n",
                    Map.of(
                            "cpu_init", row.row("config").number("cpu_init_s"),
                            "ready_delay", row.row("config").number("initial_readiness_delay_s")));
            begin(probe, 1, 1);
            samples(probe, row, "");
            probe.tick();
            long expected = sort.equals("ready")
                    ? row.row("expect").whole("ready")
                    : row.row("expect").list(sort).size();
            tally.same(sort, expected, probe.slot("main.proposal"));
        });
    }

    /** A whole look: metrics, limits, what is written. */
    static void scenario(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        List<ConformanceRow> metrics = row.rows("metrics");
        Map<String, Double> parameters = parameters(row, metrics);
        parameters.put("min_pods", row.number("min"));
        parameters.put("max_pods", row.number("max"));
        PolicyProbe probe = extending("signals:\n" + metrics(metrics) + NO_BEHAVIOR, parameters);
        begin(probe, row.count("current"), row.count("status_replicas"));
        if (!row.flag("initial_recommendation")) {
            log(probe, "limits.recommendations", row.pairs("recommendations"));
        }
        levels(probe, row, metrics);
        Decision made = probe.tick();
        long found = made.desired == Decision.NONE ? row.whole("current") : made.desired;
        tally.same("replicas", row.whole("expect_replicas"), found);
    }

    /** All metrics of a row read the same series. */
    private static void levels(PolicyProbe probe, ConformanceRow row, List<ConformanceRow> metrics) {
        List<Tree> levels = row.list("levels_m");
        boolean perPod = metrics.stream().anyMatch(each -> each.text("kind").startsWith("pods"));
        ConformancePods pods = new ConformancePods(probe, -1);
        List<ConformanceRow> all = row.rows("pods");
        for (int i = 0; i < all.size(); i++) {
            pods.tell(
                    i,
                    all.get(i),
                    i < levels.size() ? ConformanceRow.number(levels.get(i)) : Double.NaN,
                    perPod ? probe.metric("rps") : -1);
        }
        values(probe, row.numbers("levels_m"));
    }

    /** @param pairs values with their ages in seconds */
    static void log(PolicyProbe probe, String name, List<double[]> pairs) {
        probe.log(
                name,
                pairs.stream().mapToLong(each -> (long) each[0]).toArray(),
                pairs.stream()
                        .mapToLong(each -> NOW - Math.round(each[1] * 1e9))
                        .toArray());
    }
}

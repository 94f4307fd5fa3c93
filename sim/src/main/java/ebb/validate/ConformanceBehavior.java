package ebb.validate;

import ebb.document.Tree;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.PolicyProbe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of {@code behavior}: rates, stabilization and their logs. The proposal is given; limits are the row's, laid over hpa-v2's. */
final class ConformanceBehavior {
    private static final String OPEN = "min: 0, max: unlimited, ";

    private ConformanceBehavior() {}

    private static PolicyProbe probe(String limits, long replicas, long desired) {
        PolicyProbe probe = ConformanceHpa.extending("limits: { " + limits + " }\n", Map.of());
        Event event = probe.event();
        event.atNanos = ConformanceHpa.NOW;
        event.replicas = (int) replicas;
        probe.start();
        probe.enter("main", "Running", ConformanceHpa.NOW);
        probe.signalWhole("want", desired);
        return probe;
    }

    private static long decided(PolicyProbe probe) {
        Decision made = probe.tick();
        return made.desired;
    }

    /** As a policy writes it; nothing for rules that are absent. */
    private static String rate(String way, ConformanceRow rules) {
        return rate(way, rules, 1);
    }

    private static String rate(String way, ConformanceRow rules, int times) {
        if (rules.text("select").equals("Disabled")) {
            return ", " + way + ": replicas";
        }
        String steps = rules.rows("policies").stream()
                .map(each -> each.text("type").equals("Pods")
                        ? "{ pods: " + times * each.whole("value") + ", per: " + each.whole("period_s") + "s }"
                        : "{ percent: " + times * each.whole("value") + "%, per: " + each.whole("period_s") + "s }")
                .collect(Collectors.joining(", "));
        return ", " + way + ": { select: " + rules.text("select").toLowerCase(Locale.ROOT) + ", of: [ " + steps
                + " ] }";
    }

    static void rateLimit(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        String limits = "min: " + row.whole("min") + ", max: " + row.whole("max") + ", stabilize: null"
                + rate("up", row.row("scale_up")) + rate("down", row.row("scale_down"));
        PolicyProbe probe = probe(limits, row.whole("current"), row.whole("desired"));
        ConformanceHpa.log(probe, "limits.ups", row.pairs("up_events"));
        ConformanceHpa.log(probe, "limits.downs", row.pairs("down_events"));
        tally.same("replicas", row.row("expect").whole("replicas"), decided(probe));
    }

    static void rateLimitWithoutBehavior(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        String limits = "min: " + row.whole("min") + ", max: " + row.whole("max")
                + ", stabilize: null, up: \"max(2 * replicas, 4)\", down: null";
        PolicyProbe probe = probe(limits, row.whole("current"), row.whole("desired"));
        tally.same("replicas", row.row("expect").whole("replicas"), decided(probe));
    }

    /** How far one look may go: the proposal is out of reach. */
    static void periodLimits(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        String way = row.text("direction");
        String limits = OPEN + "stabilize: null" + rate(way, row.row("rules"))
                + (way.equals("up") ? ", down: null" : ", up: null");
        PolicyProbe probe = probe(limits, row.whole("current"), way.equals("up") ? Integer.MAX_VALUE : 0);
        tally.same("limit", row.whole("expect"), decided(probe));
    }

    /** The row names no present size: one above all recommendations is taken. */
    static void stabilizationWithoutBehavior(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        double most = row.pairs("recommendations").stream()
                .mapToDouble(each -> each[0])
                .max()
                .orElse(0);
        PolicyProbe probe = stabilized(0, row.whole("window_s"), (long) Math.max(most, row.number("desired")), row);
        tally.same("replicas", row.row("expect").whole("replicas"), decided(probe));
        tally.same("stored", row.row("expect").whole("stored"), (long) probe.log("limits.recommendations").length);
    }

    static void stabilizationWithBehavior(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        PolicyProbe probe = stabilized(row.whole("up_window_s"), row.whole("down_window_s"), row.whole("current"), row);
        tally.same("replicas", row.row("expect").whole("replicas"), decided(probe));
        if (row.row("expect").has("stored")) {
            tally.same(
                    "stored",
                    wholes(row.row("expect").list("stored")),
                    Arrays.toString(probe.log("limits.recommendations")));
        }
    }

    private static PolicyProbe stabilized(long up, long down, long current, ConformanceRow row) {
        PolicyProbe probe = probe(
                OPEN + "stabilize: { up: " + up + "s, down: " + down + "s }, up: null, down: null",
                current,
                row.whole("desired"));
        ConformanceHpa.log(probe, "limits.recommendations", row.pairs("recommendations"));
        return probe;
    }

    private static String wholes(List<Tree> list) {
        return list.stream().map(ConformanceRow::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A change is written down; in both directions. */
    static void scaleEvents(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        if (!row.has("rules")) {
            tally.notSupported("without rules Ebb keeps no log of changes");
            return;
        }
        for (Tree each : row.list("applies_to")) {
            boolean up = ConformanceRow.text(each).equals("scale_up");
            long current = 1000;
            long change = row.whole("change");
            // Periods alone say what is kept. Amounts are made so large that the row's change is not limited.
            String limits = OPEN + "stabilize: null" + rate(up ? "up" : "down", row.row("rules"), 10)
                    + (up ? ", down: null" : ", up: null");
            PolicyProbe probe = probe(limits, current, up ? current + change : current - change);
            String log = up ? "limits.ups" : "limits.downs";
            ConformanceHpa.log(probe, log, row.pairs("events"));
            decided(probe);
            tally.same(
                    ConformanceRow.text(each) + " stored_values",
                    wholes(row.row("expect").list("stored_values")),
                    Arrays.toString(probe.log(log)));
        }
    }
}

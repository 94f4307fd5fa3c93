package ebb.validate;

import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyProbe;
import ebb.policy.ServiceFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of Knative's autoscaler, fed to {@code knative-kpa}. */
final class ConformanceKpa {
    // The rows say what a pod takes; the service says nothing of its own.
    private static final int ANY = 1_000_000;

    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 100_000 * SECOND;
    /** What stands for unknown in a slot. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private static final PolicyDocument POLICY = PolicyDocument.builtIn("knative-kpa");
    private static final List<String> REACHABILITY = List.of("reachable", "unreachable", "unknown");

    private ConformanceKpa() {}

    private static PolicyProbe probe(Map<String, Double> parameters, int max) {
        return POLICY.probe(parameters, ServiceFacts.of(new Limits(0, max, ANY), 0));
    }

    /** The windows' results are given; every step is one look. */
    static void scale(ConformanceRow script, String id, ConformanceTally tally) {
        ConformanceRow spec = script.row("spec");
        PolicyProbe probe = probe(parameters(spec), Integer.MAX_VALUE);
        Event event = probe.event();
        event.ready = script.count("ready_pods_at_construction");
        event.replicas = event.ready;
        probe.start();
        if (script.has("initial_state") && script.row("initial_state").has("panic_entered_at_s")) {
            ConformanceRow state = script.row("initial_state");
            probe.enter("decider", "Panic", state.nanos("panic_entered_at_s"));
            probe.slot("vars.last_over", state.nanos("panic_entered_at_s"));
            probe.slot("decider.mark", state.whole("max_panic_pods"));
        }
        for (ConformanceRow step : script.rows("steps")) {
            if (step.has("set_spec")) {
                spec = step.row("set_spec");
                probe = changed(probe, spec, step);
            }
            tally.begin(id + " at " + step.text("t_s") + " s");
            look(probe, spec, step, tally);
        }
    }

    private static PolicyProbe changed(PolicyProbe before, ConformanceRow spec, ConformanceRow step) {
        PolicyProbe next = probe(parameters(spec), Integer.MAX_VALUE);
        next.event().atNanos = step.nanos("t_s");
        next.event().ready = before.event().ready;
        next.event().replicas = before.event().replicas;
        next.startFrom(before);
        return next;
    }

    private static void look(PolicyProbe probe, ConformanceRow spec, ConformanceRow step, ConformanceTally tally) {
        Event event = probe.event();
        event.atNanos = step.nanos("t_s");
        event.ready = step.flag("pod_count_error") ? -1 : step.count("ready_pods");
        boolean data = !step.flag("no_data");
        probe.signal("stable", data ? step.number("stable_value", Double.NaN) : Double.NaN);
        probe.signal("panic", data ? step.number("panic_value", Double.NaN) : Double.NaN);
        probe.signal("target", spec.number("target"));
        // With this the last mile reads the spare capacity in every step.
        probe.enter("last_mile", "Active", event.atNanos);
        probe.signalWhole("bounded", 1);
        probe.slot("reachable", REACHABILITY.indexOf(spec.flag("reachable") ? "reachable" : "unreachable"));
        probe.tick();
        ConformanceRow expect = step.row("expect");
        long proposal = probe.slot("delay.proposal");
        if (!expect.flag("valid")) {
            tally.same("desired", "none", proposal == UNKNOWN ? "none" : String.valueOf(proposal));
            return;
        }
        tally.same("desired", expect.whole("desired"), proposal);
        if (expect.has("excess_burst_capacity")) {
            // Upstream compares with a tolerance of 1.
            tally.close(
                    "excess_burst_capacity", expect.number("excess_burst_capacity"), (double) probe.whole("ebc"), 1);
        }
    }

    private static Map<String, Double> parameters(ConformanceRow spec) {
        Map<String, Double> all = new HashMap<>();
        all.put("total", spec.number("total"));
        all.put("burst", spec.number("target_burst_capacity"));
        all.put("panic_threshold", spec.number("panic_threshold"));
        all.put("up_rate", spec.number("max_scale_up_rate"));
        all.put("down_rate", spec.number("max_scale_down_rate"));
        all.put("stable_window", spec.number("stable_window_s"));
        all.put("activation_scale", spec.number("activation_scale"));
        all.put("scale_down_delay", spec.number("scale_down_delay_s"));
        return all;
    }

    /** A fresh autoscaler that sees so many pods ready. */
    static void start(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        PolicyProbe probe = probe(Map.of(), Integer.MAX_VALUE);
        probe.event().ready = row.flag("pod_count_error") ? -1 : row.count("ready_pods");
        probe.event().replicas = Math.max(0, probe.event().ready);
        probe.start();
        ConformanceRow expect = row.row("expect");
        boolean panics = probe.in("decider").equals("Panic");
        tally.same("in_panic", expect.flag("in_panic"), panics);
        if (panics) {
            tally.same("max_panic_pods", expect.whole("max_panic_pods"), probe.slot("decider.mark"));
        }
    }

    /** Before the first decision: no traffic, the initial pods ready. */
    static void initialBurst(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        PolicyProbe probe = probe(
                Map.of("burst", row.number("target_burst_capacity"), "total", row.number("total")), Integer.MAX_VALUE);
        Event event = probe.event();
        event.ready = row.count("initial_scale");
        event.replicas = event.ready;
        probe.start();
        probe.enter("last_mile", "Active", 0);
        probe.signal("stable", 0);
        probe.signal("panic", 0);
        probe.signalWhole("bounded", 1);
        probe.tick();
        tally.same("excess_burst_capacity", row.whole("expect"), probe.whole("ebc"));
    }

    static void activators(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        PolicyProbe probe = probe(
                Map.of(
                        "burst", row.number("target_burst_capacity"),
                        "total", row.number("total"),
                        "gateway_capacity", row.number("activator_capacity")),
                Integer.MAX_VALUE);
        Event event = probe.event();
        event.ready = row.count("ready_pods");
        event.replicas = event.ready;
        probe.start();
        tally.same("activators", row.whole("expect"), (long) probe.tick().gateways);
    }

    /** The decider's result is given; what is compared is what would be written. */
    static void lastMile(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        PolicyProbe probe = probe(
                lastMileParameters(row), row.count("max_scale") == 0 ? Integer.MAX_VALUE : row.count("max_scale"));
        Event event = probe.event();
        event.atNanos = NOW - 50_000 * SECOND;
        event.replicas = row.count("current_replicas");
        event.ready = event.replicas;
        probe.start();
        event.atNanos = NOW;
        long age = row.row("state").nanos("age_s");
        probe.enter("decider", "Calm", NOW);
        probe.enter("last_mile", state(row.row("state").text("active")), NOW - age);
        long desired = row.whole("desired_from_decider");
        probe.signalWhole("want", desired < 0 ? UNKNOWN : desired);
        probe.signalWhole("over", 0);
        probe.slot("reachable", REACHABILITY.indexOf(row.text("reachability")));
        probe.slot("path_confirmed", row.text("activator_probe").equals("ok") ? 1 : 0);
        probe.slot("path_since", NOW - row.nanos("proxy_for_s"));
        probe.variable("reached", row.flag("initialised") ? 1 : 0);
        Decision made = probe.tick();
        ConformanceRow expect = row.row("expect");
        String written =
                made.desired == Decision.NONE || made.desired == event.replicas ? "none" : String.valueOf(made.desired);
        tally.same("written", expect.flag("patched") ? expect.text("replicas") : "none", written);
    }

    /** Knative's Active condition: unknown is activating. */
    private static String state(String active) {
        return switch (active) {
            case "true" -> "Active";
            case "false" -> "Inactive";
            default -> "Activating";
        };
    }

    private static Map<String, Double> lastMileParameters(ConformanceRow row) {
        ConformanceRow config = row.row("config");
        Map<String, Double> all = new HashMap<>();
        all.put("zero", config.flag("enable_scale_to_zero") ? 1.0 : 0.0);
        all.put("stable_window", config.number("stable_window_s"));
        all.put("grace", config.number("grace_s"));
        all.put("retention", config.number("pod_retention_s"));
        all.put("deadline", config.number("progress_deadline_s"));
        all.put("min_scale", row.number("min_scale"));
        all.put("initial_scale", row.number("initial_scale"));
        all.put("burst", row.number("tbc"));
        return all;
    }
}

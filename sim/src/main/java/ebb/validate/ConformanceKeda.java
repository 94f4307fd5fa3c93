package ebb.validate;

import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyProbe;
import ebb.policy.ServiceFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of KEDA, fed to {@code keda}: one trigger, the queue. */
final class ConformanceKeda {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 100_000 * SECOND;
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final PolicyDocument POLICY = PolicyDocument.builtIn("keda");
    private static final List<String> BEHAVIORS =
            List.of("static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower");
    private static final List<String> FLAGS =
            List.of("paused", "paused_scale_in", "paused_scale_out", "force_activation");

    private ConformanceKeda() {}

    private static PolicyProbe begin(Map<String, Double> parameters, long ageNanos, int replicas, int ready) {
        PolicyProbe probe = POLICY.probe(parameters, ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0));
        Event event = probe.event();
        event.atNanos = NOW - ageNanos;
        event.replicas = replicas;
        event.ready = ready;
        probe.start();
        event.atNanos = NOW;
        return probe;
    }

    private static void sample(PolicyProbe probe, double value) {
        Event event = probe.event();
        event.kind = EventKind.SAMPLE;
        event.pod = -1;
        event.metric = probe.metric("queue_length");
        event.value = value;
        probe.step();
    }

    /** What KEDA itself would write; what its autoscaler writes is in the other sections. */
    static void executor(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        Map<String, Double> parameters = new HashMap<>();
        FLAGS.forEach(each -> parameters.put(each, row.flag(each) ? 1.0 : 0.0));
        parameters.put("min_pods", row.number("min", 0));
        parameters.put("use_idle", row.has("idle") ? 1.0 : 0.0);
        parameters.put("idle_to", row.number("idle", 0));
        parameters.put("cooldown", row.number("cooldown_s", 300));
        parameters.put("initial_cooldown", row.number("initial_cooldown_s", 0));
        parameters.put("use_fallback", row.has("fallback_replicas") ? 1.0 : 0.0);
        parameters.put("fallback", row.number("fallback_replicas", 0));
        PolicyProbe probe = begin(
                parameters, Math.round(row.number("age_s", 3600) * 1e9), row.count("current"), row.count("current"));
        if (row.has("last_active_age_s")) {
            probe.variable("last_active", NOW - row.nanos("last_active_age_s"));
        }
        boolean error = row.flag("error");
        if (error && row.flag("active")) {
            // Another trigger of the same object is the active one.
            probe.signalWhole("active", 1);
        }
        sample(probe, error ? Double.NaN : row.flag("active") ? 1 : 0);
        probe.tick();
        ConformanceRow expect = row.row("expect");
        long found = probe.slot("executor.proposal");
        tally.same(
                "write_replicas",
                expect.text("write_replicas", "none"),
                found == UNKNOWN ? "none" : String.valueOf(found));
        if (expect.has("last_active_renewed")) {
            tally.same(
                    "last_active_renewed", expect.flag("last_active_renewed"), probe.slot("vars.last_active") == NOW);
        }
    }

    /** The value that the autoscaler is shown. */
    static void fallback(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        boolean used = row.has("failure_threshold");
        Map<String, Double> parameters = new HashMap<>();
        parameters.put("use_fallback", used ? 1.0 : 0.0);
        parameters.put("threshold", row.number("failure_threshold", 0));
        parameters.put("fallback", row.number("fallback_replicas", 0));
        parameters.put("queue_target", row.number("target"));
        parameters.put("behavior", (double) BEHAVIORS.indexOf(row.text("behavior")));
        parameters.put("metric_type", row.text("metric_type").equals("Value") ? 1.0 : 0.0);
        int replicas = row.count("current_replicas");
        PolicyProbe probe =
                begin(parameters, SECOND, replicas, row.has("ready_replicas") ? row.count("ready_replicas") : replicas);
        long before = row.has("failures_before") ? row.whole("failures_before") : 0;
        for (long i = 0; i < before; i++) {
            sample(probe, Double.NaN);
        }
        sample(probe, row.flag("poll_ok") ? row.number("polled_value") : Double.NaN);
        probe.tick();
        double found = probe.real("served");
        String expected = row.row("expect").text("value");
        if (expected.equals("error")) {
            tally.same("value", expected, Double.isNaN(found) ? "error" : String.valueOf(found));
        } else {
            tally.close("value", Double.parseDouble(expected), found, 0);
        }
    }
}

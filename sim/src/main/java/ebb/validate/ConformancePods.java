package ebb.validate;

import ebb.document.Tree;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;
import ebb.policy.PolicyProbe;
import java.util.List;

/** Tells a policy of a row's pods, one fact after the other. Processor time is given in cores, everything else as the row has it. */
final class ConformancePods {
    /** A zero instant of the peer, which is very old and the same for all. */
    private static final long NEVER = -(1L << 62);

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long MINUTE = 60_000_000_000L;
    private static final double MILLI = 1000;
    private static final List<String> PHASES = List.of("Pending", "Running", "Succeeded", "Failed", "Unknown");

    private final PolicyProbe probe;
    private final int container;

    /** @param container the one that is looked at; -1 for the pod as a whole */
    ConformancePods(PolicyProbe probe, int container) {
        this.probe = probe;
        this.container = container;
    }

    /**
     * A pod with its own sample, if it has one.
     *
     * @param metric the place of the metric it is of; -1 for processor time
     */
    void tell(int number, ConformanceRow pod, int metric) {
        ConformanceRow sample = pod.has("metric") ? pod.row("metric") : null;
        PodFacts facts = facts(number, pod);
        double used = sample == null ? Double.NaN : chosen(sample.list("usage_m")) / MILLI;
        facts.cpuUsage = metric < 0 ? used : Double.NaN;
        facts.cpuSampledNanos = sample == null ? UNKNOWN : ago(sample, "age_s", probe.event().atNanos);
        facts.cpuWindowNanos = sample == null ? 0 : sample.nanos("window_s");
        probe.step();
        sample(metric, used);
    }

    /** A pod whose processor time and other metric are alike and taken now, over a minute; NaN if there is none. */
    void tell(int number, ConformanceRow pod, double milli, int metric) {
        PodFacts facts = facts(number, pod);
        facts.cpuUsage = milli / MILLI;
        facts.cpuSampledNanos = Double.isNaN(milli) ? UNKNOWN : probe.event().atNanos;
        facts.cpuWindowNanos = MINUTE;
        probe.step();
        sample(metric, milli / MILLI);
    }

    private void sample(int metric, double value) {
        if (metric >= 0 && !Double.isNaN(value)) {
            Event event = probe.event();
            event.kind = EventKind.SAMPLE;
            event.metric = metric;
            event.value = value;
            probe.step();
        }
    }

    private PodFacts facts(int number, ConformanceRow pod) {
        Event event = probe.event();
        event.kind = EventKind.POD_CHANGED;
        event.pod = number;
        facts(event.facts, pod, event.atNanos);
        List<Tree> requests = pod.list("requests_m");
        event.facts.cpuRequest = requests.isEmpty() ? Double.NaN : chosen(requests) / MILLI;
        return event.facts;
    }

    private static void facts(PodFacts facts, ConformanceRow pod, long now) {
        facts.phase = PHASES.indexOf(pod.text("phase", "Running"));
        facts.deleting = pod.flag("deleting");
        facts.ready = pod.has("ready")
                ? (pod.flag("ready") ? 1 : 0)
                : pod.tree().entries().containsKey("ready") ? UNKNOWN : 1;
        facts.startedNanos = ago(pod, "start_age_s", now);
        facts.readyChangedNanos = ago(pod, "ready_since_age_s", now);
    }

    private static long ago(ConformanceRow row, String key, long now) {
        return row.has(key) ? now - row.nanos(key) : NEVER;
    }

    private double chosen(List<Tree> containers) {
        return container >= 0
                ? ConformanceRow.numberOrNone(containers.get(container))
                : containers.stream().mapToDouble(ConformanceRow::numberOrNone).sum();
    }
}

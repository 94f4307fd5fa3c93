package ebb.policy;

import java.util.List;

/**
 * What an automaton wants to be told beyond time and the edges of {@link EventKind#REPORT}.
 *
 * @param everyChange a report at each change of the levels, not only at edges and intervals
 * @param podLoads {@link EventKind#POD_IDLE} and {@link EventKind#POD_BUSY} of each pod
 * @param podFacts {@link EventKind#POD_CHANGED} when a pod is there, starts, becomes ready or not ready, is on its way out
 * @param podUse {@link EventKind#POD_CHANGED} with what each pod uses, whenever metrics are measured
 * @param metrics by name, of the service; {@link Event#metric} is a place in this list
 * @param podMetrics those of the list that are wanted of each pod
 */
public record EventSet(
        boolean everyChange,
        boolean podLoads,
        boolean podFacts,
        boolean podUse,
        List<String> metrics,
        List<String> podMetrics) {
    public static final EventSet EDGES = new EventSet(false, false);
    public static final EventSet CHANGES = new EventSet(true, false);
    public static final EventSet PODS = new EventSet(true, true);

    public EventSet {
        metrics = List.copyOf(metrics);
        podMetrics = List.copyOf(podMetrics);
    }

    private EventSet(boolean everyChange, boolean podLoads) {
        this(everyChange, podLoads, false, false, List.of(), List.of());
    }

    /** Whether anything must be measured for it. */
    public boolean measures() {
        return podUse || !metrics.isEmpty();
    }
}

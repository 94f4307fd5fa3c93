package ebb.policy;

/**
 * What an automaton wants to be told beyond time and the edges of {@link EventKind#REPORT}.
 *
 * @param everyChange a report at each change of the levels, not only at edges and intervals
 * @param podLoads {@link EventKind#POD_IDLE} and {@link EventKind#POD_BUSY} of each pod
 */
public record EventSet(boolean everyChange, boolean podLoads) {
    public static final EventSet EDGES = new EventSet(false, false);
    public static final EventSet CHANGES = new EventSet(true, false);
    public static final EventSet PODS = new EventSet(true, true);
}

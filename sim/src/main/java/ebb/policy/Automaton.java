package ebb.policy;

/**
 * A policy at work on one service: the seam between the engine and its two worlds.
 *
 * <p>A simulator and a cluster do the same three lines: step the automaton with an event, give its decision to an actuator, log both. An
 * automaton has no clock, no threads and no chance of its own; time is the event's. All it remembers is one {@code long[]}, so that a
 * snapshot is a clone and a hash is a scan. The object itself never changes and may serve many states.
 */
public interface Automaton {
    /** A deadline that never comes. */
    long NEVER = Long.MAX_VALUE;

    /** What events mean, as a number: one more whenever a log of before would give other decisions with the same policy. */
    int SEMANTICS = 1;

    /** @return the state at the moment of attaching; {@code levels} tells what the service looks like then */
    long[] start(Event levels);

    /**
     * One event. Timers that are due at {@code event.atNanos} fire first.
     *
     * @return the state, the same array unless it had to grow
     */
    long[] step(long[] state, Event event, Decision out);

    /** @return when the shell must send {@link EventKind#ADVANCE}, or {@link #NEVER} */
    long nextDeadline(long[] state);

    /** What it asks to be told; the shell may leave out the rest. */
    EventSet wants();

    /**
     * Says a decision in one line.
     *
     * @param why the decision's code
     * @param left one of the values compared
     * @param right the other
     */
    String explain(int why, long left, long right);

    /**
     * Says where it stands: states and since when, the transition taken last with what its condition compared, the law, the limit that
     * changed it. Empty for an automaton that only explains its decisions.
     */
    default String describe(long[] state) {
        return "";
    }

    /**
     * Begins with what another policy's state holds, as far as both have it: states, variables and windows of the same name and size.
     *
     * @param state of the one before
     */
    default long[] startFrom(Automaton before, long[] state, Event levels) {
        return start(levels);
    }

    /** Its inside in words. */
    default Anatomy anatomy() {
        return Anatomy.NONE;
    }

    /**
     * Says in which state each region is, by its place.
     *
     * @param into room for as many as there are regions in {@link Anatomy}
     */
    default void places(long[] state, int[] into) {}

    /** @return where a state stands, as {@link Standing} packs it */
    default long standing(long[] state) {
        return Standing.NOWHERE.packed();
    }

    /** Says a decision of an earlier step in one line, as {@link #explain(int, long, long)} would have then. */
    default String explain(Standing standing, int why, long left, long right) {
        return explain(why, left, right);
    }
}

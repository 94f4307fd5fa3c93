package ebb.policy;

/** The first slots of every state; a constant's place is its slot. */
enum Head {
    NOW,
    IN_FLIGHT,
    QUEUED,
    READY,
    STARTING,
    DRAINING,
    REPLICAS,
    PRESENT,
    DESIRED,
    ATTACHED,
    /** When the service fell idle; never while it is busy and before it ever was. */
    IDLE_SINCE,
    /** Requests in the house as the balancer last reported them. */
    REPORTED,
    PATH,
    PATH_SINCE,
    PATH_CONFIRMED,
    REACHABLE,
    SCRAPABLE,
    COLD_COUNT,
    COLD_LAST,
    COST_SPENT,
    COST_DAY,
    DRAWS,
    /** When a reactive region looks again though nothing happens. */
    WAKE,
    /** The transition taken last, by its place among all, or -1. */
    TRANSITION,
    /** The comparison in its condition that was so, by its place among them; -1 for none, {@link #TIMED} for a time in the state. */
    GUARD,
    /** What was compared. */
    GUARD_LEFT,
    GUARD_RIGHT,
    /** The proposal before limits. */
    LAW,
    /** The limit that changed it, a {@link Clamp}. */
    CLAMP,
    PODS;

    /** Value of {@link #GUARD}: the time in the state with the time that it had to be. */
    static final int TIMED = -2;

    int slot() {
        return ordinal();
    }

    String title() {
        return PolicyReader.title(this);
    }
}

package ebb.policy.expr;

/** Instants of the engine: nanoseconds since the epoch. */
public final class Instants {
    /** Long ago: an instant that was not set yet, with ordinary arithmetic. */
    public static final long NEVER = -(1L << 62);

    private Instants() {}
}

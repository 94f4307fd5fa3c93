package ebb.policy.window;

/**
 * A without B within T: holds from the first nanosecond after T until a B comes. The first A counts that no B has answered; a B that
 * comes exactly T later is in time.
 */
public final class Absence implements Pattern {
    private final long withinNanos;

    /** @param withinNanos 0 or more */
    public Absence(long withinNanos) {
        Check.between("within, in nanoseconds", withinNanos, 0, -NEVER);
        this.withinNanos = withinNanos;
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at] = NEVER;
    }

    /** The event A. */
    public void arm(long[] state, int at, long nowNanos) {
        if (state[at] == NEVER) {
            state[at] = nowNanos;
        }
    }

    /** The event B. */
    public void answer(long[] state, int at) {
        state[at] = NEVER;
    }

    @Override
    public boolean value(long[] state, int at, long nowNanos) {
        return state[at] != NEVER && nowNanos - state[at] > withinNanos;
    }

    @Override
    public long nextChange(long[] state, int at, long nowNanos) {
        return state[at] == NEVER || value(state, at, nowNanos) ? NO_CHANGE : state[at] + withinNanos + 1;
    }
}

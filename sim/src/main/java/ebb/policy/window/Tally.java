package ebb.policy.window;

/** n of E within T: holds while the last n events are all T or less old. */
public final class Tally implements Pattern {
    private static final int OLDEST = 0;
    private static final int RING = 1;

    private final int events;
    private final long withinNanos;

    /**
     * @param events n, 1..65536
     * @param withinNanos 0 or more
     */
    public Tally(int events, long withinNanos) {
        Check.between("events", events, 1, 1 << 16);
        Check.between("within, in nanoseconds", withinNanos, 0, -NEVER);
        this.events = events;
        this.withinNanos = withinNanos;
    }

    @Override
    public int slots() {
        return RING + events;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at + OLDEST] = 0;
        for (int i = 0; i < events; i++) {
            state[at + RING + i] = NEVER;
        }
    }

    /** One event. */
    public void on(long[] state, int at, long nowNanos) {
        int oldest = (int) state[at + OLDEST];
        state[at + RING + oldest] = nowNanos;
        state[at + OLDEST] = oldest + 1 == events ? 0 : oldest + 1;
    }

    private long oldest(long[] state, int at) {
        return state[at + RING + (int) state[at + OLDEST]];
    }

    @Override
    public boolean value(long[] state, int at, long nowNanos) {
        return nowNanos - oldest(state, at) <= withinNanos;
    }

    @Override
    public long nextChange(long[] state, int at, long nowNanos) {
        return value(state, at, nowNanos) ? oldest(state, at) + withinNanos + 1 : NO_CHANGE;
    }
}

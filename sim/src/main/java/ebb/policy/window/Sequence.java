package ebb.policy.window;

/**
 * A then B [then C…] within T: holds while there are events in that order, the last one T or less after the first, of which the first is
 * no older than T.
 *
 * <p>For each prefix only the latest start is kept: whatever completes an older one in time completes it too. Stages are updated from
 * the last to the first, so that one event never fills two.
 */
public final class Sequence implements Pattern {
    private final int stages;
    private final long withinNanos;

    /**
     * @param stages 2..62
     * @param withinNanos 0 or more
     */
    public Sequence(int stages, long withinNanos) {
        Check.between("stages", stages, 2, 62);
        Check.between("within, in nanoseconds", withinNanos, 0, -NEVER);
        this.stages = stages;
        this.withinNanos = withinNanos;
    }

    @Override
    public int slots() {
        return stages;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        for (int i = 0; i < stages; i++) {
            state[at + i] = NEVER;
        }
    }

    /**
     * One event.
     *
     * @param stagesMet bit i is set if it is what stage i waits for; it may be several
     */
    public void on(long[] state, int at, long nowNanos, long stagesMet) {
        for (int i = stages - 1; i > 0; i--) {
            if (((stagesMet >>> i) & 1) != 0 && nowNanos - state[at + i - 1] <= withinNanos) {
                state[at + i] = state[at + i - 1];
            }
        }
        if ((stagesMet & 1) != 0) {
            state[at] = nowNanos;
        }
    }

    @Override
    public boolean value(long[] state, int at, long nowNanos) {
        return nowNanos - state[at + stages - 1] <= withinNanos;
    }

    @Override
    public long nextChange(long[] state, int at, long nowNanos) {
        return value(state, at, nowNanos) ? state[at + stages - 1] + withinNanos + 1 : NO_CHANGE;
    }
}

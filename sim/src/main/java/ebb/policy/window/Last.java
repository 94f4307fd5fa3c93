package ebb.policy.window;

/** The last sample, its age, and how many have failed since. */
public final class Last implements Memory {
    private static final int WHEN = 0;
    private static final int VALUE = 1;
    private static final int FAILURES = 2;

    @Override
    public int slots() {
        return 3;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at + WHEN] = NEVER;
        state[at + VALUE] = Double.doubleToRawLongBits(Double.NaN);
        state[at + FAILURES] = 0;
    }

    /** A sample; one that is not finite has failed. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value)) {
            fail(state, at);
            return;
        }
        state[at + WHEN] = nowNanos;
        state[at + VALUE] = Double.doubleToRawLongBits(value);
        state[at + FAILURES] = 0;
    }

    /** A sample could not be had. */
    public void fail(long[] state, int at) {
        state[at + FAILURES]++;
    }

    /** @return the last good sample, however old; NaN before the first */
    public double value(long[] state, int at) {
        return Double.longBitsToDouble(state[at + VALUE]);
    }

    /** @return nanoseconds since the last good sample; {@link #UNKNOWN} before the first */
    public long age(long[] state, int at, long nowNanos) {
        return state[at + WHEN] == NEVER ? UNKNOWN : nowNanos - state[at + WHEN];
    }

    /** @return when the last good sample came; {@link #NEVER} before the first */
    public long when(long[] state, int at) {
        return state[at + WHEN];
    }

    /** @return failed samples since the last good one */
    public long failures(long[] state, int at) {
        return state[at + FAILURES];
    }
}

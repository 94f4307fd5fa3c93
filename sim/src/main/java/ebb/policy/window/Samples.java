package ebb.policy.window;

/** m of the last k samples: what a sample that is missing says is the caller's rule. */
public final class Samples implements Pattern {
    private final int enough;
    private final long mask;

    /**
     * @param enough m, 1..k
     * @param of k, 1..64
     */
    public Samples(int enough, int of) {
        Check.between("samples looked at", of, 1, 64);
        Check.between("samples that are enough", enough, 1, of);
        this.enough = enough;
        this.mask = -1L >>> (64 - of);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at] = 0;
    }

    /**
     * One sample.
     *
     * @param holds whether the condition is true of it
     */
    public void record(long[] state, int at, boolean holds) {
        state[at] = ((state[at] << 1) | (holds ? 1 : 0)) & mask;
    }

    @Override
    public boolean value(long[] state, int at, long nowNanos) {
        return Long.bitCount(state[at]) >= enough;
    }

    @Override
    public long nextChange(long[] state, int at, long nowNanos) {
        return NO_CHANGE;
    }
}

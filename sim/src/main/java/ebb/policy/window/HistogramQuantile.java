package ebb.policy.window;

/** As it was before, whenever that was: a quantile of all numbers seen, off by at most 1/16; the old fades by halves. The horizon is nothing to it. */
public final class HistogramQuantile implements Forecaster {
    // Our choice: a quantile of 99.9 % then rests on 33 to 65 numbers.
    private static final long HELD = 1 << 16;

    private final LogHistogram seen;

    public HistogramQuantile() {
        this(HELD);
    }

    /** @param held how many numbers until their counts are halved, 2..2^31 − 1 */
    public HistogramQuantile(long held) {
        this.seen = new LogHistogram(held);
    }

    @Override
    public int slots() {
        return seen.slots();
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        seen.start(state, at);
    }

    @Override
    public void observe(long[] state, int at, long nowNanos, double value) {
        if (Double.isFinite(value)) {
            seen.record(state, at, value);
        }
    }

    @Override
    public double quantile(long[] state, int at, long nowNanos, long horizonNanos, double share) {
        return seen.quantile(state, at, share);
    }
}

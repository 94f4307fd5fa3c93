package ebb.policy.window;

/** The mean of the samples in a sliding window, in steps of a bucket, however many or few there are; cut to 6 digits as all averages are. */
public final class Mean implements Memory {
    private static final int DIGITS = 6;

    private final Buckets sums;
    private final Buckets counts;

    /**
     * @param step of the sums
     * @param bucketNanos at least 1
     * @param widthNanos at the start; at least 1, at most {@code widestNanos}
     * @param widestNanos what {@link #resize} may ask for; at most 2^20 buckets
     */
    public Mean(Fixed.Step step, long bucketNanos, long widthNanos, long widestNanos) {
        sums = new Buckets(Buckets.Kind.SAMPLE, step, bucketNanos, widthNanos, widestNanos);
        counts = new Buckets(Buckets.Kind.EVENT, step, bucketNanos, widthNanos, widestNanos);
    }

    @Override
    public int slots() {
        return sums.slots() + counts.slots();
    }

    @Override
    public boolean reads(Memory other) {
        return other instanceof Mean mean && sums.reads(mean.sums) && counts.reads(mean.counts);
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        sums.start(state, at, nowNanos);
        counts.start(state, at + sums.slots(), nowNanos);
    }

    /** What is not finite is passed over. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (Double.isFinite(value)) {
            sums.record(state, at, nowNanos, value);
            counts.record(state, at + sums.slots(), nowNanos, 1);
        }
    }

    /** Changes the width; the newest buckets that both widths have stay. */
    public void resize(long[] state, int at, long nowNanos, long widthNanos) {
        sums.resize(state, at, nowNanos, widthNanos);
        counts.resize(state, at + sums.slots(), nowNanos, widthNanos);
    }

    /** @return NaN without samples */
    public double value(long[] state, int at, long nowNanos) {
        long count = counts.count(state, at + sums.slots(), nowNanos);
        return count == 0 ? Double.NaN : Fixed.rounded(sums.sum(state, at, nowNanos) / count, DIGITS);
    }

    /** @return when the value may next change though nothing is recorded; {@link #NO_CHANGE} if it is empty */
    public long nextBoundary(long[] state, int at, long nowNanos) {
        return counts.nextBoundary(state, at + sums.slots(), nowNanos);
    }

    /** @return from when on there are no samples if none comes; {@link #NEVER} if there never were */
    public long emptyFrom(long[] state, int at) {
        return counts.emptyFrom(state, at + sums.slots());
    }
}

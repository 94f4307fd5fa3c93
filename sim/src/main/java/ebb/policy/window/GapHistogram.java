package ebb.policy.window;

import java.util.Arrays;

/**
 * How long a service is idle, in bins of equal width: the histogram of Shahrad et al., <i>Serverless in the Wild</i>, ATC 2020, section 4.2.
 * Gaps as long as the range or longer are counted apart and have no part in quantiles, mean and variation.
 *
 * <p>The sum of the squares of the bins is kept as a whole number, so that their coefficient of variation is exact and costs O(1). When
 * the counters are full all are halved (ours: the old fade); the sums are then taken anew.
 */
public final class GapHistogram implements Memory {
    private static final int COUNT = 0;
    private static final int OUTSIDE = 1;
    private static final int SQUARES = 2;
    private static final int SUM_MICROS = 3;
    private static final int BINS = 4;

    private final long binNanos;
    private final int bins;
    private final long fullest;

    /** The largest number of gaps before it halves: every sum stays exact. */
    public GapHistogram(long binNanos, long rangeNanos) {
        this(binNanos, rangeNanos, Long.MAX_VALUE);
    }

    /**
     * @param binNanos 1 to the range; 1 min in the paper
     * @param rangeNanos rounded up to whole bins, at most 2^20; 4 h in the paper
     * @param fullest how many gaps it holds before it halves, at least 2; less where sums would not be exact
     */
    public GapHistogram(long binNanos, long rangeNanos, long fullest) {
        Check.between("range in nanoseconds", rangeNanos, 1, 1L << 60);
        Check.between("bin in nanoseconds", binNanos, 1, rangeNanos);
        Check.between("bins of the range", Math.ceilDiv(rangeNanos, binNanos), 1, 1 << 20);
        Check.atLeast("gaps held", fullest, 2);
        this.binNanos = binNanos;
        this.bins = (int) Math.ceilDiv(rangeNanos, binNanos);
        long squares = (long) Math.sqrt(0x1p62 / bins);
        long sum = Long.MAX_VALUE / Math.max(1, bins * binNanos / 1000);
        this.fullest = Math.min(fullest, Math.min(squares, Math.min(sum, Counters.MOST)));
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof GapHistogram other && other.slots() == slots() && other.binNanos == binNanos;
    }

    @Override
    public int slots() {
        return BINS + Counters.slots(bins);
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        Arrays.fill(state, at, at + slots(), 0);
    }

    /** @param gapNanos 0 or more; less counts as 0 */
    public void record(long[] state, int at, long gapNanos) {
        if (state[at + COUNT] + state[at + OUTSIDE] >= fullest) {
            halve(state, at);
        }
        long gap = Math.max(0, gapNanos);
        long bin = gap / binNanos;
        if (bin >= bins) {
            state[at + OUTSIDE]++;
            return;
        }
        long before = Counters.get(state, at + BINS, (int) bin);
        Counters.increment(state, at + BINS, (int) bin);
        state[at + COUNT]++;
        state[at + SQUARES] += 2 * before + 1;
        state[at + SUM_MICROS] += gap / 1000;
    }

    private void halve(long[] state, int at) {
        long before = state[at + COUNT];
        Counters.halve(state, at + BINS, Counters.slots(bins));
        long count = 0;
        long squares = 0;
        for (int i = 0; i < bins; i++) {
            long bin = Counters.get(state, at + BINS, i);
            count += bin;
            squares += bin * bin;
        }
        state[at + OUTSIDE] /= 2;
        state[at + COUNT] = count;
        state[at + SQUARES] = squares;
        // The mean stays.
        state[at + SUM_MICROS] = before == 0 ? 0 : Math.round((double) state[at + SUM_MICROS] / before * count);
    }

    /** @return how many gaps, those out of range too */
    public long count(long[] state, int at) {
        return state[at + COUNT] + state[at + OUTSIDE];
    }

    /** @return the share of gaps out of range, 0..1; NaN if there are none at all */
    public double outOfRange(long[] state, int at) {
        return (double) state[at + OUTSIDE] / count(state, at);
    }

    /** @return where the quantile's bin begins, in nanoseconds; {@link #UNKNOWN} without a gap in range; O(bins) */
    public long quantileFloor(long[] state, int at, double share) {
        return state[at + COUNT] == 0 ? UNKNOWN : bin(state, at, share) * binNanos;
    }

    /** @return where the quantile's bin ends, in nanoseconds; {@link #UNKNOWN} without a gap in range; O(bins) */
    public long quantileCeil(long[] state, int at, double share) {
        return state[at + COUNT] == 0 ? UNKNOWN : (bin(state, at, share) + 1) * binNanos;
    }

    private long bin(long[] state, int at, double share) {
        long left = Counters.rank(share, state[at + COUNT]);
        int bin = -1;
        while (left > 0) {
            bin++;
            left -= Counters.get(state, at + BINS, bin);
        }
        return bin;
    }

    /** @return the coefficient of variation of the bins' counts, empty bins among them; NaN without a gap in range */
    public double binCv(long[] state, int at) {
        long count = state[at + COUNT];
        // sqrt(Σb²/n − (Σb/n)²) / (Σb/n), over one denominator.
        return Math.sqrt((double) (bins * state[at + SQUARES] - count * count)) / count;
    }

    /** @return nanoseconds, exact to 1 µs until it first halves; NaN without a gap in range */
    public double mean(long[] state, int at) {
        return state[at + SUM_MICROS] * 1000.0 / state[at + COUNT];
    }
}

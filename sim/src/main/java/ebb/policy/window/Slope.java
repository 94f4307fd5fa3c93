package ebb.policy.window;

import java.util.Arrays;

/**
 * How fast a value rises: the line of least squares through the means of the buckets in which there were samples, each bucket at its
 * middle and of equal weight. Reads cost O(n).
 */
public final class Slope implements Memory {
    private static final int LAST = 0;
    private static final int RING = 1;

    private final Fixed.Step step;
    private final long bucketNanos;
    private final int live;
    private final int mask;

    /**
     * @param bucketNanos at least 1
     * @param widthNanos at least two buckets, at most 2^20
     */
    public Slope(Fixed.Step step, long bucketNanos, long widthNanos) {
        Check.atLeast("bucket in nanoseconds", bucketNanos, 1);
        Check.between("buckets of the window", Math.ceilDiv(widthNanos, bucketNanos), 2, 1 << 20);
        this.step = step;
        this.bucketNanos = bucketNanos;
        this.live = (int) Math.ceilDiv(widthNanos, bucketNanos);
        this.mask = Integer.highestOneBit(2 * live - 1) - 1;
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof Slope other
                && other.slots() == slots()
                && other.step == step
                && other.bucketNanos == bucketNanos;
    }

    @Override
    public int slots() {
        return RING + 2 * (mask + 1);
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        Arrays.fill(state, at, at + slots(), 0);
        state[at + LAST] = NEVER;
    }

    private int slot(int at, long bucket) {
        return at + RING + 2 * (int) (bucket & mask);
    }

    /** What is not finite is passed over. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        long bucket = Math.floorDiv(nowNanos, bucketNanos);
        long last = state[at + LAST];
        for (long k = Math.max(last + 1, bucket - mask); k <= bucket; k++) {
            state[slot(at, k)] = 0;
            state[slot(at, k) + 1] = 0;
        }
        state[at + LAST] = bucket;
        int slot = slot(at, bucket);
        state[slot] = Math.clamp(
                state[slot] + step.steps(value, Long.MAX_VALUE / 4), -Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
        state[slot + 1]++;
    }

    private long first(long[] state, int at, long nowNanos) {
        return Math.max(Math.floorDiv(nowNanos, bucketNanos) - live + 1, state[at + LAST] - mask);
    }

    /** @return units per second; NaN with samples in fewer than two live buckets */
    public double value(long[] state, int at, long nowNanos) {
        long first = first(state, at, nowNanos);
        long n = 0;
        long sumX = 0;
        double sumY = 0;
        for (long k = first; k <= state[at + LAST]; k++) {
            if (state[slot(at, k) + 1] > 0) {
                n++;
                sumX += k - first;
                sumY += mean(state, slot(at, k));
            }
        }
        return n < 2 ? Double.NaN : slope(state, at, first, (double) sumX / n, sumY / n);
    }

    private double slope(long[] state, int at, long first, double meanX, double meanY) {
        double sumXx = 0;
        double sumXy = 0;
        for (long k = first; k <= state[at + LAST]; k++) {
            if (state[slot(at, k) + 1] > 0) {
                double x = k - first - meanX;
                sumXx += x * x;
                sumXy += x * (mean(state, slot(at, k)) - meanY);
            }
        }
        return sumXy / sumXx * 1e9 / bucketNanos;
    }

    private double mean(long[] state, int slot) {
        return step.value(state[slot]) / state[slot + 1];
    }

    /** @return when the value may next change though nothing is recorded: a bucket with samples leaves; {@link #NO_CHANGE} with none */
    public long nextBoundary(long[] state, int at, long nowNanos) {
        for (long k = first(state, at, nowNanos); k <= state[at + LAST]; k++) {
            if (state[slot(at, k) + 1] > 0) {
                return (k + live) * bucketNanos;
            }
        }
        return NO_CHANGE;
    }

    /** @return from when on fewer than two live buckets hold samples if none comes; {@link #NEVER} if that is so already */
    public long emptyFrom(long[] state, int at) {
        int found = 0;
        for (long k = state[at + LAST]; state[at + LAST] != NEVER && k > state[at + LAST] - live; k--) {
            found += state[slot(at, k) + 1] > 0 ? 1 : 0;
            if (found == 2) {
                return (k + live) * bucketNanos;
            }
        }
        return NEVER;
    }
}

package ebb.policy.window;

import java.util.Arrays;

/**
 * A sliding window in steps of a bucket: sums, counts, rates, averages, and the time integral of a level.
 *
 * <p>Bucket k is [k·b, (k+1)·b) since the epoch; the n newest are live, the present one among them, n being the width divided by b and
 * rounded up. Sums are whole numbers of a {@link Fixed.Step}, so they neither drift nor depend on an order; a bucket holds at most
 * {@link Long#MAX_VALUE} divided by the number of buckets and stays there. Records cost O(1) amortised, reads O(1) plus a step for each
 * bucket that expired since the last record (never more than half of them).
 *
 * <p>The averages are those of Knative (knative/serving 98e5ef9, pkg/autoscaler/aggregation/bucketing.go): over the buckets from the first
 * written to the last, gaps between counting as zero. A late record goes to its own bucket while that is live.
 */
public final class Buckets implements Memory {
    /** What a bucket holds. */
    public enum Kind {
        /** The sum of what was recorded in it. */
        SAMPLE,
        /** A count: whole numbers. */
        EVENT,
        /** The integral of a level over its time, in units times seconds. */
        GAUGE
    }

    private static final int WIDTH = 0;
    private static final int LIVE = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;
    private static final int TOTAL = 4;
    private static final int KNOWN = 5;
    private static final int WHEN = 6;
    private static final int VALUE = 7;
    private static final int COEFFICIENT = 8;
    private static final int RING = 9;

    // knative/serving 98e5ef9, bucketing.go: averages are cut to 6 digits; weights below 0.01 % are left out; no weight
    // below 0.2.
    private static final int DIGITS = 6;
    private static final double LEFT_OUT = 0.0001;
    private static final double LEAST_COEFFICIENT = 0.2;
    private static final long MOST_BUCKETS = 1 << 20;

    private final Kind kind;
    private final Fixed.Step step;
    private final long bucketNanos;
    private final long widthNanos;
    private final long widestNanos;
    private final int mask;
    private final long fullest;
    private final double nanosPerStep;

    /**
     * @param step ignored for {@link Kind#EVENT}
     * @param bucketNanos at least 1
     * @param widthNanos at the start; at least 1, at most {@code widestNanos}
     * @param widestNanos what {@link #resize} may ask for; at most 2^20 buckets
     */
    public Buckets(Kind kind, Fixed.Step step, long bucketNanos, long widthNanos, long widestNanos) {
        Check.atLeast("bucket in nanoseconds", bucketNanos, 1);
        Check.between("width in nanoseconds", widthNanos, 1, widestNanos);
        Check.between("buckets of the widest window", Math.ceilDiv(widestNanos, bucketNanos), 1, MOST_BUCKETS);
        this.kind = kind;
        this.step = kind == Kind.EVENT ? Fixed.Step.ONE : step;
        this.bucketNanos = bucketNanos;
        this.widthNanos = widthNanos;
        this.widestNanos = widestNanos;
        int capacity = Math.max(2, Integer.highestOneBit(2 * buckets(widestNanos) - 1));
        this.mask = capacity - 1;
        this.fullest = Long.MAX_VALUE / capacity;
        this.nanosPerStep = 1e9 / this.step.perUnit;
    }

    private int buckets(long width) {
        return (int) Math.ceilDiv(width, bucketNanos);
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof Buckets other
                && other.slots() == slots()
                && other.kind == kind
                && other.step == step
                && other.bucketNanos == bucketNanos;
    }

    @Override
    public int slots() {
        return RING + mask + 1;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        Arrays.fill(state, at, at + slots(), 0);
        state[at + FIRST] = NEVER;
        state[at + LAST] = NEVER;
        state[at + KNOWN] = nowNanos;
        state[at + WHEN] = NEVER;
        state[at + VALUE] = Double.doubleToRawLongBits(Double.NaN);
        widen(state, at, widthNanos);
    }

    private void widen(long[] state, int at, long width) {
        state[at + WIDTH] = width;
        state[at + LIVE] = buckets(width);
        state[at + COEFFICIENT] = Double.doubleToRawLongBits(smoothing(buckets(width)));
    }

    /** @return Knative's weight of the newest bucket, that leaves less than 0.01 % to those outside the window; 0.2 at least */
    public static double smoothing(int buckets) {
        return Math.max(LEAST_COEFFICIENT, 1 - StrictMath.pow(LEFT_OUT, 1.0 / buckets));
    }

    /** Adds to the bucket of {@code nowNanos}; for {@link Kind#EVENT} that many events. What is not finite is passed over. */
    public void record(long[] state, int at, long nowNanos, double value) {
        long bucket = Math.floorDiv(nowNanos, bucketNanos);
        if (!Double.isFinite(value) || !enter(state, at, bucket)) {
            return;
        }
        add(state, at, bucket, step.steps(value, fullest));
        if (nowNanos >= state[at + WHEN]) {
            state[at + WHEN] = nowNanos;
            state[at + VALUE] = Double.doubleToRawLongBits(value);
        }
    }

    /** For {@link Kind#GAUGE}: the level from now on. What is not finite, and the level that it has, are passed over. */
    public void level(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value) || value == last(state, at)) {
            return;
        }
        settle(state, at, nowNanos);
        if (state[at + WHEN] == NEVER) {
            state[at + KNOWN] = nowNanos;
        }
        state[at + WHEN] = nowNanos;
        state[at + VALUE] = Double.doubleToRawLongBits(value);
    }

    /** Brings the integral up to now. */
    private void settle(long[] state, int at, long nowNanos) {
        long bucket = Math.floorDiv(nowNanos, bucketNanos);
        enter(state, at, bucket);
        long when = state[at + WHEN];
        if (when == NEVER) {
            return;
        }
        double level = last(state, at);
        long from = Math.max(when, oldest(state, at, bucket) * bucketNanos);
        for (long k = Math.floorDiv(from, bucketNanos); k <= bucket; k++) {
            long begin = Math.max(from, k * bucketNanos);
            long end = Math.min(nowNanos, (k + 1) * bucketNanos);
            add(state, at, k, integral(level, end - begin));
        }
    }

    private long integral(double level, long nanos) {
        return Math.clamp(Math.round(level * nanos / nanosPerStep), -fullest, fullest);
    }

    private static long oldest(long[] state, int at, long bucket) {
        return bucket - state[at + LIVE] + 1;
    }

    private void add(long[] state, int at, long bucket, long steps) {
        int slot = at + RING + (int) (bucket & mask);
        long before = state[slot];
        state[slot] = Math.clamp(before + steps, -fullest, fullest);
        state[at + TOTAL] += state[slot] - before;
    }

    /**
     * Makes room for a bucket.
     *
     * @return whether it is live
     */
    private boolean enter(long[] state, int at, long bucket) {
        long last = state[at + LAST];
        if (bucket == last) {
            return true;
        }
        long live = state[at + LIVE];
        if (bucket <= last - live) {
            return false;
        }
        if (state[at + FIRST] == NEVER || state[at + FIRST] > bucket || bucket - last >= live) {
            state[at + FIRST] = bucket;
        }
        if (bucket > last) {
            clear(state, at, last - live + 1, Math.min(bucket - live, last));
            state[at + LAST] = bucket;
        }
        return true;
    }

    private void clear(long[] state, int at, long from, long to) {
        for (long k = from; k <= to; k++) {
            int slot = at + RING + (int) (k & mask);
            state[at + TOTAL] -= state[slot];
            state[slot] = 0;
        }
    }

    /**
     * Changes the width, as Knative does: the newest buckets that both widths have stay, and the first written is taken to be the oldest
     * that the old width had.
     *
     * @param widthNanos at least 1, at most the widest
     */
    public void resize(long[] state, int at, long nowNanos, long widthNanos) {
        Check.between("width in nanoseconds", widthNanos, 1, widestNanos);
        if (widthNanos == state[at + WIDTH]) {
            return;
        }
        if (kind == Kind.GAUGE && state[at + WHEN] != NEVER) {
            settle(state, at, nowNanos);
            state[at + WHEN] = nowNanos;
        }
        long last = state[at + LAST];
        long first = last - state[at + LIVE] + 1;
        if (last != NEVER) {
            clear(state, at, first, last - buckets(widthNanos));
            state[at + FIRST] = first;
            state[at + KNOWN] = Math.max(state[at + KNOWN], first * bucketNanos);
        }
        widen(state, at, widthNanos);
    }

    /** @return how many buckets are live, full or not */
    public int buckets(long[] state, int at) {
        return (int) state[at + LIVE];
    }

    /** Buckets between the last written and now that nothing was recorded in; 0 at least. */
    private long gap(long[] state, int at, long nowNanos) {
        return Math.max(0, Math.floorDiv(nowNanos, bucketNanos) - state[at + LAST]);
    }

    private long stored(long[] state, int at, long nowNanos) {
        long gap = gap(state, at, nowNanos);
        long live = state[at + LIVE];
        long last = state[at + LAST];
        if (gap >= live) {
            return 0;
        }
        if (gap <= live / 2) {
            return state[at + TOTAL] - between(state, at, last - live + 1, last - live + gap);
        }
        return between(state, at, last - live + gap + 1, last);
    }

    private long between(long[] state, int at, long from, long to) {
        long sum = 0;
        for (long k = from; k <= to; k++) {
            sum += state[at + RING + (int) (k & mask)];
        }
        return sum;
    }

    /** The integral since the level's last change, in steps. */
    private long open(long[] state, int at, long nowNanos) {
        if (kind != Kind.GAUGE || state[at + WHEN] == NEVER) {
            return 0;
        }
        long from = Math.max(state[at + WHEN], begin(state, at, nowNanos));
        return integral(last(state, at), nowNanos - from);
    }

    /** When the oldest live bucket began. */
    private long begin(long[] state, int at, long nowNanos) {
        return oldest(state, at, Math.floorDiv(nowNanos, bucketNanos)) * bucketNanos;
    }

    /** @return over the live buckets; of a gauge the integral, in units times seconds; 0 if there is nothing */
    public double sum(long[] state, int at, long nowNanos) {
        return step.value(stored(state, at, nowNanos) + open(state, at, nowNanos));
    }

    /** @return for {@link Kind#EVENT}: how many in the live buckets */
    public long count(long[] state, int at, long nowNanos) {
        return stored(state, at, nowNanos);
    }

    /** @return the sum per second of the live buckets, of those only that began after the start; changes at boundaries only */
    public double rate(long[] state, int at, long nowNanos) {
        long since = Math.floorDiv(nowNanos, bucketNanos) - Math.floorDiv(state[at + KNOWN], bucketNanos) + 1;
        long covered = Math.clamp(since, 1, state[at + LIVE]);
        return sum(state, at, nowNanos) * 1e9 / ((double) covered * bucketNanos);
    }

    /** @return Knative's linear average: sum / min(last − first + 1, n − gap), cut to 6 digits; 0 if there is nothing */
    public double average(long[] state, int at, long nowNanos) {
        long live = state[at + LIVE] - gap(state, at, nowNanos);
        if (live <= 0) {
            return 0;
        }
        long written = Math.min(state[at + LAST] - state[at + FIRST] + 1, live);
        return Fixed.rounded(step.value(stored(state, at, nowNanos)) / written, DIGITS);
    }

    /** @return Knative's weighted average: the newest bucket times w, the one before times w(1 − w)…; 0 if there is nothing; O(n) */
    public double averageExponential(long[] state, int at, long nowNanos) {
        double coefficient = Double.longBitsToDouble(state[at + COEFFICIENT]);
        double weight = coefficient;
        double sum = 0;
        long last = state[at + LAST];
        for (long left = state[at + LIVE] - gap(state, at, nowNanos); left > 0; left--) {
            sum += step.value(state[at + RING + (int) (last & mask)]) * weight;
            weight *= 1 - coefficient;
            last--;
        }
        return sum;
    }

    /**
     * @return of a gauge: its mean over the time that is covered, from the oldest live bucket's beginning, the first level or what a
     *     resize left, whichever is latest; the level itself where that is now; NaN before the first level
     */
    public double mean(long[] state, int at, long nowNanos) {
        long covered = nowNanos - Math.max(state[at + KNOWN], begin(state, at, nowNanos));
        return covered <= 0 || state[at + WHEN] == NEVER ? last(state, at) : sum(state, at, nowNanos) / (covered / 1e9);
    }

    /** @return the last value or level; NaN before the first */
    public double last(long[] state, int at) {
        return Double.longBitsToDouble(state[at + VALUE]);
    }

    /** @return nanoseconds since the last record, or since the level changed or its window did; {@link #UNKNOWN} before the first */
    public long age(long[] state, int at, long nowNanos) {
        return state[at + WHEN] == NEVER ? UNKNOWN : nowNanos - state[at + WHEN];
    }

    /** @return Knative's rule for "no data": the bucket of now began more than a width after the last one written did */
    public boolean isEmpty(long[] state, int at, long nowNanos) {
        return state[at + LAST] == NEVER || gap(state, at, nowNanos) > state[at + WIDTH] / bucketNanos;
    }

    /** @return when {@link #isEmpty} turns true if nothing is recorded; {@link #NO_CHANGE} if nothing ever was */
    public long emptyAt(long[] state, int at) {
        return state[at + LAST] == NEVER
                ? NO_CHANGE
                : (state[at + LAST] + state[at + WIDTH] / bucketNanos + 1) * bucketNanos;
    }

    /** @return from when on no live bucket holds a record if none comes; {@link #NEVER} if nothing was recorded */
    public long emptyFrom(long[] state, int at) {
        return state[at + LAST] == NEVER ? NEVER : (state[at + LAST] + state[at + LIVE]) * bucketNanos;
    }

    /**
     * @return the first instant after now at which a sum, rate or average may be another though nothing is recorded: the next boundary;
     *     {@link #NO_CHANGE} if all live buckets are 0, or a gauge had one level all the time ({@link #isEmpty} has an
     *     instant of its own)
     */
    public long nextBoundary(long[] state, int at, long nowNanos) {
        boolean same = kind == Kind.GAUGE ? constant(state, at, nowNanos) : zero(state, at, nowNanos);
        return same ? NO_CHANGE : (Math.floorDiv(nowNanos, bucketNanos) + 1) * bucketNanos;
    }

    private boolean constant(long[] state, int at, long nowNanos) {
        long from = Math.max(state[at + KNOWN], begin(state, at, nowNanos));
        return state[at + WHEN] <= from || state[at + WHEN] == NEVER;
    }

    private boolean zero(long[] state, int at, long nowNanos) {
        long last = state[at + LAST];
        for (long left = state[at + LIVE] - gap(state, at, nowNanos); left > 0; left--) {
            if (state[at + RING + (int) (last & mask)] != 0) {
                return false;
            }
            last--;
        }
        return true;
    }
}

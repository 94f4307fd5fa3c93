package ebb.policy.window;

/**
 * The greatest or least value over a sliding window: a deque of those values that no later one exceeds, each with its instant. A record
 * costs O(1) amortised; a read looks past what has expired since the last record.
 *
 * <p>By buckets an instant is the beginning of its bucket and the window is the n newest buckets, as in Knative (knative/serving 98e5ef9,
 * pkg/autoscaler/aggregation/max/timewindow.go). Exact, a value recorded at t counts before t + width and no longer.
 *
 * <p>An exact window remembers a bounded number of values. When one more comes, those two neighbours that are nearest in time (the older
 * ones if several are) become one, of the more extreme value and the later instant: the answer is then never less extreme than the true
 * one, and a value stays at most that gap too long.
 */
public final class Extremum implements Memory {
    /** Which end. */
    public enum Side {
        MAX,
        MIN
    }

    private static final int WIDTH = 0;
    private static final int HEAD = 1;
    private static final int SIZE = 2;
    private static final int LEVEL = 3;
    private static final int RING = 4;

    private final Side side;
    private final long bucketNanos;
    private final long widthNanos;
    private final long widestNanos;
    private final int mask;
    private final int capacity;

    private Extremum(Side side, long bucketNanos, long widthNanos, long widestNanos, int capacity) {
        Check.atLeast("bucket in nanoseconds", bucketNanos, 1);
        Check.between("width in nanoseconds", widthNanos, 1, widestNanos);
        Check.between("values remembered", capacity, 2, 1 << 20);
        this.side = side;
        this.bucketNanos = bucketNanos;
        this.widthNanos = widthNanos;
        this.widestNanos = widestNanos;
        this.capacity = capacity;
        this.mask = Integer.highestOneBit(2 * capacity - 1) - 1;
    }

    /**
     * In steps of a bucket.
     *
     * @param widthNanos at the start; rounded up to whole buckets
     * @param widestNanos what {@link #resize} may ask for
     */
    public static Extremum byBuckets(Side side, long bucketNanos, long widthNanos, long widestNanos) {
        Check.atLeast("bucket in nanoseconds", bucketNanos, 1);
        long buckets = Math.ceilDiv(widestNanos, bucketNanos);
        Check.between("buckets of the widest window", buckets, 1, 1 << 20);
        return new Extremum(side, bucketNanos, widthNanos, widestNanos, Math.max(2, (int) buckets));
    }

    /**
     * To the nanosecond.
     *
     * @param capacity how many values it remembers before it joins some, 2..2^20
     */
    public static Extremum exact(Side side, long widthNanos, long widestNanos, int capacity) {
        return new Extremum(side, 1, widthNanos, widestNanos, capacity);
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof Extremum other
                && other.slots() == slots()
                && other.side == side
                && other.bucketNanos == bucketNanos;
    }

    @Override
    public int slots() {
        return RING + 2 * (mask + 1);
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at + WIDTH] = whole(widthNanos);
        state[at + HEAD] = 0;
        state[at + SIZE] = 0;
        state[at + LEVEL] = Double.doubleToRawLongBits(Double.NaN);
        for (int i = RING; i < slots(); i++) {
            state[at + i] = 0;
        }
    }

    private long whole(long width) {
        return Math.ceilDiv(width, bucketNanos) * bucketNanos;
    }

    /** A value of this instant. What is not a number is passed over. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (!Double.isNaN(value)) {
            drop(state, at, nowNanos);
            push(state, at, stamp(nowNanos), value);
        }
    }

    /** A level from now on: the one before counts until now, this one until the next. What is not a number is passed over. */
    public void level(long[] state, int at, long nowNanos, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        drop(state, at, nowNanos);
        double before = held(state, at);
        if (!Double.isNaN(before)) {
            push(state, at, lastOf(nowNanos), before);
        }
        state[at + LEVEL] = Double.doubleToRawLongBits(value);
        push(state, at, stamp(nowNanos), value);
    }

    /** A level that ends at a bucket's very beginning is not in that bucket. */
    private long lastOf(long nowNanos) {
        return bucketNanos == 1 ? nowNanos : stamp(nowNanos - 1);
    }

    private long stamp(long nowNanos) {
        return bucketNanos == 1 ? nowNanos : Math.floorDiv(nowNanos, bucketNanos) * bucketNanos;
    }

    private static double held(long[] state, int at) {
        return Double.longBitsToDouble(state[at + LEVEL]);
    }

    private int slot(long[] state, int at, long index) {
        return at + RING + 2 * (int) ((state[at + HEAD] + index) & mask);
    }

    private boolean beats(double one, double other) {
        return side == Side.MAX ? one >= other : one <= other;
    }

    private void drop(long[] state, int at, long nowNanos) {
        long expired = expired(state, at, nowNanos);
        state[at + HEAD] = (state[at + HEAD] + expired) & mask;
        state[at + SIZE] -= expired;
    }

    private long expired(long[] state, int at, long nowNanos) {
        long size = state[at + SIZE];
        long expired = 0;
        while (expired < size && state[slot(state, at, expired)] + state[at + WIDTH] <= nowNanos) {
            expired++;
        }
        return expired;
    }

    private void push(long[] state, int at, long stamp, double value) {
        long size = state[at + SIZE];
        long newest = stamp;
        while (size > 0 && beats(value, valueAt(state, slot(state, at, size - 1)))) {
            size--;
            newest = Math.max(newest, state[slot(state, at, size)]);
        }
        if (size > 0 && state[slot(state, at, size - 1)] >= newest) {
            state[at + SIZE] = size; // a more extreme one counts as long
            return;
        }
        if (size == capacity) {
            join(state, at);
            size--;
        }
        int slot = slot(state, at, size);
        state[slot] = newest;
        state[slot + 1] = Double.doubleToRawLongBits(value);
        state[at + SIZE] = size + 1;
    }

    private static double valueAt(long[] state, int slot) {
        return Double.longBitsToDouble(state[slot + 1]);
    }

    /** Makes one of the two neighbours that are nearest in time. */
    private void join(long[] state, int at) {
        long size = state[at + SIZE];
        long nearest = 0;
        long least = Long.MAX_VALUE;
        for (long i = 0; i + 1 < size; i++) {
            long gap = state[slot(state, at, i + 1)] - state[slot(state, at, i)];
            if (gap < least) {
                least = gap;
                nearest = i;
            }
        }
        state[slot(state, at, nearest)] = state[slot(state, at, nearest + 1)];
        for (long i = nearest + 1; i + 1 < size; i++) {
            state[slot(state, at, i)] = state[slot(state, at, i + 1)];
            state[slot(state, at, i) + 1] = state[slot(state, at, i + 1) + 1];
        }
        state[at + SIZE] = size - 1;
    }

    /** @return the extremum of what is live, a level that holds among it; NaN if there is nothing */
    public double value(long[] state, int at, long nowNanos) {
        double level = held(state, at);
        long first = expired(state, at, nowNanos);
        if (first == state[at + SIZE]) {
            return level;
        }
        double extreme = valueAt(state, slot(state, at, first));
        return beats(level, extreme) ? level : extreme;
    }

    /** @return when the value changes though nothing is recorded; {@link #NO_CHANGE} if it does not */
    public long nextBoundary(long[] state, int at, long nowNanos) {
        long first = expired(state, at, nowNanos);
        if (first == state[at + SIZE] || beats(held(state, at), valueAt(state, slot(state, at, first)))) {
            return NO_CHANGE;
        }
        return state[slot(state, at, first)] + state[at + WIDTH];
    }

    /** @return from when on nothing that was recorded is live if nothing comes; {@link #NEVER} if nothing is there */
    public long emptyFrom(long[] state, int at) {
        long size = state[at + SIZE];
        return size == 0 ? NEVER : state[slot(state, at, size - 1)] + state[at + WIDTH];
    }

    /**
     * Changes the width. What the old one has let go does not come back.
     *
     * @param widthNanos at least 1, at most the widest
     */
    public void resize(long[] state, int at, long nowNanos, long widthNanos) {
        Check.between("width in nanoseconds", widthNanos, 1, widestNanos);
        drop(state, at, nowNanos);
        state[at + WIDTH] = whole(widthNanos);
        drop(state, at, nowNanos);
    }
}

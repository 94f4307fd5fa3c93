package ebb.policy.window;

import java.util.Arrays;

/**
 * Quantiles over a sliding window: a histogram of 32 bins an octave from one unit to 2^40 units, for each of 12 parts of the window and
 * for all of them. A part that leaves is subtracted. The answer is the middle of a bin, so it is off by at most 1/64 (1.6 %); below one unit
 * it is half a unit, above 2^40 units it is that.
 *
 * <p>Sums of octaves make a query short: at most 41 of them and 32 bins. Two counters share a {@code long}; the whole takes {@value
 * #SLOTS} of them (69 KB). The result does not depend on the order of the records.
 */
public final class QuantileWindow implements Memory {
    private static final int PARTS = 12;
    private static final int BINS_AN_OCTAVE = 32;
    private static final int OCTAVES = 40;
    // Octave 0 is what is below one unit; the last bin of all is what is above the top.
    private static final int GROUPS = OCTAVES + 2;
    private static final int GROUP_SLOTS = GROUPS / 2;
    private static final int ROW = GROUP_SLOTS + GROUPS * BINS_AN_OCTAVE / 2;
    private static final int LAST = 0;
    private static final int COUNTS = 1;
    private static final int ALL = COUNTS + PARTS + 1;
    private static final int SLOTS = ALL + (PARTS + 1) * ROW;

    // A double's exponent and its first five binary digits count the bins: 32 an octave.
    private static final int SHIFT = 52 - 5;
    private static final int ONE = 1023 << 5;
    // A part stops counting here, so that no sum of parts passes 32 bits.
    private static final long FULLEST = Counters.MOST / PARTS;

    private final double unit;
    private final long partNanos;

    /**
     * @param unit the least value that is told from the others, more than 0: 1e-6 for seconds from 1 µs to 12 days
     * @param widthNanos at least 12; moves in steps of a twelfth
     */
    public QuantileWindow(double unit, long widthNanos) {
        if (!(unit > 0) || unit == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("unit = " + unit + " must be more than 0 and finite");
        }
        Check.atLeast("width in nanoseconds", widthNanos, PARTS);
        this.unit = unit;
        this.partNanos = Math.ceilDiv(widthNanos, PARTS);
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof QuantileWindow other
                && other.slots() == slots()
                && other.unit == unit
                && other.partNanos == partNanos;
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        Arrays.fill(state, at, at + SLOTS, 0);
        state[at + LAST] = NEVER;
    }

    private static int part(long k) {
        return (int) Math.floorMod(k, (long) PARTS);
    }

    private static int row(int at, int part) {
        return at + ALL + (part + 1) * ROW;
    }

    /** What is not a number is passed over; what is negative counts as below one unit. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        long part = Math.floorDiv(nowNanos, partNanos);
        advance(state, at, part);
        int count = at + COUNTS + part(part);
        if (state[count] < FULLEST) {
            state[count]++;
            state[at + COUNTS + PARTS]++;
            int bin = bin(value);
            add(state, at + ALL, bin);
            add(state, row(at, part(part)), bin);
        }
    }

    private int bin(double value) {
        double units = value / unit;
        if (!(units >= 1)) {
            return 0;
        }
        int bin = (int) (Double.doubleToRawLongBits(units) >>> SHIFT) - ONE + BINS_AN_OCTAVE;
        return Math.min(bin, (OCTAVES + 1) * BINS_AN_OCTAVE);
    }

    private static void add(long[] state, int row, int bin) {
        Counters.increment(state, row, bin / BINS_AN_OCTAVE);
        Counters.increment(state, row + GROUP_SLOTS, bin);
    }

    private static void advance(long[] state, int at, long part) {
        long last = state[at + LAST];
        if (part == last) {
            return;
        }
        for (long k = last - PARTS + 1; k <= Math.min(part - PARTS, last); k++) {
            clear(state, at, part(k));
        }
        state[at + LAST] = part;
    }

    private static void clear(long[] state, int at, int part) {
        int row = row(at, part);
        if (state[at + COUNTS + part] > 0) {
            Counters.subtract(state, at + ALL, row, ROW);
            Arrays.fill(state, row, row + ROW, 0);
            state[at + COUNTS + PARTS] -= state[at + COUNTS + part];
            state[at + COUNTS + part] = 0;
        }
    }

    /** The oldest part that is still stored. */
    private static long stored(long[] state, int at) {
        return state[at + LAST] - PARTS + 1;
    }

    /** The oldest part that is live. */
    private long live(long nowNanos) {
        return Math.floorDiv(nowNanos, partNanos) - PARTS + 1;
    }

    /** @return how many records are in the window */
    public long count(long[] state, int at, long nowNanos) {
        long live = live(nowNanos);
        if (live > state[at + LAST]) {
            return 0;
        }
        long count = state[at + COUNTS + PARTS];
        for (long k = stored(state, at); k < live; k++) {
            count -= state[at + COUNTS + part(k)];
        }
        return count;
    }

    /**
     * @param share 0..1
     * @return the value that this share of the records does not pass, off by at most 1.6 %; NaN without records
     */
    public double quantile(long[] state, int at, long nowNanos, double share) {
        long count = count(state, at, nowNanos);
        if (count == 0) {
            return Double.NaN;
        }
        long live = live(nowNanos);
        long left = Counters.rank(share, count);
        int group = 0;
        long counted = counter(state, at, live, 0, group);
        while (counted < left) {
            left -= counted;
            group++;
            counted = counter(state, at, live, 0, group);
        }
        int bin = group * BINS_AN_OCTAVE;
        counted = counter(state, at, live, GROUP_SLOTS, bin);
        while (counted < left) {
            left -= counted;
            bin++;
            counted = counter(state, at, live, GROUP_SLOTS, bin);
        }
        return middle(bin);
    }

    /** One counter without the parts that have left. */
    private static long counter(long[] state, int at, long live, int offset, int counter) {
        long value = Counters.get(state, at + ALL + offset, counter);
        if (value > 0) {
            for (long k = stored(state, at); k < live; k++) {
                value -= Counters.get(state, row(at, part(k)) + offset, counter);
            }
        }
        return value;
    }

    private double middle(int bin) {
        if (bin < BINS_AN_OCTAVE) {
            return 0.5 * unit;
        }
        if (bin == (OCTAVES + 1) * BINS_AN_OCTAVE) {
            return 0x1p40 * unit;
        }
        double low = Double.longBitsToDouble((long) (bin - BINS_AN_OCTAVE + ONE) << SHIFT);
        double high = Double.longBitsToDouble((long) (bin - BINS_AN_OCTAVE + ONE + 1) << SHIFT);
        return 0.5 * (low + high) * unit;
    }

    /** @return when records next leave the window; {@link #NO_CHANGE} if it is empty */
    public long nextBoundary(long[] state, int at, long nowNanos) {
        for (long k = Math.max(live(nowNanos), stored(state, at)); k <= state[at + LAST]; k++) {
            if (state[at + COUNTS + part(k)] > 0) {
                return (k + PARTS) * partNanos;
            }
        }
        return NO_CHANGE;
    }

    /** @return from when on there are no records if none comes; {@link #NEVER} if nothing was recorded */
    public long emptyFrom(long[] state, int at) {
        return state[at + LAST] == NEVER ? NEVER : (state[at + LAST] + PARTS) * partNanos;
    }
}

package ebb.policy.window;

import java.util.Arrays;

/**
 * A small histogram of numbers of either sign: 8 bins an octave from 2^-20 to 2^40, what is nearer to 0 is 0. A quantile is the middle of
 * its bin, off by at most 1/16. When it is full all counts are halved, so that the old fades.
 */
final class LogHistogram {
    private static final int SHIFT = 52 - 3;
    private static final int LEAST = (1023 - 20) << 3;
    private static final int EACH_SIDE = 60 << 3;
    private static final int BINS = 2 * EACH_SIDE + 1;
    private static final int COUNT = 0;
    private static final int ROW = 1;

    private final long fullest;

    LogHistogram(long fullest) {
        Check.between("numbers held", fullest, 2, Counters.MOST);
        this.fullest = fullest;
    }

    int slots() {
        return ROW + Counters.slots(BINS);
    }

    void start(long[] state, int at) {
        Arrays.fill(state, at, at + slots(), 0);
    }

    void record(long[] state, int at, double value) {
        if (state[at + COUNT] >= fullest) {
            halve(state, at);
        }
        Counters.increment(state, at + ROW, bin(value));
        state[at + COUNT]++;
    }

    private void halve(long[] state, int at) {
        Counters.halve(state, at + ROW, Counters.slots(BINS));
        long count = 0;
        for (int i = 0; i < BINS; i++) {
            count += Counters.get(state, at + ROW, i);
        }
        state[at + COUNT] = count;
    }

    private static int bin(double value) {
        int size = (int) (Double.doubleToRawLongBits(Math.abs(value)) >>> SHIFT) - LEAST + 1;
        int distance = Math.clamp(size, 0, EACH_SIDE);
        return value < 0 ? EACH_SIDE - distance : EACH_SIDE + distance;
    }

    /** @return NaN if there is nothing */
    double quantile(long[] state, int at, double share) {
        if (state[at + COUNT] == 0) {
            return Double.NaN;
        }
        long left = Counters.rank(share, state[at + COUNT]);
        int bin = -1;
        while (left > 0) {
            bin++;
            left -= Counters.get(state, at + ROW, bin);
        }
        return bin < EACH_SIDE ? -middle(EACH_SIDE - bin) : middle(bin - EACH_SIDE);
    }

    private static double middle(int distance) {
        if (distance == 0) {
            return 0;
        }
        double low = Double.longBitsToDouble((long) (distance - 1 + LEAST) << SHIFT);
        double high = Double.longBitsToDouble((long) (distance + LEAST) << SHIFT);
        return 0.5 * (low + high);
    }
}

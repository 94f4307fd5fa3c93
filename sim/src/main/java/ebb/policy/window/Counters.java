package ebb.policy.window;

/** Counters of 32 bits, two in a {@code long}: the even one in the low half. */
final class Counters {
    static final long MOST = (1L << 31) - 1;

    private static final long HALVED = 0x7FFF_FFFF_7FFF_FFFFL;

    private Counters() {}

    static int slots(int counters) {
        return (counters + 1) / 2;
    }

    static long get(long[] state, int at, int counter) {
        return (state[at + (counter >> 1)] >>> ((counter & 1) << 5)) & 0xFFFF_FFFFL;
    }

    static void increment(long[] state, int at, int counter) {
        state[at + (counter >> 1)] += 1L << ((counter & 1) << 5);
    }

    /** Takes one row of counters from another; none may be more than what it is taken from. */
    static void subtract(long[] state, int from, int row, int slots) {
        for (int i = 0; i < slots; i++) {
            state[from + i] -= state[row + i]; // no half borrows, so both are right
        }
    }

    static void halve(long[] state, int at, int slots) {
        for (int i = 0; i < slots; i++) {
            state[at + i] = (state[at + i] >>> 1) & HALVED;
        }
    }

    /**
     * @param share 0..1
     * @return which of that many, in order, is the quantile: the least one that the share does not pass, 1..total
     */
    static long rank(double share, long total) {
        // A product that is a whole number but for rounding counts as that: 0.07 of 100 is the 7th.
        double exact = share * total * (1 - 0x1p-50);
        return Math.clamp((long) Math.ceil(exact), 1, total);
    }
}

package ebb.balance;

/** Bits from bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014). */
final class Hash {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hash() {}

    static long mix(long bits) {
        long z = bits + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** @return 0..bound-1, each alike */
    static int below(int bound, long bits) {
        return (int) Math.multiplyHigh(bits >>> 1, (long) bound << 1);
    }
}

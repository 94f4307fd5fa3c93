package ebb.random;

/**
 * A small stream of random numbers, found by its key: (seed, replication, purpose, service, ordinal).
 *
 * <p>A draw never depends on which others were taken before, so two policies that replay one trace see the same service times and the
 * same start-up times (common random numbers), and any request can be replayed alone. The generator is SplitMix64 started at the mixed
 * key; its algorithm is frozen here so that a seed means the same for ever.
 */
public final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    /** Mixes what stays fixed over a run, once. @return the base for {@link #at} */
    public static long base(long seed, int replication, Purpose purpose, long service) {
        long x = mix(seed + GOLDEN);
        x = mix(x ^ mix(replication + 0x51_7CC1B7_2722_0A95L));
        x = mix(x ^ mix(purpose.name().hashCode() * GOLDEN + 1));
        return mix(x ^ service);
    }

    /** @return a stable number for a name, for use as the service's key */
    public static long key(String name) {
        long x = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            x = mix(x ^ name.charAt(i));
        }
        return x;
    }

    /** Starts the stream of one ordinal (of a request, of a pod). */
    public Draw at(long base, long ordinal) {
        state = mix(base + ordinal * GOLDEN);
        return this;
    }

    public long bits() {
        state += GOLDEN;
        return mix(state);
    }

    /** @return uniform on [0, 1) */
    public double uniform() {
        return (bits() >>> 11) * UNIT;
    }

    /** @return uniform on (0, 1) */
    public double open() {
        return ((bits() >>> 12) + 0.5) * 0x1.0p-52;
    }

    /** @return exponential with mean 1 */
    public double exponential() {
        return -StrictMath.log(open());
    }

    /** @return 0..bound-1, each alike */
    public int below(int bound) {
        return (int) Math.multiplyHigh(bits() >>> 1, (long) bound << 1);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

package ebb.random;

/**
 * A small stream of random numbers, found by its key: (seed, replication, purpose, service, ordinal).
 *
 * <p>A draw never depends on which others were taken before, so two policies that replay one trace see the same service times and the
 * same start-up times (common random numbers), and any request can be replayed alone. The generator is SplitMix64 (Steele, Lea and
 * Flood, OOPSLA 2014) read by position: number k of ordinal i is the one at i + 1 + k * (2^48 + 1) in the sequence that starts at
 * the base, so no two are the same one while ordinals stay below 2^47 and numbers per ordinal below 2^16. Exponential and normal numbers
 * come from ziggurats of 256 layers (Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", JSS 5(8), 2000), with
 * layer and place taken from different bits of 64. All of it is frozen, so that a seed means the same for ever: a test holds the numbers.
 */
public final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long NEXT = 0x1A4C79B97F4A7C15L; // GOLDEN * (2^48 + 1)
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
        state = base + (ordinal + 1) * GOLDEN;
        return this;
    }

    public long bits() {
        long z = state;
        state = z + NEXT;
        return mix(z);
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
        long bits = bits();
        int layer = (int) bits & Ziggurat.LAST;
        double x = (bits >>> 11) * Ziggurat.EXPONENTIAL.scaled[layer];
        return x < Ziggurat.EXPONENTIAL.edges[layer + 1] ? x : exponential(layer, x);
    }

    // 1.1 % of the draws: under the curve's steps, or in the tail, which is the same law again.
    private double exponential(int firstLayer, double first) {
        Ziggurat ziggurat = Ziggurat.EXPONENTIAL;
        int layer = firstLayer;
        double x = first;
        double tail = 0;
        while (x >= ziggurat.edges[layer + 1]) {
            if (layer == 0) {
                tail += ziggurat.edges[1];
            } else if (ziggurat.underExponential(layer, uniform(), x)) {
                break;
            }
            long bits = bits();
            layer = (int) bits & Ziggurat.LAST;
            x = (bits >>> 11) * ziggurat.scaled[layer];
        }
        return tail + x;
    }

    /** @return normal with mean 0 and standard deviation 1 */
    public double normal() {
        long bits = bits();
        int layer = (int) bits & Ziggurat.LAST;
        double x = (bits >> 11) * Ziggurat.NORMAL.scaled[layer] * 2;
        return Math.abs(x) < Ziggurat.NORMAL.edges[layer + 1] ? x : normal(layer, x);
    }

    private double normal(int firstLayer, double first) {
        Ziggurat ziggurat = Ziggurat.NORMAL;
        int layer = firstLayer;
        double x = first;
        while (Math.abs(x) >= ziggurat.edges[layer + 1]) {
            if (layer == 0) {
                return Math.copySign(normalTail(), x);
            }
            if (ziggurat.height(layer, uniform()) < StrictMath.exp(-0.5 * x * x)) {
                break;
            }
            long bits = bits();
            layer = (int) bits & Ziggurat.LAST;
            x = (bits >> 11) * ziggurat.scaled[layer] * 2;
        }
        return x;
    }

    private double normalTail() {
        double start = Ziggurat.NORMAL.edges[1];
        double beyond = exponential() / start;
        while (2 * exponential() < beyond * beyond) {
            beyond = exponential() / start;
        }
        return start + beyond;
    }

    /**
     * By Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000.
     *
     * @param shape more than 0
     * @return gamma with that shape and scale 1: its mean is the shape
     */
    public double gamma(double shape) {
        if (shape < 1) {
            return gamma(shape + 1) * StrictMath.pow(open(), 1 / shape);
        }
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = open();
            // The squeeze answers without logarithms more than 9 times of 10.
            if (u < 1 - 0.0331 * (x * x) * (x * x)
                    || StrictMath.log(u) < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
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

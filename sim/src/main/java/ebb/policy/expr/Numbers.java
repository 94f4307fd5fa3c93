package ebb.policy.expr;

/**
 * Arithmetic of the language: whole numbers stop at the ends of 64 bits, a division by 0 and an infinite result are unknown, and what is
 * unknown stays so. Both back ends call these.
 */
public final class Numbers {
    private static final long LARGEST = Long.MAX_VALUE;
    // The recursion is over the servers: some 0.1 ms with so many, which bounds what a look may cost.
    private static final int MOST_SERVERS = 10_000;

    private Numbers() {}

    public static long plus(long a, long b) {
        if (a == Invalid.LONG || b == Invalid.LONG) {
            return Invalid.LONG;
        }
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 || sum == Invalid.LONG ? (a < 0 ? -LARGEST : LARGEST) : sum;
    }

    public static long minus(long a, long b) {
        return b == Invalid.LONG ? Invalid.LONG : plus(a, -b);
    }

    public static long times(long a, long b) {
        if (a == Invalid.LONG || b == Invalid.LONG) {
            return Invalid.LONG;
        }
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        boolean fits = (high == 0 && low >= 0) || (high == -1 && low < 0 && low != Invalid.LONG);
        return fits ? low : (a < 0) == (b < 0) ? LARGEST : -LARGEST;
    }

    public static double plus(double a, double b) {
        return Invalid.finite(a + b);
    }

    public static double minus(double a, double b) {
        return Invalid.finite(a - b);
    }

    public static double times(double a, double b) {
        return Invalid.finite(a * b);
    }

    public static double over(double a, double b) {
        return Invalid.finite(a / b);
    }

    /** A duration times a number, to the nearest ns. */
    public static long scaled(long nanos, double factor) {
        return nearest(Invalid.real(nanos) * factor);
    }

    /** A duration over a number, to the nearest ns; unknown over 0. */
    public static long divided(long nanos, double divisor) {
        return nearest(Invalid.finite(Invalid.real(nanos) / divisor));
    }

    private static long nearest(double nanos) {
        return Invalid.whole(StrictMath.rint(nanos));
    }

    public static double seconds(long nanos) {
        return nanos == Invalid.LONG ? Invalid.REAL : nanos / 1e9;
    }

    public static long nanos(double seconds) {
        return nearest(seconds * 1e9);
    }

    public static long ceil(double x) {
        return Invalid.whole(StrictMath.ceil(x));
    }

    public static long floor(double x) {
        return Invalid.whole(StrictMath.floor(x));
    }

    public static long trunc(double x) {
        return Invalid.whole(x < 0 ? StrictMath.ceil(x) : StrictMath.floor(x));
    }

    /** The nearest whole number, half away from zero. */
    public static long round(double x) {
        return Invalid.whole(awayFromZero(x));
    }

    private static double awayFromZero(double x) {
        double whole = StrictMath.floor(StrictMath.abs(x));
        double rounded = StrictMath.abs(x) - whole >= 0.5 ? whole + 1 : whole;
        return x < 0 ? -rounded : rounded;
    }

    public static double round(double x, double step) {
        return Invalid.finite(awayFromZero(x / step) * step);
    }

    public static long round(long nanos, long step) {
        if (nanos == Invalid.LONG || step == Invalid.LONG || step <= 0) {
            return Invalid.LONG;
        }
        return times(round(nanos / (double) step), step);
    }

    public static long least(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : Math.min(a, b);
    }

    public static long greatest(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : Math.max(a, b);
    }

    public static long greatestValid(long a, long b) {
        // What is unknown is less than everything.
        return Math.max(a, b);
    }

    public static long leastValid(long a, long b) {
        return a == Invalid.LONG ? b : b == Invalid.LONG ? a : Math.min(a, b);
    }

    public static double least(double a, double b) {
        return Math.min(a, b);
    }

    public static double greatest(double a, double b) {
        return Math.max(a, b);
    }

    public static double greatestValid(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    public static double leastValid(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    // Comparisons: 1, 0, or unknown.

    public static long equal(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a == b ? 1 : 0;
    }

    public static long unequal(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a != b ? 1 : 0;
    }

    public static long less(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a < b ? 1 : 0;
    }

    public static long atMost(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a <= b ? 1 : 0;
    }

    public static long greater(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a > b ? 1 : 0;
    }

    public static long atLeast(long a, long b) {
        return a == Invalid.LONG || b == Invalid.LONG ? Invalid.LONG : a >= b ? 1 : 0;
    }

    public static long equal(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a == b ? 1 : 0;
    }

    public static long unequal(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a != b ? 1 : 0;
    }

    public static long less(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a < b ? 1 : 0;
    }

    public static long atMost(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a <= b ? 1 : 0;
    }

    public static long greater(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a > b ? 1 : 0;
    }

    public static long atLeast(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Invalid.LONG : a >= b ? 1 : 0;
    }

    public static long not(long condition) {
        return condition == Invalid.LONG ? condition : 1 - condition;
    }

    public static long valid(long x) {
        return x == Invalid.LONG ? 0 : 1;
    }

    public static long valid(double x) {
        return Double.isNaN(x) ? 0 : 1;
    }

    // Functions.

    public static long absolute(long x) {
        return x == Invalid.LONG ? x : Math.abs(x);
    }

    public static double absolute(double x) {
        return StrictMath.abs(x);
    }

    public static double sqrt(double x) {
        return StrictMath.sqrt(x);
    }

    public static double exp(double x) {
        return Invalid.finite(StrictMath.exp(x));
    }

    public static double ln(double x) {
        return Invalid.finite(StrictMath.log(x));
    }

    public static double pow(double x, double exponent) {
        return Invalid.finite(StrictMath.pow(x, exponent));
    }

    /**
     * The fewest servers of an M/M/n queue in which at most a share of requests waits longer than a time (Erlang C).
     *
     * @param load arrivals a second times the mean service time; unknown above 10,000
     * @param wait in units of the mean service time
     * @param share 0..1
     */
    public static long erlangServers(double load, double wait, double share) {
        if (!(load >= 0) || !(wait >= 0) || !(share > 0) || load > MOST_SERVERS) {
            return Invalid.LONG;
        }
        // Erlang B by recursion over n: B(n) = load·B(n-1) / (n + load·B(n-1)).
        double blocked = 1;
        for (long n = 1; n <= 2L * MOST_SERVERS; n++) {
            blocked = load * blocked / (n + load * blocked);
            if (n > load) {
                double queued = blocked / (1 - load / n * (1 - blocked));
                if (queued * StrictMath.exp(-(n - load) * wait) <= share) {
                    return load == 0 ? 0 : n;
                }
            }
        }
        return Invalid.LONG;
    }
}

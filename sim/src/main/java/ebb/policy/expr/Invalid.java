package ebb.policy.expr;

/**
 * What stands for a value that is not known: it goes through arithmetic, logic is Kleene's, and it is never stored.
 *
 * <p>A real number is unknown as NaN, everything else as {@link #LONG}.
 */
public final class Invalid {
    public static final long LONG = Long.MIN_VALUE;
    public static final double REAL = Double.NaN;

    private Invalid() {}

    public static boolean is(long value) {
        return value == LONG;
    }

    public static boolean is(double value) {
        return Double.isNaN(value);
    }

    /** @return the value; unknown if it is infinite */
    static double finite(double value) {
        return Double.isFinite(value) ? value : REAL;
    }

    static double real(long whole) {
        return whole == LONG ? REAL : (double) whole;
    }

    /** @return the whole number, at the ends of the range if it lies outside; the value has no fraction */
    static long whole(double value) {
        if (Double.isNaN(value)) {
            return LONG;
        }
        return value <= -Long.MAX_VALUE ? -Long.MAX_VALUE : (long) value;
    }
}

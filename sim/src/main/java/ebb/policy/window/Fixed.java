package ebb.policy.window;

/** Numbers with a fixed step: sums of them do not drift and do not depend on an order. */
public final class Fixed {
    /** The step of a window's sums. */
    public enum Step {
        /** For counts, seconds, ratios. */
        NANO(1e9),
        /** For money. */
        MICRO(1e6),
        /** For bytes and tokens. */
        ONE(1);

        final double perUnit;

        Step(double perUnit) {
            this.perUnit = perUnit;
        }

        /** @return the nearest number of steps, at most {@code limit} of them either way */
        long steps(double value, long limit) {
            return Math.clamp(Math.round(value * perUnit), -limit, limit);
        }

        double value(long steps) {
            return steps / perUnit;
        }
    }

    // From here on a double has no digits behind the point.
    private static final double WHOLE = 1L << 52;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Fixed() {}

    /** @return to that many decimal digits, 0..15, halves away from zero; never a negative zero */
    public static double rounded(double value, int digits) {
        double power = POWERS[digits];
        double scaled = Math.abs(value * power);
        if (!(scaled < WHOLE)) {
            return value;
        }
        double floor = Math.floor(scaled);
        double nearest = scaled - floor >= 0.5 ? floor + 1 : floor;
        return nearest == 0 ? 0 : Math.copySign(nearest, value) / power;
    }
}

package ebb.policy.check;

/** All numbers from one to another, ends included; durations and instants in seconds. */
record Range(double least, double most) {
    static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    static final Range POSITIVE = new Range(0, Double.POSITIVE_INFINITY);
    static final Range TRUTH = new Range(0, 1);

    static Range of(double value) {
        return new Range(value, value);
    }

    boolean holds(double value) {
        return least <= value && value <= most;
    }

    Range plus(Range other) {
        return new Range(least + other.least, most + other.most);
    }

    Range times(double factor) {
        return factor >= 0
                ? new Range(product(least, factor), product(most, factor))
                : new Range(product(most, factor), product(least, factor));
    }

    Range times(Range other) {
        double a = product(least, other.least);
        double b = product(least, other.most);
        double c = product(most, other.least);
        double d = product(most, other.most);
        return new Range(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
    }

    /** What a quotient may be where it is known: the divisor is not 0 there. */
    Range over(Range other) {
        if (other.least > 0 || other.most < 0) {
            return times(new Range(1 / other.most, 1 / other.least));
        }
        boolean positive = least >= 0 && other.least >= 0;
        return positive ? POSITIVE : ANY;
    }

    /** No bound times nothing is nothing. */
    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    Range with(Range other) {
        return new Range(Math.min(least, other.least), Math.max(most, other.most));
    }

    /** The greater of a number of each. */
    Range greatest(Range other) {
        return new Range(Math.max(least, other.least), Math.max(most, other.most));
    }

    /** The less of a number of each. */
    Range lesser(Range other) {
        return new Range(Math.min(least, other.least), Math.min(most, other.most));
    }
}

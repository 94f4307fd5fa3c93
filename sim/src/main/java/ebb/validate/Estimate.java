package ebb.validate;

/**
 * A mean with its interval.
 *
 * @param halfWidth of the interval around it
 */
record Estimate(double mean, double halfWidth) {
    double low() {
        return mean - halfWidth;
    }

    double high() {
        return mean + halfWidth;
    }
}

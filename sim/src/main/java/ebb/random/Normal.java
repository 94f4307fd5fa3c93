package ebb.random;

/**
 * Normal, drawn again while it is below a least value.
 *
 * @param center where the curve is highest; the mean is more, because what is below the minimum is missing
 * @param sigma standard deviation of the curve before it is cut, at least 0
 * @param minimum at least 0 and at most the center, so that at least every second draw counts
 */
public record Normal(double center, double sigma, double minimum) implements Law {
    public Normal {
        Rule.notNegative("normal center", center);
        Rule.notNegative("normal sigma", sigma);
        Rule.notNegative("normal minimum", minimum);
        Rule.ordered("normal minimum", minimum, center);
    }

    public Normal(double center, double sigma) {
        this(center, sigma, 0);
    }

    @Override
    public double sample(Draw draw) {
        double value = center + sigma * draw.normal();
        while (value < minimum) {
            value = center + sigma * draw.normal();
        }
        return value;
    }

    @Override
    public double mean() {
        if (sigma == 0) {
            return center;
        }
        double cut = (center - minimum) / sigma;
        double density = StrictMath.exp(-0.5 * cut * cut) / Math.sqrt(2 * Math.PI);
        return center + sigma * density / (0.5 + density * aboveHalf(cut));
    }

    @Override
    public double constant() {
        return sigma == 0 ? center : Double.NaN;
    }

    // Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...): all terms positive, so nothing cancels.
    private static double aboveHalf(double x) {
        double sum = 0;
        double term = Math.min(x, 9); // beyond 9 the density is 0 to 17 digits
        double square = term * term;
        for (int n = 1; term > sum * 1e-17; n += 2) {
            sum += term;
            term *= square / (n + 2);
        }
        return sum;
    }
}

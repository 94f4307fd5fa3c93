package ebb.random;

/**
 * Its logarithm is normal.
 *
 * @param median exp of the logarithm's mean; more than 0
 * @param sigma the logarithm's standard deviation, at least 0
 */
public record Lognormal(double median, double sigma) implements Law {
    public Lognormal {
        Rule.positive("lognormal median", median);
        Rule.notNegative("lognormal sigma", sigma);
    }

    @Override
    public double sample(Draw draw) {
        return median * StrictMath.exp(sigma * draw.normal());
    }

    @Override
    public double mean() {
        return median * StrictMath.exp(0.5 * sigma * sigma);
    }

    @Override
    public double minimum() {
        return constant() == median ? median : 0;
    }

    @Override
    public double constant() {
        return sigma == 0 ? median : Double.NaN;
    }
}

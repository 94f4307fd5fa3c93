package ebb.random;

/**
 * P(X > x) = (minimum / x)^alpha: the tail of sizes and gaps.
 *
 * @param alpha more than 0; the mean is infinite at 1 and below, unless there is a maximum
 * @param minimum more than 0
 * @param maximum values above it do not come (the law given that it is not passed); infinity: none
 */
public record Pareto(double alpha, double minimum, double maximum) implements Law {
    public Pareto {
        Rule.positive("pareto alpha", alpha);
        Rule.positive("pareto minimum", minimum);
        Rule.ordered("pareto minimum", minimum, maximum);
    }

    public Pareto(double alpha, double minimum) {
        this(alpha, minimum, Double.POSITIVE_INFINITY);
    }

    @Override
    public double sample(Draw draw) {
        return Math.min(maximum, minimum * StrictMath.pow(1 - draw.open() * below(), -1 / alpha));
    }

    @Override
    public double mean() {
        if (minimum == maximum) {
            return minimum;
        }
        if (maximum == Double.POSITIVE_INFINITY) {
            return alpha > 1 ? minimum * alpha / (alpha - 1) : Double.POSITIVE_INFINITY;
        }
        double span = StrictMath.log(maximum / minimum);
        // The integral of x times the density is that of alpha * minimum * exp((1 - alpha) y) over the logarithm y.
        double integral = alpha == 1 ? span : StrictMath.expm1((1 - alpha) * span) / (1 - alpha);
        return alpha * minimum * integral / below();
    }

    @Override
    public double constant() {
        return minimum == maximum ? minimum : Double.NaN;
    }

    // The share of the law without maximum that lies below it.
    private double below() {
        return 1 - StrictMath.pow(minimum / maximum, alpha);
    }
}

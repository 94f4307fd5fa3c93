package ebb.random;

/**
 * Any value between two, each alike.
 *
 * @param minimum at least 0
 * @param maximum at least the minimum
 */
public record Uniform(double minimum, double maximum) implements Law {
    public Uniform {
        Rule.notNegative("uniform minimum", minimum);
        Rule.notNegative("uniform maximum", maximum);
        Rule.ordered("uniform minimum", minimum, maximum);
    }

    @Override
    public double sample(Draw draw) {
        return minimum + (maximum - minimum) * draw.uniform();
    }

    @Override
    public double mean() {
        return 0.5 * (minimum + maximum);
    }

    @Override
    public double constant() {
        return minimum == maximum ? minimum : Double.NaN;
    }
}

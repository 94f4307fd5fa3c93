package ebb.random;

/**
 * Always the same value.
 *
 * @param value at least 0
 */
public record Constant(double value) implements Law {
    public Constant {
        Rule.notNegative("constant", value);
    }

    @Override
    public double sample(Draw draw) {
        return value;
    }

    @Override
    public double mean() {
        return value;
    }

    @Override
    public double minimum() {
        return value;
    }

    @Override
    public double constant() {
        return value;
    }
}

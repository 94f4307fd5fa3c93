package ebb.random;

/** Always the same value. */
public record Constant(double value) implements Law {
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

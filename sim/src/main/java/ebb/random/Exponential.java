package ebb.random;

/** Memoryless. */
public record Exponential(double mean) implements Law {
    @Override
    public double sample(Draw draw) {
        return mean * draw.exponential();
    }

    @Override
    public double minimum() {
        return 0;
    }
}

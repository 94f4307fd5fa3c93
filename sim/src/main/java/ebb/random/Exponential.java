package ebb.random;

/**
 * Memoryless.
 *
 * @param mean more than 0
 */
public record Exponential(double mean) implements Law {
    public Exponential {
        Rule.positive("exponential mean", mean);
    }

    @Override
    public double sample(Draw draw) {
        return mean * draw.exponential();
    }

    @Override
    public double minimum() {
        return 0;
    }
}

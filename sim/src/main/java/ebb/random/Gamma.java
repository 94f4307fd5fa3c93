package ebb.random;

/**
 * Given by shape and mean: its squared coefficient of variation is 1 / shape, its scale mean / shape.
 *
 * @param shape more than 0; less than 1: more spread than exponential
 * @param mean more than 0
 */
public record Gamma(double shape, double mean) implements Law {
    public Gamma {
        Rule.positive("gamma shape", shape);
        Rule.positive("gamma mean", mean);
    }

    @Override
    public double sample(Draw draw) {
        return mean / shape * draw.gamma(shape);
    }

    @Override
    public double minimum() {
        return 0;
    }
}

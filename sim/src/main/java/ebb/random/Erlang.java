package ebb.random;

/**
 * The sum of exponential phases that are alike: less spread than one of them.
 *
 * @param shape phases, at least 1
 * @param mean of the sum, more than 0
 */
public record Erlang(int shape, double mean) implements Law {
    public Erlang {
        Rule.positive("erlang shape", shape);
        Rule.positive("erlang mean", mean);
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

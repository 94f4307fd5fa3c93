package ebb.random;

/**
 * A fixed part and a part by chance.
 *
 * @param offset at least 0
 */
public record Shifted(double offset, Law law) implements Law {
    public Shifted {
        Rule.notNegative("shifted offset", offset);
    }

    @Override
    public double sample(Draw draw) {
        return offset + law.sample(draw);
    }

    @Override
    public double mean() {
        return offset + law.mean();
    }

    @Override
    public double minimum() {
        return offset + law.minimum();
    }

    @Override
    public double constant() {
        return offset + law.constant();
    }
}

package ebb.random;

import java.util.List;

/**
 * One of several laws, by chance.
 *
 * @param weights at least 0; scaled to the sum 1
 * @param laws as many
 */
public record Mixture(List<Double> weights, List<Law> laws) implements Law {
    public Mixture {
        Rule.paired("mixture weights and laws", weights, laws);
        weights = Rule.shares("mixture weight", weights);
        laws = List.copyOf(laws);
    }

    @Override
    public double sample(Draw draw) {
        return laws.get(Rule.pick(weights, draw.uniform())).sample(draw);
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < laws.size(); i++) {
            // A weight of 0 times an infinite mean would not be a number.
            sum += weights.get(i) == 0 ? 0 : weights.get(i) * laws.get(i).mean();
        }
        return sum;
    }

    @Override
    public double minimum() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < laws.size(); i++) {
            least = weights.get(i) == 0 ? least : Math.min(least, laws.get(i).minimum());
        }
        return least;
    }
}

package ebb.random;

import java.util.List;

/**
 * One of several exponential laws, by chance: more spread than one of them.
 *
 * @param probabilities at least 0; scaled to the sum 1
 * @param means as many, each more than 0
 */
public record Hyperexponential(List<Double> probabilities, List<Double> means) implements Law {
    public Hyperexponential {
        Rule.paired("hyperexponential probabilities and means", probabilities, means);
        probabilities = Rule.shares("hyperexponential probability", probabilities);
        means = List.copyOf(means);
        means.forEach(mean -> Rule.positive("hyperexponential mean", mean));
    }

    @Override
    public double sample(Draw draw) {
        return means.get(Rule.pick(probabilities, draw.uniform())) * draw.exponential();
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < means.size(); i++) {
            sum += probabilities.get(i) * means.get(i);
        }
        return sum;
    }

    @Override
    public double minimum() {
        return 0;
    }
}

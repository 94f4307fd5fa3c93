package ebb.random;

import java.util.List;

/**
 * A table of quantiles with a line between each two. Below the first probability comes the first value, above the last the last one.
 *
 * @param probabilities rising, 0..1
 * @param values as many, not falling, at least 0; more than 0 for {@link Line#LOG}
 * @param line how values between two quantiles lie
 */
public record Empirical(List<Double> probabilities, List<Double> values, Line line) implements Law {
    /** What lies between two quantiles. */
    public enum Line {
        LINEAR {
            @Override
            double at(double low, double high, double share) {
                return low + share * (high - low);
            }

            @Override
            double mean(double low, double high) {
                return 0.5 * (low + high);
            }
        },
        /** Equal steps of probability are equal factors of the value: for what spans decades. */
        LOG {
            @Override
            double at(double low, double high, double share) {
                return low * StrictMath.pow(high / low, share);
            }

            @Override
            double mean(double low, double high) {
                return low == high ? low : (high - low) / StrictMath.log(high / low);
            }
        };

        abstract double at(double low, double high, double share);

        abstract double mean(double low, double high);
    }

    public Empirical {
        Rule.paired("empirical probabilities and values", probabilities, values);
        probabilities = List.copyOf(probabilities);
        values = List.copyOf(values);
        for (int i = 0; i < values.size(); i++) {
            check(probabilities, values, i);
        }
        if (line == Line.LOG) {
            Rule.positive("empirical value on a logarithmic line", values.getFirst());
        }
    }

    private static void check(List<Double> probabilities, List<Double> values, int at) {
        Rule.notNegative("empirical value", values.get(at));
        Rule.notNegative("empirical probability", probabilities.get(at));
        Rule.ordered("empirical probability", probabilities.get(at), 1);
        if (at > 0) {
            Rule.positive("step of empirical probability", probabilities.get(at) - probabilities.get(at - 1));
            Rule.ordered("empirical values", values.get(at - 1), values.get(at));
        }
    }

    @Override
    public double sample(Draw draw) {
        return quantile(draw.uniform());
    }

    /** @return the value that a share of all, 0..1, does not pass */
    public double quantile(double probability) {
        int low = 0;
        int high = values.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (probabilities.get(middle) <= probability) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0 || low == values.size()) {
            return low == 0 ? values.getFirst() : values.getLast();
        }
        double from = probabilities.get(low - 1);
        double share = (probability - from) / (probabilities.get(low) - from);
        return line.at(values.get(low - 1), values.get(low), share);
    }

    @Override
    public double mean() {
        double sum = probabilities.getFirst() * values.getFirst() + (1 - probabilities.getLast()) * values.getLast();
        for (int i = 1; i < values.size(); i++) {
            sum += (probabilities.get(i) - probabilities.get(i - 1)) * line.mean(values.get(i - 1), values.get(i));
        }
        return sum;
    }

    @Override
    public double minimum() {
        return values.getFirst();
    }

    @Override
    public double constant() {
        return values.getFirst().equals(values.getLast()) ? values.getFirst() : Double.NaN;
    }
}

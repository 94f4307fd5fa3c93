package ebb.random;

import java.util.List;

/** What the numbers of a law must obey. */
final class Rule {
    private Rule() {}

    static void positive(String what, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(what + " = " + value + " must be more than 0 and finite");
        }
    }

    static void notNegative(String what, double value) {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(what + " = " + value + " must be 0 or more and finite");
        }
    }

    static void ordered(String what, double less, double more) {
        if (!(less <= more)) {
            throw new IllegalArgumentException(what + ": " + less + " must not be more than " + more);
        }
    }

    static void paired(String what, List<?> one, List<?> other) {
        if (one.isEmpty() || one.size() != other.size()) {
            throw new IllegalArgumentException(
                    what + ": " + one.size() + " and " + other.size() + " must be the same and at least 1");
        }
    }

    /** @return the same shares with the sum 1 */
    static List<Double> shares(String what, List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            notNegative(what, weight);
            sum += weight;
        }
        positive(what + " in sum", sum);
        double whole = sum;
        return weights.stream().map(weight -> weight / whole).toList();
    }

    /** @return the first index whose shares up to there pass {@code u}; the last where rounding leaves a rest */
    static int pick(List<Double> shares, double u) {
        double rest = u;
        int last = shares.size() - 1;
        for (int i = 0; i < last; i++) {
            rest -= shares.get(i);
            if (rest < 0) {
                return i;
            }
        }
        return last;
    }
}

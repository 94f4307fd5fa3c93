package ebb.policy.check;

import java.util.Map;
import java.util.TreeMap;

/**
 * A constant and multiples of atoms.
 *
 * @param factors by the number of the atom, none of them 0
 */
record Linear(Map<Integer, Double> factors, double constant) {
    static Linear of(double constant) {
        return new Linear(Map.of(), constant);
    }

    static Linear atom(int number) {
        return new Linear(Map.of(number, 1.0), 0);
    }

    boolean isConstant() {
        return factors.isEmpty();
    }

    Linear plus(Linear other, double factor) {
        Map<Integer, Double> sum = new TreeMap<>(factors);
        other.factors.forEach((atom, each) -> sum.merge(atom, factor * each, Double::sum));
        sum.values().removeIf(each -> Math.abs(each) < 1e-12);
        return new Linear(sum, constant + factor * other.constant);
    }

    Linear minus(Linear other) {
        return plus(other, -1);
    }

    Linear times(double factor) {
        return of(0).plus(this, factor);
    }

    double factor(int atom) {
        return factors.getOrDefault(atom, 0.0);
    }
}

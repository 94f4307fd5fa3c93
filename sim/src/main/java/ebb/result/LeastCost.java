package ebb.result;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The clairvoyant cost for zero added wait that a run is measured against.
 *
 * @param cost in the currency of the prices, at least 0
 * @param ignores what the computation leaves out, one phrase each; empty where the cost is the exact optimum, else it is a bound below it
 */
public record LeastCost(double cost, List<String> ignores) {
    public LeastCost {
        if (!(cost >= 0) || Double.isInfinite(cost)) {
            throw new IllegalArgumentException("least cost = " + cost + " must be a finite number from 0");
        }
        ignores = List.copyOf(ignores);
    }

    public boolean exact() {
        return ignores.isEmpty();
    }

    /** What tables and charts call it. */
    public String word() {
        return exact() ? "optimum" : "bound";
    }

    /** @return of two services together */
    public LeastCost plus(LeastCost other) {
        LinkedHashSet<String> all = new LinkedHashSet<>(ignores);
        all.addAll(other.ignores);
        return new LeastCost(cost + other.cost, new ArrayList<>(all));
    }
}

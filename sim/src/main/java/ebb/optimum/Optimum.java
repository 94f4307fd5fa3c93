package ebb.optimum;

/**
 * The cheapest schedule of pods under which no request waits.
 *
 * @param cost of pods over time, start-up included, and of their starts
 * @param podNanos the time that pods are paid for
 * @param starts pods started
 * @param maxPods most pods needed at once
 * @param requests that it serves
 */
public record Optimum(double cost, long podNanos, long starts, int maxPods, long requests) {
    /** Nothing to serve costs nothing. */
    public static final Optimum NONE = new Optimum(0, 0, 0, 0, 0);

    /** @return of two services together: they share nothing but the sum, so their most pods at once is at most this */
    public Optimum plus(Optimum other) {
        return new Optimum(
                cost + other.cost,
                Math.addExact(podNanos, other.podNanos),
                starts + other.starts,
                maxPods + other.maxPods,
                requests + other.requests);
    }

    /** @return how many times the optimum a run cost; 1 where both are free, infinite where only the optimum is */
    public double regret(double runCost) {
        return cost == 0 && runCost == 0 ? 1 : runCost / cost;
    }
}

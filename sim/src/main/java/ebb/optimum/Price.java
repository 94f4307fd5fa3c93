package ebb.optimum;

/**
 * What a pod that is there costs, as an integral over time.
 *
 * <p>It must be additive, {@code cost(a, b) + cost(b, c) = cost(a, c)}, and never negative: give it price times time, not what a bill
 * rounds up. Times before 0 are asked for where the first request comes sooner than a pod can start.
 */
@FunctionalInterface
public interface Price {
    /** @return the cost of one pod from one instant to a later one */
    double cost(long fromNanos, long toNanos);

    /** One price for ever. */
    static Price perSecond(double price) {
        return (from, to) -> price * ((to - from) * 1e-9);
    }
}

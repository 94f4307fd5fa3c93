package ebb.cost;

/** What one pod or one node costs, over simulated time. Amounts are in the price list's currency. */
public interface Tariff {
    /** The cost of being there from one instant to a later one, billing granularity included. */
    double cost(long fromNanos, long toNanos);

    /** The cost of each start, beyond time. */
    double startCost();

    /** The price of one second at an instant, granularity left aside. */
    double perSecond(long atNanos);

    /** Whether seconds are billed as they are: a condition for calling the optimum exact. */
    boolean perSecondBilling();

    /** The same prices, billed as time runs: what a bound below the bill is computed from. */
    default Tariff asItRuns() {
        return this;
    }

    /** One price for ever, billed as it runs. */
    static Tariff flat(double perSecond) {
        return new FlatTariff(perSecond, 0);
    }
}

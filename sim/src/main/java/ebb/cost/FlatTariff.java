package ebb.cost;

/** One price for ever, billed as it runs. */
public record FlatTariff(double perSecond, double startCost) implements Tariff {
    @Override
    public double cost(long fromNanos, long toNanos) {
        return perSecond * (toNanos - fromNanos) * 1e-9;
    }

    @Override
    public double perSecond(long atNanos) {
        return perSecond;
    }

    @Override
    public boolean perSecondBilling() {
        return true;
    }
}

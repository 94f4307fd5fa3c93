package ebb.cost;

import java.util.Arrays;
import java.util.List;

/**
 * Prices that hold from given times on, billed in steps.
 *
 * <p>The first price holds before 0 too. What rounding adds is billed at the end, at the prices of that time.
 */
public final class MeteredTariff implements Tariff {
    /** @param perSecond the price of one second from {@code fromNanos} of the run on */
    public record Step(long fromNanos, double perSecond) {}

    private final long[] from;
    private final double[] perSecond;
    private final Billing billing;
    private final double startCost;

    /** @param steps in order of time, the first at 0 or before */
    public MeteredTariff(List<Step> steps, Billing billing, double startCost) {
        this(
                steps.stream().mapToLong(Step::fromNanos).toArray(),
                steps.stream().mapToDouble(Step::perSecond).toArray(),
                billing,
                startCost);
    }

    private MeteredTariff(long[] from, double[] perSecond, Billing billing, double startCost) {
        this.from = from;
        this.perSecond = perSecond;
        this.billing = billing;
        this.startCost = startCost;
        for (int i = 0; i < from.length; i++) {
            if (i == 0 ? from[0] > 0 : from[i] <= from[i - 1]) {
                throw new IllegalArgumentException("prices from " + Arrays.toString(from)
                        + " ns on: the first must hold from 0, each later one from later on");
            }
        }
        if (from.length == 0) {
            throw new IllegalArgumentException("no price");
        }
    }

    @Override
    public double cost(long fromNanos, long toNanos) {
        long end = fromNanos + billing.billedNanos(toNanos - fromNanos);
        int first = stepAt(fromNanos);
        double sum = 0;
        for (int i = first; i < from.length && (i == first || from[i] < end); i++) {
            long begins = i == first ? fromNanos : from[i];
            long ends = i + 1 < from.length ? Math.min(end, from[i + 1]) : end;
            sum += perSecond[i] * (ends - begins) * 1e-9;
        }
        return sum;
    }

    private int stepAt(long atNanos) {
        int step = 0;
        while (step + 1 < from.length && from[step + 1] <= atNanos) {
            step++;
        }
        return step;
    }

    @Override
    public double startCost() {
        return startCost;
    }

    @Override
    public double perSecond(long atNanos) {
        return perSecond[stepAt(atNanos)];
    }

    @Override
    public Tariff asItRuns() {
        return billing.continuous() ? this : new MeteredTariff(from, perSecond, Billing.CONTINUOUS, startCost);
    }

    @Override
    public boolean perSecondBilling() {
        return billing.continuous();
    }
}

package ebb.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms under which something is rented: from a price for an hour, which may change over time, to the tariff.
 *
 * @param spotShare of the time on preemptible machines, 0..1
 * @param startCost of each start, beyond time, 0 or more
 */
public record Offer(double spotShare, double startCost, Billing billing) {
    private static final double HOUR = 3600;

    /**
     * @param fromNanos from when on the list holds
     * @param factor on all its prices
     */
    public record Period(long fromNanos, PriceList list, double factor) {}

    /** The price of an hour by a price list. */
    public interface Pricing {
        double hour(PriceList list);
    }

    /** @param periods in order of time, the first from 0 on */
    public Tariff tariff(List<Period> periods, Pricing pricing) {
        if (periods.size() == 1 && billing.continuous()) {
            return new FlatTariff(perSecond(periods.getFirst(), pricing), startCost);
        }
        List<MeteredTariff.Step> steps = new ArrayList<>();
        for (Period each : periods) {
            steps.add(new MeteredTariff.Step(each.fromNanos, perSecond(each, pricing)));
        }
        return new MeteredTariff(steps, billing, startCost);
    }

    private double perSecond(Period period, Pricing pricing) {
        double paid = 1 - spotShare * period.list.spotDiscount();
        return pricing.hour(period.list) * period.factor * paid / HOUR;
    }
}

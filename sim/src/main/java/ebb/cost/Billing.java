package ebb.cost;

/**
 * How time becomes an amount.
 *
 * @param granularityNanos time is rounded up to a multiple of it; 0: billed as it runs
 * @param minimumNanos what is billed at least, 0 or more
 */
public record Billing(long granularityNanos, long minimumNanos) {
    /** Every nanosecond counts as it is. */
    public static final Billing CONTINUOUS = new Billing(0, 0);

    public Billing {
        if (granularityNanos < 0 || minimumNanos < 0) {
            throw new IllegalArgumentException("billing by " + granularityNanos + " ns, at least " + minimumNanos
                    + " ns: neither may be negative");
        }
    }

    public boolean continuous() {
        return granularityNanos == 0 && minimumNanos == 0;
    }

    /** @return the time that is billed for a time that passed, ns */
    public long billedNanos(long nanos) {
        long atLeast = Math.max(nanos, minimumNanos);
        if (granularityNanos == 0) {
            return atLeast;
        }
        return Math.multiplyExact((atLeast + granularityNanos - 1) / granularityNanos, granularityNanos);
    }
}

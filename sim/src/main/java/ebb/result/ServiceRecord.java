package ebb.result;

import ebb.cluster.ServiceStatistics;
import ebb.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * What one service did in one run.
 *
 * @param timeline null where none was kept
 * @param least null where none was computed
 */
public record ServiceRecord(
        String name,
        ServiceStatistics statistics,
        @Nullable Timeline timeline,
        @Nullable LeastCost least) {
    // Costs are sums of doubles in different orders.
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalStateException when every request was served without wait for less than the least cost of that: a simulator's bug */
    public ServiceRecord {
        if (least != null && perfect(statistics) && statistics.cost < least.cost() * (1 - ROUNDING)) {
            throw new IllegalStateException("service " + name + ": no request waited or was lost at a cost of "
                    + statistics.cost + ", yet the " + least.word() + " for that is " + least.cost());
        }
    }

    private static boolean perfect(ServiceStatistics s) {
        return s.waitNanos == 0 && s.rejected == 0 && s.timedOut == 0 && s.failed == 0 && s.cancelled == 0;
    }
}

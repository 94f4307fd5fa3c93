package ebb.result;

import ebb.cluster.ServiceStatistics;
import ebb.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one service did in one run, or several that are reported as one.
 *
 * @param timeline null where none was kept
 * @param least null where none was computed
 * @param members those that are reported as this one, in the order of the traffic; empty where it stands for itself
 */
public record ServiceRecord(
        String name,
        ServiceStatistics statistics,
        @Nullable Timeline timeline,
        @Nullable LeastCost least,
        List<ServiceBrief> members) {
    // Costs are sums of doubles in different orders.
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalStateException when every request was served without wait for less than the least cost of that: a simulator's bug */
    public ServiceRecord {
        members = List.copyOf(members);
        if (least != null && perfect(statistics) && statistics.cost < least.cost() * (1 - ROUNDING)) {
            throw new IllegalStateException("service " + name + ": no request waited or was lost at a cost of "
                    + statistics.cost + ", yet the " + least.word() + " for that is " + least.cost());
        }
    }

    /** One that stands for itself. */
    public ServiceRecord(
            String name, ServiceStatistics statistics, @Nullable Timeline timeline, @Nullable LeastCost least) {
        this(name, statistics, timeline, least, List.of());
    }

    /** @return this as the member {@code own} of what it is reported in */
    public ServiceRecord asMember(String own) {
        return new ServiceRecord(name, statistics, timeline, least, List.of(ServiceBrief.of(own, this)));
    }

    private static boolean perfect(ServiceStatistics s) {
        return s.waitNanos == 0 && s.rejected == 0 && s.timedOut == 0 && s.failed == 0 && s.cancelled == 0;
    }
}

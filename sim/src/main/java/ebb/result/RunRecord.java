package ebb.result;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: what was run, what each service did, and all of them together.
 *
 * @param services in the scenario's order; names are unique
 * @param total the services merged in that order; its name is {@link #TOTAL}
 * @param skippedRows bad rows of the traffic that {@code --lenient} left out
 */
public record RunRecord(
        RunKey key, List<ServiceRecord> services, ServiceRecord total, NodeStatistics nodes, long skippedRows) {
    /** Stands where a service's name would. */
    public static final String TOTAL = "total";

    public RunRecord {
        services = List.copyOf(services);
    }

    /** Merges the services. */
    public static RunRecord of(RunKey key, List<ServiceRecord> services, NodeStatistics nodes, long skippedRows) {
        ServiceStatistics statistics = new ServiceStatistics();
        services.forEach(each -> statistics.add(each.statistics()));
        return new RunRecord(
                key,
                services,
                new ServiceRecord(TOTAL, statistics, timeline(services), least(services)),
                nodes,
                skippedRows);
    }

    /** Every metric of all services together that has a value. */
    public Measured measured() {
        return Measured.of(Figures.of(this));
    }

    private static @Nullable Timeline timeline(List<ServiceRecord> services) {
        Timeline sum = null;
        for (ServiceRecord each : services) {
            Timeline one = each.timeline();
            if (one == null) {
                return null;
            }
            if (sum == null) {
                sum = new Timeline(one.stepNanos, Math.max(1, one.steps));
            }
            sum.add(one);
        }
        return sum;
    }

    private static @Nullable LeastCost least(List<ServiceRecord> services) {
        LeastCost sum = null;
        for (ServiceRecord each : services) {
            LeastCost one = each.least();
            if (one == null) {
                return null;
            }
            sum = sum == null ? one : sum.plus(one);
        }
        return sum;
    }
}

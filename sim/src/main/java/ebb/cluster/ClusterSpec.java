package ebb.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a simulation needs besides the arrivals.
 *
 * @param startEpochNanos the instant of time 0, for calendars
 * @param durationNanos when arrivals stop counting; the run goes on until the last request has left and, at most, until pods are settled
 * @param services in the order of their reports
 * @param nodes null: room is unlimited and services are independent
 * @param changes in order of time
 */
public record ClusterSpec(
        long startEpochNanos,
        long durationNanos,
        List<ServiceSpec> services,
        @Nullable NodesSpec nodes,
        Observation observation,
        List<Change> changes,
        long seed,
        int replication) {
    public ClusterSpec {
        services = List.copyOf(services);
        changes = List.copyOf(changes);
    }

    /** What must run in one kernel: services that share nodes or quota. */
    public boolean coupled() {
        return nodes != null;
    }
}

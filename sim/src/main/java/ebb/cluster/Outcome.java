package ebb.cluster;

import java.util.List;

/**
 * What a simulation produced.
 *
 * @param services one for each service of the spec, in its order
 * @param timelines likewise
 * @param nodes what the nodes did; all zero where there are none
 */
public record Outcome(List<ServiceStatistics> services, List<Timeline> timelines, NodeStatistics nodes) {
    /** Uses are shares of what the nodes had that pods asked for, time averages, 0..1. */
    public record NodeStatistics(
            long added,
            long removed,
            long failed,
            long nodeNanos,
            double cost,
            double cpuUse,
            double memoryUse,
            double gpuUse) {
        public static final NodeStatistics NONE = new NodeStatistics(0, 0, 0, 0, 0, 0, 0, 0);
    }
}

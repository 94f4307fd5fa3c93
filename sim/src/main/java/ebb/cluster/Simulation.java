package ebb.cluster;

import java.util.List;
import java.util.function.LongPredicate;

/** Placeholder: being written. */
public final class Simulation {
    private Simulation() {}

    /**
     * @param arrivals one source for each service of the spec
     * @param options what to keep
     * @param goOn asked every 4,096 events with the simulated time; false stops the run
     */
    public static Outcome run(ClusterSpec spec, List<Arrivals.Source> arrivals, Options options, LongPredicate goOn) {
        return new Outcome(List.of(), List.of(), Outcome.NodeStatistics.NONE);
    }

    /**
     * @param timelineStepNanos 0: no timeline
     * @param keptEvents scaling events kept per service
     */
    public record Options(long timelineStepNanos, int keptEvents) {}
}

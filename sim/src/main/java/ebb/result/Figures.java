package ebb.result;

import ebb.cluster.Durations;
import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Stage;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What metrics are computed from: one service's figures, or those of all together. NaN is a metric that has no value.
 *
 * @param run null for one service: nodes and traffic belong to the run
 */
record Figures(
        ServiceStatistics s,
        @Nullable LeastCost least,
        @Nullable RunRecord run) {
    static Figures of(ServiceRecord service) {
        return new Figures(service.statistics(), service.least(), null);
    }

    static Figures of(RunRecord run) {
        return new Figures(run.total().statistics(), run.total().least(), run);
    }

    /** @return NaN for one service, and where there are no nodes */
    double ofNodes(ToDoubleFunction<NodeStatistics> figure) {
        return run == null || run.nodes().nodeNanos() == 0 ? Double.NaN : figure.applyAsDouble(run.nodes());
    }

    double skippedRows() {
        return run == null ? Double.NaN : run.skippedRows();
    }

    double cost() {
        return run == null ? s.cost : s.cost + run.nodes().cost();
    }

    long cold() {
        return s.coldTriggered + s.coldWaited;
    }

    long lost() {
        return s.rejected + s.timedOut + s.failed;
    }

    double leastCost() {
        return least == null ? Double.NaN : least.cost();
    }

    // The statistics are arrays by Stage.
    @SuppressWarnings("EnumOrdinal")
    double stage(Stage stage) {
        return seconds(s.stageNanos[stage.ordinal()]);
    }

    static double ratio(long part, long whole) {
        return ratio((double) part, (double) whole);
    }

    static double ratio(double part, long whole) {
        return ratio(part, (double) whole);
    }

    static double ratio(double part, double whole) {
        return whole == 0 ? Double.NaN : part / whole;
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** @return seconds; the upper end of the value's bucket, but 0 for the bucket that begins there */
    static double quantile(Durations durations, double percent) {
        if (durations.total() == 0) {
            return Double.NaN;
        }
        Histogram histogram = durations.histogram();
        long value = histogram.getValueAtPercentile(percent);
        return histogram.lowestEquivalentValue(value) == 0 ? 0 : seconds(value);
    }

    /** @return share of what was recorded that is above, to the width of the threshold's bucket; NaN where nothing was recorded */
    static double shareOver(Durations durations, long thresholdNanos) {
        Histogram histogram = durations.histogram();
        long all = histogram.getTotalCount();
        long within = all == 0 ? 0 : histogram.getCountBetweenValues(0, thresholdNanos);
        return ratio(all - within, all);
    }
}

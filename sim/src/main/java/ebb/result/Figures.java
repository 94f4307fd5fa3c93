package ebb.result;

import ebb.cluster.Durations;
import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Stage;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What metrics are computed from: one service's figures, or those of all together. NaN is a metric that has no value. */
final class Figures {
    private final ServiceRecord record;
    private final @Nullable RunRecord run;
    private @Nullable Durations asked;
    private @Nullable Histogram answering;

    /** @param run null for one service: nodes and traffic belong to the run */
    private Figures(ServiceRecord record, @Nullable RunRecord run) {
        this.record = record;
        this.run = run;
    }

    static Figures of(ServiceRecord service) {
        return new Figures(service, null);
    }

    static Figures of(RunRecord run) {
        return new Figures(run.total(), run);
    }

    ServiceStatistics s() {
        return record.statistics();
    }

    /** @return null where none was computed */
    @Nullable
    LeastCost least() {
        return record.least();
    }

    /** @return NaN for one service, and where there are no nodes */
    double ofNodes(ToDoubleFunction<NodeStatistics> figure) {
        return run == null || run.nodes().nodeNanos() == 0 ? Double.NaN : figure.applyAsDouble(run.nodes());
    }

    double skippedRows() {
        return run == null ? Double.NaN : run.skippedRows();
    }

    double cost() {
        return run == null ? s().cost : s().cost + run.nodes().cost();
    }

    long cold() {
        return s().coldTriggered + s().coldWaited;
    }

    long lost() {
        return s().rejected + s().timedOut + s().failed;
    }

    double leastCost() {
        LeastCost least = least();
        return least == null ? Double.NaN : least.cost();
    }

    // The statistics are arrays by Stage.
    @SuppressWarnings("EnumOrdinal")
    double stage(Stage stage) {
        return seconds(s().stageNanos[stage.ordinal()]);
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
    double quantile(Durations durations, double percent) {
        if (durations.total() == 0) {
            return Double.NaN;
        }
        Histogram histogram = histogram(durations);
        long value = histogram.getValueAtPercentile(percent);
        return histogram.lowestEquivalentValue(value) == 0 ? 0 : seconds(value);
    }

    /** Quantiles of one kind of time are asked for one after another, and each time few times would be counted again. */
    private Histogram histogram(Durations durations) {
        Histogram known = answering;
        if (known == null || asked != durations) {
            known = durations.histogram();
            answering = known;
            asked = durations;
        }
        return known;
    }

    /** @return share of what was recorded that is above, to the width of the threshold's bucket; NaN where nothing was recorded */
    static double shareOver(Durations durations, long thresholdNanos) {
        Histogram histogram = durations.histogram();
        long all = histogram.getTotalCount();
        long within = all == 0 ? 0 : histogram.getCountBetweenValues(0, thresholdNanos);
        return ratio(all - within, all);
    }
}

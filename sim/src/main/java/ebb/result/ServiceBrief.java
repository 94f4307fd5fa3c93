package ebb.result;

import static ebb.result.Metric.CANCELLED;
import static ebb.result.Metric.COLD_TRIGGERED;
import static ebb.result.Metric.COLD_WAITED;
import static ebb.result.Metric.COST;
import static ebb.result.Metric.FAILED;
import static ebb.result.Metric.IDLE_POD_SECONDS;
import static ebb.result.Metric.OPTIMUM_COST;
import static ebb.result.Metric.POD_SECONDS;
import static ebb.result.Metric.QUEUED;
import static ebb.result.Metric.REGRET;
import static ebb.result.Metric.REJECTED;
import static ebb.result.Metric.REQUESTS;
import static ebb.result.Metric.STARTED_PODS;
import static ebb.result.Metric.TIMED_OUT;
import static ebb.result.Metric.WAIT_MAX;
import static ebb.result.Metric.WAIT_MEAN;
import static ebb.result.Metric.WAIT_P95;
import static ebb.result.Metric.WAIT_P99;
import static ebb.result.Metric.WARM;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one service did in one run, in few numbers: some 200 bytes in place of five histograms and a timeline, so that tens of thousands may
 * be kept of which a report shows the sum.
 */
public final class ServiceBrief {
    /** What is kept, in the order of the files. Quantiles are exact to 0.1 %: they are taken while the histogram is there. */
    static final List<Metric> METRICS = List.of(
            REQUESTS,
            WARM,
            QUEUED,
            COLD_TRIGGERED,
            COLD_WAITED,
            REJECTED,
            TIMED_OUT,
            FAILED,
            CANCELLED,
            STARTED_PODS,
            WAIT_MEAN,
            WAIT_P95,
            WAIT_P99,
            WAIT_MAX,
            POD_SECONDS,
            IDLE_POD_SECONDS,
            COST,
            OPTIMUM_COST,
            REGRET);

    private final String name;
    private final double[] values;
    private final @Nullable String optimum;

    /**
     * @param values in the order of {@link #METRICS}; NaN: none
     * @param optimum what {@link Metric#OPTIMUM_COST} is called, {@code optimum} or {@code bound}; null where there is none
     */
    ServiceBrief(String name, double[] values, @Nullable String optimum) {
        this.name = name;
        this.values = values.clone();
        this.optimum = optimum;
    }

    /** @param name of its own; the record's is that of what it is reported in */
    public static ServiceBrief of(String name, ServiceRecord record) {
        Figures figures = Figures.of(record);
        double[] values = new double[METRICS.size()];
        for (int i = 0; i < values.length; i++) {
            double value = METRICS.get(i).of(figures);
            values[i] = Double.isFinite(value) ? value : Double.NaN;
        }
        LeastCost least = record.least();
        return new ServiceBrief(name, values, least == null ? null : least.word());
    }

    public String name() {
        return name;
    }

    /** @return {@code optimum} or {@code bound}; null where none was computed */
    public @Nullable String optimum() {
        return optimum;
    }

    /** @return NaN where it has none, or where it is none of those that are kept */
    public double value(Metric metric) {
        int index = METRICS.indexOf(metric);
        return index < 0 ? Double.NaN : values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceBrief brief
                && name.equals(brief.name)
                && Arrays.equals(values, brief.values)
                && Objects.equals(optimum, brief.optimum);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(values) + " " + optimum;
    }
}

package ebb.result;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one service, or of all together.
 *
 * @param values only metrics that have a value; all finite, in the registry's order
 * @param least what {@link Metric#OPTIMUM_COST} stands for; null where none was computed
 */
public record Measured(Map<Metric, Double> values, @Nullable LeastCost least) {
    public Measured {
        EnumMap<Metric, Double> ordered = new EnumMap<>(Metric.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
    }

    static Measured of(Figures figures) {
        EnumMap<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric each : Metric.values()) {
            double value = each.of(figures);
            if (Double.isFinite(value)) {
                values.put(each, value);
            }
        }
        return new Measured(values, figures.least());
    }

    /** @return NaN where it has none */
    public double value(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }
}

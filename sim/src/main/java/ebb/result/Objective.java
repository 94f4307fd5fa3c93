package ebb.result;

import ebb.cluster.Durations;
import ebb.cluster.ServiceStatistics;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A bound on a metric, which a run meets or not. As users write it: {@code wait_p95 <= 20s}, {@code cost <= 3 USD}, {@code rejected == 0},
 * {@code cold_share < 1%}, {@code wait_over(2s) <= 5%}; read by {@link ObjectiveReader}.
 *
 * @param service null: all together
 * @param threshold of {@link Metric#WAIT_OVER} and {@link Metric#LATENCY_OVER}, seconds; NaN for all others
 * @param bound in the metric's unit
 */
public record Objective(
        @Nullable String service, Metric metric, double threshold, Comparison comparison, double bound) {
    /** How the value must stand to the bound. */
    public enum Comparison {
        AT_MOST("<="),
        AT_LEAST(">="),
        EQUAL("=="),
        BELOW("<"),
        ABOVE(">");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** @return null where there is none of that sign */
        static @Nullable Comparison signed(String sign) {
            for (Comparison each : values()) {
                if (each.sign.equals(sign)) {
                    return each;
                }
            }
            return null;
        }

        boolean holds(double value, double bound) {
            return switch (this) {
                case AT_MOST -> value <= bound;
                case AT_LEAST -> value >= bound;
                case EQUAL -> value == bound;
                case BELOW -> value < bound;
                case ABOVE -> value > bound;
            };
        }
    }

    public Objective {
        if (metric.takesThreshold() == Double.isNaN(threshold) || !Double.isFinite(bound)) {
            throw new IllegalArgumentException(
                    metric.title() + ": threshold " + threshold + " and bound " + bound + " do not fit it");
        }
    }

    /**
     * A metric without a value is met only where nothing arrived.
     *
     * @throws IllegalArgumentException when the run has no service of that name
     */
    public Verdict judge(RunRecord run) {
        ServiceRecord record = service == null ? run.total() : named(run, service);
        double value = value(run, record.statistics());
        boolean met = Double.isNaN(value) ? record.statistics().requests == 0 : holds(value, record.statistics());
        return new Verdict(this, value, shareOver(record.statistics()), met);
    }

    private double value(RunRecord run, ServiceStatistics statistics) {
        Durations times = times(statistics);
        if (metric.takesThreshold() && times != null) {
            return Figures.shareOver(times, nanos(threshold));
        }
        double value = metric.of(service == null ? Figures.of(run) : Figures.of(named(run, service)));
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /** A quantile is known to the width of its bucket: one that may be the bound is the bound. */
    private boolean holds(double value, ServiceStatistics statistics) {
        Durations times = times(statistics);
        boolean same = times != null
                && !metric.takesThreshold()
                && !metric.title().endsWith("_mean")
                && times.histogram().valuesAreEquivalent(nanos(value), nanos(bound));
        return comparison.holds(same ? bound : value, bound);
    }

    private double shareOver(ServiceStatistics statistics) {
        Durations times = times(statistics);
        return times == null || metric.takesThreshold() || metric.title().startsWith("start_up_")
                ? Double.NaN
                : Figures.shareOver(times, nanos(bound));
    }

    private @Nullable Durations times(ServiceStatistics statistics) {
        String title = metric.title();
        if (title.startsWith("wait_")) {
            return statistics.wait;
        } else if (title.startsWith("service_")) {
            return statistics.service;
        } else if (title.startsWith("latency_")) {
            return statistics.latency;
        }
        if (title.startsWith("first_token_")) {
            return statistics.firstToken;
        }
        return title.startsWith("start_up_") ? statistics.startUp : null;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private static ServiceRecord named(RunRecord run, String service) {
        for (ServiceRecord each : run.services()) {
            if (each.name().equals(service)) {
                return each;
            }
        }
        throw new IllegalArgumentException("service " + service + " is not in the run: it has "
                + run.services().stream().map(ServiceRecord::name).toList());
    }

    /** @return {@code llm: wait_p95 <= 20 s} */
    public String text(String currency) {
        String left = metric.takesThreshold() ? metric.title() + "(" + exact(threshold) + " s)" : metric.title();
        String all = left + " " + comparison.sign() + " " + boundText(currency);
        return service == null ? all : service + ": " + all;
    }

    private String boundText(String currency) {
        if (share()) {
            return new BigDecimal(exact(bound))
                            .movePointRight(2)
                            .stripTrailingZeros()
                            .toPlainString() + " %";
        }
        Unit unit = metric.unit();
        return unit.countsThings() || unit == Unit.RATIO ? exact(bound) : exact(bound) + " " + unit.text(currency);
    }

    /** @return a value of this metric for people */
    String amount(double value, String currency) {
        if (share()) {
            return Text.percent(value);
        }
        return switch (metric.unit()) {
            case SECONDS -> Text.duration(value);
            case RATIO -> Text.shown(value);
            case REQUESTS, PODS, NODES, EVENTS, ROWS, POD_SECONDS, NODE_SECONDS, MONEY ->
                Text.shown(value) + " " + metric.unit().text(currency);
        };
    }

    private boolean share() {
        return metric.unit() == Unit.RATIO && metric != Metric.REGRET;
    }

    private static String exact(double value) {
        return Text.exact(value);
    }
}

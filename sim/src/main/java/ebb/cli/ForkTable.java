package ebb.cli;

import ebb.document.JsonText;
import ebb.result.Metric;
import ebb.scenario.Fork;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A recorded run beside what it would have been. */
final class ForkTable {
    private static final List<Metric> SHOWN = List.of(
            Metric.COST,
            Metric.REQUESTS,
            Metric.COLD_SHARE,
            Metric.LOST_SHARE,
            Metric.WAIT_MEAN,
            Metric.WAIT_P50,
            Metric.WAIT_P95,
            Metric.WAIT_P99,
            Metric.STARTED_PODS,
            Metric.MAX_PODS,
            Metric.SCALE_EVENTS,
            Metric.FLAPS,
            Metric.POD_SECONDS);
    private static final MathContext DIGITS = new MathContext(5);
    private static final double NANOS = 1e9;

    private final Fork fork;

    ForkTable(Fork fork) {
        this.fork = fork;
    }

    String text(long seq) {
        StringBuilder text = new StringBuilder();
        text.append("From record ")
                .append(seq)
                .append(" (t = ")
                .append(fork.atNanos() / NANOS)
                .append(" s) on: ")
                .append(fork.changed().name())
                .append('\n');
        row(text, "", "recorded", "forked", "difference", "unit");
        for (Metric each : SHOWN) {
            double recorded = fork.recorded().value(each);
            double forked = fork.forked().value(each);
            row(
                    text,
                    each.title(),
                    shown(recorded),
                    shown(forked),
                    shown(forked - recorded),
                    each.unit().text(fork.currency()));
        }
        text.append("Of the decisions until then ")
                .append(fork.own())
                .append(" came about by themselves, ")
                .append(fork.forced())
                .append(fork.forced() == 0 ? " were forced: the model does what was recorded.\n" : " were forced.\n");
        return text.toString();
    }

    private static void row(
            StringBuilder into, String name, String recorded, String forked, String difference, String unit) {
        into.append(String.format(Locale.ROOT, "  %-14s %12s %12s %12s  %s", name, recorded, forked, difference, unit)
                        .stripTrailing())
                .append('\n');
    }

    private static String shown(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
                : "–";
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("policy", fork.changed().name());
        all.put("parameters", fork.changed().parameters());
        all.put("t_s", fork.atNanos() / NANOS);
        all.put("own_decisions", fork.own());
        all.put("forced_decisions", fork.forced());
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Metric each : SHOWN) {
            double recorded = fork.recorded().value(each);
            double forked = fork.forked().value(each);
            if (Double.isFinite(recorded) && Double.isFinite(forked)) {
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("recorded", recorded);
                values.put("forked", forked);
                values.put("unit", each.unit().text(fork.currency()));
                metrics.put(each.title(), values);
            }
        }
        all.put("metrics", metrics);
        return JsonText.of(all);
    }
}

package ebb.result;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an {@link Objective} from a line: metric, comparison, bound with its unit. */
public final class ObjectiveReader {
    private static final Pattern SHAPE = Pattern.compile(
            "\\s*(?<metric>[^\\s(<>=]*)\\s*(?:\\((?<threshold>[^)]*)\\))?\\s*(?<sign>[<>=!]*)\\s*(?<bound>.*?)\\s*",
            Pattern.DOTALL);
    private static final Pattern AMOUNT =
            Pattern.compile("(?<number>[-+]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)\\s*(?<unit>.*)");
    // Decimal, so that 90 us is 0.00009 s and not the double beside it.
    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "ns",
            new BigDecimal("1e-9"),
            "us",
            new BigDecimal("1e-6"),
            "µs",
            new BigDecimal("1e-6"),
            "ms",
            new BigDecimal("1e-3"),
            "s",
            BigDecimal.ONE,
            "min",
            new BigDecimal(60),
            "h",
            new BigDecimal(3600),
            "d",
            new BigDecimal(86_400));
    private static final BigDecimal PERCENT = new BigDecimal("0.01");
    private static final String DURATIONS = "a number with ns, us, ms, s, min, h or d";

    private final @Nullable String service;
    private final String currency;
    private final List<Problem> problems = new ArrayList<>();

    private ObjectiveReader(@Nullable String service, String currency) {
        this.service = service;
        this.currency = currency;
    }

    /**
     * One thing that is wrong.
     *
     * @param column in the line, from 1
     * @param value what stands there; may be empty
     * @param rule what it breaks
     * @param wayOut a whole sentence
     */
    public record Problem(int column, String value, String rule, String wayOut) {}

    /** @param objective null where there are problems */
    public record Reading(@Nullable Objective objective, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param service whose metric it is; null: of all together
     * @param currency of the prices: amounts must be in it
     */
    public static Reading read(String line, @Nullable String service, String currency) {
        return new ObjectiveReader(service, currency).read(line);
    }

    private Reading read(String line) {
        Matcher parts = SHAPE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalStateException("the shape takes any line, yet not " + line);
        }
        Metric metric = metric(parts);
        Objective.Comparison comparison = comparison(parts);
        double threshold = metric == null ? Double.NaN : threshold(metric, parts);
        double bound = metric == null ? Double.NaN : bound(metric, parts);
        if (metric == null || comparison == null || !problems.isEmpty()) {
            return new Reading(null, problems);
        }
        return new Reading(new Objective(service, metric, threshold, comparison, bound), List.of());
    }

    private @Nullable Metric metric(Matcher parts) {
        String name = parts.group("metric");
        Metric metric = Metric.named(name);
        if (metric == null) {
            problem(parts.start("metric"), name, "is not a metric", "Maybe " + nearest(name) + "?");
        }
        return metric;
    }

    private Objective.@Nullable Comparison comparison(Matcher parts) {
        String sign = parts.group("sign");
        Objective.Comparison found = Objective.Comparison.signed(sign);
        if (found != null) {
            return found;
        }
        problem(
                parts.start("sign"),
                sign,
                sign.isEmpty() ? "a comparison is missing" : "is not a comparison",
                "Use one of "
                        + Arrays.stream(Objective.Comparison.values())
                                .map(Objective.Comparison::sign)
                                .collect(Collectors.joining(" "))
                        + ".");
        return null;
    }

    private double threshold(Metric metric, Matcher parts) {
        String text = parts.group("threshold");
        if (text == null) {
            if (metric.takesThreshold()) {
                problem(
                        parts.end("metric"),
                        "",
                        metric.title() + " needs a threshold",
                        "Write " + metric.title() + "(20s).");
            }
            return Double.NaN;
        }
        if (!metric.takesThreshold()) {
            problem(parts.start("threshold"), text, metric.title() + " takes no threshold", "Leave the brackets out.");
            return Double.NaN;
        }
        return amount(text.strip(), parts.start("threshold"), Unit.SECONDS);
    }

    private double bound(Metric metric, Matcher parts) {
        return amount(parts.group("bound"), parts.start("bound"), metric.unit());
    }

    private double amount(String text, int at, Unit unit) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            problem(at, text, text.isEmpty() ? "a bound is missing" : "is not an amount", "Give " + wanted(unit) + ".");
            return Double.NaN;
        }
        BigDecimal number = new BigDecimal(amount.group("number").replace("_", ""));
        BigDecimal scale = scale(amount.group("unit"), number, unit);
        double value = scale == null ? Double.NaN : number.multiply(scale).doubleValue();
        if (!Double.isFinite(value)) {
            problem(at, text, "does not fit the metric's unit", "Give " + wanted(unit) + ".");
        }
        return value;
    }

    /** @return what one of the written unit is in the metric's; null where it does not fit */
    private @Nullable BigDecimal scale(String written, BigDecimal number, Unit unit) {
        if (unit.countsTime() && !(written.isEmpty() && number.signum() == 0)) {
            return SECONDS.get(written);
        } else if (unit == Unit.RATIO && written.equals("%")) {
            return PERCENT;
        }
        boolean fits = unit == Unit.MONEY
                ? written.equals(currency)
                : written.isEmpty() || (unit.countsThings() && written.equals(unit.text(currency)));
        return fits ? BigDecimal.ONE : null;
    }

    private String wanted(Unit unit) {
        if (unit.countsTime()) {
            return DURATIONS + ", as in 20s";
        } else if (unit == Unit.RATIO) {
            return "a number or a percentage, as in 0.01 or 1%";
        } else if (unit == Unit.MONEY) {
            return "an amount in the currency of the prices, as in 3 " + currency;
        }
        return "a number of " + unit.text(currency) + ", as in 10";
    }

    private void problem(int at, String value, String rule, String wayOut) {
        problems.add(new Problem(at + 1, value, rule, wayOut));
    }

    private static String nearest(String name) {
        Metric best = Metric.REQUESTS;
        int least = Integer.MAX_VALUE;
        for (Metric each : Metric.values()) {
            int distance = distance(name, each.title());
            if (distance < least) {
                least = distance;
                best = each;
            }
        }
        return best.title();
    }

    /** Levenshtein's: characters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}

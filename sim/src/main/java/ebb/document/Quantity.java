package ebb.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kind of value that has a written form with a unit: how it is read, and how it is written so that reading gives the same value again.
 */
public final class Quantity<T extends Comparable<T>> {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([a-zA-Zµ]+)");
    private static final Pattern WITH_SUFFIX =
            Pattern.compile("([-+]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d{1,3})?)\\s*([a-zA-Z]*)");
    private static final Pattern AMOUNT = Pattern.compile("(\\S+)\\s+([A-Z]{3})");
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private static final Map<String, BigDecimal> DURATIONS = new LinkedHashMap<>();
    private static final Map<String, BigDecimal> BYTE_SUFFIXES = new LinkedHashMap<>();
    private static final Map<String, Integer> PERIODS = new LinkedHashMap<>();

    static {
        String[] names = {"w", "d", "h", "m", "s", "ms", "us", "µs", "ns"};
        long[] nanos = {
            604_800_000_000_000L,
            86_400_000_000_000L,
            3_600_000_000_000L,
            60_000_000_000L,
            1_000_000_000,
            1_000_000,
            1_000,
            1_000,
            1
        };
        for (int i = 0; i < names.length; i++) {
            DURATIONS.put(names[i], BigDecimal.valueOf(nanos[i]));
        }
        String letters = "KMGTP";
        for (int i = letters.length() - 1; i >= 0; i--) {
            BigDecimal binary = BigDecimal.valueOf(1024).pow(i + 1);
            BYTE_SUFFIXES.put(letters.charAt(i) + "i", binary);
            BYTE_SUFFIXES.put(letters.charAt(i) + "iB", binary);
        }
        for (int i = letters.length() - 1; i >= 0; i--) {
            BigDecimal decimal = BigDecimal.valueOf(1000).pow(i + 1);
            BYTE_SUFFIXES.put(letters.charAt(i) + "B", decimal);
            BYTE_SUFFIXES.put(i == 0 ? "k" : letters.substring(i, i + 1), decimal);
        }
        BYTE_SUFFIXES.put("kB", BigDecimal.valueOf(1000));
        BYTE_SUFFIXES.put("B", BigDecimal.ONE);
        BYTE_SUFFIXES.put("", BigDecimal.ONE);
        PERIODS.put("s", 1);
        PERIODS.put("min", 60);
        PERIODS.put("m", 60);
        PERIODS.put("h", 3600);
        PERIODS.put("hour", 3600);
        PERIODS.put("day", 86_400);
        PERIODS.put("d", 86_400);
    }

    /** Nanoseconds: {@code 250ms}, {@code 5m}, {@code 1h30m}, {@code 1.5s}; units w d h m s ms us ns. */
    public static final Quantity<Long> DURATION = new Quantity<>(
            "a duration such as 250ms, 5m or 1h30m", Quantity::durationOf, Quantity::printDuration, text -> text + "s");

    /** Nanoseconds, or {@code never}: {@link Long#MAX_VALUE}. */
    public static final Quantity<Long> DURATION_OR_NEVER = new Quantity<>(
            "a duration such as 250ms, 5m or 1h30m, or never",
            text -> text.equals("never") ? Long.valueOf(Long.MAX_VALUE) : durationOf(text),
            nanos -> nanos == Long.MAX_VALUE ? "never" : printDuration(nanos),
            text -> text + "s");

    /** Bytes: {@code 16Gi} is 16 x 2^30, {@code 10GB} and {@code 10G} are 10 x 10^9, as in Kubernetes. */
    public static final Quantity<Long> BYTES = new Quantity<>(
            "a number of bytes such as 512Mi, 16Gi or 10GB",
            Quantity::bytesOf,
            Quantity::printBytes,
            text -> text + "Gi");

    /** Bytes a second: {@code 250MB/s}. */
    public static final Quantity<Long> BANDWIDTH = new Quantity<>(
            "bytes a second such as 250MB/s or 1GB/s",
            text -> text.endsWith("/s") ? bytesOf(text.substring(0, text.length() - 2)) : null,
            bytes -> printBytes(bytes) + "/s",
            text -> text + "MB/s");

    /** Events a second: {@code 5/s}, {@code 20/min}, {@code 3/h}, {@code 1000/day}. */
    public static final Quantity<Double> RATE = new Quantity<>(
            "a rate such as 5/s, 20/min or 1000/day",
            Quantity::rateOf,
            rate -> printNumber(rate) + "/s",
            text -> text + "/s");

    public static final Quantity<Double> NUMBER =
            new Quantity<>("a number", Quantity::numberOf, Quantity::printNumber, text -> null);

    public static final Quantity<Long> INTEGER =
            new Quantity<>("a whole number", Quantity::integerOf, String::valueOf, text -> null);

    /** A share: {@code 70%} or {@code 0.7}. */
    public static final Quantity<Double> RATIO =
            new Quantity<>("a share such as 70% or 0.7", Quantity::ratioOf, Quantity::printNumber, text -> null);

    /** Thousandths, as Kubernetes writes CPU: {@code 500m} and {@code 0.5} are 500. */
    public static final Quantity<Long> MILLIS = new Quantity<>(
            "a number of cores such as 500m, 0.5 or 2", Quantity::millisOf, Quantity::printMillis, text -> null);

    /** {@code 3 USD}. */
    public static final Quantity<Money> MONEY =
            new Quantity<>("an amount such as 3 USD", Quantity::moneyOf, Money::toString, text -> text + " USD");

    /** ISO 8601 in UTC or with an offset: {@code 2026-01-05T00:00:00Z}. */
    public static final Quantity<Instant> INSTANT = new Quantity<>(
            "an instant such as 2026-01-05T00:00:00Z",
            Quantity::instantOf,
            Instant::toString,
            text -> text + "T00:00:00Z");

    private final String form;
    private final Function<String, @Nullable T> reader;
    private final Function<T, String> printer;
    private final Function<String, @Nullable String> guess;

    private Quantity(
            String form,
            Function<String, @Nullable T> reader,
            Function<T, String> printer,
            Function<String, @Nullable String> guess) {
        this.form = form;
        this.reader = reader;
        this.printer = printer;
        this.guess = guess;
    }

    /** What it looks like, to follow "must be". */
    public String form() {
        return form;
    }

    /** @return null if the text is none */
    public @Nullable T parse(String text) {
        return reader.apply(text.strip());
    }

    /** @return the text that {@link #parse} reads as the same value */
    public String print(T value) {
        return printer.apply(value);
    }

    /** @return a sentence with what may have been meant; empty where nothing is likely */
    String guess(String text) {
        String better = guess.apply(text.strip());
        return better == null || parse(better) == null ? "" : "Maybe " + better + "?";
    }

    private static @Nullable Long durationOf(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative ? text.substring(1) : text;
        BigDecimal sum = rest.equals("0") ? BigDecimal.ZERO : sumOfParts(rest);
        return sum == null ? null : exact(negative ? sum.negate() : sum);
    }

    private static @Nullable BigDecimal sumOfParts(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            BigDecimal unit = DURATIONS.get(part.group(2));
            if (unit == null) {
                return null;
            }
            sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
            end = part.end();
        }
        return end == 0 || end < text.length() ? null : sum;
    }

    private static @Nullable Long exact(BigDecimal value) {
        BigDecimal whole = value.setScale(0, RoundingMode.HALF_EVEN);
        return whole.unscaledValue().bitLength() > 63 ? null : Long.valueOf(whole.longValue());
    }

    private static String printDuration(long nanos) {
        if (nanos < 0) {
            return "-" + printDuration(-nanos);
        }
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000_000_000) {
            return printSmall(nanos);
        }
        long hours = nanos / 3_600_000_000_000L;
        long minutes = nanos / 60_000_000_000L % 60;
        BigDecimal seconds = BigDecimal.valueOf(nanos % 60_000_000_000L).divide(NANOS, MathContext.UNLIMITED);
        return (hours > 0 ? hours + "h" : "")
                + (minutes > 0 ? minutes + "m" : "")
                + (seconds.signum() > 0 ? plain(seconds) + "s" : "");
    }

    private static String printSmall(long nanos) {
        if (nanos >= 1_000_000) {
            return plain(BigDecimal.valueOf(nanos).scaleByPowerOfTen(-6)) + "ms";
        }
        return nanos >= 1_000 ? plain(BigDecimal.valueOf(nanos).scaleByPowerOfTen(-3)) + "us" : nanos + "ns";
    }

    private static @Nullable Long bytesOf(String text) {
        Matcher matcher = WITH_SUFFIX.matcher(text);
        BigDecimal unit = matcher.matches() ? BYTE_SUFFIXES.get(matcher.group(2)) : null;
        return unit == null ? null : exact(new BigDecimal(matcher.group(1)).multiply(unit));
    }

    /** With the suffix that leaves the smallest whole number. */
    private static String printBytes(long bytes) {
        long fewest = bytes;
        String suffix = "B";
        for (Map.Entry<String, BigDecimal> each : BYTE_SUFFIXES.entrySet()) {
            long unit = each.getValue().longValueExact();
            if (bytes % unit == 0 && Math.abs(bytes / unit) < Math.abs(fewest)) {
                fewest = bytes / unit;
                suffix = each.getKey();
            }
        }
        return fewest + suffix;
    }

    private static @Nullable Double rateOf(String text) {
        int slash = text.indexOf('/');
        Integer seconds =
                slash < 0 ? null : PERIODS.get(text.substring(slash + 1).strip());
        Double count =
                seconds == null ? null : numberOf(text.substring(0, slash).strip());
        return count == null || seconds == null ? null : Double.valueOf(count / seconds);
    }

    private static @Nullable Double numberOf(String text) {
        return DECIMAL.matcher(text).matches() ? finite(Double.parseDouble(text)) : null;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    private static String printNumber(double value) {
        return value == 0 ? "0" : plain(new BigDecimal(Double.toString(value)));
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    private static @Nullable Long integerOf(String text) {
        Double value = numberOf(text);
        return value == null || value != StrictMath.rint(value) ? null : exact(new BigDecimal(text));
    }

    private static @Nullable Double ratioOf(String text) {
        if (!text.endsWith("%")) {
            return numberOf(text);
        }
        String number = text.substring(0, text.length() - 1).strip();
        return DECIMAL.matcher(number).matches()
                ? finite(new BigDecimal(number).scaleByPowerOfTen(-2).doubleValue())
                : null;
    }

    private static @Nullable Long millisOf(String text) {
        boolean milli = text.endsWith("m");
        String number = milli ? text.substring(0, text.length() - 1) : text;
        if (!DECIMAL.matcher(number).matches()) {
            return null;
        }
        BigDecimal value = milli ? new BigDecimal(number) : new BigDecimal(number).scaleByPowerOfTen(3);
        return value.stripTrailingZeros().scale() > 0 ? null : exact(value);
    }

    private static String printMillis(long millis) {
        return millis % 1000 == 0 ? String.valueOf(millis / 1000) : millis + "m";
    }

    private static @Nullable Money moneyOf(String text) {
        Matcher matcher = AMOUNT.matcher(text);
        Double amount = matcher.matches() ? numberOf(matcher.group(1)) : null;
        return amount == null ? null : new Money(amount, matcher.group(2));
    }

    private static @Nullable Instant instantOf(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException bad) {
            return null;
        }
    }
}

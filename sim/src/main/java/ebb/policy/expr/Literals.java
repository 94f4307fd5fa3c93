package ebb.policy.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as they are written, with the units that stand directly at them. */
final class Literals {
    private static final Pattern NUMBER =
            Pattern.compile("\\d+(\\.\\d*)?([eE][-+]?\\d{1,3})?|\\.\\d+([eE][-+]?\\d{1,3})?");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([a-zµ]+)");
    private static final Pattern BYTES = Pattern.compile("(\\d+(?:\\.\\d*)?)(Ki|Mi|Gi|Ti|k|M|G|T|KB|MB|GB|TB|B)");

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    private static final Map<String, Long> SIZES = Map.ofEntries(
            Map.entry("B", 1L),
            Map.entry("k", 1_000L),
            Map.entry("KB", 1_000L),
            Map.entry("M", 1_000_000L),
            Map.entry("MB", 1_000_000L),
            Map.entry("G", 1_000_000_000L),
            Map.entry("GB", 1_000_000_000L),
            Map.entry("T", 1_000_000_000_000L),
            Map.entry("TB", 1_000_000_000_000L),
            Map.entry("Ki", 1L << 10),
            Map.entry("Mi", 1L << 20),
            Map.entry("Gi", 1L << 30),
            Map.entry("Ti", 1L << 40));

    private Literals() {}

    /** @throws ExpressionException if it is no number */
    static Syntax.Literal of(String text, int at) {
        Syntax.Literal literal = number(text, at);
        if (literal == null) {
            literal = text.endsWith("%") ? percent(text, at) : duration(text, at);
        }
        if (literal == null) {
            literal = bytes(text, at);
        }
        if (literal == null) {
            throw new ExpressionException(at, text, "is not a number, a duration such as 5m or a size such as 2Gi", "");
        }
        return literal;
    }

    private static Syntax.@Nullable Literal number(String text, int at) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        boolean whole = text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() <= 18;
        return whole
                ? new Syntax.Literal(at, Type.whole(Unit.NONE), Long.parseLong(text), true)
                : real(at, Unit.NONE, Double.parseDouble(text), text, true);
    }

    private static Syntax.@Nullable Literal percent(String text, int at) {
        String number = text.substring(0, text.length() - 1);
        return NUMBER.matcher(number).matches()
                ? real(
                        at,
                        Unit.NONE,
                        new BigDecimal(number).scaleByPowerOfTen(-2).doubleValue(),
                        text,
                        false)
                : null;
    }

    private static Syntax.@Nullable Literal duration(String text, int at) {
        Matcher part = PART.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            Long unit = NANOS.get(part.group(2));
            if (unit == null) {
                return null;
            }
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = part.end();
        }
        BigDecimal nanos = sum.setScale(0, RoundingMode.HALF_EVEN);
        boolean good = end == text.length() && nanos.unscaledValue().bitLength() < 62;
        return good ? new Syntax.Literal(at, Type.DURATION, nanos.longValue(), false) : null;
    }

    private static Syntax.@Nullable Literal bytes(String text, int at) {
        Matcher size = BYTES.matcher(text);
        if (!size.matches()) {
            return null;
        }
        double value = Double.parseDouble(size.group(1)) * SIZES.getOrDefault(size.group(2), 1L);
        return real(at, Unit.BYTE, value, text, false);
    }

    static Syntax.Literal real(int at, Unit unit, double value, String text, boolean bare) {
        if (!Double.isFinite(value)) {
            throw new ExpressionException(at, text, "is too large", "");
        }
        return new Syntax.Literal(at, Type.real(unit), Double.doubleToRawLongBits(value), bare);
    }

    /** @return seconds in {@code per day}; null if it is no period */
    static @Nullable Long period(String word) {
        return switch (word) {
            case "second" -> 1L;
            case "minute" -> 60L;
            case "hour" -> 3_600L;
            case "day" -> 86_400L;
            case "week" -> 604_800L;
            default -> null;
        };
    }

    /** @return the unit that a word after a number is; null if it is none */
    static @Nullable Unit unit(String word) {
        return switch (word) {
            case "req" -> Unit.REQ;
            case "pod" -> Unit.POD;
            case "token" -> Unit.TOKEN;
            case "byte" -> Unit.BYTE;
            case "core" -> Unit.CORE;
            case "gpu" -> Unit.GPU;
            case "s" -> Unit.SECOND;
            default -> word.length() == 3 && word.chars().allMatch(c -> c >= 'A' && c <= 'Z') ? Unit.MONEY : null;
        };
    }
}

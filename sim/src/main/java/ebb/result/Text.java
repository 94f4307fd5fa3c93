package ebb.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How numbers are written: one way for files, one for people. Never by locale. */
public final class Text {
    /** Stands where a table has no value. */
    public static final String NONE = "–";

    private Text() {}

    /** @return the shortest decimal that reads back as the same number, without exponent; whole numbers without a point */
    public static String exact(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(value + " must be finite to be written");
        }
        String text = Double.toString(value + 0.0); // no minus zero
        if (text.indexOf('E') >= 0) {
            return new BigDecimal(text).stripTrailingZeros().toPlainString();
        }
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** @return three significant digits, thousands separated by commas; {@link #NONE} for NaN */
    public static String shown(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value));
        if (decimal.abs().compareTo(BigDecimal.valueOf(100)) >= 0) {
            return grouped(decimal.setScale(0, RoundingMode.HALF_EVEN).toPlainString());
        }
        BigDecimal rounded = decimal.round(new MathContext(3, RoundingMode.HALF_EVEN));
        return rounded.abs().compareTo(new BigDecimal("0.0001")) < 0
                ? rounded.toString()
                : rounded.stripTrailingZeros().toPlainString();
    }

    private static String grouped(String digits) {
        return digits.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",");
    }

    public static String percent(double share) {
        return Double.isNaN(share) ? NONE : shown(100 * share) + " %";
    }

    /** @return in the unit that reads best: {@code 230 ms}, {@code 1.5 min} */
    public static String duration(double seconds) {
        if (Double.isNaN(seconds)) {
            return NONE;
        }
        double size = Math.abs(seconds);
        if (size == 0) {
            return "0 s";
        } else if (size < 1e-3) {
            return shown(seconds * 1e6) + " µs";
        } else if (size < 1) {
            return shown(seconds * 1e3) + " ms";
        } else if (size < 120) {
            return shown(seconds) + " s";
        } else if (size < 7200) {
            return shown(seconds / 60) + " min";
        }
        return shown(seconds / 3600) + " h";
    }
}

package ebb.result;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes outlines in fewer characters: horizontal and vertical moves by one number, points in a row on one line by their last. */
final class SvgPath {
    private final StringBuilder out = new StringBuilder();
    private String x = "";
    private String y = "";

    private SvgPath() {}

    /** @return the attribute's value; only paths change */
    static String shortened(String name, String value) {
        return name.equals("d") && !value.matches(".*[CQ].*") ? path(value) : value.strip();
    }

    /** @param points corners of a filled shape */
    static String polygon(String points) {
        List<String> numbers = tokens(points);
        StringBuilder value = new StringBuilder();
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            value.append(i == 0 ? "M " : " L ")
                    .append(numbers.get(i))
                    .append(' ')
                    .append(numbers.get(i + 1));
        }
        return path(value + " Z");
    }

    private static String path(String value) {
        SvgPath path = new SvgPath();
        List<String> tokens = tokens(value);
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            switch (token) {
                case "M", "L" -> {
                    path.to(token, tokens.get(i + 1), tokens.get(i + 2));
                    i += 2;
                }
                default -> path.out.append(token.toLowerCase(Locale.ROOT));
            }
        }
        return path.out.toString();
    }

    private void to(String command, String nextX, String nextY) {
        if (command.equals("M")) {
            out.append('M').append(nextX).append(' ').append(nextY);
        } else if (nextX.equals(x) && nextY.equals(y)) {
            return;
        } else if (nextY.equals(y)) {
            out.append('h').append(difference(nextX, x));
        } else if (nextX.equals(x)) {
            out.append('v').append(difference(nextY, y));
        } else {
            String dy = difference(nextY, y);
            out.append('l')
                    .append(difference(nextX, x))
                    .append(dy.startsWith("-") ? "" : " ")
                    .append(dy);
        }
        x = nextX;
        y = nextY;
    }

    // Exact: the sum of a thousand rounded steps would drift.
    private static String difference(String to, String from) {
        return new BigDecimal(to)
                .subtract(new BigDecimal(from))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static List<String> tokens(String value) {
        List<String> tokens = new ArrayList<>();
        for (String each : value.replaceAll("([A-Za-z])", " $1 ").strip().split("[\\s,]+", -1)) {
            tokens.add(each);
        }
        return tokens;
    }
}

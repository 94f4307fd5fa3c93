package ebb.policy.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of Prometheus' unit tests: {@code 0x10} is eleven times 0, {@code 5+2x3} is 5 7 9 11, {@code _} is nothing. */
final class Series {
    static final String NOTHING = "_";
    private static final int MOST = 10_000;
    private static final String NUMBER = "-?\\d+(?:\\.\\d+)?";
    private static final Pattern REPEATED = Pattern.compile("(" + NUMBER + "|_|none|invalid)x(\\d{1,5})");
    private static final Pattern STEPPED = Pattern.compile("(" + NUMBER + ")([+-])(\\d+(?:\\.\\d+)?)x(\\d{1,5})");

    private Series() {}

    /** @return the values; none if a part cannot be read, or there are too many */
    static List<String> of(String text) {
        List<String> all = new ArrayList<>();
        for (String each : text.strip().split("\\s+", -1)) {
            Matcher stepped = STEPPED.matcher(each);
            Matcher repeated = REPEATED.matcher(each);
            if (stepped.matches()) {
                BigDecimal step = new BigDecimal((stepped.group(2).equals("-") ? "-" : "") + stepped.group(3));
                BigDecimal value = new BigDecimal(stepped.group(1));
                for (int i = 0; i <= Integer.parseInt(stepped.group(4)); i++) {
                    all.add(value.add(step.multiply(BigDecimal.valueOf(i))).toPlainString());
                }
            } else if (repeated.matches()) {
                for (int i = 0; i <= Integer.parseInt(repeated.group(2)); i++) {
                    all.add(repeated.group(1));
                }
            } else if (each.isEmpty()) {
                return List.of();
            } else {
                all.add(each);
            }
        }
        return all.size() > MOST ? List.of() : all;
    }
}

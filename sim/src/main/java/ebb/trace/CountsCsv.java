package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.random.Empirical;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts per window: {@code [service,]minute,count}, or {@code [service,]t_s,count_5min} with the width in the count's name. Windows that
 * are not there are empty. A file {@code *_minutes.csv} may have one {@code *_services.csv} beside it that tells how long calls take.
 */
final class CountsCsv {
    private static final long MINUTE = 60_000_000_000L;
    private static final byte[] ONLY = RequestCsv.ONLY.getBytes(UTF_8);
    private static final Pattern COUNT = Pattern.compile("count(_(\\d+)(ms|s|min|h))?");
    private static final Map<String, Long> UNITS =
            Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "min", MINUTE, "h", 60 * MINUTE);
    private static final Map<String, Integer> SCALES = Map.of("t_ms", 6, "t_s", 9);

    private final Source source;
    private final Rows rows;
    private final int columns;
    private final int service;
    private final int time;
    private final int count;
    private final boolean minutes;
    private final int scale;
    private final WindowTable table;

    private CountsCsv(Source source) {
        this.source = source;
        rows = Rows.commas(source);
        if (!rows.next()) {
            throw source.fatal("", "is empty", "Is this the right file?");
        }
        List<String> header = header(rows);
        columns = header.size();
        service = header.indexOf("service");
        minutes = header.contains("minute");
        time = minutes ? header.indexOf("minute") : index(header, SCALES::containsKey);
        count = index(header, name -> COUNT.matcher(name).matches());
        if (time < 0 || count < 0) {
            throw source.fatal(String.join(",", header), "needs a column minute or t_s, and one named count", "");
        }
        scale = minutes ? 0 : SCALES.getOrDefault(header.get(time), 9);
        table = new WindowTable(source, width(header.get(count)), false);
    }

    static boolean looksLike(Head head) {
        List<String> fields = head.fields();
        return index(fields, name -> COUNT.matcher(name).matches()) >= 0
                && (fields.contains("minute") || index(fields, SCALES::containsKey) >= 0);
    }

    static Content read(Source source) {
        return new CountsCsv(source).read();
    }

    static List<String> header(Rows rows) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rows.count; i++) {
            names.add(rows.text(i));
        }
        return names;
    }

    private static int index(List<String> names, Predicate<String> wanted) {
        for (int i = 0; i < names.size(); i++) {
            if (wanted.test(names.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private long width(String name) {
        Matcher parts = COUNT.matcher(name);
        if (minutes || !parts.matches()) {
            return MINUTE;
        }
        String amount = parts.group(2);
        if (amount == null) {
            throw source.fatal(name, "does not say how wide its windows are", "Maybe count_1min or count_5min?");
        }
        long width = Long.parseLong(amount) * UNITS.getOrDefault(parts.group(3), MINUTE);
        if (width <= 0) {
            throw source.fatal(name, "windows must have a width", "");
        }
        return width;
    }

    private Content read() {
        while (rows.next()) {
            if (rows.count == columns) {
                row();
            } else {
                rows.problem(0, "the row has " + rows.count + " fields, the header has " + columns, "");
            }
        }
        facts();
        return table.build();
    }

    private void row() {
        long start = whole(time, scale, minutes ? "minute" : "time");
        long n = whole(count, 0, "count");
        if (start < 0 || n < 0 || !WindowTable.fits(n, rows, count)) {
            return;
        }
        Windows windows = service < 0
                ? table.service(ONLY, 0, ONLY.length)
                : table.service(rows.data, rows.from[service], rows.to[service]);
        long at = minutes ? Math.multiplyExact(Math.min(start, Long.MAX_VALUE / MINUTE), MINUTE) : start;
        if (table.admits(windows, at, rows, time) && n > 0) {
            windows.add(at, (int) n);
        }
    }

    private long whole(int field, int power, String what) {
        long value = rows.scaled(field, power);
        if (value == Rows.BAD) {
            rows.notANumber(field, minutes || field == count ? "whole numbers" : "seconds");
        } else if (value < 0) {
            rows.negative(field, what);
        }
        return value;
    }

    private void facts() {
        if (source.name().contains("_minutes")) {
            Path beside = source.sibling(source.name().replace("_minutes", "_services"));
            if (beside != null) {
                ServicesCsv.read(beside, source, table);
            }
        }
    }

    /** The durations that a service's quantiles give, in seconds; null if a field is empty. */
    static @Nullable Empirical seconds(Rows rows, List<Integer> fields, List<Double> shares) {
        List<Double> values = new ArrayList<>();
        double last = 0;
        for (int field : fields) {
            double millis = rows.number(field);
            if (Double.isNaN(millis) || millis < 0) {
                return null;
            }
            // Percentiles of averages are not quite monotone in a few rows of the Azure data.
            last = Math.max(last, millis / 1000);
            values.add(last);
        }
        return new Empirical(shares, values, Empirical.Line.LINEAR);
    }
}

package ebb.trace;

import ebb.random.Empirical;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One day of the Azure Functions trace of 2019 (Shahrad et al., ATC 2020): {@code invocations_per_function_md.anon.dXX.csv}, with
 * {@code function_durations_percentiles.anon.dXX.csv} and {@code app_memory_percentiles.anon.dXX.csv} beside it, where they are there.
 *
 * <p>A service is a function, named by its hash; a second function with that hash, under another app or trigger, gets {@code #2}.
 */
final class AzureFunctions {
    private static final long MINUTE = 60_000_000_000L;
    private static final String INVOCATIONS = "invocations_per_function_md";
    private static final List<Double> SHARES = List.of(0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0);
    private static final List<String> PERCENTILES = List.of("0", "1", "25", "50", "75", "99", "100");

    private final Source source;
    private final WindowTable table;
    private final Map<String, Integer> seen = new HashMap<>();

    private AzureFunctions(Source source) {
        this.source = source;
        table = new WindowTable(source, MINUTE, false);
    }

    static Content read(Source source) {
        return new AzureFunctions(source).read();
    }

    private Content read() {
        Rows rows = Rows.commas(source);
        List<String> header = rows.next() ? CountsCsv.header(rows) : List.of();
        if (header.size() < 5
                || !header.subList(0, 4).equals(List.of("HashOwner", "HashApp", "HashFunction", "Trigger"))) {
            throw source.fatal("", "needs the columns HashOwner,HashApp,HashFunction,Trigger,1,2,…", "");
        }
        Map<String, Empirical> durations = durations();
        Map<String, Long> memory = memory();
        while (rows.next()) {
            if (rows.count != header.size()) {
                rows.problem(0, "the row has " + rows.count + " fields, the header has " + header.size(), "");
                continue;
            }
            String app = rows.text(0) + "," + rows.text(1);
            String name = unique(rows.text(2));
            row(rows, table.service(name));
            table.drawn.put(name, new WindowTrace.Facts(durations.get(app + "," + rows.text(2)), null, null));
            table.facts.put(name, new ServiceFacts(rows.text(1), rows.text(3), memory.getOrDefault(app, -1L)));
        }
        return table.build();
    }

    private String unique(String function) {
        int times = seen.merge(function, 1, Integer::sum);
        return times == 1 ? function : function + "#" + times;
    }

    private void row(Rows rows, Windows windows) {
        for (int field = 4; field < rows.count; field++) {
            long count = rows.scaled(field, 0);
            if (count == Rows.BAD) {
                rows.notANumber(field, "whole numbers");
            } else if (count < 0) {
                rows.negative(field, "count");
            } else if (WindowTable.fits(count, rows, field)
                    && table.admits(windows, (field - 4) * MINUTE, rows, field)
                    && count > 0) {
                windows.add((field - 4) * MINUTE, (int) count);
            }
        }
    }

    private Map<String, Empirical> durations() {
        Map<String, Empirical> found = new HashMap<>();
        beside("function_durations_percentiles", (rows, header) -> {
            List<Integer> fields = PERCENTILES.stream()
                    .map(each -> header.indexOf("percentile_Average_" + each))
                    .toList();
            Empirical seconds = fields.contains(-1) ? null : CountsCsv.seconds(rows, fields, SHARES);
            if (seconds != null) {
                found.put(rows.text(0) + "," + rows.text(1) + "," + rows.text(2), seconds);
            }
        });
        return found;
    }

    private Map<String, Long> memory() {
        Map<String, Long> found = new HashMap<>();
        beside("app_memory_percentiles", (rows, header) -> {
            int average = header.indexOf("AverageAllocatedMb");
            double megabytes = average < 0 ? Double.NaN : rows.number(average);
            if (!Double.isNaN(megabytes)) {
                found.put(rows.text(0) + "," + rows.text(1), Math.round(megabytes * 1e6));
            }
        });
        return found;
    }

    private interface Row {
        void read(Rows rows, List<String> header);
    }

    private void beside(String kind, Row row) {
        Path file = source.name().startsWith(INVOCATIONS) ? other(kind) : null;
        if (file == null) {
            return;
        }
        try (Source other = new Source(file, source.options)) {
            Rows rows = Rows.commas(other);
            List<String> header = rows.next() ? CountsCsv.header(rows) : List.of();
            while (rows.next()) {
                if (rows.count == header.size()) {
                    row.read(rows, header);
                } else {
                    rows.problem(0, "the row has " + rows.count + " fields, the header has " + header.size(), "");
                }
            }
            other.check();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private @Nullable Path other(String kind) {
        return source.sibling(source.name().replace(INVOCATIONS, kind));
    }
}

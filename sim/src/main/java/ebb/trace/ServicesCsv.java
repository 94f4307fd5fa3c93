package ebb.trace;

import ebb.random.Empirical;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of services beside a table of counts: {@code service,app,trigger,p0_ms,p25_ms,...,p100_ms,mem_mb}. */
final class ServicesCsv {
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d+)_ms");

    private ServicesCsv() {}

    /** Fills in what is known of the services. */
    static void read(Path file, Source beside, WindowTable table) {
        try (Source source = new Source(file, beside.options)) {
            read(source, table);
            source.check();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void read(Source source, WindowTable table) {
        Rows rows = Rows.commas(source);
        if (!rows.next()) {
            throw source.fatal("", "is empty", "");
        }
        List<String> header = CountsCsv.header(rows);
        List<Integer> fields = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            Matcher percentile = PERCENTILE.matcher(header.get(i));
            if (percentile.matches()) {
                fields.add(i);
                shares.add(Integer.parseInt(percentile.group(1)) / 100.0);
            }
        }
        int service = header.indexOf("service");
        while (rows.next()) {
            if (rows.count != header.size() || service < 0) {
                rows.problem(0, "the row has " + rows.count + " fields, the header has " + header.size(), "");
                continue;
            }
            String name = rows.text(service);
            Empirical seconds = fields.size() < 2 ? null : CountsCsv.seconds(rows, fields, shares);
            table.drawn.put(name, new WindowTrace.Facts(seconds, null, null));
            table.facts.put(name, facts(rows, header));
        }
    }

    private static ServiceFacts facts(Rows rows, List<String> header) {
        int app = header.indexOf("app");
        int trigger = header.indexOf("trigger");
        int memory = header.indexOf("mem_mb");
        double megabytes = memory < 0 ? Double.NaN : rows.number(memory);
        return new ServiceFacts(
                app < 0 ? null : rows.text(app),
                trigger < 0 ? null : rows.text(trigger),
                Double.isNaN(megabytes) ? -1 : Math.round(megabytes * 1e6));
    }
}

package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * The answer of Prometheus to a range query: a series a service. A series whose name ends in {@code _total} or {@code _count} is a counter, and
 * a window has what it grew by (from 0 after a reset); any other is a rate in requests a second, and a window has rate times step, the
 * fractions carried over so that the sum is right. A sample at t stands for the step before t.
 */
final class PrometheusRange {
    private final Source source;
    private final List<Series> all = new ArrayList<>();
    private long line = 1;
    private int column = 1;

    private record Series(Map<String, String> labels, List<Sample> samples) {
        String name() {
            for (String label : List.of("service", "destination_service", "app", "deployment", "job")) {
                String value = labels.get(label);
                if (value != null) {
                    return value;
                }
            }
            String name = labels.entrySet().stream()
                    .filter(each -> !each.getKey().equals("__name__"))
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining(","));
            return name.isEmpty() ? RequestCsv.ONLY : name;
        }

        boolean counter() {
            String name = labels.getOrDefault("__name__", "");
            return name.endsWith("_total") || name.endsWith("_count");
        }
    }

    private record Sample(long nanos, double value) {}

    private PrometheusRange(Source source) {
        this.source = source;
    }

    static Content read(Source source) {
        return new PrometheusRange(source).read();
    }

    private Content read() {
        try (JsonParser parser = Json.parser(new Bytes(source))) {
            document(parser);
        } catch (JacksonException bad) {
            TokenStreamLocation at = bad.getLocation();
            if (at != null) {
                line = at.getLineNr();
                column = at.getColumnNr();
            }
            problem("", "is not JSON: " + Json.sentence(bad), "Is the answer complete?");
        }
        source.check();
        if (all.stream().allMatch(series -> series.samples.isEmpty())) {
            throw source.fatal("", "has no series with samples", "Query a matrix: /api/v1/query_range.");
        }
        return windows();
    }

    private void problem(String value, String rule, String wayOut) {
        source.problem(line, column, value, rule, wayOut);
    }

    private void document(JsonParser parser) {
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.PROPERTY_NAME && "result".equals(parser.currentName())) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    series(parser);
                }
            }
        }
    }

    private void series(JsonParser parser) {
        Map<String, String> labels = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("metric")) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String label = parser.currentName();
                    parser.nextToken();
                    labels.put(label, parser.getString());
                }
            } else if (name.equals("values")) {
                while (parser.nextToken() == JsonToken.START_ARRAY) {
                    sample(parser, samples);
                }
            } else {
                parser.skipChildren();
            }
        }
        all.add(new Series(labels, samples));
    }

    private void sample(JsonParser parser, List<Sample> samples) {
        parser.nextToken();
        line = parser.currentTokenLocation().getLineNr();
        column = parser.currentTokenLocation().getColumnNr();
        byte[] time = parser.getString().getBytes(UTF_8);
        long nanos = Rows.scaled(time, 0, time.length, 9);
        parser.nextToken();
        String text = parser.getString();
        double value = finite(text);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
        }
        if (nanos == Rows.BAD || Double.isNaN(value) || value < 0) {
            problem(text, "must be a finite number that is not negative", "");
        } else if (!samples.isEmpty() && samples.getLast().nanos >= nanos) {
            problem(text, "its time is not after the one before", "");
        } else {
            samples.add(new Sample(nanos, value));
        }
    }

    private static double finite(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private Content windows() {
        long step = step();
        long first = all.stream()
                .flatMap(each -> each.samples.stream())
                .mapToLong(Sample::nanos)
                .min()
                .orElseThrow();
        WindowTable table = new WindowTable(source, step, false);
        for (Series series : all) {
            Windows windows = table.service(series.name());
            if (windows.size > 0) {
                throw source.fatal(
                        series.name(), "is the name of two series", "Aggregate in the query: sum by (service).");
            }
            Grown grown = series.counter() ? counted(series) : rated(series, step);
            for (int i = 0; i < grown.counts.size(); i++) {
                table.put(windows, grown.ends.get(i) - first, grown.counts.get(i));
            }
        }
        Content content = table.build();
        return new Content(content.trace(), content.facts(), Instants.instant(first - step));
    }

    /** @param ends of the windows */
    private record Grown(List<Long> ends, List<Long> counts) {
        Grown() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(long end, long count) {
            ends.add(end);
            counts.add(count);
        }
    }

    private static Grown rated(Series series, long step) {
        Grown grown = new Grown();
        double exact = 0;
        long given = 0;
        for (Sample each : series.samples) {
            exact += each.value * step / 1e9;
            long count = Math.round(exact) - given;
            given += count;
            grown.add(each.nanos, count);
        }
        return grown;
    }

    private static Grown counted(Series series) {
        Grown grown = new Grown();
        double carried = 0;
        for (int i = 1; i < series.samples.size(); i++) {
            double before = series.samples.get(i - 1).value;
            double now = series.samples.get(i).value;
            carried += now >= before ? now - before : now;
            long count = Math.round(carried);
            carried -= count;
            grown.add(series.samples.get(i).nanos, count);
        }
        return grown;
    }

    /** The least distance between samples. */
    private long step() {
        long least = Long.MAX_VALUE;
        for (Series series : all) {
            for (int i = 1; i < series.samples.size(); i++) {
                least = Math.min(least, series.samples.get(i).nanos - series.samples.get(i - 1).nanos);
            }
        }
        if (least == Long.MAX_VALUE) {
            throw source.fatal(
                    "", "has one sample a series, so that nothing says how wide a window is", "Query a range.");
        }
        return least;
    }

    /** The source's bytes for the JSON parser. */
    private static final class Bytes extends InputStream {
        private final Source source;
        private final byte[] one = new byte[1];

        Bytes(Source source) {
            this.source = source;
        }

        @Override
        public int read() {
            return source.read(one, 0, 1) == 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int got = source.read(into, from, length);
            return got == 0 && length > 0 ? -1 : got;
        }
    }
}

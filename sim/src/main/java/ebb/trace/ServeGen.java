package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.random.Empirical;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rates of clients per 10 minutes with the law of the gaps between requests (Xiang et al., "ServeGen", arXiv 2505.09999). A client becomes a
 * service {@code client-N}; a window has round(rate * 600 s) requests.
 */
final class ServeGen {
    private static final long WINDOW = 600_000_000_000L;
    private static final Pattern CHUNK =
            Pattern.compile("\\d+,[\\d.eE+-]*,[\\d.eE+-]*,(Gamma|Weibull|),[\\d.eE+-]*,[\\d.eE+-]*");
    private static final Pattern CHUNK_NAME = Pattern.compile("chunk-(\\d+)-trace.*");
    private static final Pattern MODEL_NAME = Pattern.compile("llm_servegen_([a-z0-9]+)_.*");
    private static final String TOKENS = "llm_servegen_token_quantiles.csv";

    private final Source source;
    private final Rows rows;
    private final WindowTable table;

    /** Where the columns stand; a chunk has no client column. */
    private record Layout(int client, int start, int rate, int law, int shape) {}

    private ServeGen(Source source) {
        this.source = source;
        rows = Rows.commas(source);
        table = new WindowTable(source, WINDOW, true);
    }

    static boolean looksLikeChunk(Head head) {
        return CHUNK.matcher(head.first()).matches();
    }

    static Content windows(Source source) {
        return new ServeGen(source).windows();
    }

    static Content chunk(Source source) {
        return new ServeGen(source).chunk();
    }

    private Content windows() {
        List<String> header = rows.next() ? CountsCsv.header(rows) : List.of();
        Layout layout = new Layout(
                header.indexOf("client"),
                header.indexOf("window_start_s"),
                header.indexOf("rate_rps"),
                header.indexOf("iat_dist"),
                header.indexOf("shape"));
        if (layout.client < 0 || layout.start < 0 || layout.rate < 0 || layout.law < 0 || layout.shape < 0) {
            String needed = "needs the columns client, window_start_s, rate_rps, iat_dist and shape";
            throw source.fatal(String.join(",", header), needed, "");
        }
        read(layout, header.size(), null);
        tokens();
        return table.build();
    }

    private Content chunk() {
        Matcher name = CHUNK_NAME.matcher(source.name());
        String client = name.matches() ? name.group(1) : "0";
        read(new Layout(-1, 0, 1, 3, 4), 6, table.service("client-" + client));
        return table.build();
    }

    private void read(Layout layout, int width, @Nullable Windows only) {
        byte[] name = new byte[64];
        byte[] prefix = "client-".getBytes(UTF_8);
        System.arraycopy(prefix, 0, name, 0, prefix.length);
        while (rows.next()) {
            if (rows.count != width) {
                rows.problem(0, "the row has " + rows.count + " fields, " + width + " are needed", "");
                continue;
            }
            int length = only != null ? 0 : rows.to[layout.client] - rows.from[layout.client];
            if (length > name.length - prefix.length) {
                rows.problem(layout.client, "the client's name is too long", "");
                continue;
            }
            if (only == null) {
                System.arraycopy(rows.data, rows.from[layout.client], name, prefix.length, length);
            }
            row(layout, only != null ? only : table.service(name, 0, prefix.length + length));
        }
    }

    private void row(Layout layout, Windows windows) {
        if (rows.isEmpty(layout.law)) {
            return; // a window without traffic
        }
        long start = rows.scaled(layout.start, 9);
        double rate = rows.number(layout.rate);
        double shape = rows.number(layout.shape);
        Gaps law = law(layout.law);
        if (start == Rows.BAD) {
            rows.notANumber(layout.start, "seconds");
        } else if (start < 0) {
            rows.negative(layout.start, "time");
        } else if (Double.isNaN(rate)) {
            rows.notANumber(layout.rate, "requests a second");
        } else if (rate < 0) {
            rows.negative(layout.rate, "rate");
        } else if (Double.isNaN(shape) || shape < 1e-4 || shape > 1e6) {
            rows.problem(layout.shape, "a shape must be from 0.0001 to 1000000", "");
        } else if (law == null) {
            rows.problem(layout.law, "must be Gamma or Weibull", "");
        } else {
            add(layout, windows, new Window(start, Math.round(rate * 600), law, (float) shape));
        }
    }

    private record Window(long start, long count, Gaps law, float shape) {}

    private void add(Layout layout, Windows windows, Window window) {
        if (WindowTable.fits(window.count, rows, layout.rate)
                && table.admits(windows, window.start, rows, layout.start)
                && window.count > 0) {
            windows.add(window.start, (int) window.count, window.law, window.shape);
        }
    }

    private @Nullable Gaps law(int field) {
        return switch (rows.text(field)) {
            case "Gamma" -> Gaps.GAMMA;
            case "Weibull" -> Gaps.WEIBULL;
            default -> null;
        };
    }

    /** Token quantiles of the same model, where their table is beside. */
    private void tokens() {
        Path beside = source.sibling(TOKENS);
        Matcher model = MODEL_NAME.matcher(source.name());
        if (beside == null || !model.matches()) {
            return;
        }
        try (Source tokens = new Source(beside, source.options)) {
            tokens(tokens, model.group(1));
            tokens.check();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void tokens(Source tokens, String model) {
        Rows lines = Rows.commas(tokens);
        List<String> header = lines.next() ? CountsCsv.header(lines) : List.of();
        if (!header.equals(List.of("model", "client", "field", "mean", "p50", "p90", "p99"))) {
            return;
        }
        while (lines.next()) {
            String name = lines.text(0).replace("-", "").toLowerCase(Locale.ROOT);
            if (lines.count == header.size() && name.equals(model)) {
                token(lines);
            }
        }
    }

    private void token(Rows lines) {
        String client = "client-" + lines.text(1);
        Empirical law = quantiles(lines.number(3), lines.number(4), lines.number(5), lines.number(6));
        WindowTrace.Facts known = table.drawn.getOrDefault(client, WindowTrace.Facts.NONE);
        switch (lines.text(2)) {
            case "input_tokens" -> table.drawn.put(client, new WindowTrace.Facts(null, law, known.output()));
            case "output_tokens" -> table.drawn.put(client, new WindowTrace.Facts(null, known.input(), law));
            default -> {} // reason_ratio: the part of the output that is thought
        }
    }

    /** Linear from 1 over the three quantiles to an end that gives the mean, as far as one between p99 and ten times p99 can. */
    static @Nullable Empirical quantiles(double mean, double p50, double p90, double p99) {
        if (Double.isNaN(mean) || Double.isNaN(p50) || !(p50 >= 1 && p90 >= p50 && p99 >= p90)) {
            return null;
        }
        double below = 0.5 * (1 + p50) / 2 + 0.4 * (p50 + p90) / 2 + 0.09 * (p90 + p99) / 2;
        double end = Math.clamp((mean - below) / 0.01 * 2 - p99, p99, 10 * p99);
        return new Empirical(
                List.of(0.0, 0.5, 0.9, 0.99, 1.0), List.of(1.0, p50, p90, p99, end), Empirical.Line.LINEAR);
    }
}

package ebb.cli;

import ebb.document.BadInputException;
import ebb.document.NearestName;
import ebb.document.Problem;
import ebb.document.Quantity;
import ebb.trace.Expansion;
import ebb.trace.OpenOptions;
import ebb.trace.Trace;
import ebb.trace.TraceFile;
import ebb.trace.TraceFormat;
import ebb.trace.TraceStatistics;
import ebb.trace.TraceStatistics.Figures;
import ebb.trace.TraceStatistics.Spread;
import ebb.trace.TraceWriter;
import ebb.trace.Traces;
import ebb.trace.TrafficDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** {@code ebb trace}: looks at traces, writes them in another form, makes new ones. */
@Command(
        name = "trace",
        description = "Look at a trace, convert it, or generate one.",
        subcommands = {TraceCommand.Info.class, TraceCommand.Convert.class, TraceCommand.Generate.class},
        footer = {
            "  ebb trace info access.log.gz            what it is and what it is like",
            "  ebb trace convert big.csv.gz big.ebbt   into the form that is read fastest",
            "  ebb trace generate traffic.yaml a.ebbt  traffic drawn from laws"
        })
public final class TraceCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command? info, convert, generate");
    }

    /** A generator of readable JSON that leaves the writer open. */
    static JsonGenerator json(Writer out) {
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        return factory.createGenerator(
                new ObjectWriteContext.Base() {
                    @Override
                    public PrettyPrinter getPrettyPrinter() {
                        return new DefaultPrettyPrinter();
                    }
                },
                out);
    }

    /** How a trace is read: the same for every command. */
    static final class Reading {
        @Option(
                names = "--format",
                paramLabel = "NAME",
                description = "Read it as this (see ebb formats), whatever it looks like.")
        private @Nullable String format;

        @Option(
                names = "--expansion",
                paramLabel = "HOW",
                description =
                        "Where requests of a count arrive in their window: ${COMPLETION-CANDIDATES}; uniform is the standard.")
        private Expansion expansion = Expansion.UNIFORM;

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "Of what is drawn where a trace is counts or rates; 1 is the standard.")
        private long seed = 1;

        @Option(
                names = "--lenient",
                description = "Skip rows that are wrong and count them; sort what is out of order.")
        private boolean lenient;

        @Option(names = "--service", paramLabel = "NAME", description = "Only this one; may be given several times.")
        private List<String> services = new ArrayList<>();

        OpenOptions options(CommandSpec spec) {
            TraceFormat found = format == null ? null : TraceFormat.of(format);
            if (format != null && found == null) {
                String maybe = NearestName.suggest(format, TraceFormat.ids());
                throw new ParameterException(spec.commandLine(), format + " is no format. " + maybe);
            }
            return new OpenOptions(found, expansion, seed, lenient, services);
        }
    }

    /** {@code ebb trace info}. */
    @Command(
            name = "info",
            description =
                    "Say what a trace is and what it is like: services, requests, rates, burstiness, times, tokens.",
            footer = {
                "  ebb trace info access.log.gz            a small table",
                "  ebb trace info --json a.csv b.ebbt      for programs"
            })
    static final class Info implements Callable<Integer> {
        private static final int SHOWN = 10;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Reading reading;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Traces.")
        private List<Path> files = List.of();

        @Override
        public Integer call() {
            List<TraceFile> traces = open();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                write(traces, out);
            } else {
                traces.forEach(each -> table(each, TraceStatistics.of(each), out));
            }
            out.flush();
            return DONE;
        }

        private List<TraceFile> open() {
            List<TraceFile> traces = new ArrayList<>();
            List<Problem> problems = new ArrayList<>();
            long count = 0;
            for (Path each : files) {
                try {
                    traces.add(Traces.open(each, reading.options(spec)));
                } catch (BadInputException bad) {
                    problems.addAll(bad.problems());
                    count += bad.count();
                }
            }
            if (count > 0) {
                throw new BadInputException(problems, count);
            }
            return traces;
        }

        private static void table(TraceFile trace, TraceStatistics statistics, PrintWriter out) {
            Figures total = statistics.total();
            out.println(trace.path() + ": " + trace.format().id() + ", "
                    + trace.format().title());
            out.println("  services   " + grouped(trace.services().size()));
            out.println("  requests   " + grouped(total.requests()) + ", " + number(total.ratePerSecond())
                    + "/s on average, "
                    + (total.peakPerMinute() < 0 ? "" : grouped(total.peakPerMinute()) + " in the busiest minute"));
            out.println("  duration   " + Quantity.DURATION.print(trace.durationNanos())
                    + (trace.start() == null ? "" : " from " + trace.start()));
            out.println("  hash       " + trace.hash());
            if (trace.skipped() > 0) {
                out.println("  skipped    " + grouped(trace.skipped()) + " rows, the first: "
                        + trace.examples().getFirst());
            }
            new FigureTable(statistics).print(out);
        }

        /** The busiest services, and all. */
        private record FigureTable(TraceStatistics statistics) {
            void print(PrintWriter out) {
                List<Figures> busiest = statistics.services().stream()
                        .sorted(Comparator.comparingLong(Figures::requests).reversed())
                        .limit(SHOWN)
                        .toList();
                List<List<String>> rows = new ArrayList<>();
                rows.add(header());
                busiest.forEach(each -> rows.add(row(each)));
                int more = statistics.services().size() - busiest.size();
                if (statistics.services().size() > 1) {
                    rows.add(row(statistics.total()));
                }
                lines(rows).forEach(out::println);
                if (more > 0) {
                    out.println("  and " + grouped(more) + " more services");
                }
            }

            private List<String> header() {
                List<String> names = new ArrayList<>(
                        List.of("service", "requests", "rate 1/s", "peak 1/min", "gap cv", "dispersion"));
                Figures total = statistics.total();
                spread(names, total.seconds(), "time p50 s", "p99 s");
                spread(names, total.inputTokens(), "input p50", "p99");
                spread(names, total.outputTokens(), "output p50", "p99");
                return names;
            }

            private static void spread(List<String> names, @Nullable Spread spread, String middle, String tail) {
                if (spread != null) {
                    names.add(middle);
                    names.add(tail);
                }
            }

            private List<String> row(Figures each) {
                List<String> cells = new ArrayList<>(List.of(
                        each.name(),
                        grouped(each.requests()),
                        number(each.ratePerSecond()),
                        each.peakPerMinute() < 0 ? "-" : grouped(each.peakPerMinute()),
                        number(each.gapCv()),
                        number(each.dispersion())));
                Figures total = statistics.total();
                values(cells, total.seconds(), each.seconds());
                values(cells, total.inputTokens(), each.inputTokens());
                values(cells, total.outputTokens(), each.outputTokens());
                return cells;
            }

            private static void values(List<String> cells, @Nullable Spread wanted, @Nullable Spread spread) {
                if (wanted != null) {
                    cells.add(spread == null ? "-" : number(spread.p50()));
                    cells.add(spread == null ? "-" : number(spread.p99()));
                }
            }

            private static List<String> lines(List<List<String>> rows) {
                List<String> lines = new ArrayList<>();
                int columns = rows.getFirst().size();
                int[] widths = new int[columns];
                rows.forEach(row -> {
                    for (int i = 0; i < columns; i++) {
                        widths[i] = Math.max(widths[i], row.get(i).length());
                    }
                });
                for (List<String> row : rows) {
                    StringBuilder line = new StringBuilder("  ").append(row.getFirst());
                    line.repeat(' ', widths[0] - row.getFirst().length());
                    for (int i = 1; i < columns; i++) {
                        line.repeat(' ', 2 + widths[i] - row.get(i).length()).append(row.get(i));
                    }
                    lines.add(line.toString());
                }
                return lines;
            }
        }

        private static void write(List<TraceFile> traces, PrintWriter out) {
            JsonGenerator json = json(out);
            json.writeStartArray();
            traces.forEach(each -> write(each, TraceStatistics.of(each), json));
            json.writeEndArray();
            json.close();
            out.println();
        }

        private static void write(TraceFile trace, TraceStatistics statistics, JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("file", trace.path().toString());
            json.writeStringProperty("format", trace.format().id());
            json.writeStringProperty("hash", trace.hash());
            json.writeNumberProperty("duration_s", trace.durationNanos() / 1e9);
            if (trace.start() != null) {
                json.writeStringProperty("start", trace.start().toString());
            }
            json.writeNumberProperty("skipped_rows", trace.skipped());
            json.writeName("total");
            write(statistics.total(), json);
            json.writeArrayPropertyStart("services");
            statistics.services().forEach(each -> write(each, json));
            json.writeEndArray();
            json.writeEndObject();
        }

        private static void write(Figures figures, JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("name", figures.name());
            json.writeNumberProperty("requests", figures.requests());
            write(json, "rate_per_s", figures.ratePerSecond());
            write(json, "peak_per_min", figures.peakPerMinute() < 0 ? Double.NaN : figures.peakPerMinute());
            write(json, "gap_cv", figures.gapCv());
            write(json, "dispersion", figures.dispersion());
            write(json, "service_time_s", figures.seconds());
            write(json, "input_tokens", figures.inputTokens());
            write(json, "output_tokens", figures.outputTokens());
            json.writeEndObject();
        }

        private static void write(JsonGenerator json, String name, double value) {
            if (Double.isNaN(value)) {
                json.writeNullProperty(name);
            } else {
                json.writeNumberProperty(name, value);
            }
        }

        private static void write(JsonGenerator json, String name, @Nullable Spread spread) {
            if (spread != null) {
                json.writeObjectPropertyStart(name);
                json.writeNumberProperty("mean", spread.mean());
                json.writeNumberProperty("p50", spread.p50());
                json.writeNumberProperty("p95", spread.p95());
                json.writeNumberProperty("p99", spread.p99());
                json.writeNumberProperty("max", spread.max());
                json.writeEndObject();
            }
        }
    }

    /** {@code ebb trace convert}. */
    @Command(
            name = "convert",
            description = "Write a trace as a recording (.ebbt) or as a table of requests (.csv, .csv.gz).",
            footer = {
                "  ebb trace convert big.csv.gz big.ebbt",
                "  ebb trace convert --expansion equidistant counts.csv requests.csv.gz"
            })
    static final class Convert implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Reading reading;

        @Option(names = "--quiet", description = "Say nothing but errors.")
        private boolean quiet;

        @Parameters(index = "0", paramLabel = "IN", description = "A trace.")
        private Path in = Path.of("");

        @Parameters(index = "1", paramLabel = "OUT", description = "Ends in .ebbt, .csv or .csv.gz.")
        private Path out = Path.of("");

        @Override
        public Integer call() throws IOException {
            checkEnding(out, spec);
            TraceFile trace = Traces.open(in, reading.options(spec));
            long total = 0;
            for (int i = 0; i < trace.services().size(); i++) {
                total += trace.requests(i);
            }
            Writing writing = new Writing(spec, quiet);
            writing.write(trace, out, total);
            if (trace.skipped() > 0 && !quiet) {
                spec.commandLine()
                        .getErr()
                        .println("skipped " + grouped(trace.skipped()) + " rows, the first: "
                                + trace.examples().getFirst());
            }
            return DONE;
        }
    }

    /** {@code ebb trace generate}. */
    @Command(
            name = "generate",
            description = "Draw traffic from the laws of a file (kind: Traffic) and write it as a trace.",
            footer = {
                "  ebb trace generate traffic.yaml traffic.ebbt",
                "  ebb trace generate --seed 7 traffic.yaml requests.csv.gz"
            })
    static final class Generate implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--seed", paramLabel = "N", description = "Instead of the file's.")
        private @Nullable Long seed;

        @Option(names = "--quiet", description = "Say nothing but errors.")
        private boolean quiet;

        @Parameters(index = "0", paramLabel = "SPEC", description = "A file with kind: Traffic; see docs/traces.md.")
        private Path file = Path.of("");

        @Parameters(index = "1", paramLabel = "OUT", description = "Ends in .ebbt, .csv or .csv.gz.")
        private Path out = Path.of("");

        @Override
        public Integer call() throws IOException {
            checkEnding(out, spec);
            TrafficDocument document = TrafficDocument.open(file);
            Trace trace = (seed == null ? document : document.withSeed(seed)).trace();
            new Writing(spec, quiet).write(trace, out, -1);
            return DONE;
        }
    }

    private static void checkEnding(Path out, CommandSpec spec) {
        if (!TraceWriter.writes(out)) {
            throw new ParameterException(spec.commandLine(), out + " must end in .ebbt, .csv or .csv.gz");
        }
    }

    /** Writes with progress, and says what was written. */
    private record Writing(CommandSpec spec, boolean quiet) {
        /** @param total requests; -1 where only writing tells */
        void write(Trace trace, Path out, long total) throws IOException {
            long[] written = new long[1];
            Progress.Style style = Progress.Style.of(Terminal.own(), quiet || total < 0);
            try (Progress progress = progress(style)) {
                LongConsumer told = requests -> {
                    written[0] = requests;
                    progress.at(0, (double) requests / Math.max(1, total));
                };
                TraceWriter.write(trace, out, told);
            } catch (IllegalArgumentException unfit) {
                throw new BadInputException(
                        new Problem(out.toString(), 1, 1, "", String.valueOf(unfit.getMessage()), ""));
            }
            if (!quiet) {
                PrintWriter to = spec.commandLine().getOut();
                to.println(out + ": " + grouped(written[0]) + " requests of "
                        + grouped(trace.services().size()) + " services, " + grouped(Files.size(out)) + " bytes");
                to.flush();
            }
        }
    }

    private static Progress progress(Progress.Style style) {
        return new Progress(System.err, style, System::nanoTime, "files", 1);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Four digits. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size != 0 && size < 0.001) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        String form = size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}

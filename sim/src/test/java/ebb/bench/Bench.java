package ebb.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks in short form and prints the table of docs/performance.md, each figure the best of six seconds, two in each of three processes. Arguments are
 * words: a row's id, or a part of the ids of several; all where there is none.
 */
public final class Bench {
    private final Map<Run, Double> rates = new LinkedHashMap<>();
    private int started;

    private Bench() {}

    public static void main(String[] words) throws RunnerException {
        List<Row> rows = Arrays.stream(Row.values())
                .filter(row -> words.length == 0 || Arrays.stream(words).anyMatch(row::named))
                .toList();
        if (rows.isEmpty()) {
            System.err.println("no benchmark has one of " + Arrays.toString(words) + " in its name: there are "
                    + Arrays.stream(Row.values()).map(Row::id).toList());
            System.exit(2);
        }
        Bench bench = new Bench();
        bench.measure(rows);
        System.out.println(bench.table(rows));
    }

    private void measure(List<Row> rows) throws RunnerException {
        Set<Run> runs = new LinkedHashSet<>(); // two rows may share one
        for (Row row : rows) {
            runs.add(row.ours);
            runs.addAll(row.rivals);
        }
        for (Run run : runs) {
            System.err.println(++started + " of " + runs.size() + ": " + run);
            rates.put(run, rate(run));
        }
    }

    private static double rate(Run run) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(run.pattern())
                .addProfiler(CpuRate.class)
                // The compiler's luck differs from process to process by up to a fifth, for ours and for rivals.
                .forks(3)
                // The collector with the least to do beside the work; the same for ours and rivals.
                .jvmArgs("-XX:+UseSerialGC", "-Xmx2g", "--sun-misc-unsafe-memory-access=allow")
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(2)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        run.parameters().forEach(options::param);
        RunResult result = new Runner(options.build()).runSingle();
        return Objects.requireNonNull(result.getSecondaryResults().get(CpuRate.LABEL))
                .getScore();
    }

    private String table(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        text.append("| name | what, per second of processor time | ebb | rival | ratio | goal | reached |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(line(row)).append('\n');
        }
        return text.toString();
    }

    private String line(Row row) {
        double ours = rate(row.ours, row);
        double rival =
                row.rivals.stream().mapToDouble(run -> rate(run, row)).max().orElse(Double.NaN);
        boolean alone = row.rivals.isEmpty();
        return String.join(
                        " | ",
                        "| " + row.id(),
                        row.title,
                        number(ours) + " " + row.unit,
                        alone ? "" : number(rival) + " " + row.unit + " (" + row.rival + ")",
                        alone ? "" : number(ours / rival),
                        row.goal.text(row.unit),
                        row.goal instanceof Goal.None ? "" : row.goal.met(ours, rival) ? "yes" : "no")
                + " |";
    }

    private double rate(Run run, Row row) {
        Double rate = rates.get(run);
        return rate == null ? Double.NaN : rate / row.scale;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 20 ? "%.1f" : "%.0f", value);
    }
}

package ebb.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The runs as a table for a terminal, cheapest first, at most 120 columns wide. */
public final class SummaryTable {
    private static final int WIDTH = 120;
    private static final int LEAST_LABEL = 20;
    private static final String GAP = "  ";
    private static final String INDENT = "  ";

    private final Summary summary;
    private final Labels labels;
    private final Frontier frontier;
    private final List<Column> columns;

    /** @param cell what it shows of a run; numbers stand right, so do all cells */
    private record Column(String head, Function<RunSummary, String> cell) {}

    public SummaryTable(Summary summary) {
        this.summary = summary;
        this.labels = Labels.of(summary);
        this.frontier = new Frontier(summary);
        this.columns = columns(summary);
    }

    /** @return lines, each ended by a line feed */
    public String text() {
        List<RunSummary> runs = cheapestFirst(summary.runs());
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::head).toList());
        runs.forEach(run ->
                rows.add(columns.stream().map(each -> each.cell.apply(run)).toList()));
        List<String> names = new ArrayList<>();
        names.add(INDENT + "policy");
        runs.forEach(run -> names.add(mark(run) + labels.run(run.key())));
        return lines(names, rows) + "\n" + notes();
    }

    /** @return the runs as JSON, the array that {@code run.json} has under {@code runs} */
    public String json() {
        return RunJson.runs(summary);
    }

    static List<RunSummary> cheapestFirst(List<RunSummary> runs) {
        return runs.stream()
                .sorted(Comparator.comparingDouble(run -> run.value(Metric.COST)))
                .toList();
    }

    private static List<Column> columns(Summary summary) {
        List<Column> all = new ArrayList<>();
        all.add(number("requests", Metric.REQUESTS, 1));
        all.add(number("cold %", Metric.COLD_SHARE, 100));
        if (summary.runs().stream().anyMatch(run -> run.value(Metric.LOST_SHARE) > 0)) {
            all.add(number("lost %", Metric.LOST_SHARE, 100));
        }
        all.add(number("wait p50 s", Metric.WAIT_P50, 1));
        all.add(number("p95 s", Metric.WAIT_P95, 1));
        all.add(number("p99 s", Metric.WAIT_P99, 1));
        all.add(number("pod h", Metric.POD_SECONDS, 1 / 3600.0));
        all.add(number("cost " + summary.experiment().currency(), Metric.COST, 1));
        all.add(number("regret", Metric.REGRET, 1));
        if (!summary.experiment().objectives().isEmpty()) {
            all.add(new Column("objectives", SummaryTable::objectives));
        }
        return all;
    }

    private static Column number(String head, Metric metric, double scale) {
        return new Column(head, run -> Text.shown(scale * run.value(metric)));
    }

    static String objectives(RunSummary run) {
        long met = run.verdicts().stream().filter(Verdict::met).count();
        return met == run.verdicts().size()
                ? "met"
                : met + " of " + run.verdicts().size();
    }

    private String mark(RunSummary run) {
        return frontier.holds(run) ? "* " : INDENT;
    }

    private static String lines(List<String> names, List<List<String>> rows) {
        int[] widths = widths(rows);
        int room =
                WIDTH - IntStream.of(widths).map(width -> width + GAP.length()).sum();
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        int width = Math.max(LEAST_LABEL, Math.min(longest, room));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            lines.append(row(wrapped(names.get(i), width), width, cells(rows.get(i), widths)));
        }
        return lines.toString();
    }

    private static int[] widths(List<List<String>> rows) {
        return IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static String cells(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(GAP).append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
        }
        return line.toString();
    }

    /** The name's further lines stand alone. */
    private static String row(List<String> name, int width, String cells) {
        StringBuilder lines = new StringBuilder();
        lines.append(name.getFirst())
                .append(" ".repeat(width - name.getFirst().length()))
                .append(cells)
                .append('\n');
        name.stream().skip(1).forEach(more -> lines.append(more).append('\n'));
        return lines.toString();
    }

    /** Breaks at spaces, and inside words that are too long. */
    private static List<String> wrapped(String name, int width) {
        List<String> lines = new ArrayList<>();
        String rest = name;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > INDENT.length() ? space : width;
            lines.add(rest.substring(0, end));
            rest = INDENT + INDENT + rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    private String notes() {
        StringBuilder notes = new StringBuilder("* On the frontier: no run of the same traffic costs, waits ("
                + frontier.waitName() + ") and loses less.\n");
        Notes.regret(summary).forEach(each -> notes.append(each).append('\n'));
        failures(notes);
        return notes.toString();
    }

    private void failures(StringBuilder notes) {
        for (RunSummary run : cheapestFirst(summary.runs())) {
            run.verdicts().stream()
                    .filter(verdict -> !verdict.met())
                    .forEach(verdict -> notes.append(labels.run(run.key()))
                            .append(": ")
                            .append(verdict.text(summary.experiment().currency()))
                            .append('\n'));
        }
    }
}

package ebb.cli;

import ebb.document.JsonText;
import ebb.scenario.TracePath;
import ebb.validate.Comparison;
import ebb.validate.KeepAliveTable;
import ebb.validate.LambdaReplay;
import ebb.validate.SimFaas;
import ebb.validate.Validation;
import ebb.validate.Vector;
import ebb.validate.VectorFile;
import ebb.validate.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb validate}: the simulator against exact results, other simulators and measurements. */
@Command(
        name = "validate",
        description =
                "Run the simulator against exact results of queueing theory, another simulator, and measurements.",
        footer = {
            "  ebb validate",
            "  ebb validate --vectors my-vectors         only the vectors of a folder, in the form of queueing.json",
            "  ebb validate --traces ../shared/traces --json"
        })
public final class ValidateCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description = "Run the vectors of this folder's .json files, and nothing else.")
    private @Nullable Path vectors;

    @Option(
            names = "--traces",
            paramLabel = "DIR",
            description = "Folder with recorded traffic; then EBB_TRACES, then ../shared/traces.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Of all draws; 1 if not given.")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to simulate with; all cores if not given.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads = " + threads + " must be at least 1");
        }
        List<Vector> all = vectors == null ? VectorFile.own() : VectorFile.read(vectors);
        List<List<Verdict>> verdicts = run(
                "vectors",
                all.stream()
                        .map(each -> task(() -> Validation.verdicts(each, seed)))
                        .toList());
        List<String> left = new ArrayList<>();
        List<Comparison> comparisons = vectors == null ? run("comparisons", comparisons(left)) : List.of();
        boolean holds = print(verdicts.stream().flatMap(List::stream).toList(), comparisons, left);
        return holds ? DONE : OBJECTIVE_FAILED;
    }

    private static <T> Callable<T> task(Callable<T> task) {
        return task;
    }

    private <T> List<T> run(String noun, List<Callable<T>> tasks) {
        try (Progress progress = progress(noun, tasks.size())) {
            return Validation.all(tasks, threads, progress::done);
        }
    }

    private Progress progress(String noun, int parts) {
        return new Progress(System.err, Progress.Style.of(Terminal.own(), quiet), System::nanoTime, noun, parts);
    }

    private List<Callable<Comparison>> comparisons(List<String> left) {
        List<Callable<Comparison>> all = new ArrayList<>(List.of(SimFaas::golden));
        Arrays.stream(SimFaas.Table.values()).forEach(each -> all.add(() -> SimFaas.table(each)));
        TracePath path = TracePath.of(Path.of(""), folders, System.getenv("EBB_TRACES"));
        List<Path> lambda = found(path, left, LambdaReplay.FILE);
        if (!lambda.isEmpty()) {
            all.add(() -> LambdaReplay.compare(lambda.getFirst()));
        }
        List<Path> azure = found(path, left, KeepAliveTable.MINUTES_FILE, KeepAliveTable.SERVICES_FILE);
        if (!azure.isEmpty()) {
            all.add(() -> KeepAliveTable.compare(azure.getFirst(), azure.getLast()));
        }
        return all;
    }

    /** @return where the files are; empty if one is not there, and then it is among those left out */
    private static List<Path> found(TracePath path, List<String> left, String... files) {
        List<Path> found =
                Arrays.stream(files).map(path::find).filter(Objects::nonNull).toList();
        if (found.size() < files.length) {
            left.addAll(List.of(files));
            return List.of();
        }
        return found;
    }

    private boolean print(List<Verdict> verdicts, List<Comparison> comparisons, List<String> left) {
        long passed = verdicts.stream().filter(Verdict::conforms).count();
        long asked = comparisons.stream().mapToLong(Comparison::asked).sum();
        long held = comparisons.stream().mapToLong(Comparison::held).sum();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(described(verdicts, comparisons, left)));
        } else {
            verdicts.forEach(each -> out.println(line(each)));
            out.println();
            comparisons.forEach(each -> print(each, out));
            out.println("Vectors: " + passed + " of " + verdicts.size() + " values conform.");
            if (!comparisons.isEmpty()) {
                out.println("Comparisons: " + held + " of " + asked + " hold.");
            }
            if (!left.isEmpty()) {
                out.println("Not run: what needs " + left.size() + " recordings that are not on the trace path ("
                        + String.join(", ", left) + "). Name their folder with --traces DIR or EBB_TRACES.");
            }
        }
        out.flush();
        return passed == verdicts.size() && held == asked;
    }

    private static String line(Verdict v) {
        return String.format(
                Locale.ROOT,
                "%-34s %-16s %12.6g  [%.6g, %.6g]  %s",
                v.vector(),
                v.measure().title(),
                v.expected(),
                v.low(),
                v.high(),
                word(v.word()));
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void print(Comparison comparison, PrintWriter out) {
        out.println(comparison.title());
        out.println(comparison.note());
        for (Comparison.Line each : comparison.lines()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-46s %-44s %-44s %s",
                    each.what(),
                    each.ours(),
                    each.theirs(),
                    each.standing() == Comparison.Standing.SHOWN ? "" : word(each.standing())));
        }
        out.println();
    }

    private Map<String, Object> described(List<Verdict> verdicts, List<Comparison> comparisons, List<String> left) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seed", seed);
        all.put("passed", verdicts.stream().filter(Verdict::conforms).count());
        all.put("values", verdicts.size());
        all.put("verdicts", verdicts.stream().map(ValidateCommand::described).toList());
        all.put(
                "comparisons",
                comparisons.stream().map(ValidateCommand::described).toList());
        all.put("not_run", left);
        return all;
    }

    private static Map<String, Object> described(Verdict v) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("vector", v.vector());
        all.put("value", v.measure().title());
        all.put("expected", v.expected());
        all.put("low", v.low());
        all.put("high", v.high());
        if (Double.isFinite(v.asked())) {
            all.put("half_width", v.precision());
            all.put("half_width_asked", v.asked());
        }
        all.put("verdict", word(v.word()));
        all.put("replications", v.replications());
        all.put("requests", v.requests());
        return all;
    }

    private static Map<String, Object> described(Comparison comparison) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Comparison.Line each : comparison.lines()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("what", each.what());
            line.put("ours", each.ours());
            line.put("theirs", each.theirs());
            line.put("standing", word(each.standing()));
            lines.add(line);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("title", comparison.title());
        all.put("note", comparison.note());
        all.put("lines", lines);
        return all;
    }
}

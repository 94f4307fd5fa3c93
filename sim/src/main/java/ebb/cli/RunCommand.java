package ebb.cli;

import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.log.LogForm;
import ebb.result.ResultFolder;
import ebb.result.Results;
import ebb.result.RunRecord;
import ebb.result.Summary;
import ebb.result.SummaryTable;
import ebb.scenario.Grid;
import ebb.scenario.Logs;
import ebb.scenario.Settings;
import ebb.scenario.TracePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb run}: simulates a scenario under its policies, prints a table, writes a folder of results. */
@Command(
        name = "run",
        description = "Replay a scenario's traffic against its policies: which is cheapest for which latency?",
        footer = {
            "  ebb run scenarios/quickstart.yaml",
            "  ebb run scenarios/quickstart.yaml --trace llm=AzureLLMInferenceTrace_code.csv",
            "  ebb run scenarios/quickstart.yaml --policy fixed-keep-alive --policy scale-to-zero --seed 1,2,3",
            "  ebb run scenarios/quickstart.yaml --policy '{ name: idle-timeout, idle_timeout: [1m, 5m, 10m] }'",
            "  ebb run scenarios/quickstart.yaml --policy mine.yaml --policy theirs.json --policy scale-to-zero",
            "  ebb run scenarios/quickstart.yaml --policy knative-kpa --log    then: ebb replay results/local/quickstart/logs/run-1/*",
            "  ebb run scenarios/quickstart.yaml --set services.llm.pod.startup=10s,60s --out results/local/starts"
        })
public final class RunCommand implements Subcommand {
    /** Exit code of what was interrupted, as shells have it: 128 and SIGINT. */
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "The scenario's file; docs/scenarios.md describes every field.")
    private Path file = Path.of("");

    @Option(
            names = "--trace",
            paramLabel = "[SERVICE=]FILE",
            description = "Recorded traffic in place of a service's own, of the first service's if none is named;"
                    + " several for one service make several runs.")
    private List<String> traces = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "NAME|FILE",
            description =
                    "Run these policies instead of the scenario's: a name, a file with a policy's name and parameters,"
                            + " or the same in one line.")
    private List<String> policies = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            split = ",",
            description = "Run with these seeds instead of the scenario's.")
    private List<String> seeds = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE[,VALUE…]",
            description = "Set a field of the scenario; several values, and several fields, make a grid.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the results; results/local/NAME if not given.")
    private @Nullable Path out;

    @Option(
            names = "--traces",
            paramLabel = "DIR",
            description = "Folder with recorded traffic; then EBB_TRACES, then ../shared/traces.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to simulate with; all cores if not given.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--log",
            arity = "0..1",
            paramLabel = "FORM",
            fallbackValue = "binary",
            description =
                    "Record events and decisions into logs/ of the results, one file a service and run, for ebb replay:"
                            + " binary (if nothing else is said) or jsonl.")
    private @Nullable LogForm log;

    @Option(names = "--log-service", paramLabel = "SERVICE", split = ",", description = "Record these services only.")
    private List<String> logServices = new ArrayList<>();

    @Option(names = "--details", description = "Record requests too: a log can then be used as traffic, with --trace.")
    private boolean details;

    @Option(names = "--lenient", description = "Leave out bad rows of traces, and count them.")
    private boolean lenient;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but errors.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the runs as JSON instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads = " + threads + " must be at least 1");
        }
        if (log == null && (details || !logServices.isEmpty())) {
            throw new ParameterException(spec.commandLine(), "--details and --log-service say what --log records");
        }
        Interrupt interrupt = Interrupt.listen();
        Grid grid = grid();
        Path target = out != null
                ? out
                : Path.of("results", "local", grid.experiment().name());
        Logs logs =
                log == null ? null : new Logs(ResultFolder.logsBeside(target), log, details, logServices, shown(file));
        List<RunRecord> done = simulated(grid, interrupt, logs);
        if (done.isEmpty()) {
            say("Stopped before the first of " + grid.runs().size() + " runs was done; nothing was written.");
            return INTERRUPTED;
        }
        Results results = new Results(grid.experiment(), command(), Version.text(), done);
        Summary summary = results.summary();
        ResultFolder.Written written = ResultFolder.write(target, results, logs == null ? null : logs.folder());
        print(summary, written);
        if (done.size() < grid.runs().size()) {
            say("Stopped: " + done.size() + " of " + grid.runs().size() + " runs were done and are kept in " + target
                    + ".");
            return INTERRUPTED;
        }
        return summary.meetsAll() ? DONE : OBJECTIVE_FAILED;
    }

    private Grid grid() {
        Problems problems = new Problems();
        Tree.Mapping scenario = Document.open(file, file.toString(), problems);
        problems.throwIfAny();
        List<Settings> settings = new ArrayList<>();
        for (String each : sets) {
            Settings parsed = Settings.parse(each, problems);
            if (parsed != null) {
                settings.add(parsed);
            }
        }
        settings.addAll(Settings.policies(policies, problems));
        settings.addAll(Settings.seeds(seeds, problems));
        settings.addAll(Settings.traces(scenario, traces, problems));
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        TracePath path = TracePath.of(folder, folders, System.getenv("EBB_TRACES"));
        return Grid.of(new Grid.Request(scenario, folder, settings, path, lenient), problems);
    }

    private List<RunRecord> simulated(Grid grid, Interrupt interrupt, @Nullable Logs logs) {
        try (Progress progress = progress(grid.runs().size())) {
            Grid.Progress watch = new Grid.Progress() {
                @Override
                public void at(int run, double share) {
                    progress.at(run, share);
                }

                @Override
                public boolean stopped() {
                    return interrupt.wished();
                }
            };
            return grid.run(threads, watch, logs);
        }
    }

    private Progress progress(int runs) {
        return new Progress(System.err, Progress.Style.of(Terminal.own(), quiet), System::nanoTime, "runs", runs);
    }

    private void print(Summary summary, ResultFolder.Written written) {
        if (quiet) {
            return;
        }
        PrintWriter to = spec.commandLine().getOut();
        SummaryTable table = new SummaryTable(summary);
        if (json) {
            to.println(table.json());
        } else {
            to.print(table.text());
            to.println();
            to.println("Report: " + written.report());
        }
        to.flush();
        written.notes().forEach(this::say);
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }

    /** What repeats the results: everything that enters them, nothing that does not. */
    private String command() {
        List<String> words = new ArrayList<>(List.of("ebb", "run", shown(file)));
        traces.forEach(each -> words.addAll(List.of("--trace", each)));
        policies.forEach(
                each -> words.addAll(List.of("--policy", Settings.namesAFile(each) ? shown(Path.of(each)) : each)));
        if (!seeds.isEmpty()) {
            words.addAll(List.of("--seed", String.join(",", seeds)));
        }
        sets.forEach(each -> words.addAll(List.of("--set", each)));
        if (lenient) {
            words.add("--lenient");
        }
        return String.join(" ", words.stream().map(RunCommand::quoted).toList());
    }

    /** A file's path without what belongs to this machine: results are the same bytes wherever a project lies. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path path = file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
        int names = path.getNameCount();
        Path kept = path.isAbsolute() ? path.subpath(Math.max(0, names - 2), names) : path;
        return kept.toString().replace('\\', '/');
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=,:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

package ebb.cli;

import ebb.document.BadInputException;
import ebb.document.JsonText;
import ebb.document.Problem;
import ebb.log.LogHeader;
import ebb.log.LogReader;
import ebb.log.Replay;
import ebb.scenario.Fork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb replay}: whether the engine decides again what a log says. */
@Command(
        name = "replay",
        description = "Feed recorded events to the engine: it must decide what the log says, bit for bit.",
        footer = {
            "  ebb run scenarios/quickstart.yaml --policy knative-kpa --log     record",
            "  ebb replay results/local/quickstart/logs                         every log below a folder",
            "  ebb replay web.ebblog --json",
            "  ebb replay web.ebblog --fork 812 --set keep_alive=10m            what if, from record 812 on",
            "  ebb replay web.ebblog --fork 1 --policy knative-kpa"
        })
public final class ReplayCommand implements Subcommand {
    private static final double NANOS = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "LOG", description = "Event logs of either form, or folders of logs.")
    private List<Path> logs = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object a log.")
    private boolean json;

    @Option(
            names = "--fork",
            paramLabel = "SEQ",
            description = "Simulate again with the recorded decisions up to this record, then with a changed policy.")
    private @Nullable Long fork;

    @Option(
            names = "--set",
            paramLabel = "PARAM=VALUE",
            description = "With --fork: the recorded policy with another value of a parameter.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--policy", paramLabel = "NAME|FILE", description = "With --fork: another policy.")
    private @Nullable String policy;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "With --fork: the model of the service; the one in the log if not given.")
    private @Nullable Path scenario;

    @Option(
            names = "--traces",
            paramLabel = "DIR",
            description = "With --fork: folder with recorded traffic; then EBB_TRACES, then ../shared/traces.")
    private List<Path> traces = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (fork != null) {
            return fork(fork);
        }
        if (!sets.isEmpty() || policy != null || scenario != null || !traces.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--set, --policy, --scenario and --traces belong to --fork SEQ");
        }
        PrintWriter to = spec.commandLine().getOut();
        boolean equal = true;
        for (Path each : files()) {
            try (LogReader log = LogReader.open(each)) {
                Replay.Result result = Replay.of(log);
                equal &= result.difference() == null;
                print(to, each, log.header(), result);
            }
        }
        to.flush();
        return equal ? DONE : OBJECTIVE_FAILED;
    }

    private int fork(long seq) throws IOException {
        if (logs.size() != 1) {
            throw new ParameterException(spec.commandLine(), "--fork takes one log");
        }
        if (sets.isEmpty() && policy == null) {
            throw new ParameterException(spec.commandLine(), "--fork needs --set PARAM=VALUE or --policy, or both");
        }
        ForkTable table = new ForkTable(Fork.of(
                new Fork.Question(logs.getFirst(), seq, sets, policy, scenario, traces, System.getenv("EBB_TRACES"))));
        PrintWriter to = spec.commandLine().getOut();
        to.print(json ? table.json() + "\n" : table.text(seq));
        to.flush();
        return DONE;
    }

    private List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path each : logs) {
            if (!Files.isDirectory(each)) {
                all.add(each);
                continue;
            }
            int before = all.size();
            try (Stream<Path> inside = Files.walk(each)) {
                inside.filter(Files::isRegularFile)
                        .filter(file -> file.toString().matches(".*\\.(ebblog|jsonl)"))
                        .sorted()
                        .forEach(all::add);
            }
            if (all.size() == before) {
                throw new BadInputException(new Problem(
                        each.toString(), 1, 1, "", "holds no logs (.ebblog, .jsonl)", "Record some: ebb run --log."));
            }
        }
        return all;
    }

    private void print(PrintWriter to, Path file, LogHeader header, Replay.Result result) {
        if (json) {
            to.println(JsonText.of(object(file, header, result)));
            return;
        }
        Replay.Difference difference = result.difference();
        to.println(file + ": " + header.policy().name() + " on " + header.service() + ": "
                + (difference == null ? "as recorded, " : "DIFFERENT at record " + difference.seq() + ", ")
                + result.events() + " events, " + result.decisions() + " decisions, " + result.segments()
                + " segments" + (result.sealed() ? ", sealed" : ""));
        if (difference != null) {
            print(to, difference);
        }
        result.notes().forEach(each -> to.println("  " + each));
    }

    private static void print(PrintWriter to, Replay.Difference difference) {
        to.println("  " + difference.place() + ", t = " + difference.atNanos() / NANOS + " s");
        to.println("  " + difference.what());
        difference.slots().forEach(each -> to.println("    " + each));
        if (!difference.inputs().isEmpty()) {
            to.println("  told since the last decision that was as recorded (record " + difference.lastGood() + "): "
                    + String.join(", ", difference.inputs()));
        }
    }

    private static Map<String, Object> object(Path file, LogHeader header, Replay.Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", file.toString());
        all.put("service", header.service());
        all.put("policy", header.policy().name());
        all.put("equal", result.difference() == null);
        all.put("events", result.events());
        all.put("decisions", result.decisions());
        all.put("segments", result.segments());
        all.put("until_s", result.atNanos() / NANOS);
        all.put("sealed", result.sealed());
        all.put("notes", result.notes());
        Replay.@Nullable Difference difference = result.difference();
        if (difference != null) {
            Map<String, Object> where = new LinkedHashMap<>();
            where.put("seq", difference.seq());
            where.put("place", difference.place());
            where.put("t_s", difference.atNanos() / NANOS);
            where.put("what", difference.what());
            where.put("slots", difference.slots());
            where.put("inputs", difference.inputs());
            where.put("last_good", difference.lastGood());
            all.put("difference", where);
        }
        return all;
    }
}

package ebb.cli;

import ebb.document.BadInputException;
import ebb.document.JsonText;
import ebb.document.NearestName;
import ebb.document.Problem;
import ebb.document.Quantity;
import ebb.log.LogReader;
import ebb.log.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy explain}: where a policy stood at a time, from its log. */
@Command(
        name = "explain",
        description =
                "Say in a line where a policy stood at a time of a recorded run: its states, the transition with what"
                        + " it compared, its law and the limit that changed it.",
        footer = {
            "  ebb run scenarios/quickstart.yaml --policy knative-kpa --log",
            "  ebb policy explain results/local/quickstart --at 6h --service llm",
            "  ebb policy explain results/local/quickstart/logs/run-1/llm.ebblog --at 21600.5s --json"
        })
final class PolicyExplainCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A folder of results that has logs, or a log.")
    private Path from = Path.of("");

    @Option(
            names = "--at",
            required = true,
            paramLabel = "TIME",
            description = "Time since the start of the run, such as 6h or 90.5s.")
    private String at = "";

    @Option(names = "--run", paramLabel = "N", description = "Which run of the folder, from 1; the first if not given.")
    private int run = 1;

    @Option(names = "--service", paramLabel = "S", description = "Which service; all that have a log if not given.")
    private @Nullable String service;

    @Option(names = "--json", description = "Print one JSON object a log.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Long nanos = Quantity.DURATION.parse(at);
        if (nanos == null) {
            throw new ParameterException(
                    spec.commandLine(), "--at = " + at + " must be a duration such as 6h, 90.5s or 1500ms");
        }
        for (Path each : logs()) {
            try (LogReader log = LogReader.open(each)) {
                print(log, Replay.at(log, nanos), nanos);
            }
        }
        spec.commandLine().getOut().flush();
        return Subcommand.DONE;
    }

    private void print(LogReader log, Replay.Moment moment, long nanos) {
        Replay.Difference difference = moment.result().difference();
        if (difference != null) {
            throw new BadInputException(new Problem(
                    from.toString(),
                    1,
                    1,
                    "",
                    difference.what(),
                    "ebb replay says where the log and this engine part."));
        }
        String words = moment.instance().automaton().describe(moment.instance().state());
        Replay.Words last = moment.words();
        String text = words.isEmpty() ? last.text() + ": " + last.desired() + " pods" : words;
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("service", log.header().service());
            all.put("policy", log.header().policy().name());
            all.put("t_s", nanos / NANOS);
            all.put("decision_seq", last.seq());
            all.put("decision_t_s", last.atNanos() / NANOS);
            all.put("desired", last.desired());
            all.put("text", text);
            spec.commandLine().getOut().println(JsonText.of(all));
        } else {
            spec.commandLine()
                    .getOut()
                    .println(log.header().service() + " at " + at + ": " + text + " (decision " + last.seq() + " at "
                            + last.atNanos() / NANOS + " s)");
        }
    }

    private List<Path> logs() throws IOException {
        if (Files.isRegularFile(from)) {
            return List.of(from);
        }
        Path folder = from.resolve("logs").resolve("run-" + run);
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(new Problem(
                    from.toString(), 1, 1, "", "has no logs of run " + run, "Record them: ebb run SCENARIO --log."));
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> all = inside.sorted().toList();
            List<String> names = all.stream().map(PolicyExplainCommand::name).toList();
            String wanted = service;
            if (wanted == null) {
                return all;
            }
            int place = names.indexOf(wanted.replace('/', '-'));
            if (place < 0) {
                throw new BadInputException(new Problem(
                        "--service", 1, 1, wanted, "has no log in this run", NearestName.suggest(wanted, names)));
            }
            return List.of(all.get(place));
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("\\.(ebblog|jsonl)$", "");
    }
}

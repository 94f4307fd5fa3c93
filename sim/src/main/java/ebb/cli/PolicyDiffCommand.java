package ebb.cli;

import ebb.document.JsonText;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyDocument;
import ebb.policy.check.PolicyDiff;
import ebb.scenario.PolicyFile;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy diff}: what two policies say differently. */
@Command(
        name = "diff",
        description = {
            "Say what two policies say differently, with all that they extend put in.",
            "Comments, quotes, spaces, tests and the order of sections do not count; the order of transitions does."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:they say the same", "1:they differ", "2:one cannot be read"},
        footer = {"  ebb policy diff old.yaml new.yaml", "  ebb policy diff builtin/keep-alive@1 mine.yaml --json"})
final class PolicyDiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A policy in the language; builtin/NAME@1 is Ebb's own.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "The policy that it is compared with.")
    private String after = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        PolicyDocument old = PolicyFile.open(before, problems);
        PolicyDocument now = PolicyFile.open(after, problems);
        problems.throwIfAny();
        if (old == null || now == null) {
            return Subcommand.BAD_INPUT;
        }
        Tree.Mapping left = old.rendered();
        Tree.Mapping right = now.rendered();
        List<PolicyDiff.Change> changes = PolicyDiff.of(left, right);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(
                    changes.stream().map(PolicyDiffCommand::described).toList()));
        } else {
            changes.forEach(each -> each.lines().forEach(out::println));
        }
        out.flush();
        return changes.isEmpty() ? Subcommand.DONE : Subcommand.OBJECTIVE_FAILED;
    }

    private static Map<String, Object> described(PolicyDiff.Change change) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("path", change.path());
        all.put("before", change.before());
        all.put("after", change.after());
        return all;
    }
}

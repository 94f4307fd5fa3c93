package ebb.cli;

import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.scenario.PolicyFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy check}: whether policies mean something, and what is wrong with those that do not. */
@Command(
        name = "check",
        description = "Read policies, with all that they extend, and say everything that is wrong.",
        footer = {"  ebb policy check mine.yaml theirs.yaml"})
final class PolicyCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Policies in the language.")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() {
        Problems problems = new Problems();
        List<String> lines = new ArrayList<>();
        for (String file : files) {
            Problems own = new Problems();
            PolicyDocument read = PolicyFile.open(file, own);
            own.list().forEach(problems::add);
            if (read != null && own.none()) {
                lines.add(file + ": ok, " + described(read.model()));
            }
        }
        lines.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        problems.throwIfAny();
        return Subcommand.DONE;
    }

    private static String described(PolicyModel model) {
        int states =
                model.regions().stream().mapToInt(each -> each.states().size()).sum();
        return model.name() + " with " + model.regions().size()
                + (model.regions().size() == 1 ? " region, " : " regions, ")
                + states + (states == 1 ? " state, " : " states, ")
                + model.parameters().size() + " parameters, "
                + model.signals().size() + " signals";
    }
}

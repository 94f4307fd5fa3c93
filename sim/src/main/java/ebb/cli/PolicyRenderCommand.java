package ebb.cli;

import ebb.document.Problems;
import ebb.document.YamlWriter;
import ebb.policy.PolicyDocument;
import ebb.scenario.PolicyFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy render}: a policy as one document, with its bases put in. */
@Command(
        name = "render",
        description = "Print a policy as one document, with all that it extends put in.",
        footer = {"  ebb policy render mine.yaml"})
final class PolicyRenderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A policy in the language.")
    private String file = "";

    @Override
    public Integer call() {
        Problems problems = new Problems();
        PolicyDocument read = PolicyFile.open(file, problems);
        problems.throwIfAny();
        if (read != null) {
            spec.commandLine().getOut().print(YamlWriter.write(read.rendered()));
            spec.commandLine().getOut().flush();
        }
        return Subcommand.DONE;
    }
}

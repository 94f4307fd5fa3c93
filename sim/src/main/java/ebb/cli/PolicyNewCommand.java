package ebb.cli;

import ebb.document.NearestName;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy new}: the text of a built-in policy, to begin with. */
@Command(
        name = "new",
        description = "Print the text of a policy that comes with Ebb, to make one's own of it.",
        footer = {"  ebb policy new knative-kpa > mine.yaml"})
final class PolicyNewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A built-in policy; see ebb policies.")
    private String name = "";

    @Override
    public Integer call() {
        PolicyFiles.Found found = PolicyLibrary.find(name);
        if (found == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    name + " is no policy in the language. " + NearestName.suggest(name, PolicyLibrary.names()));
        }
        spec.commandLine().getOut().print(found.text());
        spec.commandLine().getOut().flush();
        return Subcommand.DONE;
    }
}

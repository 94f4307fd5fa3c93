package ebb.cli;

import ebb.document.Document;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ebb policy schema}: the JSON Schema of policies, for editors. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of policies, with which an editor completes and checks their keys.",
        footer = {"  ebb policy schema > scaling-policy.schema.json"})
final class PolicySchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Document.resourceText("schema/scaling-policy.schema.json"));
        spec.commandLine().getOut().flush();
        return Subcommand.DONE;
    }
}

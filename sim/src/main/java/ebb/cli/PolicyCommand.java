package ebb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb policy}: what can be done with a policy that is a file. */
@Command(
        name = "policy",
        description = "Work with policies that are files.",
        subcommands = {PolicyConformanceCommand.class},
        footer = {"  ebb policy conformance                  built-in policies against their originals' own tests"})
public final class PolicyCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }
}

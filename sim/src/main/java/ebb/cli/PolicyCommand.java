package ebb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb policy}: what can be done with a policy that is a file. */
@Command(
        name = "policy",
        description = "Work with policies that are files.",
        subcommands = {
            PolicyCheckCommand.class,
            PolicyRenderCommand.class,
            PolicyNewCommand.class,
            PolicyTestCommand.class,
            PolicyExplainCommand.class,
            PolicyGraphCommand.class,
            PolicyDiffCommand.class,
            PolicySchemaCommand.class,
            PolicyConformanceCommand.class,
            PolicyFuzzCommand.class
        },
        footer = {
            "  ebb policy new keep-alive > mine.yaml    begin with a built-in one",
            "  ebb policy check mine.yaml               every error with its line and column; how sure its promises are",
            "  ebb policy test mine.yaml                the tests that stand in it, and what they saw",
            "  ebb policy render mine.yaml              the flat document, bases put in",
            "  ebb policy explain results/local/quickstart --at 6h --service llm    why so many pods",
            "  ebb policy diff old.yaml new.yaml        what they say differently",
            "  ebb policy graph mine.yaml --out p.svg   its machines as a picture",
            "  ebb policy schema > policy.schema.json   the JSON Schema, for editors",
            "  ebb policy conformance                   built-in policies against their originals' own tests",
            "  ebb policy fuzz --count 100000           documents by chance, which must be refused or run"
        })
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

package ebb.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb bench}: a page of help; the launcher does the work, since the benchmarks are compiled with the tests. */
@Command(
        name = "bench",
        description = "Run the benchmarks and print the table of docs/performance.md: ours, rival, ratio, goal.",
        footer = {"  ./ebb bench             all of them", "  ./ebb bench hold        those whose name contains a word"
        })
public final class BenchCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Benchmarks to run; all if none is given.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "this needs the sources: run ./ebb bench " + String.join(" ", names) + " in their root folder");
    }
}

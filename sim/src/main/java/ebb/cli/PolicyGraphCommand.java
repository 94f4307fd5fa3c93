package ebb.cli;

import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.check.GraphText;
import ebb.policy.check.PolicyGraph;
import ebb.scenario.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy graph}: a policy's machines as a picture. */
@Command(
        name = "graph",
        description = "Draw the machines of a policy: states with their laws, transitions with their conditions.",
        footer = {
            "  ebb policy graph mine.yaml --out mine.svg",
            "  ebb policy graph mine.yaml --format mermaid",
            "  ebb policy graph builtin/knative-kpa@1 --format dot | dot -Tpdf > kpa.pdf"
        })
final class PolicyGraphCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A policy in the language; builtin/NAME@1 is Ebb's own.")
    private String file = "";

    @Option(
            names = "--format",
            defaultValue = "svg",
            description = "${COMPLETION-CANDIDATES}; svg if it is not given, light or dark as the reader likes.")
    private Format format = Format.svg;

    @Option(names = "--out", paramLabel = "FILE", description = "Write it to this file.")
    private @Nullable Path out;

    /** What can be drawn with. */
    enum Format {
        svg,
        dot,
        mermaid
    }

    @Override
    public Integer call() throws IOException {
        Problems problems = new Problems();
        PolicyDocument read = PolicyFile.open(file, problems);
        problems.throwIfAny();
        if (read == null) {
            return Subcommand.BAD_INPUT;
        }
        PolicyGraph graph = PolicyGraph.of(read.model());
        String text = switch (format) {
            case svg -> GraphText.svg(graph);
            case dot -> GraphText.dot(graph);
            case mermaid -> GraphText.mermaid(graph);
        };
        if (out == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(out, text);
        }
        return Subcommand.DONE;
    }
}

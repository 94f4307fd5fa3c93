package ebb.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb completion}: a script that makes the shell know the commands and options. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "  source <(ebb completion bash)           in this shell",
            "  ebb completion zsh >> ~/.zshrc          in every new one",
            "fish is not supported."
        })
public final class CompletionCommand implements Subcommand {
    /** Shells for which there is a script. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    // picocli's script serves both: in zsh it loads bashcompinit first.
    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Completes ebb in " + shell + ".");
        out.print(AutoComplete.bash("ebb", spec.root().commandLine()));
        out.flush();
        return DONE;
    }
}

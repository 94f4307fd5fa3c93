package ebb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb verify}: a page of help; the launcher does the work, since it must run where nothing is built yet. */
@Command(
        name = "verify",
        description = {
            "Run all tests and gates of the sources that the launcher stands in, and say what was left out.",
            "Installs nothing unless told to."
        },
        footer = {"  ./ebb verify            with what is installed", "  ./ebb verify --setup    on a fresh machine"})
public final class VerifyCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--setup", description = "First install what the tests need (apt, as root).")
    private boolean setup;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "this needs the sources: run ./ebb verify" + (setup ? " --setup" : "") + " in their root folder");
    }
}

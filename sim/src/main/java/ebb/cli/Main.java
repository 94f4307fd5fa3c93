package ebb.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the commands, runs the one that is asked for, says in sentences what went wrong. */
@Command(
        name = "ebb",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Rehearse scale-to-zero on your own traffic.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, objectives met",
            "1:an objective, a check or a test failed",
            "2:bad input or usage, or a file that cannot be read or written",
            "3:a defect of Ebb or of its installation"
        },
        footer = {
            "  ebb run scenarios/quickstart.yaml       replay a day under several policies",
            "  ebb run --help                          the options of a command",
            "",
            "NO_COLOR=1 turns colours off.",
            "EBB_DEBUG=1 or --stacktrace shows where a failure came from."
        })
public final class Main implements Runnable {
    @Option(names = "--stacktrace", hidden = true, scope = CommandLine.ScopeType.INHERIT)
    private boolean stacktrace = !System.getenv().getOrDefault("EBB_DEBUG", "").isEmpty();

    @Spec
    private CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Nothing here may depend on where it runs: not numbers, not dates, not the bytes of a letter.
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(out.printer());
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        int code = run(Terminal.own(), System.out, System.err, args);
        System.exit(finish(out, System.out, System.err, code));
    }

    /** Runs one command with the streams given. */
    static int run(Terminal terminal, PrintStream out, PrintStream err, String... args) {
        try {
            return run(ServiceLoader.load(Subcommand.class), terminal, out, err, args);
        } catch (ServiceConfigurationError | InitializationException e) {
            err.println("ebb: a command cannot be loaded: " + e.getMessage());
            return Subcommand.DEFECT;
        }
    }

    /** @throws InitializationException if one of the commands is not one, or two have one name */
    static int run(Iterable<Subcommand> commands, Terminal terminal, PrintStream out, PrintStream err, String... args) {
        Main main = new Main();
        CommandLine line = main.with(commands)
                .setOut(new PrintWriter(out, false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(terminal.columns())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((thrown, command, parsed) -> main.failed(thrown, command));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return main.failed(e, line);
        } finally {
            line.getOut().flush();
        }
    }

    private CommandLine with(Iterable<Subcommand> commands) {
        CommandLine line = new CommandLine(this);
        for (Subcommand each : commands) {
            line.addSubcommand(each);
        }
        line.getSubcommands().values().forEach(each -> dress(each.getCommandSpec()));
        headed(line.getCommandSpec().usageMessage());
        return line;
    }

    /** What every command has, at whatever depth: {@code --help}, and a heading over its examples. */
    private static void dress(CommandSpec command) {
        if (command.findOption("--help") == null) {
            command.addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
        }
        headed(command.usageMessage());
        command.subcommands().values().forEach(each -> dress(each.getCommandSpec()));
    }

    private static void headed(UsageMessageSpec usage) {
        if (usage.footerHeading().isEmpty() && usage.footer().length > 0) {
            usage.footerHeading("%nExamples:%n");
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? " + names(spec));
    }

    private static String names(CommandSpec command) {
        return String.join(", ", List.copyOf(command.subcommands().keySet()));
    }

    private static int misused(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("How it is used: " + command.getCommandSpec().qualifiedName() + " --help");
        return Subcommand.BAD_INPUT;
    }

    private int failed(Throwable thrown, CommandLine command) {
        command.getOut().flush();
        Failure failure = Failure.of(thrown);
        command.getErr().println(failure.text());
        if (stacktrace) {
            thrown.printStackTrace(command.getErr());
        }
        return failure.code();
    }

    /** @return the exit code, given that what was printed may not have arrived */
    static int finish(StandardOutput output, PrintStream out, PrintStream err, int code) {
        out.flush();
        IOException failure = output.failure();
        if (failure == null) {
            return code;
        }
        err.println("ebb: standard output could not be written: " + failure.getMessage() + ".");
        return Subcommand.BAD_INPUT;
    }

    /** {@code --help} for commands that do not have one of their own. */
    @Command
    private static final class HelpOption {
        @SuppressWarnings("UnusedVariable") // picocli reads it
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help and exit.")
        private boolean asked;
    }
}

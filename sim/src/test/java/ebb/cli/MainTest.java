package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ebb.document.BadInputException;
import ebb.document.Problem;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.Option;

class MainTest {
    private static final Terminal LOG = new Terminal(false, false, false, 80);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int ebb(String... args) {
        return Main.run(LOG, printer(out), printer(err), args);
    }

    private int ebb(Subcommand command, String... args) {
        return Main.run(List.of(command), LOG, printer(out), printer(err), args);
    }

    private static PrintStream printer(OutputStream to) {
        return new PrintStream(to, false, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(ebb("--help")).isZero();
        assertThat(text(out)).contains("Usage: ebb", "Examples:", "verify", "bench", "completion", "Exit codes:");
        assertThat(text(err)).isEmpty();
    }

    /** Every command that is contributed, at whatever depth. */
    static Stream<List<String>> everyCommand() {
        CommandLine root = new CommandLine(new Main());
        ServiceLoader.load(Subcommand.class).forEach(root::addSubcommand);
        return below(root).map(MainTest::words);
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(each -> Stream.concat(Stream.of(each), below(each)));
    }

    private static List<String> words(CommandLine command) {
        List<String> all = List.of(command.getCommandSpec().qualifiedName().split(" "));
        return all.subList(1, all.size());
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithExamples(List<String> words) {
        List<String> args = Stream.concat(words.stream(), Stream.of("--help")).toList();
        assertThat(ebb(args.toArray(String[]::new))).isZero();
        String name = "ebb " + String.join(" ", words);
        assertThat(text(out)).startsWith("Usage: " + name).contains("Examples:").contains("--help");
        String examples = text(out).substring(text(out).indexOf("Examples:"));
        assertThat(examples).as("an example that shows the command").contains("ebb " + String.join(" ", words));
    }

    @Test
    void versionComesFromTheBuild() {
        assertThat(ebb("--version")).isZero();
        assertThat(text(out)).matches("(?s)ebb \\d+\\.\\d+\\.\\d+.*Java 2\\d.*");
        assertThat(Version.text()).doesNotContain("$").isEqualTo(Version.text().strip());
    }

    @Test
    void noCommandIsBadUsage() {
        assertThat(ebb()).isEqualTo(2);
        assertThat(text(err)).startsWith("ebb: which command? run, ").contains(", verify, bench, completion");
    }

    @Test
    void whatIsNotKnownIsBadUsageAndTheNearestIsNamed() {
        assertThat(ebb("verfy")).isEqualTo(2);
        assertThat(text(err)).contains("verfy").contains("Did you mean").contains("verify");
        err.reset();
        assertThat(ebb("verify", "--setpu")).isEqualTo(2);
        assertThat(text(err)).startsWith("ebb verify: ").contains("--setup").contains("ebb verify --help");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void whatOnlyTheLauncherCanDoSaysSo() {
        assertThat(ebb("verify", "--setup")).isEqualTo(2);
        assertThat(text(err)).contains("./ebb verify --setup");
        err.reset();
        assertThat(ebb("bench", "hold")).isEqualTo(2);
        assertThat(text(err)).contains("./ebb bench hold");
    }

    /** A command that throws what it is given. */
    @Command(name = "fail")
    private static final class Fail implements Subcommand {
        private final @Nullable Throwable thrown;

        @Option(names = "--level")
        private Thread.State level = Thread.State.NEW;

        Fail(@Nullable Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public Integer call() throws Exception {
            return switch (thrown) {
                case null -> level == Thread.State.NEW ? DONE : OBJECTIVE_FAILED;
                case Exception exception -> throw exception;
                case Error error -> throw error;
                default -> throw new AssertionError(thrown);
            };
        }
    }

    @Test
    void theExitCodeIsTheCommands() {
        assertThat(ebb(new Fail(null), "fail")).isZero();
        assertThat(ebb(new Fail(null), "fail", "--level=blocked")).isEqualTo(1);
        assertThat(ebb(new Fail(null), "fail", "--level=high")).isEqualTo(2);
        assertThat(text(err)).contains("high").contains("BLOCKED");
    }

    static Stream<Arguments> failures() {
        BadInputException two = new BadInputException(
                List.of(
                        new Problem("a.yaml", 1, 2, "-5s", "must not be negative", "Maybe 5s?"),
                        new Problem("a.yaml", 9, 1, "idel", "is not known", "")),
                2);
        return Stream.of(
                arguments(two, 2, "a.yaml:1:2: -5s, must not be negative. Maybe 5s?\na.yaml:9:1: idel, is not known\n"),
                arguments(new NoSuchFileException("day.csv"), 2, "ebb: day.csv: there is no such file or folder.\n"),
                arguments(new AccessDeniedException("out"), 2, "ebb: out: permission denied.\n"),
                arguments(
                        new FileSystemException("out/a", null, "No space left on device"),
                        2,
                        "ebb: out/a: No space left on device.\n"),
                arguments(
                        new UncheckedIOException(new IOException("No space left on device")),
                        2,
                        "ebb: No space left on device.\n"),
                arguments(
                        new OutOfMemoryError("Java heap space"),
                        2,
                        "ebb: the memory of the Java machine is used up (Java heap space). Give it more, for example"
                                + " JDK_JAVA_OPTIONS=-Xmx4g.\n"),
                arguments(
                        new IllegalStateException("arrived 7 is not served 6 + waiting 0"),
                        3,
                        "ebb: arrived 7 is not served 6 + waiting 0\nThis is a defect of Ebb, not of your input; the same"
                                + " command with --stacktrace shows where it happened.\n"),
                arguments(
                        new StackOverflowError(),
                        3,
                        "ebb: StackOverflowError\nThis is a defect of Ebb, not of your input; the same command with"
                                + " --stacktrace shows where it happened.\n"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failuresAreSentencesAndNeverTraces(Throwable thrown, int code, String said) {
        assertThat(ebb(new Fail(thrown), "fail")).isEqualTo(code);
        assertThat(text(err).replace(System.lineSeparator(), "\n")).isEqualTo(said);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aTraceIsShownToThoseWhoAsk() {
        assertThat(ebb(new Fail(new IllegalStateException("odd")), "fail", "--stacktrace"))
                .isEqualTo(3);
        assertThat(text(err)).contains("ebb: odd").contains("java.lang.IllegalStateException: odd", "\tat ");
    }

    private static final class NotACommand implements Subcommand {
        @Override
        public Integer call() {
            return DONE;
        }
    }

    @Test
    void aWrongCommandIsNamed() {
        assertThatThrownBy(() -> ebb(new NotACommand(), "fail"))
                .isInstanceOf(InitializationException.class)
                .hasMessageContaining("NotACommand");
        assertThatThrownBy(() ->
                        Main.run(List.of(new Fail(null), new Fail(null)), LOG, printer(out), printer(err), "fail"))
                .isInstanceOf(InitializationException.class)
                .hasMessageContaining("fail");
    }

    @Test
    void aCommandThatCannotBeLoadedIsADefectOfTheInstallation(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("ebb.cli.Subcommand"), "ebb.cli.Missing\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader =
                new java.net.URLClassLoader(new java.net.URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(ebb("--help")).isEqualTo(3);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(text(err)).startsWith("ebb: a command cannot be loaded: ").contains("ebb.cli.Missing");
    }

    @Test
    void coloursOnlyWhereTheyAreWelcome() {
        ebb("--help");
        assertThat(text(out)).doesNotContain("\u001b");
        out.reset();
        Main.run(new Terminal(true, true, true, 80), printer(out), printer(err), "--help");
        assertThat(text(out)).contains("\u001b[");
    }

    @Test
    void aReaderThatWentAwayIsNoFailure() {
        assertThat(printed(new IOException("Broken pipe"))).isZero();
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aFullDiskBehindStandardOutputIsOne() {
        assertThat(printed(new IOException("No space left on device"))).isEqualTo(2);
        assertThat(text(err)).contains("standard output could not be written: No space left on device.");
    }

    private int printed(IOException refusal) {
        StandardOutput output = new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw refusal;
            }
        });
        PrintStream printer = output.printer();
        int code = Main.run(LOG, printer, printer(err), "--help");
        return Main.finish(output, printer, printer(err), code);
    }

    @Test
    void theCompletionKnowsCommandsAndOptions(@TempDir Path folder) throws Exception {
        assertThat(ebb("completion", "bash")).isZero();
        Path script = folder.resolve("ebb.bash");
        Files.write(script, out.toByteArray());
        String ask = "source " + script
                + "; COMP_WORDS=(ebb ver); COMP_CWORD=1; COMP_LINE='ebb ver'; COMP_POINT=7; _complete_ebb; echo"
                + " ${COMPREPLY[*]}"
                + "; COMP_WORDS=(ebb verify --s); COMP_CWORD=2; COMP_LINE='ebb verify --s'; COMP_POINT=14;"
                + " _complete_ebb; echo ${COMPREPLY[*]}";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", ask).start();
        bash.getOutputStream().close();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("verify\n--setup\n");
        assertThat(ebb("completion", "fish")).isEqualTo(2);
    }

    @Test
    void outputIsUtf8(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out");
        try (OutputStream to = new FileOutputStream(file.toFile())) {
            StandardOutput output = new StandardOutput(to);
            output.printer().append("≤ 20 s").flush();
            assertThat(output.failure()).isNull();
        }
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo("≤ 20 s");
    }
}

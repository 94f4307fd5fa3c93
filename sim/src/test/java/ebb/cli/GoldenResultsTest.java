package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shipped scenarios, run again: what comes out is what {@code results/} has, byte for byte, on one thread as on two.
 *
 * <p>Golden files are never edited: {@code ./ebb run scenarios/NAME.yaml --out DIR} writes them anew, and the difference is read.
 */
class GoldenResultsTest {
    private static final List<String> FILES = List.of("run.json", "summary.csv");

    @TempDir
    private Path folder = Path.of("");

    private static Path root() {
        for (Path each = Path.of("").toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.isDirectory(each.resolve("scenarios"))) {
                return each;
            }
        }
        throw new IllegalStateException(
                "no folder scenarios above " + Path.of("").toAbsolutePath());
    }

    static List<String> names() {
        try (Stream<Path> files = Files.list(root().resolve("scenarios"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.endsWith(".yaml"))
                    .map(each -> each.substring(0, each.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void run(String name, String threads) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String scenario = root().resolve("scenarios").resolve(name + ".yaml").toString();
        String out = folder.resolve(name).toString();
        int exit = Main.run(
                new Terminal(false, false, false, 120),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "run",
                scenario,
                "--out",
                out,
                "--threads",
                threads,
                "--quiet");
        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isLessThanOrEqualTo(Subcommand.OBJECTIVE_FAILED);
    }

    private void equalsGolden(String name) throws IOException {
        for (String file : FILES) {
            Path golden = root().resolve("results").resolve(name).resolve(file);
            // The command is repeated as it was given, here with the whole path.
            String got = Files.readString(folder.resolve(name).resolve(file)).replace(root() + "/", "");
            assertThat(got).as("results/%s/%s", name, file).isEqualTo(Files.readString(golden));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aShippedScenarioGivesWhatItGave(String name) throws IOException {
        run(name, "2");
        equalsGolden(name);
    }

    @Test
    void oneThreadGivesTheSameBytes() throws IOException {
        run("llm-bursty", "1");
        equalsGolden("llm-bursty");
    }
}

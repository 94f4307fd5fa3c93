package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/traces.md says what the code does. */
class TraceDocsTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = Objects.requireNonNull(root.getParent(), "no root with .mvn");
        }
        return Files.readString(root.resolve("docs").resolve("traces.md"));
    }

    @Test
    void everyFormatAndExpansionHasItsLine() throws IOException {
        String page = page();
        assertThat(TraceFormat.ids()).allSatisfy(id -> assertThat(page).contains("| `" + id + "` |"));
        for (Expansion each : Expansion.values()) {
            assertThat(page).contains("| `" + Node.title(each) + "` |");
        }
    }

    @Test
    void everyExampleGenerates() throws IOException {
        List<String> examples = YAML.matcher(page())
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
        assertThat(examples).hasSize(2);
        for (String each : examples) {
            Trace trace =
                    TrafficDocument.open(Written.text(folder, "t.yaml", each)).trace();
            assertThat(Replayed.of(trace, 0).rows()).isNotEmpty();
        }
    }
}

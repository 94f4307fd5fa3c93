package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int ebb(String... args) {
        PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
        return Main.run(new Terminal(false, false, false, 80), to, to, args);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String expecting(int pods) throws IOException {
        Path file = folder.resolve("p.yaml");
        Files.writeString(
                file,
                "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: p }\nextends: builtin/always-on@1\n"
                        + "tests: [ { name: one, steps: [ { at: 1s, expect: { scale: " + pods + " } } ] } ]\n");
        return file.toString();
    }

    @Test
    void passedTestsSayWhatTheySaw() {
        assertThat(ebb("policy", "test", "builtin/keep-alive@1")).isZero();
        assertThat(text())
                .contains("  passed  wakes, serves, waits and sleeps")
                .contains("2 of 2 tests passed; they saw 4 of 4 states and took 5 of 5 transitions");
    }

    @Test
    void aDifferenceFailsWithItsPlace() throws IOException {
        String file = expecting(3);
        assertThat(ebb("policy", "test", file)).isEqualTo(1);
        assertThat(text()).contains("  FAILED  one").contains(file + ":5:59: scale, is 1 at 1s, and 3 is expected");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        assertThat(ebb("policy", "test", "--json", expecting(1))).isZero();
        assertThat(text()).contains("\"tests\":[{\"name\":\"one\",\"passed\":true,\"differences\":[]}]");
    }

    @Test
    void withoutTestsThereIsNothingToFail() {
        assertThat(ebb("policy", "test", "builtin/always-on@1")).isZero();
        assertThat(text()).contains("has no tests");
    }
}

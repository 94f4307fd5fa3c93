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

class PolicyCheckCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int ebb(String... args) {
        PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
        return Main.run(new Terminal(false, false, false, 80), to, to, args);
    }

    private String file(String states) throws IOException {
        Path file = folder.resolve("p.yaml");
        Files.writeString(
                file,
                "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: p }\nstates:\n" + states
                        + "limits: { max: 5 }\n");
        return file.toString();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aGoodPolicyIsOkAndSaysWhatItTakes() {
        assertThat(ebb("policy", "check", "--strict", "builtin/keep-alive@1")).isZero();
        assertThat(text())
                .contains("builtin/keep-alive@1: ok, keep-alive with 1 region, 4 states")
                .containsPattern("takes \\d+ bytes a service, looks at 2 guards an event at most");
    }

    @Test
    void anErrorFails() throws IOException {
        String file = file("""
                  Zero: { scale: 0, go: [ { when: arrival, to: One } ] }
                  One: { scale: 1, go: [ { when: idle, for: 1m, to: Zero } ] }
                """);
        assertThat(ebb("policy", "check", file)).isEqualTo(1);
        assertThat(text())
                .contains(":5:27: when arrival, is the only way out of Zero")
                .contains(": 1 error, p with");
    }

    @Test
    void aWarningFailsOnlyIfAskedTo() throws IOException {
        String file = file("""
                  Zero: { scale: 0, go: [ { after: 1h, to: One } ] }
                  One: { scale: 1, go: [ { when: idle, for: 1m, to: Zero } ] }
                """);
        assertThat(ebb("policy", "check", file)).isZero();
        assertThat(text()).contains(": 1 warning, p with");
        assertThat(ebb("policy", "check", "--strict", file)).isEqualTo(1);
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        String file = file("  All: { scale: ceil(in_flight / ready) }\n");
        assertThat(ebb("policy", "check", "--json", file)).isEqualTo(2);
        out.reset();
        String divides = file("  All: { scale: ceil(in_flight / ready * ready / concurrency_limit) }\n");
        assertThat(ebb("policy", "check", "--json", divides)).isEqualTo(1);
        assertThat(text())
                .contains("\"severity\":\"error\",\"check\":\"division-by-zero\",\"value\":\"ready\"")
                .contains("\"line\":5,\"column\":32");
    }
}

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

class PolicyConformanceCommandTest {
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

    private void expecting(int activators) throws IOException {
        Files.writeString(
                folder.resolve("derived.json"),
                "{\"number_of_activators\": [{\"ready_pods\": 1, \"total\": 10, \"target_burst_capacity\": 5,"
                        + " \"activator_capacity\": 100, \"expect\": " + activators + "}]}");
    }

    @Test
    void theShippedRowsPass() {
        assertThat(ebb("policy", "conformance")).isZero();
        assertThat(text().lines())
                .anySatisfy(line -> assertThat(line).matches("keda +executor +18 of +18 rows pass"))
                .anySatisfy(
                        line -> assertThat(line).matches("knative-kpa +same_sign +0 of +6 rows pass, 6 not supported"))
                .anySatisfy(line -> assertThat(line).contains(" 0 differ, "));
    }

    @Test
    void aDifferenceIsShownAndFails() throws IOException {
        expecting(3);
        assertThat(ebb("policy", "conformance", "--vectors", folder.toString())).isEqualTo(1);
        assertThat(text()).contains("    row 1: activators expected 3, found 2");
    }

    @Test
    void asJson() throws IOException {
        expecting(2);
        assertThat(ebb("policy", "conformance", "--json", "--vectors", folder.toString()))
                .isZero();
        assertThat(text())
                .startsWith("{\"passed\":1,\"rows\":1,\"not_supported\":0,\"sections\":[{\"file\":\"derived\","
                        + "\"section\":\"number_of_activators\",\"rows\":1,\"passed\":1,");
    }

    @Test
    void badInput() {
        assertThat(ebb("policy", "conformance", "--vectors", folder.toString())).isEqualTo(2);
        assertThat(text()).contains("has no file with rows");
        assertThat(ebb("policy")).isEqualTo(2);
        assertThat(text()).contains("which command? check, render, new, ");
    }
}

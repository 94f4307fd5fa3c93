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

class ValidateCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    private int ebb(String... args) {
        PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
        return Main.run(new Terminal(false, false, false, 80), to, to, args);
    }

    private void vector(double wait) throws IOException {
        Files.writeString(
                folder.resolve("v.json"),
                "{\"vectors\": [{\"id\": \"mm1\", \"model\": \"M/M/1\", \"params\": {\"lam\": 0.5, \"mu\": 1},"
                        + " \"expect\": {\"rho\": 0.5, \"Wq\": " + wait + "}}]}");
    }

    @Test
    void saysOfEachValueWhetherItConforms() throws IOException {
        vector(1);
        assertThat(ebb("validate", "--quiet", "--vectors", folder.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).matches("mm1 +rho +0\\.500000 +\\[.*\\] +conforms"))
                .anySatisfy(line -> assertThat(line).matches("mm1 +Wq +1\\.00000 +\\[.*\\] +conforms"))
                .contains("Vectors: 2 of 2 values conform.");
    }

    @Test
    void aValueThatMissesFails() throws IOException {
        vector(1.05);
        assertThat(ebb("validate", "--quiet", "--json", "--vectors", folder.toString()))
                .isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"seed\":1,\"passed\":1,\"values\":2,\"verdicts\":[{\"vector\":\"mm1\",\"value\":\"rho\"")
                .contains("\"value\":\"Wq\",\"expected\":1.05")
                .contains("\"verdict\":\"misses\"");
    }

    @Test
    void aFolderWithoutVectorsIsBadInput() {
        assertThat(ebb("validate", "--vectors", folder.toString())).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("has no file with vectors");
    }
}

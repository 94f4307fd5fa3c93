package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.document.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsTheFilesOfThisFormAndLeavesOthersAlone() throws IOException {
        Files.writeString(folder.resolve("other.json"), "{\"scale\": [1, 2]}");
        Files.writeString(folder.resolve("own.json"), """
                {"conventions": "mu = 1", "vectors": [
                  {"id": "one", "model": "M/M/1", "params": {"lam": 0.5, "mu": 1}, "expect": {"Wq": 1.0, "rho": 0.5},
                   "max_rel_diff": NaN, "formula": "rho/(1-rho)", "source": "Kleinrock"}]}
                """);

        assertThat(VectorFile.read(folder)).singleElement().satisfies(vector -> {
            assertThat(vector.id()).isEqualTo("one");
            assertThat(vector.model()).isEqualTo(Family.ONE_SERVER);
            assertThat(vector.number("lam")).isEqualTo(0.5);
            assertThat(vector.expected())
                    .containsExactly(new Vector.Expected(Measure.WQ, 1), new Vector.Expected(Measure.RHO, 0.5));
        });
    }

    @Test
    void saysAllThatIsWrongAtOnce() throws IOException {
        Files.writeString(folder.resolve("bad.json"), """
                {"vectors": [
                  {"id": "a", "model": "G/G/1", "params": {}, "expect": {"Wq": 1}},
                  {"id": "b", "model": "M/M/1", "params": {"lam": 0.5}, "expect": {"Wq": 1}},
                  {"id": "c", "model": "M/M/1", "params": {"lam": 0.5, "mu": 1}, "expect": {"jitter": 1}},
                  {"id": "d", "model": "M/M/1", "params": {"lam": 0.5, "mu": 1}, "expect": {"Wq": -1}, "extra": 1}
                ]}
                """);

        assertThatThrownBy(() -> VectorFile.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bad.json:2:")
                .hasMessageContaining("is not a model that can be simulated")
                .hasMessageContaining("b has no parameter mu")
                .hasMessageContaining("jitter is not a value that is measured")
                .hasMessageContaining("bad.json:5:")
                .hasMessageContaining("extra");
    }

    @Test
    void aFolderWithoutVectorsIsAnError() {
        assertThatThrownBy(() -> VectorFile.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no file with vectors");
    }
}

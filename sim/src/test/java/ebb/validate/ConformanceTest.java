package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.document.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
    private static final List<Conformance.Result> OWN = Conformance.own();

    @TempDir
    private Path folder;

    private static Conformance.Result of(List<Conformance.Result> results, String file, String section) {
        return results.stream()
                .filter(each -> each.file().equals(file) && each.section().equals(section))
                .findFirst()
                .orElseThrow();
    }

    private static void passes(String file, String section, int rows) {
        Conformance.Result result = of(OWN, file, section);
        assertThat(result.passed()).as("%s %s", file, section).isEqualTo(rows);
        assertThat(result.rows() - result.notSupported()).isEqualTo(rows);
    }

    @Test
    void nothingDiffers() {
        assertThat(OWN).allSatisfy(each -> assertThat(each.differences()).isEmpty());
    }

    @Test
    void asManyRowsPassAsAnIndependentScriptFound() {
        passes("knative-kpa", "scale", 54);
        passes("derived", "kpa_scale", 14);
        passes("knative-kpa", "scale_to_zero", 36);
        passes("derived", "scale_to_zero", 3);
        passes("hpa-replica-calculator", "replicas", 67);
        passes("derived", "hpa_replicas", 5);
        passes("hpa-replica-calculator", "group_pods", 10);
        passes("hpa-scenarios", "scenarios", 56);
        passes("hpa-behavior", "rate_limit", 35);
        passes("derived", "hpa_rate_limit", 5);
        passes("hpa-behavior", "stabilization_with_behavior", 10);
        passes("hpa-behavior", "stabilization_without_behavior", 5);
        passes("keda", "executor", 18);
        passes("keda", "fallback", 13);
    }

    @Test
    void everySectionOfEveryFileIsReported() {
        assertThat(OWN).hasSameSizeAs(ConformanceSection.values());
        assertThat(OWN).allSatisfy(each -> assertThat(each.rows()).isPositive());
    }

    @Test
    void thePageIsWhatTheSuitePrints() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "conformance.md")))
                .as("docs/conformance.md: write it anew with ebb policy conformance --page")
                .isEqualTo(ConformancePage.of(OWN));
    }

    private static String shipped(String name) throws IOException {
        try (InputStream in = ConformanceTest.class.getResourceAsStream("/vectors/" + name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Conformance.Result> with(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return Conformance.of(folder);
    }

    @Test
    void aChangedRowIsReportedWithBothValues() throws IOException {
        String text = "{\"executor\": [{\"id\": \"down\", \"current\": 10, \"active\": false, \"min\": 0,"
                + " \"expect\": {\"write_replicas\": 3}}]}";
        Conformance.Result result = of(with("keda.json", text), "keda", "executor");
        assertThat(result.passed()).isZero();
        assertThat(result.differences())
                .containsExactly(new Conformance.Difference("down", "write_replicas", "3", "0"));
    }

    /** Every expected number of the scripts, one larger, is noticed: nothing passes without being looked at. */
    @Test
    void everyExpectedSizeIsLookedAt() throws IOException {
        String text =
                shipped("hpa-scenarios.json").replaceAll("\"expect_replicas\": ?([0-9]+)", "\"expect_replicas\": 1$1");
        assertThat(of(with("hpa-scenarios.json", text), "hpa-scenarios", "scenarios")
                        .passed())
                .isZero();
        String scale = shipped("knative-kpa.json").replaceAll("\"desired\": ?([0-9]+)", "\"desired\": 7$1");
        Conformance.Result result = of(with("knative-kpa.json", scale), "knative-kpa", "scale");
        // Two steps expect no decision at all.
        assertThat(result.passed()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatCannotBeReadIsReportedAtItsPlace() {
        assertThatThrownBy(
                        () -> with(
                                "keda.json",
                                "{\"executor\": [\n{\"id\": \"a\", \"current\": 1},\n{\"id\": \"b\", \"current\": \"x\", \"expect\": {}}],\n\"other\": []}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("keda.json:2:1: needs expect")
                .hasMessageContaining("x, must be a number")
                .hasMessageContaining("is no section of keda");
    }

    @Test
    void aFolderWithoutRowsIsBadInput() {
        assertThatThrownBy(() -> Conformance.of(folder)).hasMessageContaining("has no file with rows");
    }
}

package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a check says of bad policies, to the letter, and that it is silent about good ones. */
class PolicyCheckTest {
    private static final String HEAD = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            """;

    private record Case(String name, String bad, List<String> says, String twin) {}

    private static List<Case> corpus() {
        List<Case> all = new ArrayList<>();
        String[] cases = text().split("(?m)^### ", -1);
        for (int i = 1; i < cases.length; i++) {
            String[] parts = cases[i].split("(?m)^--- (says|twin)\n", -1);
            String name = parts[0].lines().findFirst().orElse("");
            String bad = parts[0].substring(name.length() + 1);
            all.add(new Case(
                    name,
                    HEAD + bad,
                    parts[1].lines().filter(each -> !each.isEmpty()).toList(),
                    HEAD + parts[2]));
        }
        return all;
    }

    private static String text() {
        try (InputStream in = PolicyCheckTest.class.getResourceAsStream("corpus.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> said(String text) {
        return PolicyCheck.of(PolicyDocument.read("p.yaml", text, PolicyFiles.BUILT_IN)
                        .model())
                .stream()
                .map(Finding::toString)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrongAndIsSilentAboutTheTwin() {
        List<Case> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThan(25);
        return corpus.stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    assertThat(each.says()).as("the corpus says what is found").isNotEmpty();
                    assertThat(said(each.bad())).containsExactlyElementsOf(each.says());
                    assertThat(said(each.twin())).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> nothingIsSaidOfTheBuiltIns() {
        return PolicyLibrary.names().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each,
                        () -> assertThat(PolicyCheck.of(
                                        PolicyDocument.builtIn(each).model()))
                                .isEmpty()));
    }

    @Test
    void aServiceTakesItsSlotsAndAPodItsRow() {
        PolicyCost without = PolicyCost.of(PolicyDocument.builtIn("keep-alive"));
        assertThat(without.podBytes()).isZero();
        assertThat(without.stateBytes()).isBetween(100, 1000);
        assertThat(without.guards()).isEqualTo(2);
        assertThat(PolicyCost.of(PolicyDocument.builtIn("delayed-off")).podBytes())
                .isPositive();
    }
}

package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problem;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PolicyTestsTest {
    private static final String HEAD = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            extends: builtin/keep-alive@1
            params: { keep_alive: 2m }
            tests:
            """;

    private static PolicyTests.Report run(String tests) {
        PolicyDocument document = PolicyDocument.read("p.yaml", HEAD + tests, PolicyFiles.BUILT_IN);
        Problems problems = new Problems();
        List<PolicyTest> read = PolicyTests.read(document.model(), problems);
        problems.throwIfAny();
        return PolicyTests.run(document, read);
    }

    private static List<String> problems(String tests) {
        PolicyDocument document = PolicyDocument.read("p.yaml", HEAD + tests, PolicyFiles.BUILT_IN);
        Problems problems = new Problems();
        PolicyTests.read(document.model(), problems);
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static List<String> differences(PolicyTests.Report report) {
        return report.results().stream()
                .flatMap(each -> each.differences().stream())
                .map(Problem::toString)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> theTestsOfTheBuiltInsPass() {
        return PolicyLibrary.names().stream()
                .map(each -> DynamicTest.dynamicTest(each, () -> {
                    PolicyDocument document = PolicyDocument.builtIn(each);
                    Problems problems = new Problems();
                    List<PolicyTest> tests = PolicyTests.read(document.model(), problems);
                    assertThat(problems.list()).isEmpty();
                    assertThat(differences(PolicyTests.run(document, tests))).isEmpty();
                }));
    }

    @Test
    void sevenBuiltInsHaveTests() {
        assertThat(PolicyLibrary.names().stream().filter(each -> {
                    PolicyDocument document = PolicyDocument.builtIn(each);
                    return !PolicyTests.read(document.model(), new Problems()).isEmpty();
                }))
                .hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void aDeadlineComesAtItsNanosecondAndBeforeWhatIsTold() {
        PolicyTests.Report report = run("""
                  - name: a request at the very end
                    given: { in: Idle, for: 119s, values: { replicas: 1, ready: 1 } }
                    steps:
                      - { at: 999ms, expect: { in: Idle, scale: 1 } }
                      - { at: 1s, set: { queued: 1 }, events: [ arrival ], expect: { in: Serving, scale: 1 } }
                """);
        assertThat(differences(report)).isEmpty();
        assertThat(report.taken())
                .contains("main Idle: after keep_alive", "main Zero: when request", "main Waking: when ready >= 1");
    }

    @Test
    void whatDiffersIsSaidWithItsPlaceAndTime() {
        PolicyTests.Report report = run("""
                  - name: too soon
                    given: { in: Idle, values: { replicas: 1, ready: 1 } }
                    steps:
                      - { at: 2m, expect: { in: Idle, scale: 1 } }
                """);
        assertThat(differences(report))
                .containsExactly(
                        "p.yaml:10:33: main, is Zero at 2m, and Idle is expected",
                        "p.yaml:10:46: scale, is 0 at 2m, and 1 is expected");
        assertThat(report.passed()).isFalse();
        assertThat(report.unseen()).containsExactly("main Waking", "main Serving");
        assertThat(report.untaken())
                .doesNotContain("main Idle: after keep_alive")
                .hasSize(4);
    }

    @Test
    void aSeriesIsAStepForEachValue() {
        assertThat(differences(run("""
                  - name: up and down
                    every: 1s
                    series: { in_flight: 0 1+1x3 _ 2x1 }
                    expect: { scale: 0 1 2 3 4 4 2x1 }
                """))).isEmpty();
        assertThat(Series.of("5+2x3 4-1x2 0x2 _x1 7"))
                .containsExactly("5", "7", "9", "11", "4", "3", "2", "0", "0", "0", "_", "_", "7");
    }

    @Test
    void everyMistakeIsSaidAtOnce() {
        assertThat(problems("""
                  - name: wrong
                    given: { in: Zeroo, fro: 1m, params: { keep_alive: 5 }, vars: { x: 1 } }
                    steps:
                      - { at: 5s, set: { redy: 1 }, events: [ arival ], expect: { scale: 1 + 1, lawn: 2 } }
                      - { at: 1s }
                  - name: wrong
                """))
                .containsExactly(
                        "p.yaml:8:18: Zeroo, is no state. Maybe Zero?",
                        "p.yaml:8:56: 5, must be a duration",
                        "p.yaml:8:72: x, is no variable",
                        "p.yaml:8:25: fro, is not a field of given. Maybe for?",
                        "p.yaml:10:32: redy, is no level, metric or signal. Maybe ready?",
                        "p.yaml:10:47: arival, is no event. Maybe arrival?",
                        "p.yaml:10:74: 1 + 1, must be a value, not a formula",
                        "p.yaml:10:87: lawn, is nothing that can be expected. Maybe law?",
                        "p.yaml:11:15: at = 1s, is before the step above. Put the steps in the order of time.",
                        "p.yaml:12:5: tests[1], has no steps. Write steps: with at and expect, or series:.",
                        "p.yaml:12:5: wrong, is the name of two tests. Name one otherwise.");
    }
}

package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyDiffTest {
    private static final String A = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            params: { keep: 5m }
            states:
              Zero: { scale: 0, go: [ { when: request, to: One } ] }
              One:
                scale: max(1, ceil((in_flight + queued) / concurrency_limit))
                go:
                  - { when: queued > 5, to: Two }
                  - { when: idle, for: keep, to: Zero }
              Two: { scale: 2, go: [ { when: idle, for: keep, to: Zero } ] }
            limits: { max: 20 }
            """;

    private static List<String> diff(String before, String after) {
        return PolicyDiff.of(
                        PolicyDocument.read("a.yaml", before, PolicyFiles.BUILT_IN)
                                .rendered(),
                        PolicyDocument.read("b.yaml", after, PolicyFiles.BUILT_IN)
                                .rendered())
                .stream()
                .flatMap(each -> each.lines().stream())
                .toList();
    }

    @Test
    void commentsQuotesSpacesAndTheOrderOfSectionsDoNotCount() {
        String other = """
                # another comment
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: p }
                limits: { max: "20" }
                params: { keep: { default: 5m } }
                states:
                  Zero: { go: [ { to: One, when: request } ], scale: 0 }
                  One:
                    scale: "max( 1,ceil((in_flight+queued)/concurrency_limit) )"
                    go:
                      - { when: queued>5, to: Two }
                      - { when: idle, for: keep, to: Zero }
                  Two: { scale: 2, go: [ { when: idle, for: keep, to: Zero } ] }
                """;
        assertThat(diff(A, other)).isEmpty();
    }

    @Test
    void whatChangedIsSaidWithItsPath() {
        String other = A.replace("keep: 5m", "keep: 10m, rest: 1m")
                .replace("limits: { max: 20 }", "limits: { min: 1, max: 20 }")
                .replace("scale: 2,", "scale: 3,");
        assertThat(diff(A, other))
                .containsExactly(
                        "- params.keep.default: 5m",
                        "+ params.keep.default: 10m",
                        "+ params.rest: { default: 1m }",
                        "+ limits.min: 1",
                        "- regions.main.states.Two.scale: 2",
                        "+ regions.main.states.Two.scale: 3");
    }

    @Test
    void theOrderOfTransitionsCounts() {
        String other = A.replace("      - { when: queued > 5, to: Two }\n", "")
                .replace(
                        "      - { when: idle, for: keep, to: Zero }\n",
                        "      - { when: idle, for: keep, to: Zero }\n      - { when: queued > 5, to: Two }\n");
        assertThat(diff(A, other)).hasSize(2).allMatch(each -> each.contains("regions.main.states.One.go["));
    }

    @Test
    void aPolicyDoesNotDifferFromItself() {
        for (String each : PolicyLibrary.names()) {
            PolicyDocument read = PolicyDocument.builtIn(each);
            assertThat(PolicyDiff.of(read.rendered(), read.rendered())).isEmpty();
        }
    }
}

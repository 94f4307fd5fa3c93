package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ebb.document.BadInputException;
import ebb.policy.PolicyFuzz.Fate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Policies as untrusted input: a slice of {@code ebb policy fuzz}, and what it and its like have found. */
class PolicyFuzzTest {
    private static final int DOCUMENTS = Integer.getInteger("ebb.fuzz.count", 4_400);
    private static final long SEED = Long.getLong("ebb.fuzz.seed", 20_240_101L);
    private static final String HEAD = "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: p }\n";
    private static final String LIMITS = "limits: { max: 20 }\n";

    @Test
    void aDocumentIsRefusedWithItsPlacesOrRunsAndNothingElse() {
        System.out.println("fuzz: seed " + SEED + ", another with -Debb.fuzz.seed=");
        PolicyFuzz fuzz = new PolicyFuzz(SEED);
        int ran = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            PolicyFuzz.Result result = fuzz.run(i);
            assertThat(result.said())
                    .as("ebb policy fuzz --seed %d --show %d", SEED, i)
                    .isEmpty();
            ran += result.fate() == Fate.RAN ? 1 : 0;
        }
        assertThat(ran).as("some mean something").isBetween(DOCUMENTS / 5, DOCUMENTS * 4 / 5);
    }

    private static CompiledPolicy policy(String body) {
        return (CompiledPolicy) PolicyDocument.read("p.yaml", HEAD + body, PolicyFiles.BUILT_IN)
                .automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 1));
    }

    private static String refusal(String body) {
        return catchThrowableOfType(BadInputException.class, () -> policy(body))
                .problems()
                .getFirst()
                .toString();
    }

    /** s1 is made of s0 twice, s2 of s1 twice, and so on. */
    private static String doubled(String section, String first, String each, int times) {
        return section + ":\n  s0: " + first + "\n"
                + IntStream.rangeClosed(1, times)
                        .mapToObj(i -> "  s" + i + ": " + each.replace("$", "s" + (i - 1)) + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void signalsMadeOfEachOtherTwiceAreWorkOnce() {
        CompiledPolicy sums = policy(doubled("signals", "in_flight / concurrency_limit", "$ + $", 60)
                + "states: { All: { scale: ceil(s60) } }\n" + LIMITS);
        assertThat(sums.program().codes().generate()).isTrue();
        assertThat(new RandomSeries(sums, 1).run(50)).isNotZero();
        CompiledPolicy widths = policy("params: { p: 1s }\n"
                + doubled("signals", "p * 1", "\"min($, $)\"", 60)
                + "  a: avg(concurrency, s60, bucket = 1s)\n"
                + "states: { All: { scale: ceil(a / concurrency_limit) } }\n"
                + LIMITS);
        assertThat(new RandomSeries(widths, 1).run(50)).isNotZero();
    }

    @Test
    void whatIsNestedInAComparisonIsLookedAtOnce() {
        String deep = IntStream.range(0, 60).mapToObj(i -> "max(").collect(Collectors.joining()) + "in_flight"
                + ", 1)".repeat(60);
        CompiledPolicy policy = policy(
                "signals: { a: \"" + deep + " > 3\" }\n" + "states: { All: { scale: if a then 1 else 2 } }\n" + LIMITS);
        assertThat(new RandomSeries(policy, 1).run(50)).isNotZero();
    }

    @Test
    void expressionsWrittenOutHaveAnEnd() {
        String body = doubled("per_pod", "pod.in_flight", "$ + $", 40)
                + "states: { All: { scale: ceil(pods.sum(s40) / concurrency_limit) } }\n" + LIMITS;
        assertThat(refusal(body))
                .contains("p.yaml:", "a policy's expressions have at most 500000 parts, calls written out");
    }

    @Test
    void aStateThatIsTooLargeIsSaidWithItsPlace() {
        String windows = IntStream.range(0, 40)
                .mapToObj(i -> "  s" + i + ": avg(concurrency, " + (i + 1) + "m, bucket = 1ms)\n")
                .collect(Collectors.joining());
        assertThat(refusal(
                        "signals:\n" + windows + "states: { All: { scale: ceil(s1 / concurrency_limit) } }\n" + LIMITS))
                .startsWith("p.yaml:")
                .contains("cannot be made: the state would have more than 1000000 slots");
        assertThat(refusal("states: { All: { scale: 1 } }\nsignals: { s: \"avg(concurrency, 1h, bucket = 1ns)\" }\n"
                        + LIMITS))
                .startsWith("p.yaml:5:16: avg, cannot be made: buckets");
    }

    /** Two regions may make a width that neither makes alone, and a state may make it nothing. */
    @Test
    void aWidthStaysWithinWhatIsKeptForIt() {
        CompiledPolicy policy = policy("""
                params: { a: 1s, b: 1 }
                signals: { s: "avg(concurrency, a * b, bucket = 1s)" }
                regions:
                  left:
                    states:
                      A: { scale: ceil(s / concurrency_limit), set: { a: 100s }, go: [ { after: 1s, to: B } ] }
                      B: { scale: 1, set: { a: 0s }, go: [ { after: 2s, to: A } ] }
                  right:
                    states:
                      C: { set: { b: 100 }, go: [ { after: 1s, to: D } ] }
                      D: { go: [ { after: 1s, to: C } ] }
                """ + LIMITS);
        assertThat(new RandomSeries(policy, 1).run(400)).isNotZero();
    }

    @Test
    void aSignalMayReadTheTimeInAState() {
        CompiledPolicy policy = policy(
                "signals: { old: state.time > 5m }\n" + "states: { All: { scale: if old then 1 else 2 } }\n" + LIMITS);
        assertThat(new Timeline(policy, 0, 0).run("0 load 1/1; 400 load 1/0; 500 end"))
                .isEqualTo("0:2 300.000000001:1");
    }
}

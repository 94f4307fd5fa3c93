package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a window of samples gives when none comes any more, as pods: the last sample is 40, then 20 at 10 s, of a target of 10 a pod. */
class MissingDataTest {
    private static String run(String law, String script) {
        String text = """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: test }
                tick: { every: 5s, mode: sampled, poke: false }
                states: { All: { scale: "LAW" } }
                limits: { max: 100 }
                """.replace("LAW", law);
        PolicyDocument read = PolicyDocument.read("test.yaml", text, PolicyFiles.BUILT_IN);
        return new Timeline(read.automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 1)), 0, 0).run(script);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # 40 is in the window until 25 s, 20 until 30 s; a tick comes before a sample of its instant. Unknown decides nothing.
            avg(queue_length, 20s, missing = hold)            | 10:4 15:3 25:2
            avg(queue_length, 20s, missing = invalid)         | 10:4 15:3 25:2
            avg(queue_length, 20s, missing = invalid) ?? 90   | 0:9 10:4 15:3 25:2 30:9
            avg(queue_length, 20s, missing = ignore) ?? 90    | 0:9 10:4 15:3 25:2 30:9
            avg(queue_length, 20s, missing = hold) ?? 90      | 0:9 10:4 15:3 25:2
            avg(queue_length, 20s, missing = hold(32s)) ?? 90 | 0:9 10:4 15:3 25:2 45:9
            avg(queue_length, 20s, missing = zero)            | 0:0 10:4 15:3 25:2 30:0
            # 40 / 6 buckets, 60 / 11, 60 / 16, 20 / 5.
            avg_buckets(queue_length, 20s, missing = zero)    | 0:0 10:4 15:1 30:0
            max_over(queue_length, 20s, missing = zero)       | 0:0 10:4 25:2 30:0
            max_over(queue_length, 20s, missing = hold)       | 10:4 25:2
            ewma(queue_length, 20s, missing = zero)           | 0:0 10:4 30:0
            sum(queue_length, 20s, missing = zero)            | 0:0 10:4 15:6 25:2 30:0
            rate(queue_length, 20s, missing = hold) * 20s     | 10:8 20:6 25:2
            # Off by at most 1.6 %.
            quantile(queue_length, 100%, 24s, missing = zero) | 0:0 10:5 30:3 35:0
            last(queue_length, missing = hold)                | 10:4 15:2
            last(queue_length, missing = hold(12s))           | 10:4 15:2
            last(queue_length, missing = hold(12s)) ?? 90     | 0:9 10:4 15:2 25:9
            count(queue_length, 20s) * 10 req                 | 0:0 10:1 15:2 25:1 30:0
            """)
    void saysWhatItsRuleSays(String window, String expected) {
        assertThat(run(
                        "ceil((" + window + ") / 10 req/pod)",
                        "5 metric queue_length 40; 10 metric queue_length 20; 60 end"))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # True while silent, false with samples below, whatever stands around the value.
            avg(utilisation, 20s, missing = breach) > 80%                   | 0:9 15:1 30:9
            1 - avg(utilisation, 20s, missing = breach) < 20%               | 0:9 15:1 30:9
            max(avg(utilisation, 20s, missing = breach), 10%) > 80%         | 0:9 15:1 30:9
            # Only the comparison that it stands in.
            avg(utilisation, 20s, missing = breach) > 80% and replicas > 20 | 0:1
            not (avg(utilisation, 20s, missing = breach) > 80%)             | 0:1 15:9 30:1
            avg(utilisation, 20s, missing = invalid) > 80%                  | 15:1
            avg(utilisation, 20s, missing = hold(22s)) > 80%                | 15:1
            last(utilisation, missing = breach) > 80%                       | 0:9 15:1 20:9
            failures(utilisation) >= 2                                      | 0:1 25:9
            age(utilisation) > 10s                                          | 15:1 25:9
            """)
    void breachesAndFailures(String condition, String expected) {
        assertThat(run(
                        "if " + condition + " then 9 else 1",
                        "10 metric utilisation 0.5; 15 metric utilisation NaN; 20 metric utilisation NaN; 60 end"))
                .isEqualTo(expected);
    }
}

package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy that comes with Ebb against a timeline worked out by hand from its source. Starts take 10 s, as far as a policy knows. */
class PolicyLibraryTest {
    // A Monday, 00:00 UTC.
    private static final long MONDAY = 1_704_067_200L;
    private static final double POD_SECOND = 0.01;

    private static ServiceFacts facts(int concurrency, long seed) {
        return new ServiceFacts(new Limits(0, 1000, concurrency), POD_SECOND, 10_000_000_000L, 0, 0, 0, seed);
    }

    private static String run(
            PolicyDocument policy,
            Map<String, Double> parameters,
            int concurrency,
            int replicas,
            long start,
            String script) {
        return new Timeline(policy.automaton(parameters, facts(concurrency, 1)), start, replicas).run(script);
    }

    private static Map<String, Double> parameters(String text) {
        Map<String, Double> all = new java.util.TreeMap<>();
        for (String each : text.isBlank() ? new String[0] : text.strip().split("\\s+", -1)) {
            all.put(each.substring(0, each.indexOf('=')), Double.valueOf(each.substring(each.indexOf('=') + 1)));
        }
        return all;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # policy         | parameters         | concurrency | pods at the start | script | expected
            always-on        | pods=3             | 1 | 0 | 10 load 9/9; 20 end                                          | 0:3
            scale-to-zero    |                    | 2 | 0 | 10 load 3/3; 12 load 1/0; 13 load 0/0                        | 0:0 10:2 12:1 13:0
            keep-alive       | keep_alive=300     | 1 | 0 | 10 load 3/3; 12 load 1/0; 13 load 0/0; 20 load 1/1; 21 load 0/0; 400 end | 0:0 10:3 12:1 321:0
            # Pod 1 fell idle at 20, pod 0 at 30; each goes a minute later by itself.
            delayed-off      | t_off=60           | 1 | 0 | 10 load 2/2; 10 pod 0 busy; 10 pod 1 busy; 20 load 1/0; 20 pod 1 idle; 30 load 0/0; 30 pod 0 idle; 99 end | 0:0 10:2 80:1 90:0
            # 15 % over: the third datapoint is seen at 180, one pod (10 % of 10); 300 s later floor(1.1) = 1; 25 % under: floor(0.3 * 12) = 3.
            step-scaling     |                    | 1 | 10 | 30..450/60 metric utilisation 0.75; 510..800/60 metric utilisation 0.35; 790 end | 0:10 180:11 480:12 780:9
            # 10 s window, 9 s of it full at a tick: 7 * 2 / 9 / 0.7 = 2.2, 7 * 4 / 9 / 0.7 = 4.4, ..., 7 / 0.7 = 10; back as it came; 30 s of zero.
            target-concurrency | window=10        | 1 | 0 | 10 load 7/7; 20 load 0/0; 99 end | 0:0 10:1 12:3 14:5 16:7 18:9 20:10 22:8 24:6 26:4 28:2 30:1 60:0
            # Nothing is known of the gaps: 4 h.
            hybrid-histogram |                    | 1 | 0 | 10 load 1/1; 11 load 0/0; 14500 end | 0:0 10:1 14411:0
            # Ten gaps of 600 s: back after 0.9 * 600 = 540 s, for 1.1 * 660 - 540 = 186 s.
            hybrid-histogram |                    | 1 | 0 | 0..6611/601 load 1/1; 1..6612/601 load 0/0; 8000 end | 0:1 6011:0 6551:1 6612:0 7152:1 7338:0
            ski-rental       | start_cost=5       | 1 | 0 | 10 load 1/1; 12 load 0/0; 20 load 1/1; 21 load 0/0; 99 end | 0:0 10:1 36:0
            # B = 100 s, half of it seen. First no forecast: 50 s. After a gap of 80 s the next is awaited until 100 s; after one of 300 s, not.
            look-ahead       | start_cost=90      | 1 | 0 | 10 load 1/1; 11 load 0/0; 91 load 1/1; 92 load 0/0; 300 end | 0:0 10:1 61:0 91:1 192:0
            look-ahead       | start_cost=90      | 1 | 0 | 10 load 1/1; 11 load 0/0; 311 load 1/1; 312 load 0/0; 500 end | 0:0 10:1 61:0 311:1 362:0
            # B = 100 s: without advice 100 s, a long gap predicted 0.5 * 100 s, a short one 100 s / 0.5.
            learning-augmented | start_cost=90    | 1 | 0 | 10 load 1/1; 11 load 0/0; 311 load 1/1; 312 load 0/0; 500 end | 0:0 10:1 111:0 311:1 362:0
            learning-augmented | start_cost=90    | 1 | 0 | 10 load 1/1; 11 load 0/0; 41 load 1/1; 42 load 0/0; 500 end | 0:0 10:1 242:0
            # C(8, 5) = 0.167, C(9, 5) = 0.081; nine servers are three pods of four.
            erlang           | z=0                | 1 | 0 | 0 load 5/5; 90 end | 0:9
            erlang           | z=0                | 4 | 0 | 0 load 5/5; 90 end | 0:3
            # ln 8 = 2.08: 0.7 of it is e^1.456 = 4.3; then 8 / 5 gives 0.47: e^(1.456 - 0.804 + 0.094) = 2.1; then 8 / 3: e^(0.745 + 0.255 + 0.196).
            pid              | target=1 window=10 grace=60 | 1 | 0 | 10 load 8/8; 45 end | 0:0 10:1 20:5 30:3 40:4
            # 25 + 1.42 * 5 = 32.1
            square-root      | z=0                | 1 | 0 | 0 load 25/25; 90 end | 0:33
            # 4 requests in the first of four slots of 5 min: the next season's first slot is ready one start earlier, and goes as early.
            seasonal-naive   | season=1200 quantile_asked=0.5 target=1 grace=0 | 1 | 0 | 0 load 4/4; 295 load 0/0; 1495 end | 0:4 300:0 1190:4 1490:0
            # It needs a season and a slot to begin; a load that repeats exactly is forecast exactly.
            holt-winters     | season=1200 quantile_asked=0.5 target=1 grace=0 | 1 | 0 | 5 load 4/4; 295 load 0/0; 1205 load 4/4; 1495 load 0/0; 2695 end | 0:0 5:4 300:0 1205:4 1500:0 2390:4 2690:0
            # 5 % spare is less than 10 %; then (0.3 + 0.1) / 2 * 2 leaves 40 % and 5 requests to one pod; idle is seen at 120.
            kv-saturation    |                    | 1 | 0 | 0 load 1/1; 35 pod 0 kv_usage 0.75; 35 pod 0 waiting 0; 65 pod 0 kv_usage 0.3; 65 pod 1 kv_usage 0.1; 65 pod 1 waiting 0; 95 pod 1 gone; 100 load 0/0; 1100 end | 0:1 60:2 90:1 1020:0
            # 0.8 / 0.5 * 4 = 6.4; then 0.4 * 7 = 2.8, which waits until the 7 of t = 20 is 300 s old.
            apa              | window=10          | 1 | 4 | 5 metric kv_usage 0.8; 15 metric kv_usage 0.5; 25..600/10 metric kv_usage 0.2; 600 end | 10:7 320:3
            # Late from 10 on: a pod after 15 s, another after 15 more; two pods crash within 5 min; after 10 min, with no request, zero.
            llm-slo          |                    | 1 | 0 | 0 load 1/1; 10..40/5 metric ttft 0.9; 41 load 0/0; 42 pod 0 failed; 43 pod 1 failed; 900 end | 0:1 25:2 40:3 643:0
            # 25 / 10; 31 / 30 is within 10 %; 5 / 10 waits 300 s and a bucket; idle is seen at 405.
            keda-http        | target=10          | 1 | 0 | 5 load 25/25; 20 load 31/6; 40 load 5/0; 400 load 0/0; 800 end | 0:0 5:3 330:1 705:0
            """)
    void doesWhatItsSourceSays(
            String policy, String parameters, int concurrency, int replicas, String script, String expected) {
        PolicyDocument document = PolicyDocument.builtIn(policy);
        assertThat(run(document, parameters(parameters == null ? "" : parameters), concurrency, replicas, 0, script))
                .isEqualTo(expected);
    }

    @Test
    void aScheduleHasPodsBeforeEightAndNoneAtNightOrOnWeekends() {
        PolicyDocument schedule = PolicyDocument.builtIn("schedule");
        // 07:59:20 is 40 s before 8: 10 s for a start and 30 s ahead. 20:00 is 72000.
        assertThat(run(schedule, Map.of(), 1, 0, MONDAY, "115200 end")).isEqualTo("0:0 28760:1 72000:0 115160:1");
        // Friday 19:00: one hour of day, then nothing until Monday 07:59:20, 60 h 59 min 20 s later.
        assertThat(run(schedule, Map.of(), 1, 1, MONDAY + 4 * 86_400 + 19 * 3600, "219600 end"))
                .isEqualTo("0:1 3600:0 219560:1");
    }

    @Test
    void aBudgetCutsWhatAnotherPolicyAsksFor() {
        String text = """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: capped }
                extends: [builtin/always-on@1, builtin/budget-cap@1]
                params:
                  pods: 4 pod
                  budget: { default: 36 USD per hour }
                  burst: 100s
                  guard: 1m
                  reserve: 20%
                """;
        PolicyDocument capped = PolicyDocument.read("capped.yaml", text, PolicyFiles.BUILT_IN);
        // 1 USD is saved; four pods cost 0.04 a second and 0.01 comes in. At 30 s 0.10 is left: no pod can be paid for
        // a minute. At 50 s there
        // is 0.30, more than 1.2 times the reserve, and so on.
        assertThat(run(capped, Map.of(), 1, 0, 0, "95 end")).isEqualTo("0:4 30:0 50:4 60:0 90:4");
    }

    @Test
    void randomisedSkiRentalDrawsItsTimeFromItsDensity() {
        PolicyDocument policy = PolicyDocument.builtIn("ski-rental-randomised");
        int draws = 2000;
        double sum = 0;
        for (int seed = 0; seed < draws; seed++) {
            Timeline timeline = new Timeline(policy.automaton(Map.of(), facts(1, seed)), 0, 0);
            String told = timeline.run("10 load 1/1; 11 load 0/0; 22 end");
            double off = Double.parseDouble(told.substring(told.lastIndexOf(' ') + 1, told.lastIndexOf(':'))) - 11;
            double u = new Draw()
                    .at(Draw.base(seed, 0, Purpose.POLICY, Draw.key("ski")), 0)
                    .uniform();
            assertThat(off).isCloseTo(10 * StrictMath.log(1 + u * (StrictMath.E - 1)), within(1e-8));
            sum += off;
        }
        // The mean is B / (e - 1); its standard error here is 0.063 s.
        assertThat(sum / draws).isCloseTo(10 / (StrictMath.E - 1), within(0.2));
    }

    @ParameterizedTest
    @MethodSource("ebb.policy.PolicyLibrary#names")
    void saysWhatItIsAndWhereItIsFrom(String name) {
        PolicyFiles.Found file = java.util.Objects.requireNonNull(PolicyLibrary.find(name));
        String head =
                file.text().lines().takeWhile(each -> each.startsWith("#")).reduce("", (a, b) -> a + " " + b);
        assertThat(head).contains("Source:").contains("Deviations:");
        PolicyDocument document = PolicyDocument.builtIn(name);
        assertThat(document.model().name()).isEqualTo(name);
        assertThat(document.model().text()).isNotEmpty();
        document.automaton(Map.of(), facts(1, 1));
    }
}

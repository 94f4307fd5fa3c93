package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problem;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.check.Guarantee.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuaranteesTest {
    private static final String DRAINS = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            params: { keep_alive: 5m }
            states:
              Zero: { scale: 0, go: [ { when: request, to: Waking } ] }
              Waking: { scale: 1, go: [ { when: ready >= 1, to: Serving } ] }
              Serving: { scale: "max(1, ceil((in_flight + queued) / concurrency_limit))", go: [ { when: idle, to: Idle } ] }
              Idle: { scale: 1, go: [ { when: request, to: Serving }, { after: keep_alive, to: Draining } ] }
              Draining: { scale: 0, go: [ { after: 30s, to: Zero } ] }
            limits: { max: 20 }
            guarantees:
            """;
    private static final String ANSWERS = DRAINS.replace(
            "Draining: { scale: 0, go: [ ", "Draining: { scale: 0, go: [ { when: request, to: Serving }, ");
    private static final String MARKED = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            states:
              Calm: { scale: ceil((in_flight + queued) / concurrency_limit), go: [ { when: queued > 5, to: Panic } ] }
              Panic: { min: 2, scale: high_water(ceil((in_flight + queued) / concurrency_limit)), go: [ { when: idle, for: 1m, to: Calm } ] }
            limits: { max: 20 }
            guarantees:
            """;

    private static Outcome outcome(String policy, String guarantee) {
        Problems problems = new Problems();
        List<Outcome> all = Guarantees.of(
                PolicyDocument.read("p.yaml", policy + "  - " + guarantee + "\n", PolicyFiles.BUILT_IN), problems);
        problems.throwIfAny();
        return all.getFirst();
    }

    private static List<String> problems(String guarantees) {
        Problems problems = new Problems();
        Guarantees.of(PolicyDocument.read("p.yaml", DRAINS + guarantees, PolicyFiles.BUILT_IN), problems);
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void aRequestThatNobodyHearsIsFoundWithTheShortestStory() {
        Outcome found = outcome(DRAINS, "wake: scale >= 1 within 10s of request");
        assertThat(found.shown()).isEqualTo("VIOLATED");
        assertThat(found.timeline())
                .containsExactly(
                        "t=0s       request arrives    Zero -> Waking   scale 1",
                        "t=0s       pod ready          Waking -> Serving   scale 1",
                        "t=0s       request completes  Serving -> Idle   scale 1",
                        "t=5m       time passes        Idle -> Draining   scale 0",
                        "t=5m       request arrives    Draining   scale 0",
                        "t=5m10.000000001s << not in time, guarantee broken");
    }

    @Test
    void theStoryIsATestThatRuns() {
        Outcome found = outcome(DRAINS, "wake: scale >= 1 within 10s of request");
        String tests = "tests:\n  - name: story\n    steps:\n"
                + String.join(
                        "\n", found.test().stream().map(each -> "      " + each).toList())
                + "\n      - { at: 310s, expect: { in: Draining, scale: 0 } }\n";
        PolicyDocument document =
                PolicyDocument.read("p.yaml", DRAINS.replace("guarantees:\n", "") + tests, PolicyFiles.BUILT_IN);
        Problems problems = new Problems();
        PolicyTests.Report report = PolicyTests.run(document, PolicyTests.read(document.model(), problems));
        assertThat(problems.list()).isEmpty();
        assertThat(report.passed()).isTrue();
    }

    @Test
    void onceItIsHeardAllSequencesOfSixEventsAreGood() {
        assertThat(outcome(ANSWERS, "wake: scale >= 1 within 10s of request").shown())
                .isEqualTo("BOUNDED(6)");
        assertThat(outcome(ANSWERS, "progress: request leads_to scale >= 1 within 1m")
                        .shown())
                .isEqualTo("BOUNDED(6)");
    }

    @Test
    void whatFollowsFromTheLimitsHoldsByConstruction() {
        assertThat(outcome(DRAINS, "always: scale <= 20").shown()).isEqualTo("BY CONSTRUCTION");
        assertThat(outcome(DRAINS, "never: scale > 20").shown()).isEqualTo("BY CONSTRUCTION");
        assertThat(outcome(DRAINS, "always: scale <= 19").shown()).isEqualTo("BOUNDED(6)");
        assertThat(outcome(MARKED, "always: scale >= 2 while Panic").shown()).isEqualTo("BY CONSTRUCTION");
    }

    @Test
    void aMarkOnlyGoesOneWay() {
        assertThat(outcome(MARKED, "never: law decreases while Panic").shown()).isEqualTo("BY CONSTRUCTION");
        assertThat(outcome(MARKED, "never: law decreases while Calm").shown()).isEqualTo("VIOLATED");
    }

    @Test
    void turnsAreCounted() {
        Outcome found = outcome(DRAINS, "flaps: 1 per 10m");
        assertThat(found.shown()).isEqualTo("VIOLATED");
        assertThat(found.timeline()).last().asString().endsWith("<< 2 turns, guarantee broken");
        assertThat(outcome(DRAINS, "flaps: 5 per 10s").shown()).isEqualTo("BOUNDED(6)");
    }

    @Test
    void whatIsExceptedDoesNotCount() {
        assertThat(outcome(DRAINS, "wake: scale >= 1 within 10s of request unless Draining")
                        .shown())
                .isEqualTo("BOUNDED(6)");
    }

    @Test
    void latencyAndTheCalendarAreWatched() {
        assertThat(outcome(DRAINS, "slo: quantile(latency, 95%, 10m) <= 500ms").shown())
                .isEqualTo("MONITORED");
        assertThat(outcome(DRAINS, "always: ready >= 1 at attached + 1h").shown())
                .isEqualTo("MONITORED");
    }

    @Test
    void whatMeansNothingIsSaidWithItsPlace() {
        assertThat(problems("""
                  - wake: scale >= 1 of request
                  - flaps: often
                  - never: scale decreases while Srving
                  - always: scale <= 1m
                  - wake: scale >= 1 within soon of request
                  - maybe: scale >= 1
                """))
                .containsExactly(
                        "p.yaml:13:11: wake = scale >= 1 of request, must be P within D of E",
                        "p.yaml:14:12: flaps = often, must be n per D, as 4 per 10m",
                        "p.yaml:15:34: Srving, is no state. Maybe Serving?",
                        "p.yaml:17:29: soon, must be a duration such as 30s",
                        "p.yaml:18:5: guarantees[5], must be one of wake, never, always, flaps, slo, progress."
                                + " Write - wake: scale >= 1 within 1s of request.",
                        "p.yaml:18:5: maybe, is not a field of guarantees[5]",
                        "p.yaml:16:19: scale <= 1m, puts together a whole number in pod and a duration."
                                + " A duration needs a unit, such as 5s.");
    }
}

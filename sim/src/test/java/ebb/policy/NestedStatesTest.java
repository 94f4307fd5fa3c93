package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** States within states, and rules: timelines with what is said on the way. */
class NestedStatesTest {
    private static final long SECOND = 1_000_000_000;

    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final List<String> told = new ArrayList<>();
    private Automaton automaton = new AlwaysOn(0);
    private long[] state = new long[0];

    private void begin(String policy, ServiceFacts facts) {
        String head = "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: test }\n";
        automaton = PolicyDocument.read("test.yaml", head + policy, PolicyFiles.BUILT_IN)
                .automaton(Map.of(), facts);
        state = automaton.start(event);
        until(0);
    }

    private void begin(String policy) {
        begin(policy, ServiceFacts.of(new Limits(0, 100, 1), 7));
    }

    /** Requests in the house from then on. */
    private void at(long seconds, long load) {
        until(seconds);
        event.kind = EventKind.REPORT;
        event.arrivals = Math.max(0, load - event.inFlight);
        event.done = Math.max(0, event.inFlight - load);
        event.inFlight = load;
        step();
        event.arrivals = 0;
        event.done = 0;
    }

    private void until(long seconds) {
        long end = seconds * SECOND;
        for (long due = automaton.nextDeadline(state); due <= end; due = automaton.nextDeadline(state)) {
            event.kind = EventKind.ADVANCE;
            event.atNanos = due;
            step();
        }
        event.atNanos = end;
    }

    private void step() {
        decision.clear();
        state = automaton.step(state, event, decision);
        decision.notices.forEach(each -> told.add(event.atNanos / SECOND + " " + each.line()));
        if (decision.desired != Decision.NONE && decision.desired != event.replicas) {
            event.replicas = decision.desired;
            event.ready = decision.desired;
            told.add(event.atNanos / SECOND + " " + decision.desired);
            event.kind = EventKind.REPORT;
            event.arrivals = 0;
            event.done = 0;
            step();
        }
    }

    private static final String DAY = """
            states:
              Asleep: { scale: 0, go: [ { when: request, to: Awake } ] }
              Awake:
                scale: 1
                go: [ { after: 100s, to: Asleep } ]
                states:
                  Quiet: { go: [ { when: in_flight > 1, to: Busy } ] }
                  Busy: { scale: 5, go: [ { when: in_flight <= 1, for: 10s, to: Quiet } ] }
            limits: { max: 9 }
            """;

    @Test
    void theOuterStateRunsOnWhileTheInnerOnesChange() {
        begin(DAY);
        at(10, 1);
        at(20, 3);
        at(30, 1);
        at(50, 4);
        at(105, 0);
        // Awake was entered at 10 s, whatever happened within: it is left at 110 s, five seconds before Busy would be.
        until(120);
        assertThat(told).containsExactly("10 1", "20 5", "40 1", "50 5", "110 0");
    }

    @Test
    void timeInAStateIsThatOfTheStateInWhichItIsAsked() {
        begin("""
                states:
                  Outer:
                    go: [ { when: state.time >= 60s, to: End } ]
                    states:
                      A: { scale: 1, go: [ { when: state.time >= 25s, to: B } ] }
                      B: { scale: 2, go: [ { when: state.time >= 25s, to: A } ] }
                  End: { scale: 9 }
                limits: { max: 9 }
                """);
        until(100);
        assertThat(told).containsExactly("0 1", "25 2", "50 1", "60 9");
    }

    @Test
    void entersFromOutsideInwardsAndLeavesFromInsideOutwards() {
        begin("""
                states:
                  Out: { scale: 0, go: [ { when: in_flight == 1, to: Second } ] }
                  Group:
                    enter: { emit: in_group }
                    exit: { emit: out_of_group }
                    initial: Second
                    states:
                      First: { scale: 1, enter: { emit: in_first }, exit: { emit: out_of_first }, go: [ { when: in_flight == 3, to: Group } ] }
                      Second: { scale: 2, enter: { emit: in_second }, exit: { emit: out_of_second }, go: [ { when: in_flight == 2, to: First } ] }
                    go: [ { when: idle, to: Out, do: { emit: going } } ]
                limits: { max: 9 }
                """);
        at(1, 1);
        at(2, 2);
        at(3, 3);
        at(4, 0);
        assertThat(told)
                .containsExactly(
                        "1 event in_group",
                        "1 event in_second",
                        "1 2",
                        "2 event out_of_second",
                        "2 event in_first",
                        "2 1",
                        // Group is named: it is entered anew.
                        "3 event out_of_first",
                        "3 event out_of_group",
                        "3 event in_group",
                        "3 event in_second",
                        "3 2",
                        "4 event out_of_second",
                        "4 event out_of_group",
                        "4 event going",
                        "4 0");
    }

    @Test
    void theInnerTransitionComesBeforeTheOuterOne() {
        begin("""
                states:
                  Group:
                    go: [ { when: request, to: Far } ]
                    states:
                      Here: { scale: 1, go: [ { when: request, to: Near } ] }
                      Near: { scale: 2, go: [ { after: 5s, to: Here } ] }
                  Far: { scale: 7 }
                limits: { max: 9 }
                """);
        at(1, 1);
        // Near does not take it, so the state around does, in the same step.
        assertThat(told).containsExactly("0 1", "1 7");
    }

    @Test
    void aHighWaterMarkOfTheOuterStateStaysWhileItIsNotLeft() {
        begin("""
                states:
                  Panic:
                    scale: high_water(in_flight * 1 pod / 1 req)
                    set: { x: 5 }
                    go: [ { when: idle, to: Calm } ]
                    states:
                      A: { go: [ { when: in_flight == 4, to: B } ] }
                      B: { go: [ { when: in_flight == 2, to: A } ] }
                  Calm: { scale: x, go: [ { when: request, to: Panic } ] }
                params: { x: 3 }
                limits: { max: 9 }
                """.replace("in_flight * 1 pod / 1 req", "ceil(in_flight / 1 req/pod)"));
        at(1, 3);
        at(2, 4);
        at(3, 2);
        at(4, 1);
        at(5, 0);
        at(6, 1);
        assertThat(told).containsExactly("0 3", "2 4", "5 3", "6 1");
    }

    @Test
    void inAsksForStatesWithStatesWithinToo() {
        begin("""
                regions:
                  main:
                    states:
                      Low: { scale: 1, go: [ { when: request, to: High } ] }
                      High: { go: [ { when: idle, to: Low } ], states: { Some: { scale: 2, go: [ { when: in_flight > 1, to: Many } ] }, Many: { scale: 3 } } }
                  floor:
                    states: { All: { min: "if in(High) then 5 else 0" } }
                limits: { max: 9 }
                """);
        at(1, 1);
        until(2);
        at(3, 2);
        at(4, 0);
        until(5);
        assertThat(told).containsExactly("0 1", "1 2", "1 5", "4 1");
    }

    // Rules.

    @Test
    void theRuleOfTheHighestPriorityThatHoldsHasTheWord() {
        begin("""
                rules:
                  - { name: steady, desired: ceil(in_flight / concurrency_limit) }
                  - { name: panic, when: in_flight >= 5, keep_for: 20s, desired: high_water(2 * ceil(in_flight / concurrency_limit)), priority: 10 }
                  - { name: zero, when: idle, for: 30s, desired: 0, priority: 5 }
                  - { name: warm, when: idle, desired: 1, priority: 5 }
                limits: { max: 20 }
                """);
        at(40, 1);
        at(50, 6);
        at(55, 2);
        at(100, 0);
        until(140);
        // Of zero and warm, of one priority, the first has the word as soon as it holds.
        assertThat(told).containsExactly("0 1", "30 0", "40 1", "50 12", "75 2", "100 1", "130 0");
    }

    // What there is to spend.

    private static ServiceFacts facts() {
        return new ServiceFacts(new Limits(0, 100, 1), 0.01, 10 * SECOND, 2e9, 0.5, 2, 7);
    }

    @Test
    void aQuotaIsEnoughForSoManyPods() {
        begin("""
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 20, quota: [ 9 gpu, 3 core, 100Gi ] }
                """, facts());
        at(1, 3);
        at(2, 8);
        // 9 / 2 GPUs is 4 pods; 3 / 0.5 cores would be 6.
        assertThat(told).containsExactly("1 3", "2 4");
        assertThat(automaton.explain(decision.why, decision.left, decision.right))
                .contains("limited by the quota");
    }

    @Test
    void aBudgetCutsToWhatComesInWhenTheSavingsAreGone() {
        // 0.01 USD a second comes in, one pod's worth; 1 USD is saved.
        begin("""
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 20, budget: { amount: 36 USD per hour, burst: 100s, guard: 20s } }
                """, facts());
        at(0, 4);
        until(1000);
        // Four pods cost 0.04: 0.03 a second is lost. Paid for 20 s and with 0.01 coming in they need 0.6: there at
        // 13.3 s. Then three:
        // 0.02 a second is lost and 0.4 needed: at 23.3 s. Two lose 0.01 down to 0.2, at 43.3 s. One costs what comes
        // in.
        assertThat(told).containsExactly("0 4", "13 3", "23 2", "43 1");
    }

    @Test
    void aBudgetDoesNotGoBelowTheLeastUnlessItIsHard() {
        String policy = """
                states: { All: { scale: 4 } }
                limits: { min: 2, max: 20, budget: { amount: 18 USD per hour, burst: 1s, guard: 20s, hard: HARD } }
                """;
        begin(policy.replace("HARD", "false"), facts());
        assertThat(told).containsExactly("0 2");
        told.clear();
        event.replicas = 0;
        event.ready = 0;
        begin(policy.replace("HARD", "true"), facts());
        assertThat(told).isEmpty();
    }

    @Test
    void alertsAreToldOnceEach() {
        begin("""
                states:
                  Well: { scale: 1, go: [ { when: in_flight > 2, to: Ill } ] }
                  Ill:
                    scale: hold
                    victims: youngest
                    enter: { alert: { text: too many, severity: page } }
                    go: [ { when: arrival, do: { step: 1, emit: grown } }, { when: idle, to: Well } ]
                limits: { max: 9 }
                """);
        at(1, 3);
        assertThat(decision.victims).isEqualTo(Decision.VICTIMS.indexOf("youngest"));
        at(2, 4);
        at(3, 0);
        assertThat(told)
                .containsExactly(
                        "0 1", "1 alert (page): too many", "1 event grown", "1 2", "2 event grown", "2 3", "3 1");
    }
}

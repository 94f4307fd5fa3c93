package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Timelines of small policies: what the engine does with time, edges, regions and limits. */
@NullMarked
class EngineTest {
    private static final long SECOND = 1_000_000_000;

    /** A service whose pods are ready as soon as they are asked for. */
    private static final class World {
        final Automaton automaton;
        final Event event = new Event();
        final Decision decision = new Decision();
        final List<String> log = new ArrayList<>();
        long[] state;

        World(String policy) {
            this(policy, 0);
        }

        World(String policy, int replicas) {
            String head = "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: test }\n";
            automaton = PolicyDocument.read("test.yaml", head + policy, PolicyFiles.BUILT_IN)
                    .automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 7));
            event.replicas = replicas;
            event.ready = replicas;
            state = automaton.start(event);
        }

        World at(double seconds, long inFlight) {
            long now = Math.round(seconds * SECOND);
            advance(now);
            event.kind = EventKind.REPORT;
            event.atNanos = now;
            event.arrivals = Math.max(0, inFlight - event.inFlight);
            event.done = Math.max(0, event.inFlight - inFlight);
            event.inFlight = inFlight;
            step();
            event.arrivals = 0;
            event.done = 0;
            return this;
        }

        /** A report of what a pod has told of already. */
        World at(double seconds, long inFlight, long arrivals) {
            event.inFlight = inFlight;
            event.kind = EventKind.REPORT;
            event.atNanos = Math.round(seconds * SECOND);
            event.arrivals = arrivals;
            step();
            event.arrivals = 0;
            return this;
        }

        World busy(double seconds, long inFlight) {
            return pod(EventKind.POD_BUSY, seconds, inFlight);
        }

        World idle(double seconds, long inFlight) {
            return pod(EventKind.POD_IDLE, seconds, inFlight);
        }

        private World pod(EventKind kind, double seconds, long inFlight) {
            advance(Math.round(seconds * SECOND));
            event.kind = kind;
            event.atNanos = Math.round(seconds * SECOND);
            event.pod = 0;
            event.inFlight = inFlight;
            step();
            event.pod = -1;
            return this;
        }

        World until(double seconds) {
            return advance(Math.round(seconds * SECOND));
        }

        private World advance(long now) {
            event.kind = EventKind.ADVANCE;
            for (long due = automaton.nextDeadline(state); due < now; due = automaton.nextDeadline(state)) {
                event.atNanos = due;
                step();
            }
            return this;
        }

        private void step() {
            decision.clear();
            state = automaton.step(state, event, decision);
            if (decision.desired != Decision.NONE && decision.desired != event.replicas) {
                event.replicas = decision.desired;
                event.ready = decision.desired;
                log.add(event.atNanos / (double) SECOND + " " + decision.desired);
            }
        }
    }

    @Test
    void theLastPodGoesWhenTheIdleTimeIsOverAndNotBefore() {
        World world = new World("""
                states:
                  Zero: { scale: 0, go: [ { when: request, to: Up } ] }
                  Up: { scale: 1, go: [ { when: idle, to: Idle } ] }
                  Idle: { scale: 1, go: [ { when: request, to: Up }, { after: 5m, to: Zero } ] }
                limits: { max: 3 }
                """);
        world.at(10, 1).at(12, 0).at(200, 1).at(201, 0).until(501.001);
        assertThat(world.log).containsExactly("10.0 1", "501.0 0");
    }

    @Test
    void aGapIsKeptThoughAPodTellsOfItsRequestBeforeTheBalancerDoes() {
        World world = new World("""
                signals:
                  gaps: histogram(idle_gap, 1s, 1m)
                states:
                  All: { scale: "gaps.count * 1 pod + pods.count(where = pod.in_flight > 0) * 0" }
                limits: { max: 9 }
                """);
        // Where every change is told, the levels of a pod's event are those of its moment.
        world.busy(1, 1).at(1, 1, 1).idle(2, 0).at(2, 0, 0);
        world.busy(12, 1).at(12, 1, 1).idle(13, 0).at(13, 0, 0);
        assertThat(world.log).containsExactly("12.0 1");
    }

    @Test
    void whatWasSpentTodayBeginsAnewAtMidnight() {
        String text = """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: spent }
                tick: { every: 1s, mode: sampled }
                params: { price: { default: 1 USD, range: [1 USD, 2 USD] } }
                states: { All: { scale: if now >= attached + 9s then floor(cost.today / price) * 1 pod else none } }
                limits: { max: 100000 }
                """;
        ServiceFacts facts = new ServiceFacts(new Limits(0, 100_000, 1), 0.5, 0, 0, 0, 0, 1);
        Automaton automaton =
                PolicyDocument.read("test.yaml", text, PolicyFiles.BUILT_IN).automaton(Map.of(), facts);
        Event event = new Event();
        event.atNanos = 86_390 * SECOND;
        event.ready = 4;
        event.draining = 2;
        long[] state = automaton.start(event);
        event.kind = EventKind.ADVANCE;
        List<Integer> decided = new ArrayList<>();
        for (long now : List.of(86_399L, 86_400L, 86_401L)) {
            Decision decision = new Decision();
            event.atNanos = now * SECOND;
            state = automaton.step(state, event, decision);
            decided.add(decision.desired);
        }
        // Six pods at 0.5 a second for 9 s; nothing at midnight; then with the 27 that it believes to be starting.
        assertThat(decided).containsExactly(27, 0, 16);
    }

    @Test
    void aTimerAndARequestAtOneInstantAreTimerFirst() {
        World world = new World("""
                states:
                  Zero: { scale: 0, go: [ { when: request, to: Up } ] }
                  Up: { scale: 1, go: [ { when: idle, to: Idle } ] }
                  Idle: { scale: 1, go: [ { when: request, to: Up }, { after: 5m, to: Zero } ] }
                limits: { max: 3 }
                """);
        world.at(0, 1).at(10, 0);
        world.at(310, 1);
        // It went to zero and came back within the step: no pod was taken away, and a minute of Idle later would be too
        // early.
        world.at(311, 0).until(611.001);
        assertThat(world.log).containsExactly("0.0 1", "611.0 0");
    }

    @Test
    void aConditionForATimeIsCancelledByOneMomentWithoutIt() {
        World world = new World("""
                states:
                  Low: { scale: 1, go: [ { when: in_flight >= 2, for: 10s, to: High } ] }
                  High: { scale: 5, go: [ { when: idle, to: Low } ] }
                limits: { max: 9 }
                """, 1);
        world.at(0, 2).at(9, 1).at(9, 2).until(19.001);
        assertThat(world.log).containsExactly("19.0 5");
    }

    @Test
    void aSampledRegionLooksAtItsTicksOnly() {
        World world = new World("""
                tick: { every: 2s, mode: sampled, poke: false }
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 9 }
                """);
        world.at(2.5, 3).at(3.5, 1).at(4.5, 7).until(6.001);
        assertThat(world.log).containsExactly("4.0 1", "6.0 7");
    }

    @Test
    void aPokeLooksAtOnce() {
        World world = new World("""
                tick: { every: 60s, mode: sampled }
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 9 }
                """);
        world.at(7, 2).at(8, 0).until(60.001);
        assertThat(world.log).containsExactly("7.0 2", "60.0 0");
    }

    @Test
    void laterRegionsOfAChainSeeWhatEarlierOnesPropose() {
        World world = new World("""
                combine: chain
                regions:
                  want: { states: { All: { scale: ceil(in_flight / concurrency_limit) } } }
                  odd: { states: { All: { scale: "if proposed > 0 then proposed + 1 else none" } } }
                limits: { max: 5 }
                """);
        world.at(1, 2).at(2, 8).at(3, 0);
        assertThat(world.log).containsExactly("1.0 3", "2.0 5", "3.0 0");
    }

    @Test
    void downIsHeldToTheMostOfTheWindow() {
        World world = new World("""
                tick: { every: 10s, mode: sampled, poke: false }
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { min: 1, max: 50, stabilize: { up: 0s, down: 30s } }
                """, 1);
        world.at(1, 8).at(11, 2).until(40.001);
        // 8 is recommended at 10 s and counts for less than 30 s: at 40 s it is gone.
        assertThat(world.log).containsExactly("10.0 8", "40.0 2");
    }

    @Test
    void upGoesByTheRate() {
        World world = new World("""
                tick: { every: 10s, mode: sampled, poke: false }
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { min: 1, max: 50, up: { select: max, of: [ { pods: 4, per: 20s }, { percent: 100%, per: 20s } ] } }
                """, 1);
        world.at(1, 40).until(50.001);
        // 1 + 4 = 5; at 20 s the period's start is still 1; at 30 s it is 5: 5 + 5 = 10; at 50 s 20.
        assertThat(world.log).containsExactly("10.0 5", "30.0 10", "50.0 20");
    }

    @Test
    void oneRegionsVariableIsSeenByOthersAfterTheStep() {
        World world = new World("""
                vars: { many: 0 pod }
                regions:
                  first: { states: { All: { go: [ { when: arrival, set: { many: many + 1 } } ] } } }
                  second: { states: { All: { scale: many } } }
                limits: { max: 9 }
                """);
        world.at(1, 1).at(2, 2).until(2.5);
        assertThat(world.log).containsExactly("1.001 1", "2.001 2");
    }

    @Test
    void aWindowFallsByItselfAsTimeGoes() {
        World world = new World("""
                signals: { busy: "avg(in_flight, 10s, bucket = 1s)" }
                states: { All: { scale: "ceil(busy / 1 req/pod)" } }
                limits: { max: 9 }
                """);
        world.at(0, 4).at(10, 0).until(60);
        assertThat(world.log.getFirst()).isEqualTo("0.0 4");
        // The ten newest seconds are live, the present one among them: from 19 s on they are all empty.
        assertThat(world.log.getLast()).isEqualTo("19.0 0");
    }

    @Test
    void afterTheSameEventsTheStateIsTheSame() {
        String policy = """
                vars: { stay: 0s }
                states:
                  Up: { scale: 1, go: [ { when: idle, to: Down, set: { stay: 10s * uniform("stay") } } ] }
                  Down: { scale: 0, go: [ { when: request, to: Up } ] }
                limits: { max: 9 }
                """;
        World one = new World(policy);
        World two = new World(policy);
        assertThat(one.at(1, 1).at(5, 0).state).isEqualTo(two.at(1, 1).at(5, 0).state);
        assertThat(one.log).isEqualTo(two.log);
    }

    @Test
    void pastStatesStayAsTheyWere() {
        World world = new World("""
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 9 }
                """);
        world.at(1, 1);
        long[] kept = world.state.clone();
        world.at(2, 5);
        world.state = kept;
        world.log.clear();
        world.event.replicas = 1;
        world.at(3, 2);
        assertThat(world.log).containsExactly("3.0 2");
    }

    @Test
    void aTickOfOneRegionDoesNotForgetTheTimerOfAnother() {
        World world = new World("""
                regions:
                  clock: { tick: { every: 1s, mode: sampled, poke: false }, states: { All: { min: 0 } } }
                  keep:
                    states:
                      Up: { scale: 1, go: [ { after: 30s, to: Down } ] }
                      Down: { scale: 0 }
                limits: { max: 3 }
                """);
        world.until(31);
        assertThat(world.log).containsExactly("0.0 1", "30.0 0");
    }

    @Test
    void aPokeLooksEachTimeItBecomesTrue() {
        World world = new World("""
                tick: { every: 60s, mode: sampled, poke: in_flight >= 5 }
                states: { All: { scale: ceil(in_flight / concurrency_limit) } }
                limits: { max: 9 }
                """);
        world.at(1, 5).at(2, 1).at(3, 6).at(4, 7).until(59);
        assertThat(world.log).containsExactly("1.0 5", "3.0 6");
    }

    @Test
    void aRegionsLeastHoldsWhileAnotherIsLookedAt() {
        World world = new World("""
                regions:
                  main: { states: { All: { scale: ceil(in_flight / concurrency_limit) } } }
                  floor:
                    states:
                      Low: { min: 2, go: [ { after: 60s, to: Rest } ] }
                      Rest: { min: 0 }
                limits: { max: 9 }
                """);
        world.at(1, 5).at(2, 0).until(61);
        assertThat(world.log).containsExactly("0.0 2", "1.0 5", "2.0 2", "60.0 0");
    }
}

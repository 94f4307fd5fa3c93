package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies told what happens by hand: time in seconds, levels, and the pods they then want. */
class BuiltInTest {
    private static final long SECOND = 1_000_000_000L;

    /** An automaton with its state, told one event after another. */
    private static final class Bench {
        private final Automaton automaton;
        private final Event event = new Event();
        private final Decision decision = new Decision();
        private long[] state;

        Bench(BuiltIn policy, Limits limits, Map<String, Double> parameters) {
            automaton = policy.with(parameters).automaton(ServiceFacts.of(limits, 1));
            state = automaton.start(event);
        }

        int at(double seconds, EventKind kind, long inFlight, long queued, int replicas, int pod) {
            event.kind = kind;
            event.atNanos = Math.round(seconds * SECOND);
            event.inFlight = inFlight;
            event.queued = queued;
            event.replicas = replicas;
            event.pod = pod;
            decision.clear();
            state = automaton.step(state, event, decision);
            return decision.desired;
        }

        int report(double seconds, long demand, int replicas) {
            return at(seconds, EventKind.REPORT, demand, 0, replicas, -1);
        }

        /** Sends what the automaton asked for until a time. @return the last decision */
        int until(double seconds, long demand, int replicas) {
            int desired = Decision.NONE;
            while (automaton.nextDeadline(state) <= seconds * SECOND) {
                desired = at(automaton.nextDeadline(state) / 1e9, EventKind.ADVANCE, demand, 0, replicas, -1);
            }
            return desired;
        }
    }

    @Test
    void keepAliveCountsFromTheLastRequestAndStartsAgainWithEachOne() {
        Bench bench = new Bench(BuiltIn.FIXED_KEEP_ALIVE, new Limits(0, 10, 2), Map.of("keep_alive", 60.0));
        assertThat(bench.report(0, 3, 0)).isEqualTo(2);
        assertThat(bench.report(5, 0, 2)).isEqualTo(1);
        assertThat(bench.automaton.nextDeadline(bench.state)).isEqualTo(65 * SECOND);
        assertThat(bench.report(64, 1, 1)).isEqualTo(1);
        assertThat(bench.report(70, 0, 1)).isEqualTo(1);
        assertThat(bench.until(129.9, 0, 1)).isEqualTo(Decision.NONE);
        assertThat(bench.until(130, 0, 1)).isZero();
    }

    @Test
    void keepAliveNeverGoesBelowTheMinimum() {
        Bench bench = new Bench(BuiltIn.FIXED_KEEP_ALIVE, new Limits(2, 10, 1), Map.of("keep_alive", 1.0));
        bench.report(0, 1, 2);
        bench.report(1, 0, 2);
        assertThat(bench.until(100, 0, 2)).isEqualTo(2);
    }

    @Test
    void eachIdlePodGoesAtItsOwnTimeTheLongestIdleFirst() {
        Bench bench = new Bench(BuiltIn.IDLE_TIMEOUT, new Limits(0, 10, 1), Map.of("idle_timeout", 10.0));
        assertThat(bench.report(0, 2, 0)).isEqualTo(2);
        bench.at(3, EventKind.POD_IDLE, 1, 0, 2, 1);
        bench.at(4, EventKind.POD_IDLE, 0, 0, 2, 0);
        assertThat(bench.until(13, 0, 2)).isEqualTo(1);
        assertThat(bench.decision.victim).isEqualTo(1);
        bench.at(13.5, EventKind.POD_BUSY, 1, 0, 1, 0);
        assertThat(bench.until(100, 1, 1)).isEqualTo(Decision.NONE);
    }

    @Test
    void targetConcurrencyAveragesOverItsWindowAndSleepsAfterSilenceAndGrace() {
        Map<String, Double> parameters = Map.of("target", 1.0, "window", 60.0, "grace", 30.0);
        Bench bench = new Bench(BuiltIn.TARGET_CONCURRENCY, new Limits(0, 100, 1), parameters);
        bench.until(0, 0, 0);
        assertThat(bench.report(10, 6, 0)).isEqualTo(1);
        // Six requests for 30 of 60 seconds: an average of 3.
        assertThat(bench.until(40, 6, 1)).isEqualTo(3);
        assertThat(bench.until(70, 6, 3)).isEqualTo(6);
        bench.report(70, 0, 6);
        assertThat(bench.until(100, 0, 6)).isEqualTo(3);
        // Silent window over at 130 s, grace at 160 s.
        assertThat(bench.until(158, 0, 1)).isEqualTo(1);
        assertThat(bench.until(164, 0, 1)).isZero();
    }

    @Test
    void aStateIsAllThereIs() {
        Bench bench = new Bench(BuiltIn.IDLE_TIMEOUT, new Limits(0, 10, 1), Map.of("idle_timeout", 10.0));
        bench.report(0, 1, 0);
        bench.at(3, EventKind.POD_IDLE, 0, 0, 1, 0);
        long[] fork = bench.state.clone();
        assertThat(bench.until(13, 0, 1)).isZero();
        bench.state = fork;
        assertThat(bench.until(13, 0, 1)).isZero();
    }

    @Test
    void limitsThatContradictThemselvesAreRefusedWithBothSides() {
        assertThatThrownBy(() -> new Limits(3, 2, 1)).hasMessageContaining("min 3, max 2");
    }
}

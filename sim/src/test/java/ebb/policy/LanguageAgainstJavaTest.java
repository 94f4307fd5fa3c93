package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that exists twice, in Java and as a document, decides the same at the same instants, whatever comes. */
@NullMarked
class LanguageAgainstJavaTest {
    private static final long SECOND = 1_000_000_000;
    private static final int SERIES = 500;
    private static final int EVENTS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theKeepAlive(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SERIES; i++) {
            long series = random.nextLong();
            Limits limits = new Limits(0, 1 + random.nextInt(9), 1 + random.nextInt(4));
            double stay = random.nextInt(40);
            Map<String, Double> parameters = Map.of("keep_alive", stay);
            Automaton java = BuiltIn.FIXED_KEEP_ALIVE.automaton(
                    BuiltIn.FIXED_KEEP_ALIVE.with(parameters), ServiceFacts.of(limits, 1));
            PolicyDocument document = PolicyDocument.builtIn("keep-alive");
            Automaton language = document.automaton(document.with(parameters), ServiceFacts.of(limits, 1));
            assertThat(told(language, series))
                    .as("series %d of seed %d, %s, keep-alive %s s", i, seed, limits, stay)
                    .isEqualTo(told(java, series));
        }
    }

    /** @return every change of the number of pods, with its instant */
    private static List<String> told(Automaton automaton, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> changes = new ArrayList<>();
        Event event = new Event();
        Decision decision = new Decision();
        long[] state = automaton.start(event);
        for (int i = 0; i < EVENTS; i++) {
            long now = event.atNanos + random.nextLong(20 * SECOND);
            for (long due = automaton.nextDeadline(state); due <= now; due = automaton.nextDeadline(state)) {
                event.kind = EventKind.ADVANCE;
                event.atNanos = due;
                state = step(automaton, state, event, decision, changes);
            }
            long demand = random.nextBoolean() ? 0 : random.nextInt(12);
            event.kind = EventKind.REPORT;
            event.atNanos = now;
            event.arrivals = Math.max(0, demand - event.inFlight);
            event.done = Math.max(0, event.inFlight - demand);
            event.inFlight = demand;
            state = step(automaton, state, event, decision, changes);
            event.arrivals = 0;
            event.done = 0;
        }
        return changes;
    }

    private static long[] step(
            Automaton automaton, long[] state, Event event, Decision decision, List<String> changes) {
        decision.clear();
        long[] next = automaton.step(state, event, decision);
        if (decision.desired != Decision.NONE && decision.desired != event.replicas) {
            event.replicas = decision.desired;
            event.ready = decision.desired;
            changes.add(event.atNanos + " " + decision.desired);
        }
        return next;
    }
}

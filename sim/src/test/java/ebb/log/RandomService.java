package ebb.log;

import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Instance;
import ebb.policy.Recorder;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import ebb.random.Draw;

/** A service to which anything happens, drawn from a seed, and which gives its policy the pods it asks for, some time later. */
final class RandomService {
    private static final long SECOND = 1_000_000_000L;

    private final Draw draw = new Draw();
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final Instance instance;
    private final Recorder recorder;
    private final int metrics;
    private int nextPod;
    private int firstPod;
    private int decisions;

    RandomService(ScalingPolicy policy, ServiceFacts facts, Recorder recorder, long seed) {
        Automaton automaton = policy.automaton(facts);
        instance = new Instance(automaton, recorder);
        this.recorder = recorder;
        metrics = automaton.anatomy().metrics().size();
        draw.at(99, seed);
    }

    Instance instance() {
        return instance;
    }

    int decisions() {
        return decisions;
    }

    /** @param startNanos when it begins; a day in 2026 has calendars that change */
    void live(long startNanos, int events) {
        event.kind = EventKind.REPORT;
        event.atNanos = startNanos;
        event.replicas = 1 + draw.below(2);
        event.ready = event.replicas;
        nextPod = event.replicas;
        instance.attach(event);
        go(startNanos, events);
    }

    void go(long startNanos, int events) {
        long now = startNanos;
        for (int i = 0; i < events; i++) {
            now += draw.below(4) == 0 ? 0 : Math.round(draw.exponential() * (draw.below(20) == 0 ? 600 : 4) * SECOND);
            catchUp(now);
            happen(now);
        }
        catchUp(now);
    }

    private void catchUp(long now) {
        for (int i = 0; instance.due(now) && i < 10_000; i++) {
            instance.advance(event, decision);
            act();
        }
    }

    private void happen(long now) {
        event.atNanos = now;
        event.pod = -1;
        event.arrivals = 0;
        event.done = 0;
        event.concurrencyNanos = 0;
        event.startNanos = -1;
        event.metric = -1;
        event.value = Double.NaN;
        // A pod that is lost is started again.
        event.starting = Math.max(event.starting, event.replicas - event.ready);
        int choice = draw.below(10);
        if (choice < 6) {
            report();
        } else if (choice < 7 && metrics > 0) {
            sample();
        } else if (event.starting > 0) {
            event.kind = EventKind.POD_READY;
            event.pod = nextPod++;
            event.startNanos = 3 * SECOND + draw.below(1_000_000);
            event.starting--;
            event.ready++;
        } else if (event.ready > 0 && firstPod < nextPod) {
            pod();
        } else {
            event.kind = draw.below(8) == 0 ? EventKind.RESTART : EventKind.ACTION_FAILED;
        }
        instance.step(event, decision);
        act();
    }

    private void report() {
        event.kind = EventKind.REPORT;
        long before = event.demand();
        event.arrivals = draw.below(5);
        event.done = Math.min(before, draw.below(6));
        long demand = before + event.arrivals - event.done;
        event.inFlight = Math.min(demand, 2L * event.ready);
        event.queued = demand - event.inFlight;
        event.concurrencyNanos = draw.below(1_000_000_000);
        for (int i = 0; i < event.arrivals; i++) {
            recorder.request(event.atNanos - draw.below(1000), draw.below(1_000_000), -1, -1, -1);
        }
    }

    private void sample() {
        event.kind = EventKind.SAMPLE;
        event.metric = draw.below(metrics);
        event.value = draw.below(5) == 0 ? Double.NaN : draw.uniform() * 3;
        event.pod = draw.below(2) == 0 || firstPod == nextPod ? -1 : firstPod + draw.below(nextPod - firstPod);
    }

    private void pod() {
        event.pod = firstPod + draw.below(nextPod - firstPod);
        switch (draw.below(6)) {
            case 0 -> event.kind = EventKind.POD_IDLE;
            case 1 -> event.kind = EventKind.POD_BUSY;
            case 2 -> {
                for (int i = firstPod; i < nextPod; i++) {
                    event.pod = i;
                    changed();
                    if (i < nextPod - 1) {
                        instance.step(event, decision);
                        act();
                    }
                }
            }
            default -> {
                event.kind = draw.below(4) == 0 ? EventKind.POD_FAILED : EventKind.POD_GONE;
                event.pod = firstPod++;
                event.ready--;
            }
        }
    }

    private void changed() {
        event.kind = EventKind.POD_CHANGED;
        event.facts.phase = 1;
        event.facts.cpuUsage = draw.uniform();
        event.facts.cpuRequest = 1;
        event.facts.readyChangedNanos = event.atNanos - 100 * SECOND;
        event.facts.startedNanos = event.atNanos - 200 * SECOND;
        event.facts.createdNanos = event.atNanos - 400 * SECOND;
        event.facts.cpuSampledNanos = event.atNanos;
        event.facts.cpuWindowNanos = 30 * SECOND;
    }

    private void act() {
        if (decision.desired == Decision.NONE) {
            return;
        }
        decisions++;
        int more = decision.desired - event.replicas;
        event.replicas = decision.desired;
        event.starting = Math.max(0, event.starting + more);
    }
}

package ebb.policy;

import ebb.policy.window.Memory;
import ebb.random.Draw;
import ebb.random.Purpose;

/**
 * A random series of events for one policy: everything that may happen to it, levels that wander and fall to nothing, times from no
 * nanosecond to days apart, metrics that fail. What it decides is mostly done.
 */
final class RandomSeries {
    private static final EventKind[] KINDS = EventKind.values();
    private static final int MOST_PODS = 40;
    // A policy may ask to be looked at every millisecond; a series does not wait for all of a day's.
    private static final int MOST_DEADLINES = 32;
    private static final long[] APART = {
        0,
        1,
        1_000,
        1_000_000,
        20_000_000,
        1_000_000_000,
        7_000_000_000L,
        60_000_000_000L,
        3_600_000_000_000L,
        172_800_000_000_000L
    };

    private final CompiledPolicy policy;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final Draw draw;
    private final int metrics;
    private long[] state;
    private long nowNanos = 1_700_000_000_000_000_000L;
    private long hash;
    private long most;

    RandomSeries(CompiledPolicy policy, long seed) {
        this.policy = policy;
        draw = new Draw().at(Draw.base(seed, 0, Purpose.POLICY, Draw.key("series")), 0);
        metrics = policy.program().metrics().size();
        event.atNanos = nowNanos;
        state = policy.start(event);
    }

    private int below(int n) {
        return (int) (draw.uniform() * n);
    }

    /** @return the slots that the state has now */
    int slots() {
        return state.length;
    }

    /**
     * Goes on.
     *
     * @return a hash of all decisions so far and of the state as it is
     */
    long run(int events) {
        for (int i = 0; i < events; i++) {
            long next = nowNanos + (long) (draw.uniform() * APART[below(APART.length)]);
            next = caughtUp(next);
            tell();
            event.atNanos = Math.max(nowNanos, next);
            step();
        }
        for (long each : state) {
            mix(each);
        }
        return hash;
    }

    /** @return the time of the next event: sooner if there are too many deadlines until then */
    private long caughtUp(long untilNanos) {
        for (int i = 0; policy.nextDeadline(state) <= untilNanos; i++) {
            if (i == MOST_DEADLINES) {
                return nowNanos;
            }
            event.kind = EventKind.ADVANCE;
            event.atNanos = Math.max(nowNanos, policy.nextDeadline(state));
            step();
        }
        return untilNanos;
    }

    /** @return the most looks that one step took */
    long mostLooks() {
        return most;
    }

    private void step() {
        nowNanos = event.atNanos;
        decision.clear();
        long before = policy.looks();
        state = policy.step(state, event, decision);
        most = Math.max(most, policy.looks() - before);
        if (decision.desired != Decision.NONE && below(8) > 0) {
            event.replicas = Math.min(MOST_PODS, decision.desired);
        }
        mix(decision.desired);
        mix(decision.balancer);
        mix(decision.path);
        mix(decision.gateways);
        mix(decision.why);
        mix(decision.left);
        mix(decision.right);
        mix(state[Head.WAKE.slot()]);
    }

    private void mix(long value) {
        hash = hash * 0x9E3779B97F4A7C15L + value;
    }

    /** What happens next. */
    private void tell() {
        event.kind = below(2) == 0 ? EventKind.REPORT : KINDS[below(KINDS.length)];
        load();
        event.ready = below(50) == 0 ? -1 : Math.max(0, event.replicas - below(3));
        event.starting = Math.max(0, event.replicas - event.ready);
        event.draining = below(10) == 0 ? below(3) : 0;
        event.present = below(4) == 0 ? below(MOST_PODS) : -1;
        event.startNanos = below(3) == 0 ? -1 : (long) (draw.exponential() * 5e9);
        boolean ofPod = event.kind.name().startsWith("POD_") || (event.kind == EventKind.SAMPLE && below(2) == 0);
        event.pod = ofPod ? below(MOST_PODS) : -1;
        event.metric = metrics == 0 ? -1 : below(metrics);
        event.value = below(10) == 0 ? Double.NaN : value();
        if (event.kind == EventKind.SAMPLE && metrics == 0) {
            event.kind = EventKind.REPORT;
        }
        if (event.kind == EventKind.POD_CHANGED) {
            facts(event.facts);
        }
    }

    private void load() {
        long before = event.inFlight;
        long moved = below(4) == 0 ? -before : below(3) == 0 ? below(400) : below(5) - 2;
        event.inFlight = Math.max(0, before + moved);
        event.queued = below(5) == 0 ? below(30) : 0;
        event.arrivals = Math.max(0, event.inFlight - before) + below(3) * event.queued;
        event.done = Math.max(0, before - event.inFlight);
    }

    private double value() {
        return switch (below(4)) {
            case 0 -> draw.uniform();
            case 1 -> 100 * draw.exponential();
            case 2 -> below(2) == 0 ? 0 : -1;
            default -> 1e18 * draw.normal();
        };
    }

    private void facts(PodFacts facts) {
        facts.phase = below(5);
        facts.deleting = below(5) == 0;
        facts.ready = below(6) == 0 ? Memory.UNKNOWN : below(2);
        facts.createdNanos = nowNanos - (long) (draw.exponential() * 1e11);
        facts.startedNanos = below(4) == 0 ? Memory.NEVER : facts.createdNanos;
        facts.readyChangedNanos = below(4) == 0 ? Memory.NEVER : nowNanos;
        facts.cpuUsage = below(4) == 0 ? Double.NaN : draw.uniform();
        facts.cpuRequest = below(4) == 0 ? Double.NaN : draw.uniform();
        facts.cpuSampledNanos = nowNanos;
        facts.cpuWindowNanos = below(60) * 1_000_000_000L;
        facts.memory = value();
        facts.gpu = value();
    }
}

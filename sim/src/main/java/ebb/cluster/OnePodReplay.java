package ebb.cluster;

import ebb.balance.WaitingRoom.Order;
import ebb.cluster.ServiceSpec.Client;
import ebb.kernel.EventQueue;
import ebb.policy.Automaton;
import ebb.policy.BuiltIn;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A short way for a common shape: one service with at most one pod under fixed keep-alive, patient callers, first come first served.
 *
 * <p>The pod's fate then follows from the arrivals in one pass: a request starts when the pod is ready and the earliest place is free
 * (Kiefer and Wolfowitz 1955), unless it would have waited longer than the queue allows; nobody is in the house from the last of ends and
 * timeouts on, and the pod is gone a keep-alive later unless someone came. There are no events: ends of requests are kept only to know
 * when a place is free, and when each leaves the queue only to know how full it is. Every figure equals the event kernel's to the
 * nanosecond.
 */
final class OnePodReplay {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int POLL_MASK = 4_095;

    private final ClusterSpec spec;
    private final Service service;
    private final ServiceStatistics statistics;
    private final @Nullable Timeline timeline;
    private final int keptEvents;
    private final Automaton automaton;
    private final long keepAliveNanos;
    private final int places;
    private final long startDraws;
    private final Draw draw = new Draw();
    private final Event event = new Event();
    private final Decision decision = new Decision();

    /** Ends of requests that hold a place, or are next in line for one. */
    private final EventQueue ends = new EventQueue(16);

    private final int queueLimit;
    private final long queueTimeout;

    /**
     * When each of those who wait will have left the queue, first to last: none overtakes another. A ring, empty where the queue has no
     * bound.
     */
    private long[] leaving = new long[16];

    private int leavingFrom;
    private int leavingCount;

    private boolean there;

    /** Whether the pod has served anyone. */
    private boolean used;

    private long decidedAt;
    private long readyAt;

    /** Since when the pod is idle, if nobody comes; not before it is ready. */
    private long busyUntil;

    /** Since when nobody is in the house, if nobody comes. */
    private long emptyFrom;

    /** When the last of those who wait too long goes. */
    private long lastTimeout = -1;

    private long timedOutNanos;
    private long now;

    private OnePodReplay(ClusterSpec spec, Simulation.Options options) {
        this.spec = spec;
        ServiceSpec each = spec.services().getFirst();
        long step = options.timelineStepNanos();
        timeline = step == 0 ? null : new Timeline(step, (int) Math.min(1 << 16, spec.durationNanos() / step + 1));
        service = new Service(0, each, spec.seed(), spec.replication(), timeline);
        statistics = service.statistics;
        keptEvents = options.keptEvents();
        automaton = service.automaton;
        keepAliveNanos = Math.round(each.scaling().parameter("keep_alive") * 1e9);
        places = each.limits().concurrency();
        queueLimit = each.queue().limit();
        queueTimeout = each.queue().timeoutNanos();
        startDraws = service.base(Purpose.START_UP);
    }

    /** @return whether a run has the shape that this way is for */
    static boolean fits(ClusterSpec spec, Simulation.Options options) {
        if (spec.services().size() != 1
                || spec.coupled()
                || !spec.changes().isEmpty()
                || !spec.observation().equals(Observation.PERFECT)
                || options.observer() != null
                || options.recording() != null) {
            return false;
        }
        ServiceSpec s = spec.services().getFirst();
        return s.scaling().name().equals(BuiltIn.FIXED_KEEP_ALIVE.title())
                && s.limits().min() == 0
                && s.limits().max() == 1
                && s.initialReplicas() == 0
                && s.model() instanceof ServiceModel.Slots
                && s.pod().startUp() instanceof StartUp.Measured
                && s.pod().crash() == null
                && s.client().equals(Client.PATIENT)
                && s.queue().order() == Order.FIFO
                && s.balancing().endpointsDelay().constant() == 0;
    }

    static Outcome run(ClusterSpec spec, Arrivals.Source source, Simulation.Options options, LongPredicate goOn) {
        OnePodReplay replay = new OnePodReplay(spec, options);
        replay.read(source, goOn);
        return replay.finish();
    }

    private void read(Arrivals.Source source, LongPredicate goOn) {
        Arrivals window = new Arrivals();
        long ordinal = 0;
        while (source.next(window)) {
            for (int row = window.from; row < window.to; row++) {
                long at = window.timeNanos[row];
                if (at >= spec.durationNanos()) {
                    return;
                }
                if (at < now) {
                    throw new IllegalArgumentException(
                            "arrivals of service 0 go back from " + now + " ns to " + at + " ns");
                }
                now = at;
                service.times.read(window, row, ordinal);
                arrive(service.times.nanos());
                if ((++ordinal & POLL_MASK) == 0 && !goOn.test(at)) {
                    throw new Simulation.Stopped(at);
                }
            }
        }
    }

    private void arrive(long work) {
        // At one instant policy timers come before arrivals, timeouts after them.
        if (there && now >= expiry() && now > lastTimeout) {
            expire(expiry());
        }
        came();
        if (waiting() >= queueLimit) {
            lost(now);
            statistics.rejected++;
            return;
        }
        boolean triggers = !there;
        if (triggers) {
            begin();
        }
        while (!ends.isEmpty() && ends.time() <= now) {
            ends.remove();
        }
        boolean free = ends.size() < places;
        long start = Math.max(now, readyAt);
        start = free ? start : Math.max(start, ends.time());
        if (start - now > queueTimeout) {
            timeOut(now + queueTimeout);
            return;
        }
        if (free) {
            ends.add(start + work, 0, 0);
        } else {
            ends.replace(start + work, 0, 0);
        }
        queue(start);
        occupy(start, start + work);
        record(start, work, triggers);
    }

    private void came() {
        statistics.requests++;
        if (timeline != null) {
            int step = timeline.step(now);
            timeline.arrivals[step]++;
        }
    }

    private void lost(long at) {
        if (timeline != null) {
            int step = timeline.step(at);
            timeline.lost[step]++;
        }
    }

    private void timeOut(long at) {
        lost(at);
        statistics.timedOut++;
        timedOutNanos += at - now;
        lastTimeout = at;
        emptyFrom = Math.max(emptyFrom, at);
        // Whoever arrives at that very instant still finds it waiting.
        queue(at + 1);
        spread(timeline == null ? null : timeline.queueNanos, now, at);
    }

    /** The pod serves someone. */
    private void occupy(long start, long end) {
        used = true;
        emptyFrom = Math.max(emptyFrom, end);
        reach(Math.max(end, busyUntil));
        if (start > busyUntil) {
            idle(busyUntil, start);
            busyUntil = start;
        }
        busy(busyUntil, end);
    }

    private long expiry() {
        return keepAliveNanos >= NEVER - emptyFrom ? NEVER : emptyFrom + keepAliveNanos;
    }

    // The queue.

    /** @return how many wait; 0 where nothing depends on it */
    private int waiting() {
        while (leavingCount > 0 && leaving[leavingFrom] <= now) {
            leavingFrom = (leavingFrom + 1) & (leaving.length - 1);
            leavingCount--;
        }
        return leavingCount;
    }

    private void queue(long leaves) {
        if (leaves == now || queueLimit == Integer.MAX_VALUE) {
            return;
        }
        if (leavingCount == leaving.length) {
            grow();
        }
        leaving[(leavingFrom + leavingCount++) & (leaving.length - 1)] = leaves;
    }

    private void grow() {
        long[] longer = Arrays.copyOf(leaving, 2 * leavingCount);
        // The part before the first goes behind the last.
        System.arraycopy(leaving, 0, longer, leavingCount, leavingFrom);
        leaving = longer;
    }

    // What is counted.

    private void idle(long from, long to) {
        statistics.idlePodNanos += to - from;
        spread(timeline == null ? null : timeline.idlePodNanos, from, to);
    }

    private void busy(long from, long to) {
        if (to > from) {
            statistics.busyPodNanos += to - from;
            spread(timeline == null ? null : timeline.busyPodNanos, from, to);
        }
        busyUntil = Math.max(busyUntil, to);
    }

    private void record(long start, long work, boolean triggers) {
        ServiceStatistics s = statistics;
        long wait = start - now;
        boolean cold = triggers || now < readyAt;
        if (triggers) {
            s.coldTriggered++;
        } else if (cold) {
            s.coldWaited++;
        } else if (wait == 0) {
            s.warm++;
        } else {
            s.queued++;
        }
        s.waitNanos += wait;
        s.serviceNanos += work;
        s.latencyNanos += wait + work;
        s.wait.recordValue(wait);
        s.service.recordValue(work);
        s.latency.recordValue(wait + work);
        if (timeline != null) {
            chart(timeline, start, work, cold);
        }
    }

    private void chart(Timeline line, long start, long work, boolean cold) {
        int step = line.step(start + work);
        line.served[step]++;
        line.waitNanos[step] += start - now;
        line.cold[step] += cold ? 1 : 0;
        spread(line.queueNanos, now, start);
    }

    /** Makes room in the timeline before its columns are touched. */
    private void reach(long at) {
        if (timeline != null) {
            timeline.step(at);
        }
    }

    /** Puts a stretch of time into the steps that it covers. */
    private void spread(long @Nullable [] column, long from, long to) {
        if (timeline != null && column != null) {
            fill(column, from, to, timeline.stepNanos);
        }
    }

    private static void fill(long[] column, long from, long to, long step) {
        long at = from;
        while (at < to) {
            long end = Math.min(to, (at / step + 1) * step);
            column[(int) (at / step)] += end - at;
            at = end;
        }
    }

    // The pod comes and goes.

    private void begin() {
        there = true;
        used = false;
        decidedAt = now;
        readyAt = now + startUp();
        busyUntil = readyAt;
        statistics.startedPods++;
        statistics.maxPods = 1;
        scaled(now, 0, 1);
    }

    private long startUp() {
        StartUp.Measured measured = (StartUp.Measured) service.spec.pod().startUp();
        double constant = measured.seconds().constant();
        long key = Requests.podKey((int) statistics.startedPods, 0);
        return Math.round(
                1e9 * (Double.isNaN(constant) ? measured.seconds().sample(draw.at(startDraws, key)) : constant));
    }

    private void expire(long at) {
        // A timer comes before a pod that would be ready at the same instant.
        gone(at, at > readyAt || used);
        scaled(at, 1, 0);
    }

    private void gone(long at, boolean wasReady) {
        reach(at);
        started(wasReady ? readyAt : at, wasReady);
        if (wasReady) {
            idle(busyUntil, at);
            statistics.gonePods++;
        } else {
            statistics.cancelledPods++;
        }
        there = false;
        statistics.cost += service.spec.tariff().cost(decidedAt, at);
        statistics.cost += service.spec.tariff().startCost();
    }

    private void started(long until, boolean ready) {
        long took = until - decidedAt;
        statistics.startingPodNanos += took;
        spread(timeline == null ? null : timeline.startingPodNanos, decidedAt, until);
        if (ready && took > 0) {
            statistics.startUp.recordValue(took);
            statistics.stageNanos[Stage.MEASURED.ordinal()] += took;
            statistics.stageCount[Stage.MEASURED.ordinal()]++;
        }
    }

    /** Logs a decision in the policy's own words: the policy itself is stepped, but only here. */
    private void scaled(long at, int from, int to) {
        statistics.flaps += statistics.scaleEvents > 0 ? 1 : 0;
        if (statistics.scaleEvents++ >= keptEvents) {
            return;
        }
        event.atNanos = at;
        event.kind = to > from ? EventKind.REPORT : EventKind.ADVANCE;
        event.queued = to;
        event.replicas = from;
        long[] state = automaton.start(event);
        event.atNanos = to > from ? at : at + keepAliveNanos;
        decision.clear();
        automaton.step(state, event, decision);
        String cause = automaton.explain(decision.why, decision.left, decision.right);
        statistics.events.add(new ScalingEvent(at, service.spec.name(), from, to, cause));
    }

    private Outcome finish() {
        long end = Math.max(spec.durationNanos(), emptyFrom);
        if (there && expiry() <= end) {
            expire(expiry());
        } else if (there) {
            gone(end, end >= readyAt);
        }
        ServiceStatistics s = statistics;
        s.inServiceNanos = s.serviceNanos;
        s.queueNanos = s.waitNanos + timedOutNanos;
        s.inSystemNanos = s.latencyNanos + timedOutNanos;
        s.addPlaces(s.busyPodNanos + s.idlePodNanos, places);
        s.durationNanos = end;
        if (timeline != null) {
            timeline.step(Math.max(0, end - 1));
            timeline.steps = (int) ((end + timeline.stepNanos - 1) / timeline.stepNanos);
        }
        return new Outcome(List.of(s), timeline == null ? List.of() : List.of(timeline), Outcome.NodeStatistics.NONE);
    }
}

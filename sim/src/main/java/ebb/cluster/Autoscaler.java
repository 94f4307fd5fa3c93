package ebb.cluster;

import ebb.cluster.Observation.Scraping;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.EventSet;
import ebb.policy.Instance;
import ebb.policy.Recorder;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a service and all that lies between it and the world: what the balancer reports and when, what the observability system
 * delays and loses on the way, and what a decision sets going.
 */
final class Autoscaler {
    private static final long NEVER = Long.MAX_VALUE;
    private static final EventKind[] KINDS = EventKind.values();
    private static final int MAX_TIMERS_AT_ONCE = 1_000_000;

    private final Simulation simulation;
    private final Service service;
    private final long interval;
    private final boolean perfect;
    private final @Nullable Scraping scraping;
    private final long delayDraws;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final ArrayDeque<Report> travelling = new ArrayDeque<>();
    private final Recorder recorder;
    private Instance instance;
    private EventSet wants;

    /** When the pending timer event comes; it may be earlier than the deadline, never later. */
    private long timerAt = NEVER;

    private long sampleAt = NEVER;
    private long reports;
    private long arrivals;
    private long done;
    private long integralAtReport;
    private long demandAtReport;
    private long queuedAtReport;
    private long lastDelivery;

    /** Until when what the policy sees is not stale. */
    private long freshUntil = NEVER;

    private int direction;
    private boolean attached;
    private boolean stepping;

    /** What happened while a step was under way: told after it, kind and pod. */
    private int[] waiting = new int[16];

    private int waitingCount;

    /** What travels from the balancer to the policy. */
    private record Report(long atNanos, long inFlight, long queued, long arrivals, long done, long concurrencyNanos) {}

    Autoscaler(Simulation simulation, Service service) {
        this.simulation = simulation;
        this.service = service;
        interval = service.spec.balancing().reportIntervalNanos();
        Observation observation = simulation.spec.observation();
        scraping = observation.scraping();
        perfect = scraping == null
                && observation.loss() == 0
                && observation.delay().constant() == 0;
        delayDraws = service.base(Purpose.OBSERVATION);
        wants = service.automaton.wants();
        Recording recording = simulation.options.recording();
        recorder = recording == null ? Recorder.NOBODY : recording.of(service.spec, service.facts());
        instance = new Instance(service.automaton, recorder);
    }

    void attach() {
        event.atNanos = simulation.now;
        cluster(EventKind.REPORT, -1);
        instance = new Instance(service.automaton, recorder);
        instance.attach(event);
        attached = true;
        if (scraping != null) {
            freshUntil = saturated(simulation.now, scraping.stalenessNanos());
            arm(phase(scraping));
        }
        step(EventKind.REPORT, -1);
        for (Pod pod : List.copyOf(service.pods)) {
            // Not those that the first step has just started.
            if (pod.state == Pod.State.READY) {
                podIdle(pod);
            }
        }
    }

    private long phase(Scraping every) {
        return every.phaseNanos() == Scraping.DRAWN
                ? (long) (simulation.draw.at(delayDraws, 0).uniform() * every.periodNanos())
                : every.phaseNanos();
    }

    private static long saturated(long now, long plus) {
        return plus >= NEVER - now ? NEVER : now + plus;
    }

    // What the balancer sees.

    void arrived() {
        arrivals++;
    }

    /** A request came for the first time; session -1 for none. */
    void asked(ServiceTimes times, int session) {
        recorder.request(simulation.now, times.recordedNanos(), times.recordedInput(), times.recordedOutput(), session);
    }

    void ended() {
        done++;
    }

    /** Levels changed: an edge is told at once, all else at the interval or, where the policy asks for it, at once. */
    void changed() {
        if (scraping != null) {
            return;
        }
        long demand = service.inFlight + service.queued;
        boolean woke = demandAtReport == 0 && demand > 0;
        boolean fell = demandAtReport > 0 && demand == 0;
        boolean formed = queuedAtReport == 0 && service.queued > 0;
        if (woke || fell || formed || (interval == 0 && wants.everyChange())) {
            report(true);
        }
        if (interval > 0 && sampleAt == NEVER && demand > 0) {
            arm(interval);
        }
    }

    private void arm(long nanos) {
        sampleAt = simulation.now + nanos;
        simulation.events.add(sampleAt, Kind.SAMPLE, service.index);
    }

    /** The interval is over. */
    void sample() {
        if (sampleAt != simulation.now) {
            return;
        }
        sampleAt = NEVER;
        service.advance(simulation.now);
        report(false);
        if (scraping != null) {
            arm(scraping.periodNanos());
        } else if (service.inFlight + service.queued > 0) {
            arm(interval);
        }
    }

    private void report(boolean edge) {
        long inSystem = service.statistics.inServiceNanos + service.statistics.queueNanos;
        long integral = inSystem - integralAtReport;
        demandAtReport = service.inFlight + service.queued;
        queuedAtReport = service.queued;
        reports++;
        boolean arrives = true;
        if (perfect) {
            deliver(service.inFlight, service.queued, arrivals, done, integral);
        } else {
            arrives = send(edge, integral);
        }
        // What a lost report told is lost; counters that are sampled tell it the next time.
        if (arrives || scraping == null) {
            integralAtReport = inSystem;
            arrivals = 0;
            done = 0;
        }
    }

    /** @return whether it will arrive */
    private boolean send(boolean edge, long integral) {
        Observation observation = simulation.spec.observation();
        Draw draw = simulation.draw.at(delayDraws, reports);
        if (!edge && draw.uniform() < observation.loss()) {
            return false;
        }
        long delay = Math.round(1e9 * observation.delay().sample(draw));
        long at = Math.max(lastDelivery, simulation.now + delay);
        if (scraping != null && at - simulation.now > scraping.stalenessNanos()) {
            return false;
        }
        lastDelivery = at;
        travelling.addLast(new Report(simulation.now, service.inFlight, service.queued, arrivals, done, integral));
        simulation.events.add(at, Kind.DELIVERY, service.index);
        return true;
    }

    void deliver() {
        Report report = travelling.removeFirst();
        service.advance(simulation.now);
        if (scraping != null) {
            freshUntil = saturated(report.atNanos, scraping.stalenessNanos());
        }
        deliver(report.inFlight, report.queued, report.arrivals, report.done, report.concurrencyNanos);
    }

    private void deliver(long inFlight, long queued, long came, long ended, long integral) {
        if (!stepping) {
            catchUp();
        }
        event.inFlight = inFlight;
        event.queued = queued;
        event.arrivals = came;
        event.done = ended;
        event.concurrencyNanos = integral;
        step(EventKind.REPORT, -1);
        event.arrivals = 0;
        event.done = 0;
        event.concurrencyNanos = 0;
    }

    // What the cluster tells.

    void podBusy(Pod pod) {
        if (wants.podLoads()) {
            step(EventKind.POD_BUSY, pod.ordinal);
        }
    }

    void podIdle(Pod pod) {
        if (wants.podLoads()) {
            step(EventKind.POD_IDLE, pod.ordinal);
        }
    }

    void podReady(Pod pod) {
        step(EventKind.POD_READY, pod.ordinal);
        if (pod.inFlight == 0 && pod.state == Pod.State.READY) {
            podIdle(pod);
        }
    }

    void podGone(Pod pod) {
        step(EventKind.POD_GONE, pod.ordinal);
    }

    void podFailed(Pod pod) {
        step(EventKind.POD_FAILED, pod.ordinal);
    }

    /** Where nothing is delayed and every change is told, the levels of a pod's event are those of its moment. */
    private void fresh() {
        if (perfect && interval == 0 && wants.everyChange()) {
            event.inFlight = service.inFlight;
            event.queued = service.queued;
        }
    }

    // Time.

    void timer() {
        if (timerAt != simulation.now) {
            return;
        }
        timerAt = NEVER;
        service.advance(simulation.now);
        for (int i = 0; instance.due(simulation.now); i++) {
            step(EventKind.ADVANCE, -1);
            passed(i);
        }
        armTimer();
    }

    private void armTimer() {
        long deadline = instance.nextDeadline();
        if (deadline < timerAt) {
            timerAt = Math.max(deadline, simulation.now);
            simulation.events.add(timerAt, Kind.POLICY, service.index);
        }
    }

    // A step.

    private void cluster(EventKind kind, int pod) {
        event.kind = kind;
        event.atNanos = simulation.now;
        event.pod = pod;
        event.ready = service.busy + service.idle;
        event.starting = service.starting;
        event.draining = service.draining;
        event.replicas = service.replicas;
    }

    private void step(EventKind kind, int pod) {
        if (!attached) {
            return;
        }
        if (stepping) {
            remember(kind, pod);
            return;
        }
        stepping = true;
        single(kind, pod);
        for (int i = 0; i < waitingCount; i += 2) {
            single(KINDS[waiting[i]], waiting[i + 1]);
        }
        waitingCount = 0;
        stepping = false;
        armTimer();
    }

    private void remember(EventKind kind, int pod) {
        if (waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingCount * 2);
        }
        waiting[waitingCount++] = kind.ordinal();
        waiting[waitingCount++] = pod;
    }

    private void single(EventKind kind, int pod) {
        if (kind == EventKind.ADVANCE) {
            deadline();
            return;
        }
        catchUp();
        if (kind != EventKind.REPORT) {
            fresh();
        }
        cluster(kind, pod);
        instance.step(event, decision);
        decision.notices.forEach(this::notice);
        if (decision.desired != Decision.NONE) {
            decide();
        }
    }

    /** What the policy says to people stands among its decisions. */
    private void notice(Decision.Notice notice) {
        if (service.statistics.events.size() < simulation.options.keptEvents()) {
            service.statistics.events.add(new ScalingEvent(
                    simulation.now, service.spec.name(), service.replicas, service.replicas, notice.line()));
        }
    }

    /** A deadline comes before what happens at the same time, as where it was set by what happened just before. */
    private void catchUp() {
        for (int i = 0; attached && instance.due(simulation.now); i++) {
            deadline();
            passed(i);
        }
    }

    private void deadline() {
        fresh();
        cluster(EventKind.ADVANCE, -1);
        instance.advance(event, decision);
        decision.notices.forEach(this::notice);
        if (decision.desired != Decision.NONE) {
            decide();
        }
    }

    private void passed(int deadlines) {
        if (deadlines == MAX_TIMERS_AT_ONCE) {
            throw new IllegalStateException(service.spec.name() + ": the policy's timers never pass " + simulation.now
                    + " ns: a deadline must be later than the time of its step");
        }
    }

    private void decide() {
        int before = service.replicas;
        int wanted = service.limits.clamp(decision.desired);
        if (simulation.now > freshUntil && wanted < before) {
            wanted = service.limits.clamp(before);
        }
        int victim = decision.victim;
        if (wanted != before) {
            service.replicas = wanted;
            log(before, wanted);
        }
        if (wanted != service.present()) {
            simulation.replicas.get(service.index).reconcile(victim);
        }
    }

    private void log(int before, int wanted) {
        ServiceStatistics s = service.statistics;
        s.scaleEvents++;
        int turned = wanted > before ? 1 : -1;
        s.flaps += direction == -turned ? 1 : 0;
        direction = turned;
        if (s.events.size() < simulation.options.keptEvents()) {
            String cause = instance.explain(decision);
            s.events.add(new ScalingEvent(simulation.now, service.spec.name(), before, wanted, cause));
        }
    }

    // What is applied to a running service.

    void apply(Change change, Requests desk) {
        service.advance(simulation.now);
        if (change.limits() != null) {
            service.limit(change.limits());
            desk.balancer().recount();
        }
        if (change.algorithm() != null) {
            desk.balancer().use(change.algorithm());
        }
        if (change.scaling() != null || change.limits() != null) {
            catchUp();
            service.scaling = change.scaling() == null ? service.scaling : change.scaling();
            event.inFlight = service.inFlight;
            event.queued = service.queued;
            cluster(EventKind.APPLY, -1);
            instance.apply(service.scaling, service.facts(), event);
            wants = instance.automaton().wants();
            timerAt = NEVER;
            step(EventKind.APPLY, -1);
        }
        desk.dispatch();
        changed();
    }
}

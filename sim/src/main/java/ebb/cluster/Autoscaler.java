package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.cluster.Observation.Scraping;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.EventSet;
import ebb.policy.Instance;
import ebb.policy.PodFacts;
import ebb.policy.Recorder;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a service and all that lies between it and the world: what the balancer reports and when, what the observability system
 * delays and loses on the way, and what a decision sets going.
 */
final class Autoscaler {
    private static final long NEVER = Long.MAX_VALUE;
    private static final EventKind[] KINDS = EventKind.values();

    // In the order of the names that policies give them.
    private static final Algorithm[] ALGORITHMS = Algorithm.values();
    private static final int MAX_TIMERS_AT_ONCE = 1_000_000;

    private final Simulation simulation;
    private final Service service;
    private final long interval;
    private final boolean perfect;
    private final @Nullable Scraping scraping;
    private final @Nullable Observer observer;
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

    private final Collector collector;
    private final ArrayDeque<Measurement> underway = new ArrayDeque<>();
    private final long metricDraws;
    private long measureAt = NEVER;
    private long measurements;
    private long lastMeasured;

    /** The algorithm that the policy asked for last; -1: none. */
    private int balancing = -1;

    private int direction;
    private boolean attached;
    private boolean stepping;

    /** What happened while a step was under way: told after it, kind, pod and how long it took to start. */
    private long[] waiting = new long[18];

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
        observer = simulation.options.observer();
        metricDraws = service.base(Purpose.METRICS);
        collector = new Collector(simulation, service);
        wants = service.automaton.wants();
        collector.serve(wants, service.pods);
        Recording recording = simulation.options.recording();
        recorder = recording == null ? Recorder.NOBODY : recording.of(service.spec, service.facts(0));
        instance = new Instance(service.automaton, recorder);
    }

    Collector collector() {
        return collector;
    }

    void attach() {
        cluster(EventKind.REPORT, -1);
        instance = new Instance(service.automaton, recorder);
        instance.attach(event);
        attached = true;
        if (scraping != null) {
            freshUntil = saturated(simulation.now, scraping.stalenessNanos());
            arm(phase(scraping));
        }
        if (collector.measures()) {
            armMeasuring(phase(simulation.spec.observation().metrics()));
        }
        tellPods();
        step(EventKind.REPORT, -1);
        tellIdle();
    }

    /** Which pods there are, to a policy that decides when it knows all of them. */
    private void tellPods() {
        event.more = true;
        // A copy: a deadline of the same instant may start some.
        List.copyOf(service.pods).forEach(this::podChanged);
        event.more = false;
    }

    /** Which pods are idle, to a policy that wants to know no more of them. */
    private void tellIdle() {
        for (Pod pod : List.copyOf(service.pods)) {
            // Not those that a step has just started.
            if (!wants.podFacts() && pod.state == Pod.State.READY && pod.inFlight == 0) {
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

    // What is measured.

    private void armMeasuring(long nanos) {
        measureAt = simulation.now + nanos;
        simulation.events.add(measureAt, Kind.METRICS, service.index);
    }

    /** Metrics are due. */
    void measure() {
        if (measureAt != simulation.now || !collector.measures()) {
            return;
        }
        service.advance(simulation.now);
        Observation observation = simulation.spec.observation();
        armMeasuring(observation.metrics().periodNanos());
        Draw draw = simulation.draw.at(metricDraws, ++measurements);
        boolean lost = draw.uniform() < observation.loss();
        long delay = Math.round(1e9 * observation.delay().sample(draw));
        boolean stale = delay > observation.metrics().stalenessNanos();
        Measurement made = lost || stale ? collector.failed() : collector.measure();
        long at = Math.max(lastMeasured, simulation.now + (stale ? 0 : delay));
        lastMeasured = at;
        underway.addLast(made);
        if (at == simulation.now) {
            measured();
        } else {
            simulation.events.add(at, Kind.MEASURED, service.index);
        }
    }

    /** What was measured has arrived: the policy looks when it knows all of it. */
    void measured() {
        Measurement made = underway.removeFirst();
        service.advance(simulation.now);
        int last = made.size - 1;
        while (last >= 0 && made.pods[last] != Measurement.SERVICE && service.pod(made.pods[last]) == null) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            Pod pod = made.pods[i] == Measurement.SERVICE ? null : service.pod(made.pods[i]);
            event.more = i < last;
            if (made.metrics[i] >= 0 && (pod != null || made.pods[i] == Measurement.SERVICE)) {
                event.metric = made.metrics[i];
                event.value = made.values[i];
                step(EventKind.SAMPLE, made.pods[i]);
            } else if (pod != null && wants.podUse()) {
                use(Objects.requireNonNull(pod.meter), made, i);
                podChanged(pod);
            }
        }
        event.more = false;
    }

    private void use(Meter meter, Measurement made, int i) {
        if (made.metrics[i] == Measurement.CORES) {
            meter.cores = made.values[i];
            meter.sampledAt = Double.isNaN(made.values[i]) ? PodFacts.UNKNOWN : made.atNanos;
            meter.windowNanos = made.windowNanos;
        }
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
        // A container that was started again in place says nothing about starts.
        boolean first = pod.restarts == 0;
        step(EventKind.POD_READY, pod.ordinal, first ? simulation.now - pod.decidedAt : -1);
        podChanged(pod);
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

    /** Something about a pod has changed that the policy may want to know, when what is being done to it is done. */
    void news(Pod pod) {
        if (attached && wants.podFacts()) {
            simulation.events.add(simulation.now, Kind.NEWS, pod.slot);
        }
    }

    /** Tells all that is known of a pod. */
    void podChanged(Pod pod) {
        if (wants.podFacts() && pod.state != Pod.State.GONE && pod.state != Pod.State.GONE_LISTED) {
            step(EventKind.POD_CHANGED, pod.ordinal);
        }
    }

    private void facts(Pod pod) {
        PodFacts facts = event.facts;
        Resources asked = service.spec.pod().resources();
        Meter meter = pod.meter;
        facts.phase = pod.runs(simulation.now) ? 1 : 0;
        facts.deleting = pod.state == Pod.State.DRAINING;
        facts.ready = pod.state == Pod.State.READY ? 1 : 0;
        facts.inFlight = pod.inFlight;
        facts.idleSinceNanos = pod.idle ? pod.idleSince : PodFacts.UNKNOWN;
        facts.startedNanos = pod.allocated() ? pod.allocatedAt : PodFacts.UNKNOWN;
        facts.readyChangedNanos = pod.readyChanged;
        facts.createdNanos = pod.decidedAt;
        facts.cpuRequest = asked.cores();
        facts.cpuUsage = meter == null ? Double.NaN : meter.cores;
        facts.cpuSampledNanos = meter == null ? PodFacts.UNKNOWN : meter.sampledAt;
        facts.cpuWindowNanos = meter == null ? 0 : meter.windowNanos;
        facts.memory = asked.memoryBytes();
        facts.gpu = asked.gpuMillis() / 1000.0;
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
        step(kind, pod, -1);
    }

    /** @param startNanos how long a pod took to become ready; -1 if it is not about that */
    private void step(EventKind kind, int pod, long startNanos) {
        if (!attached) {
            return;
        }
        if (stepping) {
            remember(kind, pod, startNanos);
            return;
        }
        stepping = true;
        single(kind, pod, startNanos);
        for (int i = 0; i < waitingCount; i += 3) {
            single(KINDS[(int) waiting[i]], (int) waiting[i + 1], waiting[i + 2]);
        }
        waitingCount = 0;
        stepping = false;
        armTimer();
    }

    private void remember(EventKind kind, int pod, long startNanos) {
        if (waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingCount * 2);
        }
        waiting[waitingCount++] = kind.ordinal();
        waiting[waitingCount++] = pod;
        waiting[waitingCount++] = startNanos;
    }

    private void single(EventKind kind, int pod, long startNanos) {
        if (kind == EventKind.ADVANCE) {
            deadline();
            return;
        }
        catchUp();
        if (kind == EventKind.POD_CHANGED) {
            Pod about = service.pod(pod);
            if (about == null) {
                // It has gone since.
                return;
            }
            facts(about);
        }
        if (kind != EventKind.REPORT) {
            fresh();
        }
        cluster(kind, pod);
        event.startNanos = startNanos;
        instance.step(event, decision);
        obey();
    }

    private void obey() {
        if (observer != null) {
            observer.stepped(service.index, simulation.now, instance.automaton(), instance.state(), decision);
        }
        if (decision.victims >= 0) {
            service.youngestFirst = decision.victims == 1;
        }
        if (decision.balancer >= 0 && decision.balancer != balancing) {
            balancing = decision.balancer;
            simulation.desks.get(service.index).balancer().use(ALGORITHMS[balancing]);
        }
        for (int i = 0; i < decision.notices.size(); i++) {
            notice(decision.notices.get(i));
        }
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
        event.startNanos = -1;
        instance.advance(event, decision);
        obey();
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

    /** A new policy may want to know other things. */
    private void serve(EventSet next) {
        boolean measured = collector.measures() && wants.equals(next);
        wants = next;
        timerAt = NEVER;
        balancing = -1;
        if (measured) {
            return;
        }
        // What is on its way is numbered as the old policy asked for it.
        underway.forEach(each -> each.size = 0);
        boolean armed = measureAt > simulation.now && measureAt != NEVER;
        collector.serve(wants, service.pods);
        if (collector.measures() && !armed) {
            armMeasuring(simulation.spec.observation().metrics().periodNanos());
        }
    }

    /** The present ones, as they are told to whoever begins. */
    private void levels(EventKind kind) {
        event.inFlight = service.inFlight;
        event.queued = service.queued;
        cluster(kind, -1);
    }

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
            levels(EventKind.APPLY);
            instance.apply(service.scaling, service.facts(simulation.now), event);
            serve(instance.automaton().wants());
            tellPods();
            step(EventKind.APPLY, -1);
            tellIdle();
        }
        if (change.restart()) {
            catchUp();
            levels(EventKind.RESTART);
            step(EventKind.RESTART, -1);
            tellIdle();
        }
        desk.dispatch();
        changed();
    }
}

package ebb.cluster;

import ebb.policy.HealthCheckPolicy;
import ebb.policy.HealthCheckPolicy.Probe;
import ebb.random.Law;
import ebb.random.Purpose;

/** Takes pods through the stages of their start, probes them, and starts them again when they crash. */
final class Kubelet {
    private static final long NEVER = Long.MAX_VALUE;

    // 10 s doubling to 5 min: kubelet's MaxContainerBackOff and backOffPeriod, kubernetes pkg/kubelet/kubelet.go.
    private static final long FIRST_BACK_OFF = 10_000_000_000L;
    private static final long LAST_BACK_OFF = 300_000_000_000L;

    private static final Stage[] STAGES = Stage.values();

    private final Simulation simulation;

    Kubelet(Simulation simulation) {
        this.simulation = simulation;
    }

    /** A pod was asked for. */
    void begin(Pod pod) {
        pod.stage = Stage.DECISION.ordinal();
        pod.stageSince = simulation.now;
        if (simulation.nodes == null) {
            allocate(pod);
        }
        switch (pod.service.spec.pod().startUp()) {
            case StartUp.Measured measured
            when simulation.nodes == null -> {
                pod.stage = Stage.MEASURED.ordinal();
                wait(pod, draw(pod, measured.seconds(), Purpose.START_UP));
            }
            case StartUp.Measured measured -> schedule(pod, 0);
            case StartUp.Staged staged -> wait(pod, draw(pod, staged.decision(), Purpose.START_UP));
        }
    }

    private long draw(Pod pod, Law law, Purpose purpose) {
        return simulation.nanos(law, pod.service.base(purpose), Requests.podKey(pod.ordinal, pod.restarts));
    }

    private void wait(Pod pod, long nanos) {
        pod.stageDue = simulation.now + nanos;
        simulation.events.add(pod.stageDue, Kind.STAGE, pod.slot);
    }

    private void schedule(Pod pod, long nanos) {
        pod.stage = Stage.SCHEDULING.ordinal();
        wait(pod, nanos);
    }

    /** Resources are the pod's from now on, and paid for. */
    void allocate(Pod pod) {
        pod.allocatedAt = simulation.now;
        pod.service.pending--;
    }

    /** Something about a pod is due: a stage's end, or the news of its end at the balancer. */
    void stage(Pod pod) {
        if (pod.listDue == simulation.now) {
            pod.service.advance(simulation.now);
            simulation.replicas.get(pod.service.index).unlisted(pod);
        }
        if (pod.stageDue == simulation.now && pod.state == Pod.State.STARTING) {
            pod.stageDue = NEVER;
            pod.service.advance(simulation.now);
            if (pod.doomed) {
                pod.service.statistics.crashes++;
                restart(pod);
            } else {
                proceed(pod);
            }
        }
    }

    private void proceed(Pod pod) {
        switch (pod.service.spec.pod().startUp()) {
            case StartUp.Measured measured when STAGES[pod.stage] == Stage.SCHEDULING -> place(pod);
            case StartUp.Measured measured -> ready(pod, simulation.now);
            case StartUp.Staged staged -> proceed(pod, staged);
        }
    }

    private void proceed(Pod pod, StartUp.Staged staged) {
        endStage(pod, STAGES[pod.stage]);
        switch (STAGES[pod.stage]) {
            case DECISION -> schedule(pod, draw(pod, staged.scheduling(), Purpose.SCHEDULING));
            case SCHEDULING, NODE -> place(pod);
            case PULL -> {
                pod.stage = Stage.CONTAINER.ordinal();
                wait(pod, draw(pod, staged.container(), Purpose.CONTAINER));
            }
            case CONTAINER -> {
                pod.containerSince = simulation.now;
                tell(pod);
                pod.stage = Stage.WEIGHTS.ordinal();
                long weights = load(pod, staged.weights());
                answer(pod, weights, weights + draw(pod, staged.engine(), Purpose.ENGINE));
            }
            case WEIGHTS -> {
                pod.stage = Stage.ENGINE.ordinal();
                wait(pod, draw(pod, staged.engine(), Purpose.ENGINE));
            }
            case ENGINE -> probe(pod);
            case READINESS -> {
                pod.stage = Stage.ENDPOINTS.ordinal();
                wait(pod, draw(pod, staged.endpoints(), Purpose.ENDPOINTS));
            }
            case ENDPOINTS, MEASURED -> ready(pod, simulation.now);
        }
    }

    private void endStage(Pod pod, Stage stage) {
        pod.stageNanos[stage.ordinal()] += simulation.now - pod.stageSince;
        pod.stageSince = simulation.now;
    }

    private void place(Pod pod) {
        if (simulation.nodes == null) {
            placed(pod);
        } else {
            simulation.nodes.schedule(pod);
        }
    }

    /**
     * The pod has its node.
     *
     * @param pod its waiting is put down to the stage it is in
     */
    void placed(Pod pod) {
        tell(pod);
        switch (pod.service.spec.pod().startUp()) {
            case StartUp.Measured measured -> {
                endStage(pod, STAGES[pod.stage]);
                pod.stage = Stage.MEASURED.ordinal();
                wait(pod, draw(pod, measured.seconds(), Purpose.START_UP));
            }
            case StartUp.Staged staged -> {
                endStage(pod, STAGES[pod.stage]);
                pod.stage = Stage.PULL.ordinal();
                if (simulation.nodes == null) {
                    // Without nodes there is no link to pull over: images are there.
                    wait(pod, 0);
                } else {
                    simulation.nodes.pull(
                            pod, staged.image(), draw(pod, staged.image().fixed(), Purpose.PULL));
                }
            }
        }
    }

    /** All layers are there. */
    void pulled(Pod pod) {
        wait(pod, 0);
    }

    private long load(Pod pod, StartUp.Weights weights) {
        if (weights.bytes() == 0) {
            return 0;
        }
        Node node = pod.node;
        boolean cached = node != null && node.caches(pod.service.spec.name());
        double rate = (cached ? weights.cachedBytesPerSecond() : weights.bytesPerSecond())
                .sample(simulation.draw.at(
                        pod.service.base(Purpose.WEIGHTS), Requests.podKey(pod.ordinal, pod.restarts)));
        long nanos = Math.round(1e9 * weights.bytes() / rate);
        return node == null ? nanos : node.read(pod, weights.bytes(), simulation.now, nanos) - simulation.now;
    }

    /** Goes on unless the start-up probe gives up before the process can answer: then the container is killed. */
    private void answer(Pod pod, long nextNanos, long totalNanos) {
        Probe startup = pod.service.spec.health().startup();
        pod.doomed = startup != null && totalNanos > patience(startup);
        if (startup != null && pod.doomed) {
            // A restarted container begins after its back-off, so in the future.
            wait(pod, pod.containerSince - simulation.now + patience(startup) + startup.timeoutNanos());
        } else {
            wait(pod, nextNanos);
        }
    }

    /** From the container's start to the probe that fails once too often. */
    private static long patience(Probe startup) {
        return startup.initialDelayNanos() + (startup.failureThreshold() - 1) * startup.periodNanos();
    }

    /** The process can answer from now on; when do the probes find out? */
    private void probe(Pod pod) {
        pod.stage = Stage.READINESS.ordinal();
        wait(pod, knownAt(pod.service.spec.health(), pod.containerSince, simulation.now) - simulation.now);
    }

    /** @return when the probes know that the process answers, if it does so from {@code answers} on */
    private static long knownAt(HealthCheckPolicy health, long containerSince, long answers) {
        long known = answers;
        if (health.startup() != null) {
            known = success(health.startup(), containerSince, known);
        }
        if (health.readiness() != null) {
            known = success(health.readiness(), containerSince, known);
        }
        return known;
    }

    /** @return when a probe has succeeded often enough in a row, if it succeeds from {@code good} on */
    static long success(Probe probe, long containerSince, long good) {
        long first = containerSince + probe.initialDelayNanos();
        long ticks = good <= first ? 0 : Math.ceilDiv(good - first, probe.periodNanos());
        return first + (ticks + probe.successThreshold() - 1) * probe.periodNanos();
    }

    /** Requests may go to the pod. */
    void ready(Pod pod, long now) {
        Service service = pod.service;
        if (!pod.allocated()) {
            allocate(pod);
        }
        endStage(pod, STAGES[pod.stage]);
        service.starting--;
        service.idle++;
        pod.idle = true;
        pod.state = Pod.State.READY;
        if (pod.containerSince < pod.decidedAt) {
            pod.containerSince = now;
        }
        pod.idleSince = now;
        pod.readyChanged = now;
        pod.hung = false;
        Replicas replicas = simulation.replicas.get(service.index);
        if (pod.listed) {
            // The news of its crash had not reached the balancer, and is out of date now.
            replicas.unlisted(pod);
        }
        pod.closed = false;
        Requests desk = simulation.desks.get(service.index);
        desk.balancer().list(pod);
        if (pod.restarts == 0 && now > pod.decidedAt) {
            record(pod);
        }
        planCrash(pod);
        desk.ready(pod);
        Autoscaler autoscaler = simulation.autoscalers.get(service.index);
        autoscaler.podReady(pod);
        autoscaler.changed();
    }

    private void record(Pod pod) {
        ServiceStatistics s = pod.service.statistics;
        s.startUp.recordValue(simulation.now - pod.decidedAt);
        for (int i = 0; i < pod.stageNanos.length; i++) {
            s.stageNanos[i] += pod.stageNanos[i];
            s.stageCount[i] += pod.stageNanos[i] > 0 ? 1 : 0;
        }
    }

    // Crashes.

    private void planCrash(Pod pod) {
        Law crash = pod.service.spec.pod().crash();
        if (crash != null) {
            pod.crashDue = simulation.now + draw(pod, crash, Purpose.CRASH);
            simulation.events.add(pod.crashDue, Kind.CRASH, pod.slot);
        }
    }

    /** A pod's process ends or hangs; or a hung one is found out by its liveness probe. */
    void crash(Pod pod) {
        if (pod.crashDue != simulation.now || pod.state != Pod.State.READY) {
            return;
        }
        Service service = pod.service;
        service.advance(simulation.now);
        pod.crashDue = NEVER;
        if (!pod.hung && hangs(pod)) {
            hang(pod);
            return;
        }
        service.statistics.crashes++;
        service.leaveReady(pod);
        service.starting++;
        pod.state = Pod.State.STARTING;
        pod.readyChanged = simulation.now;
        Requests desk = simulation.desks.get(service.index);
        simulation.replicas.get(service.index).shut(pod);
        desk.loseAll(pod);
        restart(pod);
        Autoscaler autoscaler = simulation.autoscalers.get(service.index);
        autoscaler.podFailed(pod);
        autoscaler.changed();
        tell(pod);
    }

    private void tell(Pod pod) {
        simulation.autoscalers.get(pod.service.index).news(pod);
    }

    private boolean hangs(Pod pod) {
        long key = ~Requests.podKey(pod.ordinal, pod.restarts);
        return simulation.draw.at(pod.service.base(Purpose.CRASH), key).uniform()
                < pod.service.spec.pod().hang();
    }

    /** Nothing ends any more; the readiness probe takes it off the list, the liveness probe has it killed. */
    private void hang(Pod pod) {
        pod.hung = true;
        simulation.desks.get(pod.service.index).hang(pod);
        HealthCheckPolicy health = pod.service.spec.health();
        if (health.readiness() != null) {
            pod.listDue = failure(health.readiness(), pod)
                    + draw(pod, pod.service.spec.balancing().endpointsDelay(), Purpose.ENDPOINTS);
            simulation.events.add(pod.listDue, Kind.STAGE, pod.slot);
        }
        if (health.liveness() != null) {
            pod.crashDue = failure(health.liveness(), pod);
            simulation.events.add(pod.crashDue, Kind.CRASH, pod.slot);
        }
    }

    /** @return when a probe has failed often enough, if it fails from now on */
    private long failure(Probe probe, Pod pod) {
        long first = pod.containerSince + probe.initialDelayNanos();
        long ticks = simulation.now < first ? 0 : (simulation.now - first) / probe.periodNanos() + 1;
        return first + (ticks + probe.failureThreshold() - 1) * probe.periodNanos() + probe.timeoutNanos();
    }

    /** The container is started again in place, after a back-off that grows with each time. */
    private void restart(Pod pod) {
        long backOff =
                pod.restarts == 0 ? 0 : Math.min(LAST_BACK_OFF, FIRST_BACK_OFF << Math.min(pod.restarts - 1, 10));
        pod.restarts++;
        pod.hung = false;
        pod.containerSince = simulation.now + backOff;
        pod.stageSince = simulation.now;
        pod.stage = Stage.ENGINE.ordinal();
        if (pod.service.spec.pod().startUp() instanceof StartUp.Measured) {
            pod.stage = Stage.MEASURED.ordinal();
        }
        long takes = draw(pod, pod.service.spec.pod().restart(), Purpose.CONTAINER);
        answer(pod, backOff + takes, takes);
    }
}

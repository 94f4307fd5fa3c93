package ebb.cluster;

import ebb.policy.Automaton;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One service in a running simulation: its pods, its levels, and the integrals of both. */
final class Service {
    final int index;
    final ServiceSpec spec;
    final ServiceStatistics statistics = new ServiceStatistics();
    final @Nullable Timeline timeline;
    final ServiceTimes times;

    /** Pods that exist, in order of their ordinals. */
    final List<Pod> pods = new ArrayList<>();

    /** Pods whose objects can be used again. */
    final List<Pod> spare = new ArrayList<>();

    /** What may change while it runs. */
    Limits limits;

    ScalingPolicy scaling;
    /** Of the beginning. */
    Automaton automaton;

    /** Pods asked for. */
    int replicas;

    int nextOrdinal;
    int starting;
    int pending;
    int busy;
    int idle;
    int draining;

    /** Pods that have a place on a node. */
    int placed;

    long inSystem;
    long queued;
    long inFlight;

    /** Sum over all requests that left, served or not, and of their waits and times in service: for the identities. */
    long sojournNanos;

    long allServiceNanos;
    long allQueueNanos;
    long podLifeNanos;
    long pendingPodNanos;

    private final long seed;
    private final int replication;
    private final long key;
    private long since;
    private long stepEnd;
    private int step;
    private long countedReady;
    private long flushedQueue;
    private long flushedStarting;
    private long flushedBusy;
    private long flushedIdle;
    private long flushedDraining;

    Service(int index, ServiceSpec spec, long seed, int replication, @Nullable Timeline timeline) {
        this.index = index;
        this.spec = spec;
        this.seed = seed;
        this.replication = replication;
        this.timeline = timeline;
        key = Draw.key(spec.name());
        times = new ServiceTimes(spec, seed, replication);
        limits = spec.limits();
        scaling = spec.scaling();
        automaton = scaling.automaton(limits, policySeed());
        stepEnd = timeline == null ? Long.MAX_VALUE : timeline.stepNanos;
    }

    private long policySeed() {
        return base(Purpose.POLICY);
    }

    /** What a policy that is attached now is told. */
    ServiceFacts facts() {
        return ServiceFacts.of(limits, policySeed());
    }

    long base(Purpose purpose) {
        return Draw.base(seed, replication, purpose, key);
    }

    /** Brings the integrals up to a time. Levels must not be changed before. */
    void advance(long nowNanos) {
        while (nowNanos >= stepEnd) {
            integrate(stepEnd);
            flush();
        }
        integrate(nowNanos);
    }

    private void integrate(long until) {
        long passed = until - since;
        if (passed == 0) {
            return;
        }
        since = until;
        ServiceStatistics s = statistics;
        s.inSystemNanos += passed * inSystem;
        s.queueNanos += passed * queued;
        s.inServiceNanos += passed * inFlight;
        s.startingPodNanos += passed * (starting - pending);
        s.busyPodNanos += passed * busy;
        s.idlePodNanos += passed * idle;
        s.drainingPodNanos += passed * draining;
        pendingPodNanos += passed * pending;
    }

    /** Ends a step of the timeline. */
    private void flush() {
        Timeline line = Objects.requireNonNull(timeline);
        ServiceStatistics s = statistics;
        int at = line.step(stepEnd - 1);
        line.queueNanos[at] = s.queueNanos - flushedQueue;
        line.startingPodNanos[at] = s.startingPodNanos - flushedStarting;
        line.busyPodNanos[at] = s.busyPodNanos - flushedBusy;
        line.idlePodNanos[at] = s.idlePodNanos - flushedIdle;
        line.drainingPodNanos[at] = s.drainingPodNanos - flushedDraining;
        flushedQueue = s.queueNanos;
        flushedStarting = s.startingPodNanos;
        flushedBusy = s.busyPodNanos;
        flushedIdle = s.idlePodNanos;
        flushedDraining = s.drainingPodNanos;
        stepEnd += line.stepNanos;
        step = line.step(stepEnd - 1);
    }

    /** The last, perhaps shorter, step. */
    void finish(long endNanos) {
        advance(endNanos);
        if (timeline != null && since > stepEnd - timeline.stepNanos) {
            flush();
        }
        if (timeline != null) {
            timeline.steps = (int) ((endNanos + timeline.stepNanos - 1) / timeline.stepNanos);
        }
        countPlaces();
        statistics.durationNanos = endNanos;
    }

    /** Other limits from now on; the integrals are up to now. */
    void limit(Limits next) {
        countPlaces();
        limits = next;
    }

    /** Ready pods had so many places each since the last count. */
    private void countPlaces() {
        long ready = statistics.busyPodNanos + statistics.idlePodNanos;
        statistics.addPlaces(ready - countedReady, limits.concurrency());
        countedReady = ready;
    }

    /** @return the timeline's present step; only where there is a timeline */
    int step() {
        return step;
    }

    /** A ready pod stops being one: it is counted neither as busy nor as idle any more. */
    void leaveReady(Pod pod) {
        if (pod.idle) {
            idle--;
        } else {
            busy--;
        }
        pod.idle = false;
    }

    int present() {
        return starting + busy + idle;
    }
}

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
    // A day: laws with heavy tails have means beyond all reason.
    private static final double MOST_START = 86_400;

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

    /** Of pods that are as good to take away, the youngest goes and not the longest idle. */
    boolean youngestFirst;

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
        automaton = scaling.automaton(facts(0));
        stepEnd = timeline == null ? Long.MAX_VALUE : timeline.stepNanos;
    }

    /** What its policy is told of it. */
    ServiceFacts facts(long nowNanos) {
        Resources asked = spec.pod().resources();
        return new ServiceFacts(
                limits,
                spec.tariff().perSecond(nowNanos),
                Math.round(1e9 * Math.min(MOST_START, spec.pod().startUp().meanSeconds())),
                asked.memoryBytes(),
                asked.cores(),
                asked.gpuMillis() / 1000.0,
                base(Purpose.POLICY));
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

    /** @return null if there is none of that ordinal */
    @Nullable
    Pod pod(int ordinal) {
        int low = 0;
        int high = pods.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Pod found = pods.get(middle);
            if (found.ordinal == ordinal) {
                return found;
            }
            if (found.ordinal < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    int present() {
        return starting + busy + idle;
    }
}

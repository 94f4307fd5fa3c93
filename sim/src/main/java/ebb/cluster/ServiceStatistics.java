package ebb.cluster;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What one service did in a run: counts, exact sums, integrals over time, histograms. Two of them merge into one, so that runs can be
 * split over services, cores and machines.
 *
 * <p>Sums of times are exact in ns; histograms have three significant digits (0.1 %) above 1 µs.
 */
public final class ServiceStatistics {
    // Counts of requests. requests = warm + queued + coldTriggered + coldWaited + rejected + timedOut + failed +
    // cancelled.

    public long requests;

    /** Served without waiting. */
    public long warm;

    /** Served after waiting for a place, no start involved. */
    public long queued;

    /** Served; a pod was started because this one came. */
    public long coldTriggered;

    /** Served after waiting while a pod was starting, without having triggered it. */
    public long coldWaited;

    public long rejected;

    /** Left unanswered: waited too long in the queue, or longer than the caller's timeout. */
    public long timedOut;

    /** Lost with a pod, or sent to a closed door, and not retried to success. */
    public long failed;

    /** Given up by the caller. */
    public long cancelled;

    /** Further attempts of requests already counted. */
    public long retries;

    // Pods.

    public long startedPods;
    public long gonePods;

    /** Pods taken away before they were ready. */
    public long cancelledPods;

    public long crashes;

    /** Decisions that changed the number of pods asked for. */
    public long scaleEvents;

    /** Changes of direction: up after down or down after up. */
    public long flaps;

    // Exact sums, ns.

    public long waitNanos;
    public long serviceNanos;
    public long latencyNanos;

    /** Integral of requests in the house. */
    public long inSystemNanos;

    /** Integral of waiting requests. */
    public long queueNanos;

    /** Integral of requests being served. */
    public long inServiceNanos;

    public long startingPodNanos;

    /** Pods with at least one request. */
    public long busyPodNanos;

    public long idlePodNanos;
    public long drainingPodNanos;

    /**
     * Integral of places of pods that were ready: ready pods times concurrency. A few thousand pods with a few thousand places each pass
     * what a long holds within a day.
     */
    public BigInteger placeNanos = BigInteger.ZERO;

    public double cost;
    public long durationNanos;

    /** Most pods at once, draining ones too. */
    public int maxPods;

    /** By {@link Stage}: time spent by pods that became ready, and how many passed through it. */
    public final long[] stageNanos = new long[Stage.values().length];

    public final long[] stageCount = new long[Stage.values().length];

    /** Of served requests, ns. */
    public final Durations wait = new Durations();

    public final Durations service = new Durations();
    public final Durations latency = new Durations();

    /** From arrival to the first token, where answers are written token by token; empty elsewhere. */
    public final Durations firstToken = new Durations();

    /** From decision to ready, of pods that became ready, ns. */
    public final Durations startUp = new Durations();

    /** At most as many as the run was told to keep; {@link #scaleEvents} counts all. */
    public final List<ScalingEvent> events = new ArrayList<>();

    public long served() {
        return warm + queued + coldTriggered + coldWaited;
    }

    public long podNanos() {
        return startingPodNanos + busyPodNanos + idlePodNanos + drainingPodNanos;
    }

    /** Ready pods were there for so long, taken together, each with so many places. */
    void addPlaces(long readyPodNanos, int concurrency) {
        placeNanos = placeNanos.add(BigInteger.valueOf(readyPodNanos).multiply(BigInteger.valueOf(concurrency)));
    }

    /** Adds what another service, or another part of the run, did. */
    public ServiceStatistics add(ServiceStatistics other) {
        requests += other.requests;
        warm += other.warm;
        queued += other.queued;
        coldTriggered += other.coldTriggered;
        coldWaited += other.coldWaited;
        rejected += other.rejected;
        timedOut += other.timedOut;
        failed += other.failed;
        cancelled += other.cancelled;
        retries += other.retries;
        startedPods += other.startedPods;
        gonePods += other.gonePods;
        cancelledPods += other.cancelledPods;
        crashes += other.crashes;
        scaleEvents += other.scaleEvents;
        flaps += other.flaps;
        waitNanos = Math.addExact(waitNanos, other.waitNanos);
        serviceNanos = Math.addExact(serviceNanos, other.serviceNanos);
        latencyNanos = Math.addExact(latencyNanos, other.latencyNanos);
        inSystemNanos = Math.addExact(inSystemNanos, other.inSystemNanos);
        queueNanos = Math.addExact(queueNanos, other.queueNanos);
        inServiceNanos = Math.addExact(inServiceNanos, other.inServiceNanos);
        startingPodNanos = Math.addExact(startingPodNanos, other.startingPodNanos);
        busyPodNanos = Math.addExact(busyPodNanos, other.busyPodNanos);
        idlePodNanos = Math.addExact(idlePodNanos, other.idlePodNanos);
        drainingPodNanos = Math.addExact(drainingPodNanos, other.drainingPodNanos);
        placeNanos = placeNanos.add(other.placeNanos);
        cost += other.cost;
        durationNanos = Math.max(durationNanos, other.durationNanos);
        maxPods += other.maxPods;
        for (int i = 0; i < stageNanos.length; i++) {
            stageNanos[i] += other.stageNanos[i];
            stageCount[i] += other.stageCount[i];
        }
        wait.add(other.wait);
        service.add(other.service);
        latency.add(other.latency);
        firstToken.add(other.firstToken);
        startUp.add(other.startUp);
        events.addAll(other.events);
        return this;
    }
}

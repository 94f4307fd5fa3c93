package ebb.cluster;

import java.util.Arrays;

/**
 * How a run looked over time: equal steps, each with sums and time averages. Integrals are in ns, so that a step's mean is exact.
 */
public final class Timeline {
    public final long stepNanos;
    public int steps;

    public long[] arrivals;

    /** Requests whose pod was started for them, or that waited for one. */
    public long[] cold;

    /** Requests that were rejected, timed out or failed. */
    public long[] lost;

    /** Sums of waits of requests served in the step, ns. */
    public long[] waitNanos;

    public long[] served;

    // Integrals over the step.

    public long[] queueNanos;
    public long[] startingPodNanos;
    public long[] busyPodNanos;
    public long[] idlePodNanos;
    public long[] drainingPodNanos;

    public Timeline(long stepNanos, int capacity) {
        this.stepNanos = stepNanos;
        arrivals = new long[capacity];
        cold = new long[capacity];
        lost = new long[capacity];
        waitNanos = new long[capacity];
        served = new long[capacity];
        queueNanos = new long[capacity];
        startingPodNanos = new long[capacity];
        busyPodNanos = new long[capacity];
        idlePodNanos = new long[capacity];
        drainingPodNanos = new long[capacity];
    }

    /**
     * Makes room for a step.
     *
     * @return the step of an instant
     */
    public int step(long atNanos) {
        int step = (int) (atNanos / stepNanos);
        if (step >= steps) {
            steps = step + 1;
            if (steps > arrivals.length) {
                grow(Math.max(steps, arrivals.length * 2));
            }
        }
        return step;
    }

    private void grow(int capacity) {
        arrivals = Arrays.copyOf(arrivals, capacity);
        cold = Arrays.copyOf(cold, capacity);
        lost = Arrays.copyOf(lost, capacity);
        waitNanos = Arrays.copyOf(waitNanos, capacity);
        served = Arrays.copyOf(served, capacity);
        queueNanos = Arrays.copyOf(queueNanos, capacity);
        startingPodNanos = Arrays.copyOf(startingPodNanos, capacity);
        busyPodNanos = Arrays.copyOf(busyPodNanos, capacity);
        idlePodNanos = Arrays.copyOf(idlePodNanos, capacity);
        drainingPodNanos = Arrays.copyOf(drainingPodNanos, capacity);
    }

    public Timeline add(Timeline other) {
        step(other.steps == 0 ? 0 : (other.steps - 1L) * stepNanos);
        for (int i = 0; i < other.steps; i++) {
            arrivals[i] += other.arrivals[i];
            cold[i] += other.cold[i];
            lost[i] += other.lost[i];
            waitNanos[i] += other.waitNanos[i];
            served[i] += other.served[i];
            queueNanos[i] += other.queueNanos[i];
            startingPodNanos[i] += other.startingPodNanos[i];
            busyPodNanos[i] += other.busyPodNanos[i];
            idlePodNanos[i] += other.idlePodNanos[i];
            drainingPodNanos[i] += other.drainingPodNanos[i];
        }
        return this;
    }
}

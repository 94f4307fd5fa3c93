package ebb.cluster;

import java.util.Arrays;

/** What was measured at one instant: values of the service and of its pods, in the order in which the policy is told. */
final class Measurement {
    /** In place of a metric: cores that a pod uses. */
    static final int CORES = -1;

    /** In place of a metric: requests in a pod. */
    static final int IN_FLIGHT = -2;

    /** In place of a pod: the service. */
    static final int SERVICE = -1;

    final long atNanos;
    final long windowNanos;
    int size;
    int[] metrics = new int[16];
    int[] pods = new int[16];
    double[] values = new double[16];

    /** @param windowNanos time over which what each pod used is a mean */
    Measurement(long atNanos, long windowNanos) {
        this.atNanos = atNanos;
        this.windowNanos = windowNanos;
    }

    /**
     * @param metric its place among those that the policy asks for, or one of the constants
     * @param pod by its ordinal
     * @param value NaN if it is not known
     */
    void add(int metric, int pod, double value) {
        if (size == metrics.length) {
            metrics = Arrays.copyOf(metrics, size * 2);
            pods = Arrays.copyOf(pods, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        metrics[size] = metric;
        pods[size] = pod;
        values[size] = value;
        size++;
    }
}

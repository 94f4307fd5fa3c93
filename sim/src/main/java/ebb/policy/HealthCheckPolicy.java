package ebb.policy;

import org.jspecify.annotations.Nullable;

/** How a kubelet finds out that a pod has started, can take requests, and is alive. */
public record HealthCheckPolicy(
        @Nullable Probe startup,
        @Nullable Probe readiness,
        @Nullable Probe liveness) {
    /** Every pod is believed at once, and for ever. */
    public static final HealthCheckPolicy NONE = new HealthCheckPolicy(null, null, null);

    /**
     * One probe, as in a pod's spec.
     *
     * @param initialDelayNanos before the first probe, at least 0
     * @param periodNanos between probes, more than 0
     * @param timeoutNanos after which a probe counts as failed
     * @param successThreshold successes in a row that make it pass, at least 1
     * @param failureThreshold failures in a row that make it fail, at least 1
     */
    public record Probe(
            long initialDelayNanos, long periodNanos, long timeoutNanos, int successThreshold, int failureThreshold) {
        public Probe {
            if (initialDelayNanos < 0 || periodNanos <= 0 || successThreshold < 1 || failureThreshold < 1) {
                throw new IllegalArgumentException("probe with delay " + initialDelayNanos + " ns, period "
                        + periodNanos + " ns, thresholds " + successThreshold + "/" + failureThreshold);
            }
        }
    }
}

package ebb.cluster;

import ebb.random.Law;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the balancer and the policy.
 *
 * @param delay seconds from balancer to policy
 * @param loss share of the periodic reports, or of the samples, that never arrive, 0..1; the edges 0 to 1 and to idle are sent until they
 *     arrive
 * @param scraping null: the balancer reports; else the policy sees nothing but samples
 * @param metrics when the metrics are measured that a policy reads; policies that read none are not measured
 */
public record Observation(Law delay, double loss, @Nullable Scraping scraping, Scraping metrics) {
    // 15 s: --metric-resolution of Kubernetes' metrics server as it ships; 5 min: --query.lookback-delta of Prometheus.
    private static final Scraping METRICS = new Scraping(15_000_000_000L, Scraping.DRAWN, 300_000_000_000L);

    public static final Observation PERFECT = new Observation(Law.of(0), 0);

    public Observation(Law delay, double loss) {
        this(delay, loss, null);
    }

    public Observation(Law delay, double loss, @Nullable Scraping scraping) {
        this(delay, loss, scraping, scraping == null ? METRICS : scraping);
    }

    /**
     * A collector looks at the balancer at fixed times, as Prometheus, KEDA and the metrics server do. A sample has the levels of its moment
     * and the sums since the last one that arrived, because counters lose nothing; edges between two samples are not seen, so a service at
     * zero wakes at a sample.
     *
     * <p>A sample older than {@code stalenessNanos} counts as missing: one that would arrive so late never does, and from when the newest
     * one is so old until the next comes, the policy keeps the levels that it saw and no decision of it takes pods away. That is what
     * Kubernetes' HorizontalPodAutoscaler does where metrics are missing, and what a balancer that fell silent must mean.
     *
     * @param periodNanos more than 0
     * @param phaseNanos when the first sample is taken, 0 to less than the period; {@link #DRAWN}: anywhere in it, drawn for each service
     * @param stalenessNanos {@link Long#MAX_VALUE}: never stale
     */
    public record Scraping(long periodNanos, long phaseNanos, long stalenessNanos) {
        public static final long DRAWN = -1;

        public Scraping {
            if (periodNanos <= 0 || phaseNanos < DRAWN || phaseNanos >= periodNanos || stalenessNanos < 0) {
                throw new IllegalArgumentException("period " + periodNanos + " ns, phase " + phaseNanos
                        + " ns, staleness " + stalenessNanos
                        + " ns: a period above 0, a phase within it, a staleness from 0");
            }
        }
    }
}

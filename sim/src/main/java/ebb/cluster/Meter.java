package ebb.cluster;

import ebb.policy.Metrics;
import java.util.Arrays;

/** What a pod has done since it was measured last, and what it was measured to use then. */
final class Meter {
    private static final int METRICS = Metrics.values().length;

    /** Since when the counts below run. */
    long since;

    /** Core-ns used, up to {@link #at}. */
    double coreNanos;

    long at;

    /** Requests that it took. */
    long taken;

    /** Tokens that its server had produced ever when the counts began. */
    long tokensBefore;

    /** Of each metric that every request has a value of. */
    final double[] sums = new double[METRICS];

    final long[] counts = new long[METRICS];

    /** Cores used, as the policy knows it; NaN if it does not. */
    double cores = Double.NaN;

    long sampledAt = Long.MIN_VALUE;
    long windowNanos;

    Meter(long nowNanos, long tokens) {
        begin(nowNanos, tokens);
    }

    /** Counts anew. */
    void begin(long nowNanos, long tokens) {
        since = nowNanos;
        at = nowNanos;
        coreNanos = 0;
        taken = 0;
        tokensBefore = tokens;
        Arrays.fill(sums, 0);
        Arrays.fill(counts, 0);
    }
}

package ebb.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A window on a service's requests, oldest first, refilled by its source. Columns may be shared with the source: read only.
 */
public final class Arrivals {
    /** Where the next requests come from. */
    public interface Source {
        /**
         * Sets the columns and the count of {@code into}.
         *
         * @return false when there are no more; times never go back
         */
        boolean next(Arrivals into);

        /**
         * Requests that are all there already.
         *
         * @param serviceNanos null where the model says how long each is served
         */
        static Source of(long[] timeNanos, long @Nullable [] serviceNanos) {
            return of(timeNanos, serviceNanos, null, null);
        }

        /** Requests that are all there already, with their tokens. */
        static Source of(
                long[] timeNanos,
                long @Nullable [] serviceNanos,
                int @Nullable [] inputTokens,
                int @Nullable [] outputTokens) {
            boolean[] given = new boolean[1];
            return into -> {
                if (given[0]) {
                    return false;
                }
                given[0] = true;
                into.timeNanos = timeNanos;
                into.serviceNanos = serviceNanos;
                into.inputTokens = inputTokens;
                into.outputTokens = outputTokens;
                into.from = 0;
                into.to = timeNanos.length;
                return true;
            };
        }
    }

    /** Arrival times from the start of the run, ns, not decreasing. */
    public long[] timeNanos = new long[0];

    /** How long each request is served, ns; null when the trace does not say. */
    public long @Nullable [] serviceNanos;

    public int @Nullable [] inputTokens;

    public int @Nullable [] outputTokens;

    /** Requests of one session have one key; null where the trace has none. */
    public int @Nullable [] sessions;

    /** The first row that counts. */
    public int from;

    /** The row after the last that counts. */
    public int to;
}

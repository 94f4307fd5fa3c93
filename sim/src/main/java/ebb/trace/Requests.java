package ebb.trace;

import org.jspecify.annotations.Nullable;

/** A window on the requests of one service, oldest first: columns that their owner refills. Columns may be shared: read only. */
public final class Requests {
    /** Arrival times from the start of the trace, ns, not decreasing over the whole stream. */
    public long[] timeNanos = new long[0];

    /** How long each was served, ns; null when the trace does not say. */
    public long @Nullable [] serviceNanos;

    public int @Nullable [] inputTokens;

    public int @Nullable [] outputTokens;

    /** Requests of one session (or with one prefix) have one key; null where the trace has none. */
    public int @Nullable [] sessions;

    /** The first row that counts. */
    public int from;

    /** The row after the last that counts. */
    public int to;
}

package ebb.trace;

import java.util.Arrays;
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

    /** Sets the columns and bounds of {@code into} to these. */
    public void show(Requests into) {
        into.timeNanos = timeNanos;
        into.serviceNanos = serviceNanos;
        into.inputTokens = inputTokens;
        into.outputTokens = outputTokens;
        into.sessions = sessions;
        into.from = from;
        into.to = to;
    }

    /** @return the rows that count, in columns of their own */
    public Requests copy() {
        Requests copy = new Requests();
        copy.timeNanos = Arrays.copyOfRange(timeNanos, from, to);
        copy.serviceNanos = serviceNanos == null ? null : Arrays.copyOfRange(serviceNanos, from, to);
        copy.inputTokens = inputTokens == null ? null : Arrays.copyOfRange(inputTokens, from, to);
        copy.outputTokens = outputTokens == null ? null : Arrays.copyOfRange(outputTokens, from, to);
        copy.sessions = sessions == null ? null : Arrays.copyOfRange(sessions, from, to);
        copy.to = to - from;
        return copy;
    }

    /** @return what the rows that count take in memory */
    public long bytes() {
        int row = Long.BYTES
                + (serviceNanos == null ? 0 : Long.BYTES)
                + (inputTokens == null ? 0 : Integer.BYTES)
                + (outputTokens == null ? 0 : Integer.BYTES)
                + (sessions == null ? 0 : Integer.BYTES);
        return (long) row * (to - from);
    }
}

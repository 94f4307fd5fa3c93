package ebb.live;

import java.util.List;

/**
 * What a balancer tells of one service: levels as they are, and sums since its last report. It is sent at once when the service's requests go
 * from none to one, when a queue forms, and when it falls idle; else at the report interval. An interval of 0 is every change.
 *
 * @param source the balancer, by a name that no other has
 * @param epoch of the source: greater after each of its starts
 * @param seq 1, 2, 3 … in an epoch, over all services; what comes twice or late is not taken twice
 * @param inFlight requests that are being served, open streams among them
 * @param queued requests that are held
 * @param arrivals requests that came since the last report that was taken
 * @param done requests that ended since then, however they ended
 * @param concurrencyNanos integral of in flight + queued since then, request-ns
 * @param details one for each request that ended, oldest first; empty unless a recording is asked for
 */
public record Report(
        String source,
        long epoch,
        long seq,
        ServiceName service,
        long inFlight,
        long queued,
        long arrivals,
        long done,
        long concurrencyNanos,
        List<Detail> details) {
    public Report {
        details = List.copyOf(details);
        if (inFlight < 0 || queued < 0 || arrivals < 0 || done < 0 || concurrencyNanos < 0) {
            throw new IllegalArgumentException("a report of " + source + " with a negative number: in flight "
                    + inFlight + ", queued " + queued + ", arrivals " + arrivals + ", done " + done);
        }
    }

    /**
     * One request, as a trace needs it. No path, address or header is in it.
     *
     * @param cameNanosAgo since it came, at the time of the report
     * @param heldNanos that it was held
     * @param serviceNanos from its release to its end
     * @param inputTokens as the answer said, -1 if it did not
     * @param outputTokens the same
     * @param pod the ordinal of the pod that served it, -1 if none did
     * @param status that the client got, 0 if it went away before
     */
    public record Detail(
            long cameNanosAgo,
            long heldNanos,
            long serviceNanos,
            long inputTokens,
            long outputTokens,
            int pod,
            int status) {}
}

package ebb.live;

/**
 * Replicas to be written to a scale subresource.
 *
 * @param epoch of the leader that decided it
 * @param from replicas that the object is believed to ask for
 * @param resourceVersion that the object must have; empty: any. Ups leave at once, downs only onto what was looked at
 * @param decision its number among the service's decisions
 * @param hash of all decisions up to it
 */
public record ScaleWrite(
        ServiceName service,
        Target target,
        long epoch,
        int from,
        int replicas,
        String resourceVersion,
        long decision,
        long hash,
        String why) {
    public boolean up() {
        return replicas > from;
    }

    /** What became of a write. */
    public enum Outcome {
        DONE,
        /** The object is not what it was taken for: what it is comes from the informer. */
        CONFLICT,
        /** Try again later: too many requests, a failing server, no connection. */
        RETRY,
        /** It will not be done however often it is tried: forbidden, gone, invalid. */
        REFUSED,
        /** Not sent: the lease is not ours any more. */
        FENCED
    }
}

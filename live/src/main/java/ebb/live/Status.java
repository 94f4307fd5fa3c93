package ebb.live;

import java.util.List;

/**
 * How a service is, for people and machines.
 *
 * @param condition what matters most
 * @param text why, in a sentence; problems of a policy with line and column
 * @param generation of the resource that this is about
 * @param states the engine's, one a region
 * @param decision number of the last decision, 0 before the first
 * @param decisionNanos when it was made
 */
public record Status(
        ServiceName service,
        Condition condition,
        String text,
        long generation,
        Mode mode,
        String policy,
        String states,
        long decision,
        long hash,
        int desired,
        String why,
        long decisionNanos,
        int replicas,
        int ready,
        int starting,
        long inFlight,
        long queued,
        Counts counts,
        List<Estimate> candidates) {
    public Status {
        candidates = List.copyOf(candidates);
    }

    /** What matters most about a service. */
    public enum Condition {
        /** The policy decides, and what it decides is done. */
        ACTIVE,
        /** It decides, and a person said that nothing is to be written. */
        PAUSED,
        /** It decides, and nothing is written: dry run or shadow. */
        WATCHING,
        /** The policy cannot be applied; the last good one goes on if there was one. */
        REJECTED,
        /** Somebody else sets the replicas, or there is nothing to set them of. */
        REFUSED,
        /** Writes fail. */
        FAILING
    }

    /** Sums since this process began to lead. */
    public record Counts(
            long reports,
            long duplicates,
            long writes,
            long failedWrites,
            long wakes,
            long sleeps,
            long coldStartNanos) {}

    /** What a candidate would do; nothing of it is measured. */
    public record Estimate(String name, int desired, String why, double podSeconds, long starts) {}
}

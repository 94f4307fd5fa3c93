package ebb.cluster;

import ebb.policy.Automaton;
import ebb.policy.Decision;

/**
 * Told of every request as it leaves and of every step of a policy, in order of simulated time, on the run's thread. It must not change
 * anything of the run.
 */
@FunctionalInterface
public interface Observer {
    /**
     * @param service index in the spec
     * @param ordinal of the request in its service, from 0
     * @param arrivalNanos first arrival, not that of a retry
     * @param startNanos when its service began; {@link Long#MAX_VALUE} if it was never served
     * @param endNanos now
     */
    void left(int service, long ordinal, long arrivalNanos, long startNanos, long endNanos, Fate fate);

    /**
     * A policy has made a step.
     *
     * @param service index in the spec
     * @param state after the step; its array is used again
     * @param decision what it asked for; its object is used again
     */
    default void stepped(int service, long atNanos, Automaton automaton, long[] state, Decision decision) {}
}

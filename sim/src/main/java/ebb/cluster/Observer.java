package ebb.cluster;

/** Told of every request as it leaves, in order of simulated time, on the run's thread. It must not change anything of the run. */
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
}

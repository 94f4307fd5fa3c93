package ebb.cluster;

/** How a request left. {@link ServiceStatistics} counts each. */
public enum Fate {
    /** Served without waiting. */
    WARM,
    /** Served after waiting for a place, no start involved. */
    QUEUED,
    /** Served; a pod was started because this one came. */
    COLD_TRIGGERED,
    /** Served after waiting while a pod was starting, without having triggered it. */
    COLD_WAITED,
    REJECTED,
    TIMED_OUT,
    FAILED,
    CANCELLED;

    public boolean served() {
        return ordinal() <= COLD_WAITED.ordinal();
    }
}

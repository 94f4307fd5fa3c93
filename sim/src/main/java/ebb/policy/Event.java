package ebb.policy;

/** One event with the levels as they are known at its time. One object serves a whole run: it is written by the shell, read in a step. */
public final class Event {
    public EventKind kind = EventKind.ADVANCE;

    /** When, ns; never goes back. */
    public long atNanos;

    /** Requests being served. */
    public long inFlight;

    /** Requests held by the balancer. */
    public long queued;

    /** Requests that came since the last report. */
    public long arrivals;

    /** Requests that ended since the last report. */
    public long done;

    /** Integral of in flight + queued since the last report, request-ns. */
    public long concurrencyNanos;

    /** Pods that take requests; a pod on its way out is not one. */
    public int ready;

    /** Pods asked for and not ready yet. */
    public int starting;

    /** Pods on their way out. */
    public int draining;

    /** Pods asked for: what the workload object says. */
    public int replicas;

    /** The pod it is about, by its ordinal; -1 if none. */
    public int pod = -1;

    public long demand() {
        return inFlight + queued;
    }
}

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

    /** For {@link EventKind#POD_READY}: how long it took since the pod was asked for, ns; -1 if that is not known. */
    public long startNanos = -1;

    /** Pods that the workload object counts; -1: the replicas asked for. */
    public int present = -1;

    /** For {@link EventKind#SAMPLE}: its place among the metrics that the automaton asks for. */
    public int metric = -1;

    /** For {@link EventKind#SAMPLE}: what was measured; not a number if that failed. */
    public double value = Double.NaN;

    /** More of the same instant follows: nothing is decided before the last. */
    public boolean more;

    /** For {@link EventKind#POD_CHANGED}. */
    public final PodFacts facts = new PodFacts();

    public long demand() {
        return inFlight + queued;
    }
}

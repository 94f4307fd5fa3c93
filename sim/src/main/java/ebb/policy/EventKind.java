package ebb.policy;

/** What may happen to a policy. */
public enum EventKind {
    /** The balancer tells its levels: at once when a service goes 0 to 1, when a queue forms, when it falls idle; else at the interval. */
    REPORT,
    POD_READY,
    /** A pod's last request ended. */
    POD_IDLE,
    /** An idle pod took a request. */
    POD_BUSY,
    POD_GONE,
    POD_FAILED,
    /** What is known of a pod changed: {@link Event#facts}. */
    POD_CHANGED,
    /** A metric was measured, of the service or of a pod. */
    SAMPLE,
    /** What was asked of the cluster was not done. */
    ACTION_FAILED,
    /** Nothing but time: a deadline of the automaton's own has come. */
    ADVANCE,
    /** Parameters, limits or the policy itself changed. */
    APPLY,
    /** The engine lost its state. */
    RESTART
}

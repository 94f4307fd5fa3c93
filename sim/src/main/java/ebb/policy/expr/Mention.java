package ebb.policy.expr;

/** Groups of values that may change together: an expression that reads none of what an event changes need not be evaluated. */
public final class Mention {
    /** What the balancer reports: in flight, queued. */
    public static final int LEVELS = 1;

    /** Pods and their values. */
    public static final int PODS = 1 << 1;

    /** Time itself. */
    public static final int TIME = 1 << 2;

    /** Samples of metrics. */
    public static final int SAMPLES = 1 << 3;

    /** What happened in this step: a request, a pod that became ready. */
    public static final int EDGES = 1 << 4;

    /** Variables, states, proposals: what the policy itself changes. */
    public static final int OWN = 1 << 5;

    /** Parameters that a state puts others in the place of. */
    public static final int PARAMETERS = 1 << 6;

    private Mention() {}
}

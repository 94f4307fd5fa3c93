package ebb.cluster;

/** Kinds of pending events. At one instant they come in this order, arrivals between {@link #GONE} and {@link #RETRY}. */
final class Kind {
    /** A policy's own timer; slot: service. */
    static final int POLICY = 0;

    /** A request that holds a place of its own ends; slot: request. */
    static final int COMPLETION = 1;

    /** A pod whose requests share it does its next step; slot: pod. */
    static final int SERVER = 2;

    /** A pod's start goes on; slot: pod. */
    static final int STAGE = 3;

    /** The pulls of a node reach the end of one; slot: node. */
    static final int PULL = 4;

    /** A pod's grace is over, or the balancer learns that it is gone; slot: pod. */
    static final int GONE = 5;

    /** A caller tries again; slot: request. */
    static final int RETRY = 6;

    /** A request has waited too long; slot: request. */
    static final int TIMEOUT = 7;

    /** The balancer's periodic report; slot: service. */
    static final int SAMPLE = 8;

    /** A delayed report reaches the policy; slot: service. */
    static final int DELIVERY = 9;

    /** A pod crashes, or is found out by its liveness probe; slot: pod. */
    static final int CRASH = 10;

    /** A node becomes ready, falls idle for long enough, or fails; slot: node. */
    static final int NODE = 11;

    /** Something is applied to a running service; slot: index of the change. */
    static final int CHANGE = 12;

    /** Metrics are measured; slot: service. */
    static final int METRICS = 13;

    /** Measured metrics reach the policy; slot: service. */
    static final int MEASURED = 14;

    /** What the policy is told of a pod has changed; slot: pod. */
    static final int NEWS = 15;

    private Kind() {}
}

package ebb.cluster;

/** The stages of a pod's start, in order. */
public enum Stage {
    /** From the policy's decision to the pod object: API, controllers. */
    DECISION,
    /** Waiting for room and for the scheduler. */
    SCHEDULING,
    /** Waiting for a node that is being added. */
    NODE,
    /** Pulling layers that the node does not have. */
    PULL,
    /** Creating and starting the container. */
    CONTAINER,
    /** Reading the weights into memory or onto the GPU. */
    WEIGHTS,
    /** The engine's own initialisation: graphs, caches, warm-up requests. */
    ENGINE,
    /** From being able to answer to the probe that finds it out. */
    READINESS,
    /** Until the endpoint has reached the balancer. */
    ENDPOINTS,
    /** All of a start that is given as one measured distribution. */
    MEASURED
}

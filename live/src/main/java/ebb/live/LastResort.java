package ebb.live;

/** How a balancer wakes a service when no controller answers. */
@FunctionalInterface
public interface LastResort {
    /** No way to the cluster: a balancer without a controller holds what comes until its budget is over. */
    LastResort NONE = service -> false;

    /**
     * Asks the cluster for one pod if the service has none asked for: 0 to 1 and nothing else, guarded by the object's version. A controller
     * sees it as a change by somebody else.
     *
     * @return whether there is a pod asked for now
     */
    boolean wakeOne(ServiceName service);
}

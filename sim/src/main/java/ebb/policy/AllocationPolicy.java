package ebb.policy;

/** Where pods go. */
public record AllocationPolicy(Packing packing, Quota quota) {
    /** How a node is chosen among those with room. */
    public enum Packing {
        /** The node that is fullest after placing. */
        MOST_ALLOCATED,
        /** The node that is emptiest after placing, as the stock kube-scheduler does (NodeResourcesFit, LeastAllocated). */
        LEAST_ALLOCATED,
        /** The first node with room, in the order of the nodes: bin packing that lets later nodes empty. */
        FIRST_FIT
    }

    /** What all pods of the namespace may ask for together; {@link Long#MAX_VALUE}: no bound. */
    public record Quota(long cpuMillicores, long memoryBytes, long gpuMillis) {
        public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    public static final AllocationPolicy STOCK = new AllocationPolicy(Packing.LEAST_ALLOCATED, Quota.NONE);
}

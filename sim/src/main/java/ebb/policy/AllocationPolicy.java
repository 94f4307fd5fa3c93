package ebb.policy;

import java.util.List;
import java.util.Set;

/**
 * Where pods go, and what they may ask for.
 *
 * @param packing how a node is chosen
 * @param namespaces what the pods of some services may ask for together
 * @param reservations room that others leave free for a service
 */
public record AllocationPolicy(Packing packing, List<Namespace> namespaces, List<Reservation> reservations) {
    public AllocationPolicy {
        namespaces = List.copyOf(namespaces);
        reservations = List.copyOf(reservations);
    }

    /** One quota for the pods of all services together. */
    public AllocationPolicy(Packing packing, Amount quota) {
        this(packing, List.of(new Namespace("default", Set.of(), quota)), List.of());
    }

    /** As kube-scheduler comes: emptiest node first, no quota. */
    public static final AllocationPolicy STOCK = new AllocationPolicy(Packing.LEAST_ALLOCATED, List.of(), List.of());

    /** How a node is chosen among those with room. */
    public enum Packing {
        /** The node that is fullest after placing. */
        MOST_ALLOCATED,
        /** The node that is emptiest after placing, as the stock kube-scheduler does (NodeResourcesFit, LeastAllocated). */
        LEAST_ALLOCATED,
        /** The first node with room, in the order of the nodes: bin packing that lets later nodes empty. */
        FIRST_FIT
    }

    /**
     * A namespace with its quota.
     *
     * @param services its services by name; empty: all
     * @param quota what their pods may ask for together
     */
    public record Namespace(String name, Set<String> services, Amount quota) {
        public Namespace {
            services = Set.copyOf(services);
        }

        public boolean holds(String service) {
            return services.isEmpty() || services.contains(service);
        }
    }

    /** @param amount kept free on the nodes for a service, as far as its own pods do not use it already */
    public record Reservation(String service, Amount amount) {}

    /** Resources; {@link Long#MAX_VALUE}: no bound. */
    public record Amount(long cpuMillicores, long memoryBytes, long gpuMillis) {
        public static final Amount UNBOUNDED = new Amount(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}

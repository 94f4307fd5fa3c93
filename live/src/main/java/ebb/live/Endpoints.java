package ebb.live;

import java.util.List;

/**
 * Where a service's pods are, as its EndpointSlices say together.
 *
 * @param version rises with each change; an older one that comes late is to be ignored
 * @param pods in the order of their ordinals
 */
public record Endpoints(long version, List<Pod> pods) {
    public static final Endpoints NONE = new Endpoints(0, List.of());

    public Endpoints {
        pods = List.copyOf(pods);
    }

    /**
     * One pod.
     *
     * @param ordinal its number in the log, never given twice in a service; a newer pod has a greater one
     * @param name the Pod object's
     * @param address of IP, v4 or v6
     * @param port that it listens on
     * @param ready takes new requests: its readiness probe says so and it is not on its way out
     * @param terminating on its way out; what it is serving it may end
     */
    public record Pod(int ordinal, String name, String address, int port, boolean ready, boolean terminating) {}

    public int ready() {
        return (int) pods.stream().filter(Pod::ready).count();
    }
}

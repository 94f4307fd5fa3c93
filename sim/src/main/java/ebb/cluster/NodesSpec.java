package ebb.cluster;

import ebb.cost.Tariff;
import ebb.policy.AllocationPolicy;
import ebb.random.Law;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that services share; without them room is unlimited. */
public record NodesSpec(List<Pool> pools, AllocationPolicy allocation) {
    public NodesSpec {
        pools = List.copyOf(pools);
    }

    /**
     * Nodes of one kind.
     *
     * @param initial nodes at time 0
     * @param min nodes the cluster autoscaler keeps
     * @param max nodes it may have
     * @param capacity what pods may ask of one node together
     * @param provision seconds until a new node takes pods
     * @param idleNanos after which an empty node is removed; {@link Long#MAX_VALUE}: never
     * @param pullBytesPerSecond what all pulls of a node share
     * @param imageCacheBytes layers kept on a node; the least recently used go
     * @param pageCacheBytes weights kept in a node's memory
     * @param failure seconds of life after which a node fails; null: never
     * @param tariff what one node costs
     */
    public record Pool(
            String name,
            int initial,
            int min,
            int max,
            Resources capacity,
            Law provision,
            long idleNanos,
            double pullBytesPerSecond,
            long imageCacheBytes,
            long pageCacheBytes,
            @Nullable Law failure,
            Tariff tariff) {}
}

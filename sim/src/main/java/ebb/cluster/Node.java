package ebb.cluster;

import ebb.cluster.NodesSpec.Pool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A machine: what it has, what is asked of it, the layers and weights it keeps, and the pulls that share its link. */
final class Node {
    /** Where in its life a node is. */
    enum State {
        PROVISIONING,
        READY,
        GONE
    }

    final int slot;
    final Pool pool;
    final long createdAt;
    final List<Pod> pods = new ArrayList<>();

    State state = State.PROVISIONING;
    long cpu;
    long memory;
    long gpu;

    /** When its provisioning, idle time or life ends; other events of it are stale. */
    long readyDue;

    long idleDue = Long.MAX_VALUE;
    long failDue = Long.MAX_VALUE;

    /** Promised to pods that wait for it while it is provisioned. */
    long promisedCpu;

    long promisedMemory;
    long promisedGpu;

    private final Map<String, Long> layers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> weights = new LinkedHashMap<>(16, 0.75f, true);
    private long layerBytes;
    private long weightBytes;

    private final List<Pull> pulls = new ArrayList<>();
    private long pullsAt;
    long pullDue = Long.MAX_VALUE;

    /** One pod's pull that is under way. */
    private static final class Pull {
        final Pod pod;
        final int ordinal;
        double left;

        Pull(Pod pod, double left) {
            this.pod = pod;
            this.ordinal = pod.ordinal;
            this.left = left;
        }
    }

    Node(int slot, Pool pool, long createdAt, long readyDue) {
        this.slot = slot;
        this.pool = pool;
        this.createdAt = createdAt;
        this.readyDue = readyDue;
    }

    boolean fits(Resources asked) {
        return cpu + asked.cpuMillicores() <= pool.capacity().cpuMillicores()
                && memory + asked.memoryBytes() <= pool.capacity().memoryBytes()
                && gpu + asked.gpuMillis() <= pool.capacity().gpuMillis();
    }

    /**
     * Sets room aside on a node that is coming.
     *
     * @return whether there was room
     */
    boolean promise(Resources asked) {
        boolean fits = promisedCpu + asked.cpuMillicores() <= pool.capacity().cpuMillicores()
                && promisedMemory + asked.memoryBytes() <= pool.capacity().memoryBytes()
                && promisedGpu + asked.gpuMillis() <= pool.capacity().gpuMillis();
        if (fits) {
            promisedCpu += asked.cpuMillicores();
            promisedMemory += asked.memoryBytes();
            promisedGpu += asked.gpuMillis();
        }
        return fits;
    }

    void take(Pod pod) {
        Resources asked = pod.service.spec.pod().resources();
        cpu += asked.cpuMillicores();
        memory += asked.memoryBytes();
        gpu += asked.gpuMillis();
        pods.add(pod);
    }

    void give(Pod pod) {
        Resources asked = pod.service.spec.pod().resources();
        cpu -= asked.cpuMillicores();
        memory -= asked.memoryBytes();
        gpu -= asked.gpuMillis();
        pods.remove(pod);
        pulls.removeIf(pull -> pull.pod == pod);
    }

    /** How full it would be with one more pod: the greatest share of a resource, 0..1. */
    double shareWith(Resources asked) {
        double share = Math.max(
                share(cpu + asked.cpuMillicores(), pool.capacity().cpuMillicores()),
                share(memory + asked.memoryBytes(), pool.capacity().memoryBytes()));
        return Math.max(share, share(gpu + asked.gpuMillis(), pool.capacity().gpuMillis()));
    }

    private static double share(long used, long capacity) {
        return capacity == 0 ? 0 : (double) used / capacity;
    }

    // Layers and weights.

    /**
     * Keeps the image's layers.
     *
     * @return bytes that had to be pulled
     */
    long missing(StartUp.Image image) {
        long missing = 0;
        for (StartUp.Layer layer : image.layers()) {
            if (layers.get(layer.digest()) == null) {
                missing += layer.bytes();
                layers.put(layer.digest(), layer.bytes());
                layerBytes += layer.bytes();
            }
        }
        layerBytes = evict(layers, layerBytes, pool.imageCacheBytes());
        return missing;
    }

    /** @return whether the page cache had them; it has them from now on if it is large enough */
    boolean cacheWeights(String name, long bytes) {
        boolean had = weights.get(name) != null;
        if (!had) {
            weights.put(name, bytes);
            weightBytes = evict(weights, weightBytes + bytes, pool.pageCacheBytes());
        }
        return had;
    }

    private static long evict(Map<String, Long> cache, long held, long limit) {
        long bytes = held;
        Iterator<Long> oldest = cache.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            bytes -= oldest.next();
            oldest.remove();
        }
        return bytes;
    }

    // Pulls share the link.

    void advancePulls(long nowNanos) {
        if (!pulls.isEmpty()) {
            double each = (nowNanos - pullsAt) * 1e-9 * pool.pullBytesPerSecond() / pulls.size();
            pulls.forEach(pull -> pull.left -= each);
        }
        pullsAt = nowNanos;
    }

    void addPull(Pod pod, long bytes) {
        pulls.add(new Pull(pod, bytes));
    }

    /** @return a pod whose pull is done and is taken off, or null */
    @org.jspecify.annotations.Nullable
    Pod pulled() {
        for (int i = 0; i < pulls.size(); i++) {
            Pull pull = pulls.get(i);
            // A byte: progress is a sum of products.
            if (pull.left <= 1) {
                pulls.remove(i);
                return pull.pod.ordinal == pull.ordinal ? pull.pod : null;
            }
        }
        return null;
    }

    /** @return when the next pull ends if none comes or goes */
    long nextPull(long nowNanos) {
        double least = Double.MAX_VALUE;
        for (Pull pull : pulls) {
            least = Math.min(least, pull.left);
        }
        return pulls.isEmpty()
                ? Long.MAX_VALUE
                : nowNanos + (long) Math.ceil(1e9 * Math.max(0, least) * pulls.size() / pool.pullBytesPerSecond());
    }
}

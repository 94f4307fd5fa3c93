package ebb.cluster;

import ebb.cluster.NodesSpec.Pool;
import ebb.cluster.StartUp.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Weights that are on their way into the page cache, by name. */
    private final Map<String, Reading> readings = new HashMap<>();

    private long layerBytes;
    private long weightBytes;

    /** In the order of their beginning. */
    private final List<Pull> pulls = new ArrayList<>();

    private long pullsAt;
    long pullDue = Long.MAX_VALUE;

    /**
     * One pod's pull that is under way. It fetches one thing after another: the manifest, then each missing layer that nobody else is
     * fetching; what others fetch it waits for, as containerd's content store makes it (a second fetch of a digest waits for the first).
     */
    private static final class Pull {
        final Pod pod;
        final List<Layer> missing;

        /** It fetches the manifest, which is shared with none. */
        boolean resolving = true;

        /** The layer that it fetches; null: the manifest, or nothing while it waits for what others fetch. */
        @Nullable
        Layer fetching;

        /** Bytes to come of what it fetches. */
        double left;

        Pull(Pod pod, List<Layer> missing, double fixedBytes) {
            this.pod = pod;
            this.missing = missing;
            left = fixedBytes;
        }

        boolean active() {
            return resolving || fetching != null;
        }

        boolean fetches(Layer layer) {
            return fetching != null && fetching.digest().equals(layer.digest());
        }

        boolean needs(Layer layer) {
            return missing.stream().anyMatch(each -> each.digest().equals(layer.digest()));
        }
    }

    /** A pod reads weights into the page cache until then. */
    private record Reading(Pod pod, long untilNanos) {}

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

    void give(Pod pod, long nowNanos) {
        Resources asked = pod.service.spec.pod().resources();
        cpu -= asked.cpuMillicores();
        memory -= asked.memoryBytes();
        gpu -= asked.gpuMillis();
        pods.remove(pod);
        cancelPull(pod);
        cancelReading(pod, nowNanos);
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

    /** @return the image's layers that are not here; those that are count as used */
    List<Layer> missing(StartUp.Image image) {
        List<Layer> missing = new ArrayList<>();
        for (Layer layer : image.layers()) {
            if (layers.get(layer.digest()) == null) {
                missing.add(layer);
            }
        }
        return missing;
    }

    private void keep(Layer layer) {
        if (layers.put(layer.digest(), layer.bytes()) == null) {
            layerBytes = evict(layers, layerBytes + layer.bytes(), pool.imageCacheBytes());
        }
    }

    /** @return whether a service's weights are in the page cache, or on their way into it */
    boolean caches(String name) {
        return weights.get(name) != null;
    }

    /**
     * A pod reads its service's weights, into the page cache if that is large enough. Whoever reads what another is reading follows it and
     * is not done before it.
     *
     * @param nanos that it takes alone
     * @return when it is done
     */
    long read(Pod pod, long bytes, long nowNanos, long nanos) {
        String name = pod.service.spec.name();
        long done = nowNanos + nanos;
        if (caches(name)) {
            Reading other = readings.get(name);
            return other == null ? done : Math.max(done, other.untilNanos);
        }
        weights.put(name, bytes);
        weightBytes = evict(weights, weightBytes + bytes, pool.pageCacheBytes());
        readings.put(name, new Reading(pod, done));
        return done;
    }

    /** What was not read to its end is not in the page cache. */
    private void cancelReading(Pod pod, long nowNanos) {
        String name = pod.service.spec.name();
        Reading reading = readings.get(name);
        if (reading != null && reading.pod == pod && reading.untilNanos > nowNanos) {
            readings.remove(name);
            Long bytes = weights.remove(name);
            weightBytes -= bytes == null ? 0 : bytes;
        }
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
        long active = active();
        if (active > 0) {
            double each = (nowNanos - pullsAt) * 1e-9 * pool.pullBytesPerSecond() / active;
            pulls.forEach(pull -> pull.left -= each);
        }
        pullsAt = nowNanos;
    }

    private long active() {
        return pulls.stream().filter(Pull::active).count();
    }

    /**
     * Begins a pull.
     *
     * @param missing at least one
     * @param fixedBytes what the link could have carried in the time that a pull costs however small it is
     */
    void addPull(Pod pod, List<Layer> missing, long fixedBytes) {
        pulls.add(new Pull(pod, new ArrayList<>(missing), fixedBytes));
    }

    /** @return a pod whose pull is done and is taken off, or null */
    @Nullable
    Pod pulled() {
        for (Pull pull : pulls) {
            // A byte: progress is a sum of products.
            if (pull.active() && pull.left <= 1) {
                fetched(pull);
            }
        }
        for (int i = 0; i < pulls.size(); i++) {
            if (!pulls.get(i).active() && pulls.get(i).missing.isEmpty()) {
                return pulls.remove(i).pod;
            }
        }
        pulls.forEach(this::proceed);
        return null;
    }

    /** A layer is here as a whole: for all who wait for it, whatever the cache then keeps. */
    private void fetched(Pull done) {
        Layer layer = done.fetching;
        done.resolving = false;
        done.fetching = null;
        if (layer != null) {
            keep(layer);
            pulls.forEach(pull -> pull.missing.removeIf(each -> each.digest().equals(layer.digest())));
        }
    }

    private void proceed(Pull pull) {
        if (pull.active()) {
            return;
        }
        for (Layer layer : pull.missing) {
            if (pulls.stream().noneMatch(other -> other.fetches(layer))) {
                pull.fetching = layer;
                pull.left = layer.bytes();
                return;
            }
        }
    }

    /** Of what a cancelled pull was fetching nothing stays, unless another waits for it: that one fetches the rest. */
    private void cancelPull(Pod pod) {
        for (int i = 0; i < pulls.size(); i++) {
            if (pulls.get(i).pod == pod) {
                handOver(pulls.remove(i));
                return;
            }
        }
    }

    private void handOver(Pull cancelled) {
        Layer layer = cancelled.fetching;
        for (Pull pull : pulls) {
            if (layer != null && !pull.active() && pull.needs(layer)) {
                pull.fetching = layer;
                pull.left = cancelled.left;
                return;
            }
        }
    }

    /** @return when the next fetch ends if none comes or goes */
    long nextPull(long nowNanos) {
        double least = Double.MAX_VALUE;
        for (Pull pull : pulls) {
            least = pull.active() ? Math.min(least, pull.left) : least;
        }
        return pulls.isEmpty()
                ? Long.MAX_VALUE
                : nowNanos + (long) Math.ceil(1e9 * Math.max(0, least) * active() / pool.pullBytesPerSecond());
    }
}

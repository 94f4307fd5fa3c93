package ebb.cluster;

import ebb.cluster.NodesSpec.Pool;
import ebb.policy.AllocationPolicy;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Nodes, the scheduler that puts pods on them, and the cluster autoscaler that adds and removes them. */
final class NodeController {
    private static final long NEVER = Long.MAX_VALUE;

    private final Simulation simulation;
    private final NodesSpec spec;
    private final List<Node> nodes = new ArrayList<>();

    /** Nodes that pods may go to or that are coming, in order of their making. */
    private final List<Node> present = new ArrayList<>();

    /** Pods without room, the longest waiting first. */
    private final List<Pod> waiting = new ArrayList<>();

    private final long provisionDraws;
    private final long failureDraws;
    private long cpu;
    private long memory;
    private long gpu;
    private long added;
    private long removed;
    private long failed;
    private double cost;
    private long nodeNanos;
    private long at;
    private double cpuNanos;
    private double memoryNanos;
    private double gpuNanos;
    private double cpuCapacityNanos;
    private double memoryCapacityNanos;
    private double gpuCapacityNanos;

    NodeController(Simulation simulation, NodesSpec spec) {
        this.simulation = simulation;
        this.spec = spec;
        provisionDraws = Draw.base(simulation.spec.seed(), simulation.spec.replication(), Purpose.NODE, 0);
        failureDraws = Draw.base(simulation.spec.seed(), simulation.spec.replication(), Purpose.NODE_FAILURE, 0);
        for (Pool pool : spec.pools()) {
            for (int i = 0; i < pool.initial(); i++) {
                ready(create(pool, 0));
            }
        }
    }

    private Node create(Pool pool, long readyDue) {
        Node node = new Node(nodes.size(), pool, simulation.now, readyDue);
        nodes.add(node);
        present.add(node);
        return node;
    }

    private void ready(Node node) {
        node.state = Node.State.READY;
        if (node.pool.failure() != null) {
            node.failDue = simulation.now + simulation.nanos(node.pool.failure(), failureDraws, node.slot);
            simulation.events.add(node.failDue, Kind.NODE, node.slot);
        }
        idle(node);
    }

    private void idle(Node node) {
        if (node.pods.isEmpty() && node.pool.idleNanos() != NEVER) {
            node.idleDue = simulation.now + node.pool.idleNanos();
            simulation.events.add(node.idleDue, Kind.NODE, node.slot);
        }
    }

    private void integrate() {
        double passed = simulation.now - at;
        at = simulation.now;
        cpuNanos += passed * cpu;
        memoryNanos += passed * memory;
        gpuNanos += passed * gpu;
        for (Node node : present) {
            if (node.state == Node.State.READY) {
                Resources capacity = node.pool.capacity();
                cpuCapacityNanos += passed * capacity.cpuMillicores();
                memoryCapacityNanos += passed * capacity.memoryBytes();
                gpuCapacityNanos += passed * capacity.gpuMillis();
            }
        }
    }

    // Scheduling.

    /** The scheduler looks at a pod for the first time. */
    void schedule(Pod pod) {
        if (!place(pod)) {
            waiting.add(pod);
            provision();
        }
    }

    private boolean place(Pod pod) {
        Resources asked = pod.service.spec.pod().resources();
        String service = pod.service.spec.name();
        Node node = inQuota(service, asked) && leavesReserved(service, asked) ? choose(asked) : null;
        if (node == null) {
            return false;
        }
        integrate();
        node.take(pod);
        pod.service.placed++;
        node.idleDue = NEVER;
        pod.node = node;
        cpu += asked.cpuMillicores();
        memory += asked.memoryBytes();
        gpu += asked.gpuMillis();
        pod.service.advance(simulation.now);
        simulation.kubelet.allocate(pod);
        pod.stage = (node.createdAt >= pod.stageSince && node.createdAt > 0 ? Stage.NODE : Stage.SCHEDULING).ordinal();
        simulation.kubelet.placed(pod);
        return true;
    }

    /** Whether a service's namespaces allow so much more. */
    private boolean inQuota(String service, Resources asked) {
        for (AllocationPolicy.Namespace namespace : spec.allocation().namespaces()) {
            if (namespace.holds(service) && !fits(used(namespace::holds), asked, namespace.quota())) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Resources used, Resources asked, AllocationPolicy.Amount bound) {
        return asked.cpuMillicores() <= bound.cpuMillicores() - used.cpuMillicores()
                && asked.memoryBytes() <= bound.memoryBytes() - used.memoryBytes()
                && asked.gpuMillis() <= bound.gpuMillis() - used.gpuMillis();
    }

    /** What the placed pods of some services asked for. */
    private Resources used(Predicate<String> services) {
        Resources sum = Resources.NONE;
        for (Service service : simulation.services) {
            if (services.test(service.spec.name())) {
                sum = sum.plus(service.spec.pod().resources(), service.placed);
            }
        }
        return sum;
    }

    /** Whether others' reservations are still met if a service takes so much more. */
    private boolean leavesReserved(String service, Resources asked) {
        if (spec.allocation().reservations().isEmpty()) {
            return true;
        }
        Resources free = Resources.NONE.plus(used(each -> true), -1);
        for (Node node : present) {
            free = node.state == Node.State.READY ? free.plus(node.pool.capacity(), 1) : free;
        }
        Resources kept = Resources.NONE;
        for (AllocationPolicy.Reservation reservation : spec.allocation().reservations()) {
            if (!reservation.service().equals(service)) {
                kept = kept.plus(unused(reservation), 1);
            }
        }
        return fits(
                kept, asked, new AllocationPolicy.Amount(free.cpuMillicores(), free.memoryBytes(), free.gpuMillis()));
    }

    private Resources unused(AllocationPolicy.Reservation reservation) {
        Resources own = used(reservation.service()::equals);
        return new Resources(
                Math.max(0, reservation.amount().cpuMillicores() - own.cpuMillicores()),
                Math.max(0, reservation.amount().memoryBytes() - own.memoryBytes()),
                Math.max(0, reservation.amount().gpuMillis() - own.gpuMillis()));
    }

    private @Nullable Node choose(Resources asked) {
        Node best = null;
        double bestShare = 0;
        for (Node node : present) {
            if (node.state != Node.State.READY || !node.fits(asked)) {
                continue;
            }
            double share = node.shareWith(asked);
            boolean better = best == null
                    || switch (spec.allocation().packing()) {
                        case MOST_ALLOCATED -> share > bestShare;
                        case LEAST_ALLOCATED -> share < bestShare;
                        case FIRST_FIT -> false;
                    };
            if (better) {
                best = node;
                bestShare = share;
            }
        }
        return best;
    }

    private void retry() {
        for (int i = 0; i < waiting.size(); ) {
            Pod pod = waiting.get(i);
            if (place(pod)) {
                waiting.remove(i);
            } else {
                i++;
            }
        }
        provision();
    }

    /** The cluster autoscaler: nodes for the pods that have no room, as many as they fill. */
    private void provision() {
        for (Node node : present) {
            node.promisedCpu = 0;
            node.promisedMemory = 0;
            node.promisedGpu = 0;
        }
        for (Pod pod : waiting) {
            Resources asked = pod.service.spec.pod().resources();
            if (inQuota(pod.service.spec.name(), asked) && !promised(asked)) {
                grow(asked);
            }
        }
    }

    private boolean promised(Resources asked) {
        for (Node node : present) {
            if (node.state == Node.State.PROVISIONING && node.promise(asked)) {
                return true;
            }
        }
        return false;
    }

    private void grow(Resources asked) {
        for (Pool pool : spec.pools()) {
            boolean fits = asked.cpuMillicores() <= pool.capacity().cpuMillicores()
                    && asked.memoryBytes() <= pool.capacity().memoryBytes()
                    && asked.gpuMillis() <= pool.capacity().gpuMillis();
            if (fits && count(pool) < pool.max()) {
                long due = simulation.now + simulation.nanos(pool.provision(), provisionDraws, nodes.size());
                Node node = create(pool, due);
                node.promise(asked);
                added++;
                simulation.events.add(due, Kind.NODE, node.slot);
                return;
            }
        }
    }

    private int count(Pool pool) {
        int count = 0;
        for (Node node : present) {
            count += node.pool.name().equals(pool.name()) ? 1 : 0;
        }
        return count;
    }

    /** A pod is gone: from its node, or from those that wait for one. */
    void leave(Pod pod) {
        Node node = pod.node;
        if (node == null) {
            waiting.remove(pod);
        } else {
            release(pod, node);
        }
    }

    private void release(Pod pod, Node node) {
        Resources asked = pod.service.spec.pod().resources();
        integrate();
        node.advancePulls(simulation.now);
        node.give(pod, simulation.now);
        pod.service.placed--;
        pod.node = null;
        cpu -= asked.cpuMillicores();
        memory -= asked.memoryBytes();
        gpu -= asked.gpuMillis();
        if (node.state == Node.State.READY) {
            armPull(node);
            idle(node);
            retry();
        }
    }

    // Nodes come, go and fail.

    void node(int slot) {
        Node node = nodes.get(slot);
        if (node.state == Node.State.PROVISIONING && node.readyDue == simulation.now) {
            integrate();
            ready(node);
            retry();
        } else if (node.state == Node.State.READY && node.failDue == simulation.now) {
            failed++;
            end(node);
            for (Pod pod : List.copyOf(node.pods)) {
                // Not one that was taken away because another vanished.
                if (pod.node == node) {
                    simulation.replicas.get(pod.service.index).vanish(pod);
                }
            }
            retry();
        } else if (node.state == Node.State.READY
                && node.idleDue == simulation.now
                && node.pods.isEmpty()
                && count(node.pool) > node.pool.min()) {
            removed++;
            end(node);
        }
    }

    private void end(Node node) {
        integrate();
        node.state = Node.State.GONE;
        present.remove(node);
        bill(node);
    }

    private void bill(Node node) {
        nodeNanos += simulation.now - node.createdAt;
        cost += node.pool.tariff().cost(node.createdAt, simulation.now)
                + node.pool.tariff().startCost();
    }

    // Pulls.

    /** @param fixedNanos what the pull costs besides its bytes, where anything is missing */
    void pull(Pod pod, StartUp.Image image, long fixedNanos) {
        Node node = Objects.requireNonNull(pod.node);
        List<StartUp.Layer> missing = node.missing(image);
        if (missing.isEmpty()) {
            simulation.kubelet.pulled(pod);
            return;
        }
        node.advancePulls(simulation.now);
        node.addPull(pod, missing, Math.round(fixedNanos * 1e-9 * node.pool.pullBytesPerSecond()));
        armPull(node);
    }

    void pulled(int slot) {
        Node node = nodes.get(slot);
        if (node.pullDue != simulation.now) {
            return;
        }
        node.advancePulls(simulation.now);
        for (Pod pod = node.pulled(); pod != null; pod = node.pulled()) {
            simulation.kubelet.pulled(pod);
        }
        armPull(node);
    }

    private void armPull(Node node) {
        node.pullDue = node.nextPull(simulation.now);
        if (node.pullDue != NEVER) {
            simulation.events.add(node.pullDue, Kind.PULL, node.slot);
        }
    }

    Outcome.NodeStatistics finish() {
        integrate();
        for (Node node : List.copyOf(present)) {
            bill(node);
        }
        return new Outcome.NodeStatistics(
                added,
                removed,
                failed,
                nodeNanos,
                cost,
                share(cpuNanos, cpuCapacityNanos),
                share(memoryNanos, memoryCapacityNanos),
                share(gpuNanos, gpuCapacityNanos));
    }

    private static double share(double used, double had) {
        return had == 0 ? 0 : used / had;
    }
}

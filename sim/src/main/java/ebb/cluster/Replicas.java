package ebb.cluster;

import ebb.random.Purpose;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts and takes away a service's pods until there are as many as were asked for: the replica controller's part. */
final class Replicas {
    private static final long NEVER = Long.MAX_VALUE;

    private final Simulation simulation;
    private final Service service;
    private final Requests desk;
    private final Autoscaler autoscaler;
    private final Balancer balancer;
    private final long endpointsDraws;

    Replicas(Simulation simulation, Service service, Requests desk, Autoscaler autoscaler) {
        this.simulation = simulation;
        this.service = service;
        this.desk = desk;
        this.autoscaler = autoscaler;
        balancer = desk.balancer();
        endpointsDraws = service.base(Purpose.ENDPOINTS);
    }

    /** The pods that are ready at time 0. */
    void initial() {
        int pods = service.spec.initialReplicas();
        service.replicas = pods;
        for (int i = 0; i < pods; i++) {
            Pod pod = make();
            simulation.kubelet.ready(pod, simulation.now);
        }
    }

    /**
     * Brings the pods to what was asked for.
     *
     * @param victim the pod to take first, by ordinal; -1: the longest idle
     */
    void reconcile(int victim) {
        while (service.present() < service.replicas) {
            Pod pod = make();
            desk.started(pod);
            simulation.kubelet.begin(pod);
            autoscaler.news(pod);
        }
        int preferred = victim;
        while (service.present() > service.replicas) {
            remove(victim(preferred));
            preferred = -1;
        }
    }

    private Pod make() {
        Pod pod;
        if (service.spare.isEmpty()) {
            pod = new Pod(simulation.podsBySlot.size(), service, simulation.requests, server());
            simulation.podsBySlot.add(pod);
        } else {
            pod = service.spare.removeLast();
        }
        pod.begin(service.nextOrdinal++, simulation.now);
        service.pods.add(pod);
        service.starting++;
        service.pending++;
        service.statistics.startedPods++;
        service.statistics.maxPods = Math.max(service.statistics.maxPods, service.pods.size());
        autoscaler.collector().meter(pod);
        return pod;
    }

    private @Nullable Server server() {
        return switch (service.spec.model()) {
            case ServiceModel.Slots slots -> null;
            case ServiceModel.Shared shared -> new SharedServer(simulation.requests, shared.efficiency());
            case ServiceModel.Batching batching -> new BatchingServer(simulation.requests, batching);
        };
    }

    /** Who goes: the one named if it is idle, else one that is not ready yet, the newest; else the longest idle; else the least busy. */
    private Pod victim(int named) {
        List<Pod> pods = service.pods;
        Pod best = null;
        for (int i = pods.size() - 1; i >= 0; i--) {
            Pod pod = pods.get(i);
            if (pod.state != Pod.State.STARTING && pod.state != Pod.State.READY) {
                continue;
            }
            if (pod.ordinal == named && pod.inFlight == 0) {
                return pod;
            }
            if (best == null || rank(pod) < rank(best) || (rank(pod) == rank(best) && earlier(pod, best))) {
                best = pod;
            }
        }
        return Objects.requireNonNull(best);
    }

    private static int rank(Pod pod) {
        if (pod.state == Pod.State.STARTING) {
            return pod.bound.size() > 0 ? 2 : 0;
        }
        return pod.inFlight == 0 ? 1 : 3;
    }

    /** Of two of one rank, seen from the newest to the oldest. */
    private boolean earlier(Pod pod, Pod best) {
        // The newest comes first.
        if (pod.state == Pod.State.STARTING || service.youngestFirst) {
            return false;
        }
        return pod.inFlight == 0 ? pod.idleSince < best.idleSince : pod.inFlight < best.inFlight;
    }

    private void remove(Pod pod) {
        if (pod.state == Pod.State.STARTING) {
            desk.unbindAll(pod);
            service.starting--;
            service.pending -= pod.allocated() ? 0 : 1;
            service.statistics.cancelledPods++;
            leave(pod);
            desk.dispatch();
            autoscaler.podGone(pod);
            return;
        }
        service.leaveReady(pod);
        service.draining++;
        pod.state = Pod.State.DRAINING;
        shut(pod);
        if (pod.inFlight == 0) {
            drained(pod);
        } else {
            autoscaler.news(pod);
            pod.goneDue = saturated(simulation.now, service.spec.pod().graceNanos());
            if (pod.goneDue != NEVER) {
                simulation.events.add(pod.goneDue, Kind.GONE, pod.slot);
            }
        }
    }

    private static long saturated(long now, long plus) {
        return plus >= NEVER - now ? NEVER : now + plus;
    }

    /** Takes a pod off the balancer's list, at once or when the news has travelled; until then its door is closed. */
    void shut(Pod pod) {
        if (!pod.listed) {
            return;
        }
        long delay = simulation.nanos(service.spec.balancing().endpointsDelay(), endpointsDraws, -1 - pod.ordinal);
        if (delay == 0) {
            balancer.unlist(pod);
            pod.closed = true;
            return;
        }
        balancer.close(pod);
        pod.listDue = simulation.now + delay;
        simulation.events.add(pod.listDue, Kind.STAGE, pod.slot);
    }

    /** The balancer has learned that a pod is no endpoint any more. */
    void unlisted(Pod pod) {
        pod.listDue = NEVER;
        if (pod.listed) {
            balancer.unlist(pod);
        }
        if (pod.state == Pod.State.GONE_LISTED) {
            pod.state = Pod.State.GONE;
            service.spare.add(pod);
        }
    }

    /** A pod on its way out has nothing to do any more. */
    void drained(Pod pod) {
        service.draining--;
        service.statistics.gonePods++;
        leave(pod);
        autoscaler.podGone(pod);
    }

    /** A pod that the balancer still has on its list is not used again before the news has reached it. */
    private void leave(Pod pod) {
        pod.state = pod.listed ? Pod.State.GONE_LISTED : Pod.State.GONE;
        service.pods.remove(pod);
        pod.goneDue = NEVER;
        pod.crashDue = NEVER;
        bill(pod);
        NodeController nodes = simulation.nodes;
        if (nodes != null) {
            nodes.leave(pod);
        }
        pod.stageDue = NEVER;
        if (pod.state == Pod.State.GONE) {
            service.spare.add(pod);
        }
    }

    private void bill(Pod pod) {
        if (pod.allocated()) {
            service.podLifeNanos += simulation.now - pod.allocatedAt;
            service.statistics.cost += service.spec.tariff().cost(pod.allocatedAt, simulation.now);
            service.statistics.cost += pod.ordinal < service.spec.initialReplicas()
                    ? 0
                    : service.spec.tariff().startCost();
        }
    }

    /** A pod's grace is over. */
    void gone(Pod pod) {
        if (pod.state != Pod.State.DRAINING || pod.goneDue != simulation.now) {
            return;
        }
        service.advance(simulation.now);
        desk.loseAll(pod);
        drained(pod);
        autoscaler.changed();
    }

    /** A pod vanished with its node: nothing of it is left. */
    void vanish(Pod pod) {
        service.advance(simulation.now);
        if (pod.state == Pod.State.READY) {
            service.leaveReady(pod);
            service.draining++;
            pod.state = Pod.State.DRAINING;
            shut(pod);
        }
        if (pod.state == Pod.State.STARTING) {
            desk.loseAll(pod);
            desk.unbindAll(pod);
            service.starting--;
            service.statistics.cancelledPods++;
            leave(pod);
            autoscaler.podGone(pod);
        } else {
            desk.loseAll(pod);
            drained(pod);
        }
        desk.dispatch();
        reconcile(-1);
        autoscaler.podFailed(pod);
        autoscaler.changed();
    }

    /** The end of the run: every pod is taken away and billed. */
    void end() {
        for (Pod pod : List.copyOf(service.pods)) {
            if (pod.state == Pod.State.STARTING) {
                service.starting--;
                service.pending -= pod.allocated() ? 0 : 1;
                service.statistics.cancelledPods++;
            } else {
                service.statistics.gonePods++;
            }
            pod.state = Pod.State.GONE;
            service.pods.remove(pod);
            bill(pod);
        }
    }
}

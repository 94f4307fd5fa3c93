package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom.Order;
import ebb.cost.Tariff;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import ebb.random.Law;
import org.jspecify.annotations.Nullable;

/**
 * One service of the modelled cluster, as resolved from a scenario.
 *
 * @param name unique in a run; part of the key of every draw
 * @param initialReplicas pods that are ready at time 0
 */
public record ServiceSpec(
        String name,
        Limits limits,
        PodSpec pod,
        ServiceModel model,
        Queue queue,
        Balancing balancing,
        Client client,
        HealthCheckPolicy health,
        ScalingPolicy scaling,
        Tariff tariff,
        int initialReplicas) {

    /**
     * @param graceNanos how long a pod on its way out may finish what it has; then its requests fail
     * @param crash seconds of life after which a pod crashes; null: never
     * @param restart seconds that a restart of the container in place takes after the back-off
     * @param hang share of crashes that the kubelet sees only by the liveness probe, 0..1
     */
    public record PodSpec(
            Resources resources,
            StartUp startUp,
            long graceNanos,
            @Nullable Law crash,
            Law restart,
            double hang) {}

    /**
     * The balancer's waiting room.
     *
     * @param limit requests that may wait; one more is rejected
     * @param timeoutNanos how long one may wait before it is answered 503/504; {@link Long#MAX_VALUE}: for ever
     */
    public record Queue(int limit, long timeoutNanos, Order order, Binding binding) {}

    /** When a waiting request is given to a pod. */
    public enum Binding {
        /** When a place is free: one waiting room for all pods. */
        LATE,
        /** At once to the pod that was started for it, as on function platforms. */
        EARLY
    }

    /**
     * @param reportIntervalNanos between the balancer's reports while a service is busy; 0: at every change
     * @param endpointsDelay seconds until the balancer learns that a pod is on its way out; requests sent meanwhile meet a closed door
     */
    public record Balancing(Algorithm algorithm, long reportIntervalNanos, Law endpointsDelay) {}

    /**
     * @param timeoutNanos from arrival to answer, after which the caller goes away; {@link Long#MAX_VALUE}: never
     * @param retries attempts after the first that a failed or rejected request gets
     * @param backoff seconds before the first retry; each further one waits twice as long
     * @param retryBudget retries allowed per first attempt, over the run so far (0.2: at most 20 % more)
     * @param patience seconds after which the caller gives up of its own; null: never
     */
    public record Client(
            long timeoutNanos,
            int retries,
            Law backoff,
            double retryBudget,
            @Nullable Law patience) {
        public static final Client PATIENT = new Client(Long.MAX_VALUE, 0, Law.of(0), 0, null);
    }
}

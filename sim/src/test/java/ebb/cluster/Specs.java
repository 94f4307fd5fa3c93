package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom.Order;
import ebb.cluster.ServiceSpec.Balancing;
import ebb.cluster.ServiceSpec.Binding;
import ebb.cluster.ServiceSpec.Client;
import ebb.cluster.ServiceSpec.PodSpec;
import ebb.cluster.ServiceSpec.Queue;
import ebb.cost.Tariff;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.Limits;
import ebb.random.Draw;
import ebb.random.Exponential;
import ebb.random.Law;
import java.util.List;
import java.util.Map;

/** Small clusters for tests: one service, changed part by part. */
public final class Specs {
    public static final long SECOND = 1_000_000_000L;
    public static final long NEVER = Long.MAX_VALUE;

    private Specs() {}

    /** One place a pod, service times as given by the arrivals, a start of 10 s, 1 unit of money a second. */
    public static ServiceSpec service(BuiltIn policy, Map<String, Double> parameters) {
        return new ServiceSpec(
                "web",
                new Limits(0, 100_000, 1),
                new PodSpec(Resources.NONE, new StartUp.Measured(Law.of(10)), NEVER, null, Law.of(1), 0),
                new ServiceModel.Slots(Law.of(1)),
                new Queue(Integer.MAX_VALUE, NEVER, Order.FIFO, Binding.LATE),
                new Balancing(Algorithm.NEWEST_FIRST, 0, Law.of(0)),
                Client.PATIENT,
                HealthCheckPolicy.NONE,
                policy.with(parameters),
                Tariff.flat(1),
                0);
    }

    public static ServiceSpec with(ServiceSpec s, Limits limits, int initial) {
        return new ServiceSpec(
                s.name(),
                limits,
                s.pod(),
                s.model(),
                s.queue(),
                s.balancing(),
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                initial);
    }

    public static ServiceSpec with(ServiceSpec s, PodSpec pod) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                pod,
                s.model(),
                s.queue(),
                s.balancing(),
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ServiceSpec with(ServiceSpec s, ServiceModel model) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                model,
                s.queue(),
                s.balancing(),
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ServiceSpec with(ServiceSpec s, Queue queue) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                s.model(),
                queue,
                s.balancing(),
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ServiceSpec with(ServiceSpec s, Balancing balancing) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                s.model(),
                s.queue(),
                balancing,
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ServiceSpec with(ServiceSpec s, Client client) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                s.model(),
                s.queue(),
                s.balancing(),
                client,
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ServiceSpec with(ServiceSpec s, HealthCheckPolicy health) {
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                s.model(),
                s.queue(),
                s.balancing(),
                s.client(),
                health,
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    public static ClusterSpec cluster(long durationNanos, ServiceSpec... services) {
        return new ClusterSpec(0, durationNanos, List.of(services), null, Observation.PERFECT, List.of(), 1, 0);
    }

    /** Requests at these seconds, each served for so many seconds. */
    public static Arrivals.Source at(double serviceSeconds, double... seconds) {
        long[] times = new long[seconds.length];
        long[] work = new long[seconds.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = Math.round(seconds[i] * 1e9);
            work[i] = Math.round(serviceSeconds * 1e9);
        }
        return Arrivals.Source.of(times, work);
    }

    /** A Poisson stream, service times left to the model. */
    public static Arrivals.Source poisson(double perSecond, int requests, long seed) {
        long[] times = new long[requests];
        Draw draw = new Draw();
        Law gap = new Exponential(1 / perSecond);
        long now = 0;
        for (int i = 0; i < requests; i++) {
            now += Math.round(1e9 * gap.sample(draw.at(seed, i)));
            times[i] = now;
        }
        return Arrivals.Source.of(times, null);
    }

    public static ServiceStatistics run(ClusterSpec cluster, Arrivals.Source... arrivals) {
        return Simulation.run(cluster, List.of(arrivals), Simulation.Options.BARE, at -> true)
                .services()
                .getFirst();
    }
}

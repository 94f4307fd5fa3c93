package ebb.scenario;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom.Order;
import ebb.cluster.Resources;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceSpec.Balancing;
import ebb.cluster.ServiceSpec.Binding;
import ebb.cluster.ServiceSpec.Client;
import ebb.cluster.ServiceSpec.PodSpec;
import ebb.cluster.ServiceSpec.Queue;
import ebb.cluster.StartUp;
import ebb.cost.Rent;
import ebb.cost.Tariff;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.HealthCheckPolicy.Probe;
import ebb.policy.Limits;
import ebb.trace.LawReader;
import ebb.trace.LawReader.Of;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one service of a scenario. */
final class ServiceReader {
    static final int MOST_PODS = 100_000;
    private static final int MOST_REQUESTS = 100_000_000;
    private static final int MOST_AT_ONCE = 100_000;
    private static final long MOST_MILLIS = 1_000_000_000;
    private static final long MOST_BYTES = 1L << 50;
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3_600 * SECOND;

    // 512 MiB: our choice, a small container.
    private static final long MEMORY = 512L << 20;
    // 30 s: Kubernetes' terminationGracePeriodSeconds.
    private static final long GRACE = 30 * SECOND;
    // 10,000 and 300 s: Knative's breakerQueueDepth (activator) and revision-timeout-seconds (config-defaults).
    private static final int QUEUE_LIMIT = 10_000;
    private static final long QUEUE_TIMEOUT = 300 * SECOND;
    // 1 s: how often Knative's activator and queue proxies report.
    private static final long REPORT = SECOND;
    // 10 s, 1 s, 1 and 3: Kubernetes' defaults of a probe.
    private static final Probe PROBE = new Probe(0, 10 * SECOND, SECOND, 1, 3);
    // 100 pods: our choice; a bound that no small experiment meets.
    private static final int MAX = 100;
    // 1 s doubling, at most 20 % more: gRPC's initialBackoff, Envoy's retry budget.
    private static final long BACKOFF = SECOND;
    private static final double RETRY_BUDGET = 0.2;

    private final PriceBook prices;
    private final boolean podsPay;

    /** @param podsPay false where nodes are what is paid for */
    ServiceReader(PriceBook prices, boolean podsPay) {
        this.prices = prices;
        this.podsPay = podsPay;
    }

    ServicePlan read(Node node) {
        Mapping service = node.mapping();
        boolean template = service.get("template").flag(false);
        TrafficPlan plan = TrafficPlanReader.read(service.get("traffic"), template);
        Mapping pod = service.get("pod").mapping();
        boolean memoryTraced = template && pod.get("memory").is("trace");
        Resources resources = resources(pod, memoryTraced);
        ModelReader.Model model = new ModelReader().read(service);
        int concurrency = pod.get("concurrency").integer(1, MOST_AT_ONCE, model.concurrency());
        PodSpec podSpec = pod(pod, resources);
        Rent rent = rent(service.get("tariff"), resources);
        Limits limits = limits(service.get("limits").mapping(), concurrency);
        ServiceSpec pattern = new ServiceSpec(
                node.name(),
                limits,
                podSpec,
                model.model(),
                queue(service.get("queue").mapping()),
                balancing(service.get("balancer").mapping()),
                client(service.get("client").mapping()),
                health(service.get("health").mapping()),
                BuiltIn.ALWAYS_ON.with(Map.of()),
                rent.of(ServicePlan.amounts(resources)),
                service.get("initial").integer(0, MOST_PODS, limits.min()));
        if (pattern.initialReplicas() > limits.max()) {
            service.get("initial").problem("is above max " + limits.max(), "");
        }
        service.done();
        return new ServicePlan(
                node.name(),
                service.get("traffic").at(),
                template,
                plan,
                model.traced(),
                pattern,
                memoryTraced ? rent : null);
    }

    private static Resources resources(Mapping pod, boolean memoryTraced) {
        return new Resources(
                pod.get("cpu").millis(0, MOST_MILLIS, 1000),
                memoryTraced ? MEMORY : pod.get("memory").bytes(0, MOST_BYTES, MEMORY),
                pod.get("gpu").millis(0, MOST_MILLIS, 0));
    }

    private static PodSpec pod(Mapping pod, Resources resources) {
        StartUp startUp = StartUpReader.read(pod.get("startup"));
        PodSpec spec = new PodSpec(
                resources,
                startUp,
                pod.get("grace").durationOrNever(0, GRACE),
                LawReader.readOrNull(pod.get("crash"), Of.SECONDS),
                LawReader.seconds(pod.get("restart"), SECOND),
                pod.get("hang").ratio(0, 1, 0));
        pod.done();
        return spec;
    }

    private static Limits limits(Mapping limits, int concurrency) {
        int min = limits.get("min").integer(0, MOST_PODS, 0);
        int max = limits.get("max").integer(0, MOST_PODS, Math.max(MAX, min));
        limits.done();
        if (min > max) {
            limits.problem("has min " + min + " above max " + max, "Lower one or raise the other.");
        }
        return new Limits(Math.min(min, max), max, concurrency);
    }

    private static Queue queue(Mapping queue) {
        Queue made = new Queue(
                queue.get("limit").integer(0, MOST_REQUESTS, QUEUE_LIMIT),
                queue.get("timeout").durationOrNever(0, QUEUE_TIMEOUT),
                queue.get("order").choice(Order.class, Order.FIFO),
                queue.get("binding").choice(Binding.class, Binding.LATE));
        queue.done();
        return made;
    }

    private static Balancing balancing(Mapping balancer) {
        Balancing made = new Balancing(
                balancer.get("algorithm").choice(Algorithm.class, Algorithm.LEAST_CONNECTIONS),
                balancer.get("report_interval").duration(0, HOUR, REPORT),
                LawReader.seconds(balancer.get("endpoints_delay"), 0));
        balancer.done();
        return made;
    }

    private static Client client(Mapping client) {
        Client made = new Client(
                client.get("timeout").durationOrNever(1, Long.MAX_VALUE),
                client.get("retries").integer(0, 100, 0),
                LawReader.seconds(client.get("backoff"), BACKOFF),
                client.get("retry_budget").ratio(0, 100, RETRY_BUDGET),
                LawReader.readOrNull(client.get("patience"), Of.SECONDS));
        client.done();
        return made;
    }

    private static HealthCheckPolicy health(Mapping health) {
        HealthCheckPolicy made = new HealthCheckPolicy(
                probe(health.get("startup")), probe(health.get("readiness")), probe(health.get("liveness")));
        health.done();
        return made;
    }

    private static @Nullable Probe probe(Node node) {
        if (!node.present()) {
            return null;
        }
        Mapping probe = node.mapping();
        Probe made = new Probe(
                probe.get("initial_delay").duration(0, HOUR, PROBE.initialDelayNanos()),
                probe.get("period").duration(1, HOUR, PROBE.periodNanos()),
                probe.get("timeout").duration(1, HOUR, PROBE.timeoutNanos()),
                probe.get("success").integer(1, 1000, PROBE.successThreshold()),
                probe.get("failure").integer(1, 1000, PROBE.failureThreshold()));
        probe.done();
        return made;
    }

    private Rent rent(Node node, Resources resources) {
        if (!podsPay) {
            if (node.present()) {
                node.problem("is not charged, because nodes are", "Delete it, or write charge: pods.");
            }
            return asked -> Tariff.flat(0);
        }
        prices.checkFits(node, ServicePlan.amounts(resources));
        return prices.rent(node);
    }
}

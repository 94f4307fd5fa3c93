package ebb.scenario;

import ebb.cluster.NodesSpec;
import ebb.cluster.Resources;
import ebb.cost.Amounts;
import ebb.cost.PriceList;
import ebb.cost.Tariff;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.policy.AllocationPolicy;
import ebb.policy.AllocationPolicy.Amount;
import ebb.policy.AllocationPolicy.Namespace;
import ebb.policy.AllocationPolicy.Packing;
import ebb.policy.AllocationPolicy.Reservation;
import ebb.random.Law;
import ebb.trace.LawReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the nodes that services share. */
final class NodesReader {
    private static final int MOST_NODES = 100_000;
    private static final long MOST_BYTES = 1L << 50;
    private static final long MOST_MILLIS = 1_000_000_000;

    // 60 s: a round number for a virtual machine to boot and join; clouds differ, set your own.
    private static final long PROVISION = 60_000_000_000L;
    // 10 min: cluster-autoscaler's scale-down-unneeded-time.
    private static final long IDLE = 600_000_000_000L;
    // 96 MB/s: 10.8 GB vLLM image in 112.3 s with containerd, a kubelet event in a public repository.
    private static final long PULL = 96_000_000;
    // 100 GiB: a common disk; the kubelet begins to collect images at 85 % of it.
    private static final long IMAGE_CACHE = 85L << 30;

    private final PriceBook prices;
    private final List<String> services;

    /** @param services the names that the scenario has */
    NodesReader(PriceBook prices, List<String> services) {
        this.prices = prices;
        this.services = services;
    }

    /** @return whether nodes are what is paid for; else the pods are */
    static boolean charged(Mapping nodes) {
        return nodes.get("charge").choice(List.of("pods", "nodes"), "pods").equals("nodes");
    }

    @Nullable
    NodesSpec read(Node node) {
        if (!node.present()) {
            return null;
        }
        Mapping nodes = node.mapping();
        List<NodesSpec.Pool> pools = nodes.get("pools").list().stream()
                .map(each -> pool(each, charged(nodes)))
                .toList();
        if (pools.isEmpty()) {
            nodes.problem("needs pools", "Write pools: and a - for each.");
        }
        Set<String> names = new HashSet<>();
        pools.stream()
                .filter(pool -> !names.add(pool.name()))
                .forEach(pool ->
                        nodes.get("pools").problem("has " + pool.name() + " twice", "Give each pool its own name."));
        NodesSpec spec = new NodesSpec(pools, allocation(nodes.get("allocation").mapping()));
        nodes.done();
        return spec;
    }

    private AllocationPolicy allocation(Mapping allocation) {
        Packing packing = allocation.get("packing").choice(Packing.class, Packing.LEAST_ALLOCATED);
        List<Namespace> namespaces = new ArrayList<>();
        if (allocation.has("quota")) {
            namespaces.add(new Namespace("all", Set.of(), amount(allocation.get("quota"), Long.MAX_VALUE)));
        }
        for (Node each : allocation.get("namespaces").list()) {
            namespaces.add(namespace(each.mapping()));
        }
        List<Reservation> reservations = allocation.get("reservations").list().stream()
                .map(each -> reservation(each.mapping()))
                .toList();
        allocation.done();
        return new AllocationPolicy(packing, namespaces, reservations);
    }

    private Namespace namespace(Mapping namespace) {
        String name = namespace.get("name").text();
        Set<String> members = new TreeSet<>();
        namespace.get("services").listOrOne().forEach(each -> members.add(service(each)));
        if (members.isEmpty()) {
            namespace.problem("needs services", "A quota of all services is written as quota: beside namespaces:.");
        }
        Namespace made = new Namespace(name, members, amount(namespace.get("quota"), Long.MAX_VALUE));
        namespace.done();
        return made;
    }

    private Reservation reservation(Mapping reservation) {
        Reservation made = new Reservation(service(reservation.get("service")), amount(reservation.get("amount"), 0));
        reservation.done();
        return made;
    }

    private String service(Node node) {
        String name = node.text();
        if (node.present() && !services.contains(name)) {
            node.problem("is not a service of this scenario", NearestName.suggest(name, services));
        }
        return name;
    }

    private static Amount amount(Node node, long otherwise) {
        Mapping amount = node.mapping();
        Amount made = new Amount(
                amount.has("cpu") ? amount.get("cpu").millis(0, MOST_MILLIS) : otherwise,
                amount.has("memory") ? amount.get("memory").bytes(0, MOST_BYTES) : otherwise,
                amount.has("gpu") ? amount.get("gpu").millis(0, MOST_MILLIS) : otherwise);
        // Where nothing is said the names are known all the same.
        List.of("cpu", "memory", "gpu").forEach(amount::get);
        amount.done();
        return made;
    }

    private NodesSpec.Pool pool(Node node, boolean charged) {
        Mapping pool = node.mapping();
        String name = pool.get("name").text();
        PriceList.Instance instance = pool.has("instance") ? prices.instance(pool.get("instance")) : null;
        Resources capacity = capacity(pool, instance);
        int min = pool.get("min").integer(0, MOST_NODES, 0);
        int max = pool.get("max").integer(0, MOST_NODES);
        int initial = pool.get("initial").integer(0, MOST_NODES, min);
        if (min > max || initial > max || initial < min) {
            pool.problem(
                    "has min " + min + ", initial " + initial + ", max " + max + ", which must not fall",
                    "Choose min <= initial <= max.");
        }
        Law provision = LawReader.seconds(pool.get("provision"), PROVISION);
        long idle = pool.get("idle").durationOrNever(0, IDLE);
        long bandwidth = pool.get("bandwidth").bandwidth(1, MOST_BYTES, PULL);
        long imageCache = pool.get("image_cache").bytes(0, MOST_BYTES, IMAGE_CACHE);
        long pageCache = pool.get("page_cache").bytes(0, MOST_BYTES, capacity.memoryBytes());
        Law failure = LawReader.readOrNull(pool.get("failure"), LawReader.Of.SECONDS);
        Tariff tariff = tariff(pool, instance, capacity);
        Tariff paid = charged ? tariff : Tariff.flat(0);
        pool.done();
        return new NodesSpec.Pool(
                name, initial, min, max, capacity, provision, idle, bandwidth, imageCache, pageCache, failure, paid);
    }

    private Resources capacity(Mapping pool, PriceList.@Nullable Instance instance) {
        if (instance == null) {
            return new Resources(
                    pool.get("cpu").millis(1, MOST_MILLIS),
                    pool.get("memory").bytes(1, MOST_BYTES),
                    pool.get("gpu").millis(0, MOST_MILLIS, 0));
        }
        Amounts has = instance.has();
        return new Resources(
                pool.get("cpu").millis(1, MOST_MILLIS, has.cpuMillicores()),
                pool.get("memory").bytes(1, MOST_BYTES, has.memoryBytes()),
                pool.get("gpu").millis(0, MOST_MILLIS, has.gpuMillis()));
    }

    /** A pool's own tariff; else its instance's; else its resources'. */
    private Tariff tariff(Mapping pool, PriceList.@Nullable Instance instance, Resources capacity) {
        Amounts has = instance == null
                ? new Amounts(capacity.cpuMillicores(), capacity.memoryBytes(), capacity.gpuMillis())
                : instance.has();
        return pool.has("tariff") || instance == null
                ? prices.rent(pool.get("tariff")).of(has)
                : prices.whole(instance);
    }
}

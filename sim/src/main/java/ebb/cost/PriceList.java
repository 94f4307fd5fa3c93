package ebb.cost;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prices of one date in one currency, each with its source.
 *
 * @param date of the prices, ISO
 * @param resources by what is asked for
 * @param instances by name
 * @param spotDiscount what a preemptible machine costs less, 0..1
 */
public record PriceList(
        String name,
        String currency,
        String date,
        String source,
        Rates resources,
        Map<String, Instance> instances,
        double spotDiscount,
        Billing billing) {
    /** The price lists that come with Ebb. */
    public static final List<String> BUILT_IN = List.of("on-demand");

    private static final double MOST = 1e6;
    private static final long MOST_BYTES = 1L << 50;

    public PriceList {
        instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    }

    /** Prices of one hour of one core, one GiB of memory, one GPU. */
    public record Rates(double coreHour, double gibHour, double gpuHour) {
        /** The price of an hour of what is asked for. */
        public double hour(Amounts asked) {
            return coreHour * asked.cores() + gibHour * asked.gib() + gpuHour * asked.gpus();
        }
    }

    /**
     * A machine that can be rented.
     *
     * @param has its cores, memory and GPUs
     * @param hour its price
     * @param source who says so
     */
    public record Instance(String name, Amounts has, double hour, String source) {
        /** The price of an hour of a part of it, by the resource of which most is asked for. */
        public double hour(Amounts asked) {
            return hour * share(asked);
        }

        /** @return the part that is asked for, by the resource of which most is; above 1 where it does not fit */
        public double share(Amounts asked) {
            return asked.shareOf(has);
        }
    }

    /** @throws IllegalStateException if there is none of that name, or it is wrong */
    public static PriceList builtIn(String name) {
        Problems problems = new Problems();
        PriceList list = read(Document.resource("prices/" + name + ".yaml", problems), problems);
        if (!problems.none()) {
            throw new IllegalStateException(new BadInputException(problems.list(), problems.count()));
        }
        return list;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public Instance instance(String instance) {
        Instance found = instances.get(instance);
        if (found == null) {
            throw new IllegalArgumentException("price list " + name + " has no instance " + instance);
        }
        return found;
    }

    /** What is wrong goes into the problems. */
    public static PriceList read(Tree.Mapping tree, Problems problems) {
        Mapping root = Document.read(tree, "PriceList", problems);
        PriceList list = new PriceList(
                root.get("name").text(),
                root.get("currency").text(),
                root.get("date").text(),
                root.get("source").text(),
                rates(root.get("resources").mapping()),
                instances(root.get("instances").mapping()),
                root.get("spot_discount").ratio(0, 1, 0),
                billing(root.get("billing").mapping()));
        root.done();
        return list;
    }

    private static Rates rates(Mapping resources) {
        Rates rates = new Rates(
                sourced(resources.get("core_hour")),
                sourced(resources.get("gib_hour")),
                sourced(resources.get("gpu_hour")));
        resources.done();
        return rates;
    }

    /** A price with its source: no number without an origin. */
    private static double sourced(Node node) {
        Mapping price = node.mapping();
        double value = price.get("price").number(0, MOST);
        price.get("source").text();
        price.done();
        return value;
    }

    private static Map<String, Instance> instances(Mapping all) {
        Map<String, Instance> instances = new LinkedHashMap<>();
        for (Node each : all.each()) {
            instances.put(each.name(), instance(each));
        }
        return instances;
    }

    private static Instance instance(Node node) {
        Mapping entry = node.mapping();
        Amounts has = new Amounts(
                entry.get("cpu").millis(1, 1_000_000_000),
                entry.get("memory").bytes(1, MOST_BYTES),
                entry.get("gpu").millis(0, 1_000_000, 0));
        entry.get("gpu_type").text("none");
        entry.get("region").text();
        Instance made = new Instance(
                node.name(),
                has,
                entry.get("hour").number(0, MOST),
                entry.get("source").text());
        entry.done();
        return made;
    }

    /** Reads {@code granularity} and {@code minimum}; a scenario may have them too. */
    public static Billing billing(Mapping billing) {
        Billing made = new Billing(
                billing.get("granularity").duration(0, 3_600_000_000_000L, 0),
                billing.get("minimum").duration(0, 3_600_000_000_000L, 0));
        billing.done();
        return made;
    }
}

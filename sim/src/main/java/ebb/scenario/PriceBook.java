package ebb.scenario;

import ebb.cost.Amounts;
import ebb.cost.Offer;
import ebb.cost.PriceList;
import ebb.cost.Rent;
import ebb.cost.Tariff;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The price lists of a scenario over its time, and the tariffs made of them. */
final class PriceBook {
    private static final double MOST = 1e6;

    private final Path folder;
    private final List<Offer.Period> periods = new ArrayList<>();
    private final Offer standard;

    /**
     * @param prices a list's name or file, or {@code { list, spot, start_cost, billing }}
     * @param changes those of the scenario, in order of time
     * @param folder that files are named from
     */
    PriceBook(Node prices, List<Node> changes, Path folder) {
        this.folder = folder;
        if (prices.kind() == Node.Kind.MAPPING) {
            Mapping terms = prices.mapping();
            PriceList list = list(terms.get("list"));
            periods.add(new Offer.Period(0, list, 1));
            standard = terms(terms, new Offer(0, 0, list.billing()), list.currency());
            terms.done();
        } else {
            PriceList list = list(prices);
            periods.add(new Offer.Period(0, list, 1));
            standard = new Offer(0, 0, list.billing());
        }
        changes.forEach(this::change);
    }

    String currency() {
        return periods.getFirst().list().currency();
    }

    private void change(Node node) {
        Mapping change = node.mapping();
        if (!change.has("prices") && !change.has("price_factor")) {
            return;
        }
        Offer.Period before = periods.getLast();
        long at = ChangesReader.at(change);
        PriceList list = change.has("prices") ? list(change.get("prices")) : before.list();
        double factor = change.has("price_factor") ? change.get("price_factor").ratio(0, MOST) : before.factor();
        if (!list.currency().equals(currency())) {
            change.get("prices").problem("must be in " + currency() + " as at the start", "");
        } else if (at <= before.fromNanos()) {
            change.get("at").problem("must be after the change of prices before", "");
        } else {
            periods.add(new Offer.Period(at, list, factor));
        }
    }

    private PriceList list(Node node) {
        String name = node.text("on-demand");
        if (PriceList.BUILT_IN.contains(name)) {
            return PriceList.builtIn(name);
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return PriceList.read(Document.open(folder.resolve(name), name, node.problems()), node.problems());
        }
        node.problem(
                "is no price list",
                NearestName.suggest(name, PriceList.BUILT_IN) + " A file of your own ends in .yaml.");
        return PriceList.builtIn("on-demand");
    }

    private static Offer terms(Mapping terms, Offer otherwise, String currency) {
        double spot = terms.get("spot").ratio(0, 1, otherwise.spotShare());
        double startCost = terms.has("start_cost")
                ? terms.get("start_cost").money(currency).amount()
                : otherwise.startCost();
        return new Offer(
                spot,
                startCost,
                terms.has("billing") ? PriceList.billing(terms.get("billing").mapping()) : otherwise.billing());
    }

    /**
     * What a pod or a node costs.
     *
     * @param node {@code { instance, share, hour, spot, start_cost, billing }}; by its resources where nothing is said
     */
    Rent rent(Node node) {
        Mapping mapping = node.mapping();
        Function<Amounts, Offer.Pricing> pricing = pricing(mapping);
        Offer offer = terms(mapping, standard, currency());
        mapping.done();
        return asked -> offer.tariff(periods, pricing.apply(asked));
    }

    /** What a machine costs, on the scenario's terms. */
    Tariff whole(PriceList.Instance instance) {
        return standard.tariff(periods, list -> list.instance(instance.name()).hour());
    }

    /** A machine of the price lists; the first of them if there is none of that name, which is a problem. */
    PriceList.Instance instance(Node node) {
        String name = node.text();
        for (Offer.Period each : periods) {
            if (!each.list().instances().containsKey(name)) {
                Set<String> known = new TreeSet<>(each.list().instances().keySet());
                node.problem("is not in the price list " + each.list().name(), NearestName.suggest(name, known));
                return periods.getFirst().list().instances().values().iterator().next();
            }
        }
        return periods.getFirst().list().instance(name);
    }

    private Function<Amounts, Offer.Pricing> pricing(Mapping mapping) {
        if (mapping.has("hour")) {
            double hour = mapping.get("hour").money(currency()).amount();
            return asked -> list -> hour;
        }
        if (!mapping.has("instance")) {
            return asked -> list -> list.resources().hour(asked);
        }
        PriceList.Instance instance = instance(mapping.get("instance"));
        if (mapping.has("share")) {
            double share = mapping.get("share").ratio(0, 1);
            return asked -> list -> list.instance(instance.name()).hour() * share;
        }
        return asked -> list -> list.instance(instance.name()).hour(asked);
    }

    /** Notes a pod that asks for more than the instance has whose part it is to pay for. */
    void checkFits(Node tariff, Amounts asked) {
        Mapping mapping = tariff.mapping();
        if (mapping.has("instance")
                && !mapping.has("share")
                && !mapping.has("hour")
                && instance(mapping.get("instance")).share(asked) > 1) {
            mapping.get("instance").problem("has less than the pod asks for", "Name a larger one, or ask for less.");
        }
    }
}

package ebb.scenario;

import ebb.cluster.NodesSpec;
import ebb.cluster.Observation;
import ebb.cluster.Observation.Scraping;
import ebb.cluster.Resources;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.AllocationPolicy.Amount;
import ebb.policy.AllocationPolicy.Namespace;
import ebb.random.Law;
import ebb.result.Objective;
import ebb.result.ObjectiveReader;
import ebb.trace.LawReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a scenario: every field is checked, every problem noted, every default filled in. */
public final class ScenarioReader {
    // A Monday, so that a day of a diurnal law begins where a week does.
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long MOST_SEED = 1L << 53;
    private static final int MOST_SEEDS = 10_000;

    private static final long MILLISECOND = 1_000_000L;
    private static final long HOUR = 3_600_000_000_000L;

    // 5 min: --query.lookback-delta of Prometheus.
    private static final long LOOKBACK = 300_000_000_000L;

    // 15 s: --metric-resolution of Kubernetes' metrics server as it ships.
    private static final long RESOLUTION = 15_000_000_000L;

    private final Mapping root;
    private final Problems problems;
    private final Path folder;
    private final List<Objective> objectives = new ArrayList<>();

    private ScenarioReader(Tree.Mapping tree, Path folder, Problems problems) {
        this.root = Document.read(tree, "Scenario", problems);
        this.folder = folder;
        this.problems = problems;
    }

    /** @param folder that price lists are named from */
    public static Scenario read(Tree.Mapping tree, Path folder, Problems problems) {
        return new ScenarioReader(tree, folder, problems).scenario();
    }

    private Scenario scenario() {
        Mapping metadata = root.get("metadata").mapping();
        String name = name(metadata.get("name"));
        String title = metadata.get("title").text(name);
        String claim = metadata.get("claim").text("");
        metadata.done();
        long start = epochNanos(root.get("start").instant(START));
        long duration = root.has("duration") ? root.get("duration").duration(1, Long.MAX_VALUE / 4) : 0;
        List<Long> seeds = seeds(root.get("seeds"));
        List<Node> changes = root.get("changes").list();
        PriceBook prices = new PriceBook(root.get("prices"), changes, folder);
        boolean nodesPay =
                root.has("nodes") && NodesReader.charged(root.get("nodes").mapping());
        List<ServicePlan> services = services(new ServiceReader(prices, !nodesPay), prices.currency());
        List<String> names = services.stream().map(ServicePlan::name).toList();
        NodesSpec nodes = new NodesReader(prices, names).read(root.get("nodes"));
        services.forEach(each -> checkRoom(each, nodes));
        if (duration == 0 && services.stream().anyMatch(each -> each.traffic() instanceof TrafficPlan.Generated)) {
            root.get("duration").missing("Generated traffic has no end of its own; write duration: 24h.");
        }
        PolicyReader policies = new PolicyReader(services);
        List<PolicyChoice> choices = policies.read(root.get("policies"));
        List<ChangePlan> plans = new ChangesReader(services, policies).read(changes);
        root.get("objectives").list().forEach(each -> objective(each, null, prices.currency()));
        Observation observation = observation(root.get("observation").mapping());
        root.done();
        return new Scenario(
                name,
                title,
                claim,
                start,
                duration,
                seeds,
                prices.currency(),
                services,
                nodes,
                observation,
                choices,
                plans,
                objectives,
                root.resolved());
    }

    private static String name(Node node) {
        String name = node.text();
        if (node.present() && !name.matches("[a-z0-9][a-z0-9.-]{0,79}")) {
            node.problem("must be of small letters, digits, dots and dashes", "It names the result folder.");
        }
        return name;
    }

    private static long epochNanos(Instant start) {
        return Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    }

    private static List<Long> seeds(Node node) {
        List<Long> seeds = new ArrayList<>();
        node.listOrOne().forEach(each -> seeds.add(each.whole(0, MOST_SEED)));
        if (Set.copyOf(seeds).size() < seeds.size() || seeds.size() > MOST_SEEDS) {
            node.problem("must be different seeds, " + MOST_SEEDS + " at most", "");
        }
        return seeds.isEmpty() ? List.of(node.whole(0, MOST_SEED, 1)) : seeds;
    }

    private List<ServicePlan> services(ServiceReader reader, String currency) {
        List<ServicePlan> services = new ArrayList<>();
        Mapping all = root.get("services").mapping();
        for (Node each : all.each()) {
            each.mapping().get("objectives").list().forEach(line -> objective(line, each.name(), currency));
            services.add(reader.read(each));
        }
        if (services.isEmpty()) {
            root.get("services").missing("Write services: and the name of one.");
        }
        return services;
    }

    /** A pod that fits nowhere would wait for ever. */
    private void checkRoom(ServicePlan service, @Nullable NodesSpec nodes) {
        Resources asked = service.pattern().pod().resources();
        if (nodes == null || nodes.pools().isEmpty()) {
            return;
        }
        Position at = root.get("services").mapping().get(service.name()).at();
        if (nodes.pools().stream().noneMatch(pool -> pool.max() > 0 && fits(asked, pool.capacity()))) {
            problems.add(at, service.name(), "asks for more than any node has", "Ask for less, or add a pool.");
        }
        for (Namespace each : nodes.allocation().namespaces()) {
            Amount quota = each.quota();
            if (each.holds(service.name())
                    && !fits(asked, new Resources(quota.cpuMillicores(), quota.memoryBytes(), quota.gpuMillis()))) {
                problems.add(
                        at,
                        service.name(),
                        "asks for more than the quota of " + each.name(),
                        "Ask for less, or raise the quota.");
            }
        }
    }

    private static boolean fits(Resources asked, Resources has) {
        return asked.cpuMillicores() <= has.cpuMillicores()
                && asked.memoryBytes() <= has.memoryBytes()
                && asked.gpuMillis() <= has.gpuMillis();
    }

    private void objective(Node node, @Nullable String service, String currency) {
        ObjectiveReader.Reading reading = ObjectiveReader.read(node.text(), service, currency);
        for (ObjectiveReader.Problem each : reading.problems()) {
            Position at =
                    new Position(node.at().file(), node.at().line(), node.at().column() + each.column() - 1);
            problems.add(at, each.value(), each.rule(), each.wayOut());
        }
        if (reading.objective() != null) {
            objectives.add(reading.objective());
        }
    }

    private static Observation observation(Mapping mapping) {
        Law delay = LawReader.seconds(mapping.get("delay"), 0);
        double loss = mapping.get("loss").ratio(0, 1, 0);
        Scraping scraping = scraping(mapping);
        Scraping metrics = metrics(mapping, scraping);
        mapping.done();
        return new Observation(delay, loss, scraping, metrics);
    }

    /** When what policies read of metrics is measured: with the samples where there are any, else in a period of its own. */
    private static Scraping metrics(Mapping mapping, @Nullable Scraping scraping) {
        long usual = scraping == null ? RESOLUTION : scraping.periodNanos();
        long period = mapping.get("metrics_period").duration(MILLISECOND, HOUR, usual);
        return scraping != null && scraping.periodNanos() == period
                ? scraping
                : new Scraping(period, Scraping.DRAWN, scraping == null ? LOOKBACK : scraping.stalenessNanos());
    }

    private static @Nullable Scraping scraping(Mapping mapping) {
        Node phase = mapping.get("phase");
        Node staleness = mapping.get("staleness");
        if (!mapping.has("scrape_period")) {
            List.of(phase, staleness).stream()
                    .filter(Node::present)
                    .forEach(each -> each.problem("needs a scrape_period", "Write scrape_period: 15s beside it."));
            mapping.get("scrape_period");
            return null;
        }
        long period = mapping.get("scrape_period").duration(MILLISECOND, HOUR);
        boolean drawn = phase.is("drawn") || !phase.present();
        long first = drawn ? Scraping.DRAWN : phase.duration(0, period - 1);
        return new Scraping(period, first, staleness.durationOrNever(0, LOOKBACK));
    }
}

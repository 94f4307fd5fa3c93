package ebb.scenario;

import ebb.cluster.Change;
import ebb.cluster.ClusterSpec;
import ebb.cluster.NodesSpec;
import ebb.cluster.Observer;
import ebb.cluster.Outcome;
import ebb.cluster.Recording;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceStatistics;
import ebb.cluster.Simulation;
import ebb.cluster.Timeline;
import ebb.policy.AllocationPolicy;
import ebb.policy.AllocationPolicy.Namespace;
import ebb.policy.AllocationPolicy.Reservation;
import ebb.policy.Limits;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import ebb.result.LeastCost;
import ebb.result.RunKey;
import ebb.result.RunRecord;
import ebb.result.ServiceBrief;
import ebb.result.ServiceRecord;
import ebb.scenario.Workload.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One simulation: a scenario with one choice of policies, one traffic, one seed. The one way to simulate for command line, desktop and tuner.
 *
 * <p>Services that share nothing are independent, so a run falls into parts that may be simulated in any order, on any thread; what they
 * did is put together in the order of the scenario, so that no number depends on threads. The services of a template are reported as one.
 */
public final class Run {
    /** Services of a template that are simulated one after another: few enough to share out, many enough to be worth it. */
    private static final int TOGETHER = 32;

    /** Requests that such services have together, about, unless one has more alone: a second's work. */
    private static final double MOST_TOGETHER = 4e6;

    /** Scaling events kept for a service as reported; the services of a template share them. */
    private static final int KEPT_EVENTS = 5_000;

    private static final int MOST_STEPS = 1500;
    private static final long[] STEP_SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400
    };

    private final Scenario scenario;
    private final PolicyChoice policies;
    private final Map<String, String> settings;
    private final Workload workload;
    private final long seed;
    private final Bounds bounds;

    /** Watches a service from inside; null: nobody. */
    private final @Nullable Witness witness;

    /** How many services are reported under one name. */
    private final Map<String, Long> alike;

    /** Least costs that several runs of a grid have in common, because no policy enters them. */
    interface Bounds {
        LeastCost of(Member member, ClusterSpec cluster, ServiceSpec service);
    }

    /** Watches the services that are simulated together. */
    interface Witness {
        /** Of the timeline that is kept for it. */
        long stepNanos();

        Observer of(List<Member> members);
    }

    Run(
            Scenario scenario,
            PolicyChoice policies,
            Map<String, String> settings,
            Workload workload,
            long seed,
            Bounds bounds) {
        this(scenario, policies, settings, workload, seed, bounds, null);
    }

    Run(
            Scenario scenario,
            PolicyChoice policies,
            Map<String, String> settings,
            Workload workload,
            long seed,
            Bounds bounds,
            @Nullable Witness witness) {
        this.scenario = scenario;
        this.policies = policies;
        this.settings = settings;
        this.workload = workload;
        this.seed = seed;
        this.bounds = bounds;
        this.witness = witness;
        alike = workload.members().stream()
                .collect(Collectors.groupingBy(each -> each.plan().name(), Collectors.counting()));
    }

    public Scenario scenario() {
        return scenario;
    }

    /** Which run it is. */
    public RunKey key() {
        TreeMap<String, String> all = new TreeMap<>(settings);
        all.putAll(policies.settings());
        return new RunKey(policies.titled(), all, workload.name(), workload.hash(), seed);
    }

    String label() {
        return policies.label();
    }

    /** @return the same run, but for the policy of one service, or of all that are made of its template */
    Run withPolicy(String service, PolicyDefinition policy) {
        Map<String, ScalingPolicy> own = new LinkedHashMap<>(policies.own());
        own.put(member(service).plan().name(), policy.with(Map.of()));
        return new Run(
                scenario,
                new PolicyChoice(policies.label(), policies.standard(), own),
                settings,
                workload,
                seed,
                bounds);
    }

    private Member member(String service) {
        return workload.members().stream()
                .filter(each -> each.name().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + service));
    }

    /** Simulates one service, with all others where they share nodes. @return what that service did */
    RunRecord only(String service) {
        Member member = member(service);
        List<Member> members = scenario.nodes() == null ? List.of(member) : workload.members();
        Done done = once(members, 0, 1, share -> true, null);
        List<ServiceRecord> mine = List.of(done.services().get(members.indexOf(member)));
        return RunRecord.of(key(), mine, Outcome.NodeStatistics.NONE, 0);
    }

    /** Its services by their full names, those of a template with their own behind it. */
    List<String> services() {
        return workload.members().stream().map(Member::name).toList();
    }

    /** What is simulated together, on one thread. */
    record Part(List<Member> members) {
        /** How much work it is beside others: about as much as it has requests. */
        double weight() {
            return members.stream().mapToDouble(Member::expected).sum();
        }
    }

    /** What a part did: one entry for each service as reported, and its nodes. */
    record Done(List<ServiceRecord> services, Outcome.NodeStatistics nodes) {}

    /** In the order of the scenario. */
    List<Part> parts() {
        if (scenario.nodes() != null) {
            return List.of(new Part(workload.members()));
        }
        List<Part> parts = new ArrayList<>();
        List<Member> open = new ArrayList<>();
        double expected = 0;
        for (Member each : workload.members()) {
            boolean joins = !open.isEmpty()
                    && each.plan().template()
                    && open.getFirst().plan().name().equals(each.plan().name())
                    && open.size() < TOGETHER
                    && expected + each.expected() <= MOST_TOGETHER;
            if (!joins && !open.isEmpty()) {
                parts.add(new Part(List.copyOf(open)));
                open.clear();
                expected = 0;
            }
            open.add(each);
            expected += each.expected();
        }
        if (!open.isEmpty()) {
            parts.add(new Part(List.copyOf(open)));
        }
        return parts;
    }

    /**
     * Simulates a part.
     *
     * @param watch told the share that is done; false stops it
     * @throws Simulation.Stopped when it was told to
     */
    Done simulate(Part part, Watch watch) {
        return simulate(part, watch, null);
    }

    /**
     * Simulates a part and records it.
     *
     * @param logs where events and decisions are recorded; null: nowhere
     * @param number of the run in its grid, from 0
     */
    Done simulate(Part part, Watch watch, @Nullable Logs logs, int number) {
        try (Logs.Opened opened = logs == null ? null : logs.open(scenario, policies.label(), seed, number)) {
            return simulate(part, watch, opened);
        }
    }

    private Done simulate(Part part, Watch watch, @Nullable Recording recording) {
        if (scenario.nodes() != null) {
            return once(part.members(), 0, 1, watch, recording);
        }
        List<ServiceRecord> services = new ArrayList<>();
        int number = 0;
        for (Member member : part.members()) {
            services.addAll(once(List.of(member), number++, part.members().size(), watch, recording)
                    .services());
        }
        return new Done(merged(services), Outcome.NodeStatistics.NONE);
    }

    /** Told how far a part is, 0..1; says whether to go on. */
    interface Watch {
        boolean at(double share);
    }

    private Done once(List<Member> members, int before, int of, Watch watch, @Nullable Recording recording) {
        ClusterSpec cluster = cluster(members);
        double whole = Math.max(1, cluster.durationNanos());
        LongPredicate goOn = now -> watch.at((before + Math.min(1, now / whole)) / of);
        Observer observer = witness == null ? null : witness.of(members);
        long step = witness == null ? step(workload.durationNanos(), MOST_STEPS) : witness.stepNanos();
        Simulation.Options options = new Simulation.Options(step, keptEvents(members.getFirst()), observer, recording);
        Outcome outcome =
                Simulation.run(cluster, members.stream().map(Member::arrivals).toList(), options, goOn);
        List<ServiceRecord> services = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            services.add(record(members.get(i), cluster, i, outcome));
        }
        members.forEach(Member::done);
        return new Done(services, outcome.nodes());
    }

    /** Finds the least costs of a part's services before its simulation asks for them: another thread's work, where one part is most of a run. */
    void findBounds(Part part) {
        List<Member> members = part.members();
        if (scenario.nodes() != null) {
            findBounds(members);
        } else {
            members.forEach(each -> findBounds(List.of(each)));
        }
    }

    private void findBounds(List<Member> members) {
        ClusterSpec cluster = cluster(members);
        for (int i = 0; i < members.size(); i++) {
            least(members.get(i), cluster, cluster.services().get(i));
        }
    }

    private int keptEvents(Member member) {
        long sharing = alike.getOrDefault(member.plan().name(), 1L);
        return (int) Math.max(1, KEPT_EVENTS / sharing);
    }

    private ServiceRecord record(Member member, ClusterSpec cluster, int index, Outcome outcome) {
        ServiceSpec service = cluster.services().get(index);
        LeastCost least = least(member, cluster, service);
        Timeline timeline = outcome.timelines().get(index);
        ServiceRecord record =
                new ServiceRecord(member.plan().name(), outcome.services().get(index), timeline, least);
        return member.plan().template() ? record.asMember(member.name()) : record;
    }

    private @Nullable LeastCost least(Member member, ClusterSpec cluster, ServiceSpec service) {
        return free(service) ? null : bounds.of(member, cluster, service);
    }

    /** Where nodes are paid, pods are not, and there is no cost of pods to compare. */
    private boolean free(ServiceSpec service) {
        return scenario.nodes() != null && service.tariff().perSecond(0) == 0;
    }

    /** All that is simulated with some services. */
    ClusterSpec cluster(List<Member> members) {
        List<ServiceSpec> services = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (Member each : members) {
            ServiceSpec service = each.plan().spec(each.name(), each.memoryBytes(), policies.of(each.plan()));
            services.add(service);
            changes.addAll(changes(each, service.limits()));
        }
        changes.sort(Comparator.comparingLong(Change::atNanos));
        return new ClusterSpec(
                scenario.startEpochNanos(),
                workload.durationNanos(),
                services,
                nodes(members),
                scenario.observation(),
                changes,
                seed,
                0);
    }

    /** What the scenario says of a template holds for all services that are made of it. */
    private @Nullable NodesSpec nodes(List<Member> members) {
        NodesSpec nodes = scenario.nodes();
        if (nodes == null) {
            return null;
        }
        AllocationPolicy written = nodes.allocation();
        List<Namespace> namespaces = written.namespaces().stream()
                .map(each -> new Namespace(each.name(), all(each.services(), members), each.quota()))
                .toList();
        List<Reservation> reservations = written.reservations().stream()
                .flatMap(each -> all(Set.of(each.service()), members).stream()
                        .map(service -> new Reservation(service, each.amount())))
                .toList();
        return new NodesSpec(nodes.pools(), new AllocationPolicy(written.packing(), namespaces, reservations));
    }

    private static Set<String> all(Set<String> plans, List<Member> members) {
        return members.stream()
                .filter(each -> plans.contains(each.plan().name()))
                .map(Member::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Change> changes(Member member, Limits limits) {
        List<Change> changes = new ArrayList<>();
        Limits current = limits;
        for (ChangePlan each : scenario.changes()) {
            if (each.concerns(member.plan())) {
                Change change = each.change(member.name(), current);
                changes.add(change);
                current = change.limits() == null ? current : change.limits();
            }
        }
        return changes;
    }

    /** Puts together what parts did, one after another in their order, and forgets them: a day of a platform has hundreds. */
    final class Gathering {
        private final Map<String, ServiceRecord> services = new LinkedHashMap<>();
        private Outcome.NodeStatistics nodes = Outcome.NodeStatistics.NONE;

        void add(Done part) {
            Run.add(services, part.services());
            nodes = scenario.nodes() == null ? nodes : part.nodes();
        }

        RunRecord record() {
            return RunRecord.of(key(), new ArrayList<>(services.values()), nodes, workload.skippedRows());
        }
    }

    /** Those of one name are one, in the order of the first of each. */
    private static List<ServiceRecord> merged(List<ServiceRecord> records) {
        Map<String, ServiceRecord> all = new LinkedHashMap<>();
        add(all, records);
        return new ArrayList<>(all.values());
    }

    private static void add(Map<String, ServiceRecord> all, List<ServiceRecord> records) {
        records.forEach(each -> all.merge(each.name(), each, Run::plus));
    }

    private static ServiceRecord plus(ServiceRecord one, ServiceRecord other) {
        ServiceStatistics statistics = one.statistics().add(other.statistics());
        Timeline timeline = one.timeline() == null || other.timeline() == null
                ? null
                : one.timeline().add(other.timeline());
        List<ServiceBrief> members = new ArrayList<>(one.members());
        members.addAll(other.members());
        return new ServiceRecord(one.name(), statistics, timeline, plus(one.least(), other.least()), members);
    }

    private static @Nullable LeastCost plus(@Nullable LeastCost one, @Nullable LeastCost other) {
        return one == null || other == null ? null : one.plus(other);
    }

    /** A round step that gives a timeline of at most about so many. */
    static long step(long durationNanos, int most) {
        for (long seconds : STEP_SECONDS) {
            if (durationNanos / (seconds * 1_000_000_000L) <= most) {
                return seconds * 1_000_000_000L;
            }
        }
        return durationNanos / most;
    }
}

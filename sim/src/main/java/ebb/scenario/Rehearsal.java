package ebb.scenario;

import ebb.cluster.Simulation;
import ebb.cost.Tariff;
import ebb.document.NearestName;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.ScalingPolicy;
import ebb.result.RunKey;
import ebb.result.RunRecord;
import ebb.result.ServiceRecord;
import ebb.scenario.Workload.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One service of a scenario with its traffic in memory, replayed again and again under one policy after another: what a hand that drags a
 * parameter needs.
 *
 * <p>A replay is a {@link Run} on one thread, of that service alone where nothing couples it to others, so its figures are those of
 * {@code ebb run}. Several threads may replay at once.
 */
public final class Rehearsal {
    /** What requests may take of the memory; beyond it they are drawn or read in each replay. */
    private static final long ROOM = 1L << 30;

    /** Of a timeline that one can look into: ten seconds of a day. */
    private static final int MOST_STEPS = 8_640;

    private final Scenario scenario;
    private final Workload workload;
    private final long seed;
    private final String service;
    private final Run.Bounds bounds = Grid.sharedBounds();

    private Rehearsal(Scenario scenario, Workload workload, long seed, String service) {
        this.scenario = scenario;
        this.workload = workload;
        this.seed = seed;
        this.service = service;
    }

    /**
     * Checks the scenario and opens its traces. Where settings make several scenarios, the first one counts.
     *
     * @param service as the scenario names it; empty for its first
     * @param problems what was wrong already
     * @throws ebb.document.BadInputException with everything that is wrong
     */
    public static Rehearsal open(Grid.Request request, String service, Problems problems) {
        Tree.Mapping tree = Settings.variants(request.scenario(), request.settings(), problems)
                .getFirst()
                .tree();
        Scenario scenario = ScenarioReader.read(tree, request.folder(), problems);
        problems.throwIfAny();
        String wanted = service.isEmpty() ? scenario.services().getFirst().name() : service;
        List<String> names = scenario.services().stream().map(ServicePlan::name).toList();
        if (!names.contains(wanted)) {
            problems.add(
                    new Position(scenario.name(), 1, 1),
                    wanted,
                    "is no service of it",
                    NearestName.suggest(wanted, names));
        }
        problems.throwIfAny();
        long seed = scenario.seeds().getFirst();
        KeptTraffic.Room room = KeptTraffic.Room.forGood(ROOM);
        Workload all = Workload.open(scenario, seed, request.path(), request.lenient(), room);
        Workload chosen = scenario.nodes() == null ? all.only(wanted) : all;
        return new Rehearsal(scenario, chosen, seed, wanted);
    }

    public Scenario scenario() {
        return scenario;
    }

    /** The service that is rehearsed, as the scenario names it. */
    public String service() {
        return service;
    }

    public long durationNanos() {
        return workload.durationNanos();
    }

    /** The service whose policy is told step by step: the one itself, or the busiest of a template's. */
    public String watched() {
        return busiest().name();
    }

    /** How many services it stands for: 1 but for a template. */
    public int members() {
        return (int) rehearsed().count();
    }

    private Member busiest() {
        return rehearsed().max(Comparator.comparingDouble(Member::expected)).orElseThrow();
    }

    private Stream<Member> rehearsed() {
        return workload.members().stream().filter(each -> each.plan().name().equals(service));
    }

    /**
     * What a replay gave.
     *
     * @param run with the service alone
     * @param detail null where it was not asked for
     */
    public record Replay(RunRecord run, @Nullable ReplayDetail detail) {}

    /**
     * Replays under a policy. Other services that share nodes with this one keep the scenario's first policy.
     *
     * @param detailed whether to keep what happened from moment to moment; it costs about half as much again
     * @param goOn told the share that is done, 0..1; false stops it
     * @throws Simulation.Stopped when it was told to
     * @throws ebb.document.BadInputException if the policy has no meaning with its parameters
     */
    public Replay replay(ScalingPolicy policy, boolean detailed, DoublePredicate goOn) {
        ReplayDetail detail =
                detailed ? new ReplayDetail(service, watched(), Run.step(workload.durationNanos(), MOST_STEPS)) : null;
        PolicyChoice choice = workload.members().size() == members()
                ? new PolicyChoice(policy.name(), policy, Map.of())
                : new PolicyChoice(policy.name(), scenario.policies().getFirst().standard(), Map.of(service, policy));
        Run.Witness witness = detail == null ? null : detail.witness();
        Run run = new Run(scenario, choice, Map.of(), workload, seed, bounds, witness);
        List<Run.Part> parts = run.parts();
        double all = parts.stream().mapToDouble(Run.Part::weight).sum();
        Run.Gathering gathering = run.new Gathering();
        double before = 0;
        for (Run.Part part : parts) {
            double begun = before;
            gathering.add(run.simulate(part, share -> goOn.test((begun + share * part.weight()) / all)));
            before += part.weight();
        }
        RunRecord record = alone(gathering.record(), policy);
        if (detail != null) {
            detail.finish(record, tariff(policy));
        }
        return new Replay(record, detail);
    }

    private RunRecord alone(RunRecord whole, ScalingPolicy policy) {
        RunKey key = whole.key();
        List<ServiceRecord> own = whole.services().stream()
                .filter(each -> each.name().equals(service))
                .toList();
        RunKey named = new RunKey(policy, key.settings(), key.trace(), key.traceHash(), key.seed());
        return RunRecord.of(named, own, whole.nodes(), whole.skippedRows());
    }

    private Tariff tariff(ScalingPolicy policy) {
        Member member = busiest();
        return member.plan().spec(member.name(), member.memoryBytes(), policy).tariff();
    }
}

package ebb.cluster;

import static ebb.cluster.Specs.NEVER;
import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.cluster;
import static ebb.cluster.Specs.run;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.cluster.ServiceSpec.Client;
import ebb.cluster.ServiceSpec.PodSpec;
import ebb.cluster.StartUp.Image;
import ebb.cluster.StartUp.Layer;
import ebb.cluster.StartUp.Staged;
import ebb.cluster.StartUp.Weights;
import ebb.cost.Tariff;
import ebb.policy.AllocationPolicy;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.HealthCheckPolicy.Probe;
import ebb.policy.Limits;
import ebb.random.Law;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Starts in stages, probes, crashes, nodes: each timeline is worked out by hand. */
class PodsTest {
    private static final long GIB = 1L << 30;
    private static final Resources ONE_GPU = new Resources(1000, GIB, 1000);

    private static final Staged STAGED = new Staged(
            Law.of(0.1),
            Law.of(0.2),
            new Image(List.of(new Layer("base", 100), new Layer("app", 50)), Law.of(1)),
            Law.of(2),
            new Weights(1000, Law.of(250), Law.of(1000)),
            Law.of(3),
            Law.of(0.5));

    private static ServiceSpec spec(StartUp startUp, @Nullable Law crash, double hang) {
        return with(
                with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0)), new Limits(0, 1, 1), 0),
                new PodSpec(ONE_GPU, startUp, NEVER, crash, Law.of(4), hang));
    }

    private static ServiceSpec named(String name, ServiceSpec s) {
        return new ServiceSpec(
                name,
                s.limits(),
                s.pod(),
                s.model(),
                s.queue(),
                s.balancing(),
                s.client(),
                s.health(),
                s.scaling(),
                s.tariff(),
                s.initialReplicas());
    }

    private static NodesSpec.Pool pool(int initial, int max) {
        return new NodesSpec.Pool(
                "gpu",
                initial,
                0,
                max,
                new Resources(4000, 8 * GIB, 1000),
                Law.of(120),
                600 * SECOND,
                50,
                1 << 20,
                1 << 20,
                null,
                Tariff.flat(2));
    }

    private static ClusterSpec on(NodesSpec.Pool pool, AllocationPolicy policy, ServiceSpec... services) {
        return new ClusterSpec(
                0,
                2000 * SECOND,
                List.of(services),
                new NodesSpec(List.of(pool), policy),
                Observation.PERFECT,
                List.of(),
                1,
                0);
    }

    private static double seconds(ServiceStatistics s, Stage stage) {
        return s.stageNanos[stage.ordinal()] * 1e-9;
    }

    @Test
    void withoutNodesTheStagesAddUp() {
        ServiceStatistics s = run(cluster(200 * SECOND, spec(STAGED, null, 0)), at(1, 0));
        // 0.1 + 0.2 + 0 (images are there) + 2 + 1000/250 + 3 + 0 + 0.5
        assertThat(s.waitNanos).isEqualTo(9_800_000_000L);
        assertThat(Arrays.stream(s.stageNanos).sum()).isEqualTo(s.waitNanos);
    }

    @Test
    void onANodeTheImageIsPulledOnceAndTheWeightsStayInThePageCache() {
        ServiceStatistics s = run(on(pool(1, 1), AllocationPolicy.STOCK, spec(STAGED, null, 0)), at(1, 0, 500));
        // First: (100 + 50) / 50 + 1 s of pulling; then none, and weights at 1000 bytes a second.
        assertThat(seconds(s, Stage.PULL)).isEqualTo(4);
        assertThat(seconds(s, Stage.WEIGHTS)).isEqualTo(4 + 1);
        assertThat(s.coldTriggered).isEqualTo(2);
    }

    private static Staged withImage(Layer... layers) {
        Image image = new Image(List.of(layers), Law.of(1));
        return new Staged(Law.of(0.1), Law.of(0.2), image, Law.of(2), Weights.NONE, Law.of(3), Law.of(0.5));
    }

    /** Two services on one node with two GPUs, whose link carries 50 bytes a second; each is asked once. */
    private static Outcome together(ServiceSpec web, double webAt, ServiceSpec api, double apiAt) {
        NodesSpec.Pool two = new NodesSpec.Pool(
                "gpu",
                1,
                0,
                1,
                new Resources(4000, 8 * GIB, 2000),
                Law.of(120),
                NEVER,
                50,
                1 << 20,
                1 << 20,
                null,
                Tariff.flat(2));
        return Simulation.run(
                on(two, AllocationPolicy.STOCK, web, named("api", api)),
                List.of(at(1, webAt), at(1, apiAt)),
                Simulation.Options.BARE,
                t -> true);
    }

    /** Whose pod is taken away as soon as its only caller has gone, so many seconds after it came. */
    private static ServiceSpec hasty(StartUp startUp, double patience) {
        ServiceSpec spec = with(
                with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 0.0)), new Limits(0, 1, 1), 0),
                new PodSpec(ONE_GPU, startUp, NEVER, null, Law.of(4), 0));
        return with(spec, new Client(Math.round(patience * 1e9), 0, Law.of(0), 0, null));
    }

    @Test
    void twoPullsShareTheLinkAndTheLayerTheyHaveInCommon() {
        StartUp one = withImage(new Layer("base", 100), new Layer("app", 50));
        StartUp other = withImage(new Layer("base", 100), new Layer("other", 50));
        Outcome outcome = together(spec(one, null, 0), 0, spec(other, null, 0), 0);
        // 50 bytes' worth of manifest each at half of 50 a second: until 2 s. Then web fetches base and api, which
        // needs it too, its own layer, 25 a second each: until 4 s. Web has the rest of base at 5 s, and so has api,
        // which waited for it; web's own layer comes at 6 s.
        assertThat(seconds(outcome.services().get(1), Stage.PULL)).isEqualTo(5);
        assertThat(seconds(outcome.services().get(0), Stage.PULL)).isEqualTo(6);
    }

    @Test
    void aSecondPodOfAnImageWaitsForThePullThatIsUnderWay() {
        StartUp same = withImage(new Layer("base", 100), new Layer("app", 50));
        Outcome outcome = together(spec(same, null, 0), 0, spec(same, null, 0), 2);
        // Web pulls from 0.3 s: its manifest until 1.3 s, half of base until 2.3 s. Then api's manifest has half of
        // the link, until 4.3 s, when base is here for both; app is fetched once, until 5.3 s.
        assertThat(seconds(outcome.services().get(0), Stage.PULL)).isEqualTo(5);
        assertThat(seconds(outcome.services().get(1), Stage.PULL)).isEqualTo(3);
    }

    @Test
    void aPullThatIsCalledOffLeavesTheLayersThatCameAsAWhole() {
        StartUp same = withImage(new Layer("base", 100), new Layer("app", 50));
        // The manifest is here at 1.3 s, base at 3.3 s, app would be at 4.3 s.
        Outcome early = together(hasty(same, 3), 0, spec(same, null, 0), 100);
        assertThat(early.services().get(0).cancelledPods).isEqualTo(1);
        assertThat(seconds(early.services().get(1), Stage.PULL)).isEqualTo(1 + 2 + 1);
        Outcome late = together(hasty(same, 4), 0, spec(same, null, 0), 100);
        assertThat(seconds(late.services().get(1), Stage.PULL)).isEqualTo(1 + 1);
    }

    @Test
    void whoWaitsForAPullThatIsCalledOffFetchesTheRest() {
        StartUp same = withImage(new Layer("base", 100));
        Outcome outcome = together(hasty(same, 4), 0, spec(same, null, 0), 1.2);
        // Base from 1.3 s; api's manifest from 1.5 s to 3.5 s, when 40 bytes of base are to come. Web is gone at 4 s
        // with 15 to come: api has them at 4.3 s.
        assertThat(outcome.services().get(0).cancelledPods).isEqualTo(1);
        assertThat(outcome.services().get(1).stageNanos[Stage.PULL.ordinal()]).isEqualTo((43 - 15) * SECOND / 10);
    }

    @Test
    void oneWakesLateBecauseAnotherHoldsTheGpu() {
        StartUp quick = new StartUp.Measured(Law.of(10));
        Outcome outcome = Simulation.run(
                on(pool(1, 1), AllocationPolicy.STOCK, spec(quick, null, 0), named("api", spec(quick, null, 0))),
                List.of(at(1, 0), at(1, 5)),
                Simulation.Options.BARE,
                t -> true);
        // The first is done at 11 s and keeps its GPU until 71 s; the second then starts.
        assertThat(outcome.services().get(1).waitNanos).isEqualTo((71 + 10 - 5) * SECOND);
        assertThat(outcome.services().get(1).startingPodNanos).isEqualTo(10 * SECOND);
    }

    @Test
    void aNodeIsAddedForAPodWithoutRoomAndGoesWhenItWasIdle() {
        StartUp quick = new StartUp.Measured(Law.of(10));
        Outcome outcome = Simulation.run(
                on(pool(0, 2), AllocationPolicy.STOCK, spec(quick, null, 0)),
                List.of(at(1, 100)),
                Simulation.Options.BARE,
                t -> true);
        ServiceStatistics s = outcome.services().getFirst();
        assertThat(s.waitNanos).isEqualTo((120 + 10) * SECOND);
        assertThat(s.stageNanos[Stage.NODE.ordinal()]).isEqualTo(120 * SECOND);
        assertThat(outcome.nodes().added()).isEqualTo(1);
        assertThat(outcome.nodes().removed()).isEqualTo(1);
        // Ordered at 100 s, ready at 220 s; the pod goes at 231 + 60 s, the node 600 s later.
        assertThat(outcome.nodes().nodeNanos()).isEqualTo((291 + 600 - 100) * SECOND);
        assertThat(outcome.nodes().cost()).isEqualTo(2 * 791.0);
    }

    @Test
    void aQuotaHoldsPodsBackEvenWhereThereIsRoom() {
        AllocationPolicy none = new AllocationPolicy(
                AllocationPolicy.Packing.FIRST_FIT, new AllocationPolicy.Amount(Long.MAX_VALUE, Long.MAX_VALUE, 500));
        ServiceSpec spec =
                with(spec(new StartUp.Measured(Law.of(10)), null, 0), new Client(50 * SECOND, 0, Law.of(0), 0, null));
        assertThat(run(on(pool(1, 1), none, spec), at(1, 0)).timedOut).isEqualTo(1);
    }

    @Test
    void aQuotaOfOneNamespaceDoesNotHoldAnotherBack() {
        AllocationPolicy small = new AllocationPolicy(
                AllocationPolicy.Packing.FIRST_FIT,
                List.of(new AllocationPolicy.Namespace(
                        "research", Set.of("web"), new AllocationPolicy.Amount(Long.MAX_VALUE, Long.MAX_VALUE, 0))),
                List.of());
        ServiceSpec spec =
                with(spec(new StartUp.Measured(Law.of(10)), null, 0), new Client(50 * SECOND, 0, Law.of(0), 0, null));
        Outcome outcome = Simulation.run(
                on(pool(1, 1), small, spec, named("api", spec)),
                List.of(at(1, 0), at(1, 0)),
                Simulation.Options.BARE,
                t -> true);
        assertThat(outcome.services().get(0).timedOut).isEqualTo(1);
        assertThat(outcome.services().get(1).served()).isEqualTo(1);
    }

    @Test
    void roomReservedForOneIsLeftFreeByTheOthers() {
        AllocationPolicy reserved = new AllocationPolicy(
                AllocationPolicy.Packing.FIRST_FIT,
                List.of(),
                List.of(new AllocationPolicy.Reservation("api", new AllocationPolicy.Amount(0, 0, 1000))));
        ServiceSpec spec =
                with(spec(new StartUp.Measured(Law.of(10)), null, 0), new Client(50 * SECOND, 0, Law.of(0), 0, null));
        Outcome outcome = Simulation.run(
                on(pool(1, 1), reserved, spec, named("api", spec)),
                List.of(at(1, 0), at(1, 5)),
                Simulation.Options.BARE,
                t -> true);
        assertThat(outcome.services().get(0).timedOut).isEqualTo(1);
        assertThat(outcome.services().get(1).waitNanos).isEqualTo(10 * SECOND);
    }

    @Test
    void whatANodeTakesDownWithItIsLostAndStartedElsewhere() {
        NodesSpec.Pool weak = new NodesSpec.Pool(
                "gpu",
                2,
                0,
                2,
                new Resources(4000, 8 * GIB, 1000),
                Law.of(120),
                NEVER,
                50,
                1 << 20,
                1 << 20,
                Law.of(30),
                Tariff.flat(2));
        Outcome outcome = Simulation.run(
                on(weak, AllocationPolicy.STOCK, spec(new StartUp.Measured(Law.of(10)), null, 0)),
                List.of(at(100, 0)),
                Simulation.Options.BARE,
                t -> true);
        assertThat(outcome.services().getFirst().failed).isEqualTo(1);
        assertThat(outcome.nodes().failed()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theReadinessProbeFindsOutAtItsNextTick() {
        ServiceSpec spec = with(
                spec(STAGED, null, 0),
                new HealthCheckPolicy(null, new Probe(5 * SECOND, 4 * SECOND, SECOND, 2, 3), null));
        ServiceStatistics s = run(cluster(200 * SECOND, spec), at(1, 0));
        // The container runs at 2.3 s and answers at 9.3 s; ticks at 7.3, 11.3, 15.3: the second success is at 15.3 s.
        assertThat(seconds(s, Stage.READINESS)).isEqualTo(6);
    }

    @Test
    void aStartupProbeThatGivesUpTooEarlyKeepsThePodInACrashLoop() {
        ServiceSpec spec = with(
                with(spec(STAGED, null, 0), new HealthCheckPolicy(new Probe(0, SECOND, SECOND, 1, 3), null, null)),
                new Client(100 * SECOND, 0, Law.of(0), 0, null));
        ServiceStatistics s = run(cluster(300 * SECOND, spec), at(1, 0));
        assertThat(s.timedOut).isEqualTo(1);
        // Runs from 2.3 s, killed at 5.3 s; at once again, then after 10, 20, 40 and 80 s: each time killed 3 s later.
        assertThat(s.crashes).isEqualTo(5);
    }

    @Test
    void aCrashLosesWhatWasServedAndThePodComesBackInPlace() {
        ServiceStatistics s =
                run(cluster(200 * SECOND, spec(new StartUp.Measured(Law.of(10)), Law.of(15), 0)), at(6, 0, 20));
        // Ready at 10 s, crashes at 25 s in the middle of the second request; restarted at 29 s without back-off.
        assertThat(s.served()).isEqualTo(1);
        assertThat(s.failed).isEqualTo(1);
        assertThat(s.startedPods).isEqualTo(1);
    }

    @Test
    void aHungPodIsKilledByItsLivenessProbe() {
        ServiceSpec spec = with(
                spec(new StartUp.Measured(Law.of(10)), Law.of(15), 1),
                new HealthCheckPolicy(null, null, new Probe(0, 10 * SECOND, SECOND, 1, 3)));
        ServiceStatistics s = run(cluster(60 * SECOND, spec), at(6, 0, 20));
        // Hangs at 25 s; probes at 30, 40, 50 s fail, the last one's second is over at 51 s.
        assertThat(s.failed).isEqualTo(1);
        assertThat(s.inServiceNanos).isEqualTo((6 + 31) * SECOND);
    }

    private static NodesSpec.Pool gpus(String name, int gpus, int initial, int max, @Nullable Law failure) {
        return new NodesSpec.Pool(
                name,
                initial,
                0,
                max,
                new Resources(4000, 8 * GIB, 1000L * gpus),
                Law.of(120),
                NEVER,
                50,
                1 << 20,
                1 << 20,
                failure,
                Tariff.flat(2));
    }

    private static Outcome outcome(
            AllocationPolicy policy, List<NodesSpec.Pool> pools, Map<ServiceSpec, Arrivals.Source> asked) {
        ClusterSpec cluster = new ClusterSpec(
                0,
                2000 * SECOND,
                List.copyOf(asked.keySet()),
                new NodesSpec(pools, policy),
                Observation.PERFECT,
                List.of(),
                1,
                0);
        return Simulation.run(cluster, List.copyOf(asked.values()), Simulation.Options.BARE, t -> true);
    }

    @Test
    void weightsThatAreBeingReadAreHadWhenTheyAreRead() {
        StartUp heavy = new Staged(
                Law.of(0.1),
                Law.of(0.2),
                Image.PRESENT,
                Law.of(2),
                new Weights(1000, Law.of(100), Law.of(1000)),
                Law.of(3),
                Law.of(0.5));
        ServiceSpec two = with(spec(heavy, null, 0), new Limits(0, 2, 1), 0);
        ServiceStatistics s = outcome(
                        AllocationPolicy.STOCK, List.of(gpus("a", 2, 1, 1, null)), Map.of(two, at(100, 0, 4)))
                .services()
                .getFirst();
        // The first reads from 2.3 s to 12.3 s at 100 a second; the second from 6.3 s on follows it and cannot be
        // faster.
        assertThat(seconds(s, Stage.WEIGHTS)).isEqualTo(10 + 6);
        // The third finds them all.
        ServiceStatistics later = outcome(
                        AllocationPolicy.STOCK, List.of(gpus("a", 2, 1, 1, null)), Map.of(two, at(100, 0, 20)))
                .services()
                .getFirst();
        assertThat(seconds(later, Stage.WEIGHTS)).isEqualTo(10 + 1);
    }

    @Test
    void weightsThatNobodyReadToTheirEndAreNotInThePageCache() {
        StartUp heavy = new Staged(
                Law.of(0.1),
                Law.of(0.2),
                Image.PRESENT,
                Law.of(2),
                new Weights(1000, Law.of(100), Law.of(1000)),
                Law.of(3),
                Law.of(0.5));
        // The first request gives up at 8 s; the pod goes with it. The second has patience for the whole start.
        ServiceSpec spec = hasty(heavy, 8);
        Change patient = new Change(50 * SECOND, "web", null, new Limits(1, 1, 1), null);
        ClusterSpec cluster = new ClusterSpec(
                0,
                200 * SECOND,
                List.of(spec),
                new NodesSpec(List.of(gpus("a", 2, 1, 1, null)), AllocationPolicy.STOCK),
                Observation.PERFECT,
                List.of(patient),
                1,
                0);
        ServiceStatistics s = Specs.run(cluster, at(1, 0));
        assertThat(s.cancelledPods).isEqualTo(1);
        assertThat(seconds(s, Stage.WEIGHTS)).isEqualTo(10);
    }

    @Test
    void aPodThatWasCalledOffAsksForNoNodeAnyMore() {
        StartUp quick = new StartUp.Measured(Law.of(10));
        Map<ServiceSpec, Arrivals.Source> asked = new LinkedHashMap<>();
        asked.put(hasty(quick, 5), at(1, 0));
        asked.put(named("api", spec(quick, null, 0)), at(1, 10));
        // The node that was ordered at 0 s for web, which gave up at 5 s, is for api.
        Outcome outcome = outcome(AllocationPolicy.STOCK, List.of(gpus("a", 1, 0, 2, null)), asked);
        assertThat(outcome.nodes().added()).isEqualTo(1);
        assertThat(outcome.services().get(1).waitNanos).isEqualTo((120 + 10 - 10) * SECOND);
    }

    @Test
    void aPodIsNotPlacedBeforeItsScheduling() {
        // Web waits for the GPU of api, gives up at 5 s, comes again at 70.9 s; api's pod goes at 71 s.
        StartUp slow =
                new Staged(Law.of(0.1), Law.of(0.2), Image.PRESENT, Law.of(2), Weights.NONE, Law.of(3), Law.of(0.5));
        Map<ServiceSpec, Arrivals.Source> asked = new LinkedHashMap<>();
        asked.put(named("api", spec(new StartUp.Measured(Law.of(10)), null, 0)), at(1, 0));
        asked.put(with(hasty(slow, 5), new Client(6 * SECOND, 0, Law.of(0), 0, null)), at(0.05, 1, 70.9, 100));
        Outcome outcome = outcome(AllocationPolicy.STOCK, List.of(gpus("a", 1, 1, 1, null)), asked);
        ServiceStatistics web = outcome.services().get(1);
        assertThat(web.timedOut).isEqualTo(1);
        assertThat(web.served()).isEqualTo(2);
        assertThat(web.waitNanos).isEqualTo(2 * 5_800_000_000L);
    }

    @Test
    void aNodeIsOrderedWhenAQuotaLetsAPodGoOn() {
        StartUp quick = new StartUp.Measured(Law.of(10));
        ServiceSpec large = with(
                spec(quick, null, 0), new PodSpec(new Resources(1000, GIB, 2000), quick, NEVER, null, Law.of(4), 0));
        AllocationPolicy two = new AllocationPolicy(
                AllocationPolicy.Packing.FIRST_FIT, new AllocationPolicy.Amount(Long.MAX_VALUE, Long.MAX_VALUE, 2000));
        Map<ServiceSpec, Arrivals.Source> asked = new LinkedHashMap<>();
        asked.put(spec(quick, null, 0), at(1, 0));
        asked.put(named("api", large), at(1, 5));
        Outcome outcome = outcome(two, List.of(gpus("small", 1, 1, 1, null), gpus("large", 2, 0, 1, null)), asked);
        // Web's pod goes at 71 s: from then on api may have two GPUs, for which a node must come.
        assertThat(outcome.services().get(1).waitNanos).isEqualTo((71 + 120 + 10 - 5) * SECOND);
    }

    @Test
    void whoWaitedInAPodThatVanishedTakesAPlaceThatIsFree() {
        ServiceSpec early = with(
                with(
                        with(service(BuiltIn.IDLE_TIMEOUT, Map.of("idle_timeout", 600.0)), new Limits(0, 2, 1), 0),
                        new PodSpec(ONE_GPU, new StartUp.Measured(Law.of(10)), NEVER, null, Law.of(4), 0)),
                new ServiceSpec.Queue(100, NEVER, WaitingRoom.Order.FIFO, ServiceSpec.Binding.EARLY));
        // The second comes while the first is served, and waits in a pod of its own, whose node fails at 15 s; the
        // first pod is idle since 11 s.
        ServiceStatistics s = outcome(
                        AllocationPolicy.STOCK,
                        List.of(gpus("sound", 1, 1, 1, null), gpus("weak", 1, 1, 1, Law.of(15))),
                        Map.of(early, at(1, 0, 10.5)))
                .services()
                .getFirst();
        assertThat(s.waitNanos).isEqualTo(10 * SECOND + 4_500_000_000L);
    }

    @Test
    void aServiceWhoseLastRequestWasLostWithItsNodeIsIdleFromThenOn() {
        ServiceStatistics s = outcome(
                        AllocationPolicy.STOCK,
                        List.of(gpus("weak", 1, 1, 1, Law.of(15)), gpus("sound", 1, 1, 1, null)),
                        Map.of(spec(new StartUp.Measured(Law.of(10)), null, 0), at(100, 0)))
                .services()
                .getFirst();
        // Another pod comes on the other node, from 15 s to 25 s; it stays until 60 s after the request was lost.
        assertThat(s.failed).isEqualTo(1);
        assertThat(s.idlePodNanos).isEqualTo((15 + 60 - 25) * SECOND);
    }

    private static ServiceSpec forgetful(double keepAlive, Law restart, double hang, double endpointsDelay) {
        ServiceSpec spec = with(
                with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", keepAlive)), new Limits(0, 1, 1), 0),
                new PodSpec(ONE_GPU, new StartUp.Measured(Law.of(10)), NEVER, Law.of(15), restart, hang));
        return with(spec, new ServiceSpec.Balancing(Algorithm.NEWEST_FIRST, 0, Law.of(endpointsDelay)));
    }

    @Test
    void aPodTakenAwayBetweenItsCrashAndTheNewsOfItIsNotUsedAgainBeforeTheNewsHasCome() {
        // Crashes at 25 s, restarts until 125 s, is taken away at 28 s; the balancer knows at 45 s. Another is started
        // at 35 s.
        ServiceSpec spec = forgetful(12, Law.of(100), 0, 20);
        Change more = new Change(35 * SECOND, "web", null, new Limits(1, 1, 1), null);
        ClusterSpec cluster =
                new ClusterSpec(0, 80 * SECOND, List.of(spec), null, Observation.PERFECT, List.of(more), 1, 0);
        // At 40 s only the closed door is on the list; at 50 s the other pod is.
        ServiceStatistics s = run(cluster, at(6, 0, 40, 50));
        assertThat(s.failed).isEqualTo(1);
        assertThat(s.warm).isEqualTo(1);
        assertThat(s.startedPods).isEqualTo(2);
    }

    @Test
    void aHungPodThatTheReadinessProbeHasTakenOffTheListCanBeTakenAway() {
        // Hangs at 25 s, off the list at 26 s, taken away at 46 s.
        ServiceSpec spec =
                with(forgetful(30, Law.of(1), 1, 0), new HealthCheckPolicy(null, new Probe(0, SECOND, 0, 1, 1), null));
        ServiceStatistics s = run(cluster(100 * SECOND, spec), at(6, 0));
        assertThat(s.gonePods).isEqualTo(1);
        assertThat(s.idlePodNanos).isEqualTo(30 * SECOND);
    }
}

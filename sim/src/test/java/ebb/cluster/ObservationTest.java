package ebb.cluster;

import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.poisson;
import static ebb.cluster.Specs.run;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.cluster.ServiceSpec.Balancing;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Exponential;
import ebb.random.Law;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a policy sees late, seldom or never, and what is applied while it runs. */
class ObservationTest {
    private static final ServiceSpec KEEP =
            with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0)), new Limits(0, 10, 1), 0);

    private static ClusterSpec seen(Observation observation, ServiceSpec... services) {
        return new ClusterSpec(0, 1000 * SECOND, List.of(services), null, observation, List.of(), 1, 0);
    }

    private static ServiceSpec every(double seconds) {
        return with(KEEP, new Balancing(Algorithm.NEWEST_FIRST, Math.round(seconds * 1e9), Law.of(0)));
    }

    @Test
    void aLateReportWakesTheServiceLateAndPutsItToSleepLate() {
        ServiceStatistics s = run(seen(new Observation(Law.of(3), 0), KEEP), at(2, 100));
        assertThat(s.waitNanos).isEqualTo((3 + 10) * SECOND);
        // Idle from 115 s on, which is known at 118 s.
        assertThat(s.idlePodNanos).isEqualTo((3 + 60) * SECOND);
        assertThat(s.coldTriggered).isEqualTo(1);
    }

    @Test
    void betweenTheEdgesOnlyTheIntervalTells() {
        // The second request queues while the first does: no edge. At every change it has its own pod at 11 s; with
        // reports each 4 s the
        // policy hears of it at 4 s.
        assertThat(run(seen(Observation.PERFECT, every(0)), at(30, 0, 1)).waitNanos)
                .isEqualTo((10 + 10) * SECOND);
        assertThat(run(seen(Observation.PERFECT, every(4)), at(30, 0, 1)).waitNanos)
                .isEqualTo((10 + 13) * SECOND);
    }

    @Test
    void lostReportsDelayGrowthButNeverTheFirstWakeUp() {
        ServiceStatistics s = run(seen(new Observation(Law.of(0), 1), every(4)), at(30, 0, 1));
        // The second waits for the first one's pod: no report between the edges arrives.
        assertThat(s.waitNanos).isEqualTo((10 + 39) * SECOND);
    }

    @Test
    void aChangeOfLimitsHoldsFromItsInstant() {
        Change more = new Change(20 * SECOND, "web", null, new Limits(2, 10, 1), null);
        ClusterSpec cluster =
                new ClusterSpec(0, 100 * SECOND, List.of(KEEP), null, Observation.PERFECT, List.of(more), 1, 0);
        ServiceStatistics s = run(cluster, at(1, 30));
        assertThat(s.waitNanos).isZero();
        assertThat(s.startedPods).isEqualTo(2);
        assertThat(s.startingPodNanos).isEqualTo(2 * 10 * SECOND);
    }

    @Test
    void aChangeOfPolicyTakesTheServiceOverAsItIs() {
        Change shorter =
                new Change(20 * SECOND, "web", BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 5.0)), null, null);
        ClusterSpec cluster =
                new ClusterSpec(0, 100 * SECOND, List.of(KEEP), null, Observation.PERFECT, List.of(shorter), 1, 0);
        // Idle from 11 s; the new policy counts its own 5 s from when it was applied.
        assertThat(run(cluster, at(1, 0)).idlePodNanos).isEqualTo((20 - 11 + 5) * SECOND);
    }

    @Test
    void aChangeOfLimitsLeavesThePolicyThatWasAppliedBefore() {
        Change shorter =
                new Change(20 * SECOND, "web", BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 5.0)), null, null);
        Change fewer = new Change(25 * SECOND, "web", null, new Limits(0, 5, 1), null);
        ClusterSpec cluster = new ClusterSpec(
                0, 200 * SECOND, List.of(KEEP), null, Observation.PERFECT, List.of(shorter, fewer), 1, 0);
        assertThat(run(cluster, at(1, 30)).idlePodNanos).isEqualTo(5 * SECOND);
    }

    @Test
    void theSameRunTwiceIsTheSameAndTwoPoliciesSeeTheSameRequests() {
        ServiceSpec drawn = with(KEEP, new ServiceModel.Slots(new Exponential(1)));
        ServiceSpec other = with(
                with(service(BuiltIn.ALWAYS_ON, Map.of("replicas", 3.0)), new ServiceModel.Slots(new Exponential(1))),
                new Limits(0, 10, 1),
                3);
        ServiceStatistics one = run(seen(Observation.PERFECT, drawn), poisson(1, 900, 3));
        ServiceStatistics again = run(seen(Observation.PERFECT, drawn), poisson(1, 900, 3));
        ServiceStatistics always = run(seen(Observation.PERFECT, other), poisson(1, 900, 3));
        assertThat(again.latencyNanos - one.latencyNanos).isZero();
        assertThat(again.latency.histogram()).isEqualTo(one.latency.histogram());
        // Common random numbers: each request has its own time of service, whoever serves it when.
        assertThat(always.serviceNanos).isEqualTo(one.serviceNanos);
        assertThat(always.waitNanos).isNotEqualTo(one.waitNanos);
    }

    @Test
    void aServiceDrawsTheSameAloneAndAmongOthers() {
        ServiceSpec drawn = with(KEEP, new ServiceModel.Slots(new Exponential(1)));
        ServiceSpec second = new ServiceSpec(
                "other",
                drawn.limits(),
                drawn.pod(),
                drawn.model(),
                drawn.queue(),
                drawn.balancing(),
                drawn.client(),
                drawn.health(),
                drawn.scaling(),
                drawn.tariff(),
                0);
        ServiceStatistics alone = run(seen(Observation.PERFECT, drawn), poisson(1, 900, 3));
        ServiceStatistics among = Simulation.run(
                        seen(Observation.PERFECT, second, drawn),
                        List.of(poisson(2, 1500, 4), poisson(1, 900, 3)),
                        Simulation.Options.BARE,
                        t -> true)
                .services()
                .get(1);
        assertThat(among.latencyNanos).isEqualTo(alone.latencyNanos);
        assertThat(among.idlePodNanos).isEqualTo(alone.idlePodNanos);
    }
}

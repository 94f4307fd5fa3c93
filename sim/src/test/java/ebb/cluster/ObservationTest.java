package ebb.cluster;

import static ebb.cluster.Specs.NEVER;
import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.poisson;
import static ebb.cluster.Specs.run;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.cluster.Observation.Scraping;
import ebb.cluster.ServiceSpec.Balancing;
import ebb.policy.Automaton;
import ebb.policy.BuiltIn;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.EventSet;
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

    private static ClusterSpec scraped(double delay, double loss, Scraping scraping, ServiceSpec... services) {
        return seen(new Observation(Law.of(delay), loss, scraping), services);
    }

    private static Scraping each(long seconds, long phase, long staleness) {
        return new Scraping(seconds * SECOND, phase * SECOND, staleness == NEVER ? NEVER : staleness * SECOND);
    }

    @Test
    void aServiceThatIsSampledWakesAndFallsAsleepAtASample() {
        // Comes at 7 s, is seen at 20 s, served from 30 s to 31 s; at 35 s the service is seen idle, until 95 s.
        ServiceStatistics s = run(scraped(0, 0, each(15, 5, NEVER), KEEP), at(1, 7));
        assertThat(s.waitNanos).isEqualTo((20 + 10 - 7) * SECOND);
        assertThat(s.idlePodNanos).isEqualTo((95 - 31) * SECOND);
    }

    @Test
    void whatComesAndGoesBetweenTwoSamplesIsNotSeen() {
        // As above; what is served from 40 s to 41 s is over at the next sample, 50 s.
        ServiceStatistics s = run(scraped(0, 0, each(15, 5, NEVER), KEEP), at(1, 7, 40));
        assertThat(s.warm).isEqualTo(1);
        assertThat(s.idlePodNanos).isEqualTo((95 - 31 - 1) * SECOND);
        assertThat(run(scraped(0, 0, each(15, 5, NEVER), KEEP), at(1, 7, 49.5)).idlePodNanos)
                .as("seen at 50 s, seen idle at 65 s")
                .isEqualTo((65 + 60 - 31 - 1) * SECOND);
    }

    @Test
    void anIdleServiceIsSampledToo() {
        // The first request comes when nothing has happened for 500 s: samples go on, at 5 + 15 k s, so at 515 s.
        ServiceStatistics s = run(scraped(0, 0, each(15, 5, NEVER), KEEP), at(1, 501));
        assertThat(s.waitNanos).isEqualTo((515 - 501 + 10) * SECOND);
    }

    @Test
    void aSampleIsAsOldAsItsWayIsLong() {
        ServiceStatistics s = run(scraped(4, 0, each(15, 5, 4), KEEP), at(1, 7));
        assertThat(s.waitNanos).isEqualTo((20 + 4 + 10 - 7) * SECOND);
    }

    @Test
    void aSampleThatWouldArriveStaleNeverDoes() {
        ServiceStatistics s = run(
                scraped(4, 0, each(15, 5, 3), with(KEEP, new ServiceSpec.Client(100 * SECOND, 0, Law.of(0), 0, null))),
                at(1, 7));
        assertThat(s.startedPods).isZero();
        assertThat(s.timedOut).isEqualTo(1);
    }

    @Test
    void noPodIsTakenAwayOnAStaleSample() {
        ServiceSpec keep = with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 45.0)), new Limits(0, 10, 1), 0);
        // Seen at 30 s, served from 40 s to 41 s, seen idle at 60 s: enough at 105 s. Samples at 90 s and 120 s.
        assertThat(run(scraped(0, 0, each(30, 0, 15), keep), at(1, 7)).idlePodNanos)
                .as("the one of 90 s is good to 105 s")
                .isEqualTo((105 - 41) * SECOND);
        assertThat(run(scraped(0, 0, each(30, 0, 14), keep), at(1, 7)).idlePodNanos)
                .as("not one that is good to 104 s")
                .isEqualTo((120 - 41) * SECOND);
    }

    @Test
    void limitsHoldOnAStaleSampleToo() {
        // Two are seen at 30 s: two pods, ready at 40 s. At 55 s, when that sample is stale, one is the most.
        Change fewer = new Change(55 * SECOND, "web", null, new Limits(0, 1, 1), null);
        ClusterSpec cluster = new ClusterSpec(
                0,
                300 * SECOND,
                List.of(KEEP),
                null,
                new Observation(Law.of(0), 0, each(30, 0, 5)),
                List.of(fewer),
                1,
                0);
        ServiceStatistics s = run(cluster, at(1, 7, 8));
        assertThat(s.startedPods).isEqualTo(2);
        // One from 41 s to 55 s, the other from 41 s on, seen idle at 60 s, until 120 s.
        assertThat(s.idlePodNanos).isEqualTo((55 - 41 + 120 - 41) * SECOND);
    }

    @Test
    void aDrawnPhaseIsEachServicesOwnAndTheSameAgain() {
        ServiceSpec other = new ServiceSpec(
                "other",
                KEEP.limits(),
                KEEP.pod(),
                KEEP.model(),
                KEEP.queue(),
                KEEP.balancing(),
                KEEP.client(),
                KEEP.health(),
                KEEP.scaling(),
                KEEP.tariff(),
                0);
        Scraping drawn = new Scraping(100 * SECOND, Scraping.DRAWN, NEVER);
        long web = run(scraped(0, 0, drawn, KEEP), at(1, 200)).waitNanos;
        assertThat(web).isBetween(10 * SECOND, 110 * SECOND);
        assertThat(run(scraped(0, 0, drawn, KEEP), at(1, 200)).waitNanos).isEqualTo(web);
        assertThat(run(scraped(0, 0, drawn, other), at(1, 200)).waitNanos)
                .isBetween(10 * SECOND, 110 * SECOND)
                .isNotEqualTo(web);
    }

    /** Adds up what it is told. */
    private static final class Ledger implements Automaton {
        private long reports;
        private long arrivals;
        private long done;
        private long concurrencyNanos;

        @Override
        public long[] start(Event levels) {
            return new long[0];
        }

        @Override
        public long[] step(long[] state, Event event, Decision out) {
            if (event.kind == EventKind.REPORT) {
                reports++;
                arrivals += event.arrivals;
                done += event.done;
                concurrencyNanos += event.concurrencyNanos;
            }
            return state;
        }

        @Override
        public long nextDeadline(long[] state) {
            return NEVER;
        }

        @Override
        public EventSet wants() {
            return EventSet.EDGES;
        }

        @Override
        public String explain(int why, long left, long right) {
            return "";
        }
    }

    private static Ledger told(ClusterSpec cluster) {
        Simulation simulation = new Simulation(cluster, List.of(poisson(0.5, 200, 3)), Simulation.Options.BARE);
        Ledger ledger = new Ledger();
        simulation.services.getFirst().automaton = ledger;
        simulation.run(t -> true);
        return ledger;
    }

    @Test
    void whatALostSampleWouldHaveToldTheNextOneTells() {
        ServiceSpec warm = with(KEEP, new Limits(2, 2, 1), 2);
        Ledger half = told(scraped(0, 0.5, each(10, 0, NEVER), warm));
        Ledger all = told(scraped(0, 0, each(10, 0, NEVER), warm));
        // One at the start, then 0, 10, ..., 1000 s.
        assertThat(all.reports).isEqualTo(1 + 101);
        assertThat(half.reports).isBetween(30L, 75L);
        assertThat(half.arrivals).isEqualTo(200).isEqualTo(all.arrivals);
        assertThat(half.done).isEqualTo(200);
        assertThat(half.concurrencyNanos).isEqualTo(all.concurrencyNanos).isGreaterThanOrEqualTo(200 * SECOND);
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
    void aPodWithMoreThanItMayNowHaveTakesNoPlaceFromOthers() {
        ServiceSpec three = with(service(BuiltIn.ALWAYS_ON, Map.of("replicas", 2.0)), new Limits(2, 2, 3), 2);
        Change one = new Change(20 * SECOND, "web", null, new Limits(2, 2, 1), null);
        ClusterSpec cluster =
                new ClusterSpec(0, 300 * SECOND, List.of(three), null, Observation.PERFECT, List.of(one), 1, 0);
        // Newest first: three requests are in one pod when one is the most; the other pod is idle. It takes the one at
        // 30 s; the next waits for it and not for the full pod, which is free for one more only when all three are
        // done.
        ServiceStatistics s = Specs.run(
                cluster, Arrivals.Source.of(new long[] {0, SECOND, 2 * SECOND, 30 * SECOND, 31 * SECOND}, new long[] {
                    100 * SECOND, 100 * SECOND, 100 * SECOND, 10 * SECOND, SECOND
                }));
        assertThat(s.waitNanos).isEqualTo(9 * SECOND);
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

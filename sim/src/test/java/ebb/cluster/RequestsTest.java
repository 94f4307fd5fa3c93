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
import ebb.balance.WaitingRoom.Order;
import ebb.cluster.ServiceSpec.Balancing;
import ebb.cluster.ServiceSpec.Binding;
import ebb.cluster.ServiceSpec.Client;
import ebb.cluster.ServiceSpec.Queue;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Law;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One pod at most unless a test says otherwise; a start takes 10 s. */
class RequestsTest {
    private static final ServiceSpec ONE_POD =
            with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0)), new Limits(0, 1, 1), 0);

    private static ServiceSpec room(int limit, double timeoutSeconds, Order order) {
        long timeout = timeoutSeconds < 0 ? NEVER : Math.round(timeoutSeconds * 1e9);
        return with(ONE_POD, new Queue(limit, timeout, order, Binding.LATE));
    }

    @Test
    void theFirstTriggersTheStartAndTheNextWaitForIt() {
        ServiceStatistics s = run(cluster(200 * SECOND, ONE_POD), at(1, 0, 3, 4));
        assertThat(s.coldTriggered).isEqualTo(1);
        assertThat(s.coldWaited).isEqualTo(2);
        assertThat(s.waitNanos).isEqualTo((10 + (11 - 3) + (12 - 4)) * SECOND);
    }

    @Test
    void oneThatWaitsOnlyForAPlaceIsNotCold() {
        ServiceStatistics s = run(cluster(200 * SECOND, ONE_POD), at(5, 0, 20, 21));
        assertThat(s.warm).isEqualTo(1);
        assertThat(s.queued).isEqualTo(1);
    }

    @Test
    void whatFindsTheRoomFullIsRejected() {
        ServiceStatistics s = run(cluster(200 * SECOND, room(2, -1, Order.FIFO)), at(1, 0, 1, 2, 3));
        assertThat(s.rejected).isEqualTo(2);
        assertThat(s.served()).isEqualTo(2);
    }

    @Test
    void whatWaitsTooLongTimesOutAndNobodyElse() {
        ServiceStatistics s = run(cluster(200 * SECOND, room(10, 9, Order.FIFO)), at(1, 0, 1, 2, 3));
        assertThat(s.timedOut).isEqualTo(1);
        assertThat(s.served()).isEqualTo(3);
    }

    @Test
    void lastInFirstOutServesTheNewestFirst() {
        ServiceStatistics s = run(cluster(200 * SECOND, room(10, -1, Order.LIFO)), at(1, 0, 1, 2));
        assertThat(s.wait.histogram().getMaxValue() / SECOND).isEqualTo(12);
        assertThat(s.waitNanos).isEqualTo((8 + 10 + 12) * SECOND);
    }

    @Test
    void whoeverGetsThePlaceOfAFreshPodHasWaitedForItsStart() {
        // One pod serves from 10 s to 40 s; two more wait. From 14 s on there may be two pods: the second is ready at
        // 24 s.
        Change more = new Change(14 * SECOND, "web", null, new Limits(0, 2, 1), null);
        ClusterSpec cluster = new ClusterSpec(
                0,
                200 * SECOND,
                java.util.List.of(room(10, -1, Order.LIFO)),
                null,
                Observation.PERFECT,
                java.util.List.of(more),
                1,
                0);
        ServiceStatistics s = run(cluster, at(30, 0, 12, 13));
        // The pod was started for the longest waiting; the last one gets it.
        assertThat(s.coldTriggered).isEqualTo(2);
        assertThat(s.coldWaited).isEqualTo(1);
    }

    @Test
    void aCallerGoesAwayAfterItsTimeoutEvenInTheMiddleOfService() {
        Client hasty = new Client(15 * SECOND, 0, Law.of(0), 0, null);
        ServiceStatistics s = run(cluster(200 * SECOND, with(ONE_POD, hasty)), at(8, 0, 1));
        assertThat(s.timedOut).isEqualTo(2);
        // The first leaves the pod at 15 s, the second takes its place and leaves at 16 s.
        assertThat(s.inServiceNanos).isEqualTo(6 * SECOND);
    }

    @Test
    void aCallerWithLittlePatienceCancels() {
        Client impatient = new Client(NEVER, 0, Law.of(0), 0, Law.of(4));
        ServiceStatistics s = run(cluster(200 * SECOND, with(ONE_POD, impatient)), at(1, 0));
        assertThat(s.cancelled).isEqualTo(1);
        assertThat(s.inSystemNanos).isEqualTo(4 * SECOND);
    }

    @Test
    void aRejectedRequestComesAgainWithDoubledPausesUntilThereIsRoom() {
        Client stubborn = new Client(NEVER, 3, Law.of(4), 10, null);
        ServiceSpec spec = with(room(1, -1, Order.FIFO), stubborn);
        // Arrives at 1 s, comes again at 5 s (full), then at 13 s: the pod was ready at 10 s and free at 11 s.
        ServiceStatistics s = run(cluster(200 * SECOND, spec), at(1, 0, 1));
        assertThat(s.retries).isEqualTo(2);
        assertThat(s.served()).isEqualTo(2);
        assertThat(s.latencyNanos).isEqualTo((11 + 13) * SECOND);
    }

    @Test
    void theRetryBudgetBoundsAllRetriesTogether() {
        Client stubborn = new Client(NEVER, 3, Law.of(1), 0.5, null);
        ServiceStatistics s = run(cluster(200 * SECOND, with(room(1, -1, Order.FIFO), stubborn)), at(1, 0, 1, 1.5, 2));
        assertThat(s.retries).isEqualTo(2);
    }

    @Test
    void boundEarlyARequestStaysWithTheColdPodAlthoughAnotherFallsFree() {
        ServiceSpec late = service(BuiltIn.IDLE_TIMEOUT, Map.of("idle_timeout", 600.0));
        ServiceSpec early = with(late, new Queue(100, NEVER, Order.FIFO, Binding.EARLY));
        // The first pod is busy from 10 s to 14 s; the second request comes at 12 s.
        assertThat(run(cluster(100 * SECOND, late), at(4, 0, 12)).waitNanos).isEqualTo((10 + 2) * SECOND);
        assertThat(run(cluster(100 * SECOND, early), at(4, 0, 12)).waitNanos).isEqualTo((10 + 10) * SECOND);
    }

    @Test
    void whoWaitedInAPodThatIsTakenAwayTakesAPlaceThatIsFree() {
        ServiceSpec keep = with(service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0)), new Limits(0, 9, 2), 0);
        ServiceSpec early = with(keep, new Queue(100, NEVER, Order.FIFO, Binding.EARLY));
        // Two are served from 10 s on; the third, at 10.5 s, waits in a second pod. At 11 s the first is done: two
        // requests are one pod's, the second pod is taken away, and the first has a place.
        ServiceStatistics s = run(
                cluster(300 * SECOND, early),
                Arrivals.Source.of(new long[] {0, 0, 21 * SECOND / 2}, new long[] {SECOND, 100 * SECOND, SECOND}));
        assertThat(s.cancelledPods).isEqualTo(1);
        assertThat(s.waitNanos).isEqualTo(20 * SECOND + SECOND / 2);
    }

    @Test
    void untilTheBalancerKnowsAPodOnItsWayOutMeetsRequestsWithAClosedDoor() {
        ServiceSpec spec = with(ONE_POD, new Balancing(Algorithm.ROUND_ROBIN, 0, Law.of(2)));
        // Idle from 11 s on, gone at 71 s, known at 73 s.
        assertThat(run(cluster(200 * SECOND, spec), at(1, 0, 72)).failed).isEqualTo(1);
        assertThat(run(cluster(200 * SECOND, spec), at(1, 0, 73.5)).failed).isZero();
    }

    @Test
    void aBusyPodDrainsAndWhatOutlastsTheGraceIsLost() {
        ServiceSpec spec = service(BuiltIn.ALWAYS_ON, Map.of("replicas", 1.0));
        ServiceSpec grace = with(
                with(spec, new Limits(0, 1, 1), 1),
                new ServiceSpec.PodSpec(
                        Resources.NONE, new StartUp.Measured(Law.of(10)), 30 * SECOND, null, Law.of(1), 0));
        Change off = new Change(5 * SECOND, "web", BuiltIn.ALWAYS_ON.with(Map.of("replicas", 0.0)), null, null);
        ClusterSpec cluster = new ClusterSpec(
                0, 200 * SECOND, java.util.List.of(grace), null, Observation.PERFECT, java.util.List.of(off), 1, 0);
        ServiceStatistics shortOne = run(cluster, at(20, 0));
        assertThat(shortOne.served()).isEqualTo(1);
        assertThat(shortOne.drainingPodNanos).isEqualTo(15 * SECOND);
        ServiceStatistics longOne = run(cluster, at(100, 0));
        assertThat(longOne.failed).isEqualTo(1);
        assertThat(longOne.drainingPodNanos).isEqualTo(30 * SECOND);
    }
}

package ebb.live.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.live.ActivityRules;
import ebb.live.ControllerLink;
import ebb.live.Endpoints;
import ebb.live.Report;
import ebb.live.Route;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Timelines of one dispatcher, in milliseconds of a clock of its own. */
class DispatcherTest {
    private static final ServiceName SHOP = ServiceName.of("shop");
    private static final long MS = 1_000_000;
    private static final long BUSY_MILLIS = 5_000;

    private final List<Report> reports = new ArrayList<>();
    private final List<ServiceName> wakes = new ArrayList<>();
    private boolean leads = true;
    private long bits = 1;

    private final ControllerLink link = new ControllerLink() {
        @Override
        public boolean report(Report report) {
            if (leads) {
                reports.add(report);
            }
            return leads;
        }

        @Override
        public boolean wake(ServiceName service) {
            wakes.add(service);
            return leads;
        }
    };

    private static final class Call extends Visit {
        int releases;
        int refusals;

        Call(Service service, boolean activity) {
            super(service, activity);
            bytes = 100;
        }

        @Override
        void released() {
            releases++;
        }

        @Override
        void refused() {
            refusals++;
        }
    }

    private Dispatcher dispatcher(long reportIntervalMillis, long slowStartMillis) {
        return new Dispatcher(
                new Dispatcher.Terms("b", 1, 100, 10_000, reportIntervalMillis * MS, slowStartMillis * MS),
                link,
                () -> bits = bits * 6_364_136_223_846_793_005L + 1);
    }

    private static ServiceConfig shop(int concurrency, int limit, long emptyMillis) {
        return new ServiceConfig(
                SHOP,
                new Route.ByHost(List.of("shop"), "/"),
                concurrency,
                Algorithm.LEAST_CONNECTIONS,
                new WaitingRoom.Terms(limit, WaitingRoom.Order.FIFO, emptyMillis * MS, BUSY_MILLIS * MS, 0),
                5_000,
                ActivityRules.NONE);
    }

    private static Endpoints.Pod pod(int ordinal, boolean ready) {
        return new Endpoints.Pod(ordinal, "shop-" + ordinal, "127.0.0.1", 9_000 + ordinal, ready, false);
    }

    private static Endpoints pods(long version, Endpoints.Pod... pods) {
        return new Endpoints(version, List.of(pods));
    }

    private static Call come(Dispatcher dispatcher, Service service, long atMillis) {
        Call call = new Call(service, true);
        dispatcher.arrive(call, atMillis * MS);
        return call;
    }

    private Report last() {
        return reports.getLast();
    }

    @Test
    void aSleepingServiceIsToldAndWokenOnceThenServesInOrder() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 10_000), 0);
        List<Call> calls =
                IntStream.range(0, 50).mapToObj(i -> come(d, shop, 5)).toList();
        assertThat(wakes).containsExactly(SHOP);
        assertThat(reports).hasSize(1);
        assertThat(last().queued()).as("told before it was woken").isEqualTo(1);
        d.tick(20 * MS);
        assertThat(wakes).hasSize(1);
        d.endpoints(SHOP, pods(1, pod(0, true)), 400 * MS);
        assertThat(calls.getFirst().releases).isEqualTo(1);
        assertThat(calls.getFirst().wakeNanos).isEqualTo(395 * MS);
        assertThat(calls.get(1).releases).as("one place").isZero();
        for (int i = 0; i < 50; i++) {
            assertThat(calls.get(i).releases).as("call %d", i).isEqualTo(1);
            d.ended(calls.get(i), 200, true, (401 + i) * MS);
        }
        d.tick(600 * MS);
        assertThat(last().inFlight() + last().queued()).isZero();
        assertThat(reports.stream().mapToLong(Report::arrivals).sum()).isEqualTo(50);
        assertThat(reports.stream().mapToLong(Report::done).sum()).isEqualTo(50);
        assertThat(reports.stream().map(Report::seq)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theIntegralIsRequestsTimesTime() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 10_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        Call one = come(d, shop, 100);
        Call two = come(d, shop, 200);
        d.ended(one, 200, true, 230 * MS);
        d.ended(two, 200, true, 300 * MS);
        assertThat(reports.stream().mapToLong(Report::concurrencyNanos).sum()).isEqualTo((130 + 100) * MS);
    }

    @Test
    void edgesThatFollowAtOnceAreToldTogether() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 10_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        for (int i = 0; i < 1_000; i++) {
            Call call = new Call(shop, true);
            d.arrive(call, 100 * MS + i * 20_000L);
            d.ended(call, 200, true, 100 * MS + i * 20_000L + 10_000);
        }
        assertThat(reports.size()).as("20 ms of one request after another").isLessThanOrEqualTo(4);
        d.tick(140 * MS);
        assertThat(last().inFlight()).isZero();
        assertThat(reports.stream().mapToLong(Report::arrivals).sum()).isEqualTo(1_000);
        int told = reports.size();
        d.tick(5_000 * MS);
        assertThat(reports).as("an idle service says nothing").hasSize(told);
        come(d, shop, 6_000);
        assertThat(reports).as("0 to 1 at once").hasSize(told + 1);
    }

    @Test
    void aBusyServiceIsToldAtTheInterval() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(10, 100, 10_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        come(d, shop, 10);
        come(d, shop, 500);
        assertThat(reports).hasSize(1);
        d.tick(1_020 * MS);
        assertThat(reports).hasSize(2);
        assertThat(last().inFlight()).isEqualTo(2);
        assertThat(last().arrivals()).isEqualTo(1);
    }

    @Test
    void everyChangeIsToldWhereTheIntervalIsZero() {
        Dispatcher d = dispatcher(0, 0);
        Service shop = d.serve(shop(10, 100, 10_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        Call one = come(d, shop, 1);
        come(d, shop, 1);
        d.ended(one, 200, true, 1 * MS);
        assertThat(reports.stream().map(Report::inFlight)).containsExactly(1L, 2L, 1L);
    }

    @Test
    void sumsAreKeptUntilSomebodyLeads() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(10, 100, 60_000), 0);
        leads = false;
        come(d, shop, 10);
        come(d, shop, 20);
        assertThat(reports).isEmpty();
        int asked = wakes.size();
        d.tick(300 * MS);
        assertThat(wakes).as("not again at once").hasSize(asked);
        leads = true;
        d.tick(700 * MS);
        assertThat(wakes).hasSize(asked + 1);
        assertThat(last().arrivals()).isEqualTo(2);
        assertThat(last().seq()).isEqualTo(1);
        d.tick(1_300 * MS);
        assertThat(wakes).as("it is in good hands").hasSize(asked + 1);
    }

    @Test
    void aNewLeaderGetsFullLevels() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(10, 100, 60_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        come(d, shop, 10);
        d.resend(20 * MS);
        assertThat(last().inFlight()).isEqualTo(1);
        assertThat(last().arrivals()).isZero();
        assertThat(reports).hasSize(2);
    }

    @Test
    void whoWaitsTooLongIsToldWhenToComeAgain() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 1_000), 0);
        Call call = come(d, shop, 0);
        d.expectReady(SHOP, 5_000 * MS, 10 * MS);
        d.tick(999 * MS);
        assertThat(call.refusals).isZero();
        d.tick(1_001 * MS);
        assertThat(call.refusals).isEqualTo(1);
        assertThat(call.refusal).isEqualTo(Refusal.WAKE_TIMEOUT);
        assertThat(call.retryAfterSeconds).isEqualTo(5);
        assertThat(d.held()).isZero();
        assertThat(d.heldBytes()).isZero();
    }

    @Test
    void aFullServiceHasABudgetOfItsOwn() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 10_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        come(d, shop, 0);
        Call waits = come(d, shop, 0);
        d.tick((BUSY_MILLIS - 1) * MS);
        assertThat(waits.refusal).isNull();
        d.tick((BUSY_MILLIS + 1) * MS);
        assertThat(waits.refusal).isEqualTo(Refusal.BUSY_TIMEOUT);
        assertThat(wakes).as("it is not asleep").isEmpty();
    }

    @Test
    void aCallerWhoseDeadlineIsBeforeTheNextPodIsRefusedAtOnce() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        come(d, shop, 0);
        d.expectReady(SHOP, 8_000 * MS, 0);
        Call hurried = new Call(shop, true);
        hurried.deadline = 3_000 * MS;
        d.arrive(hurried, 1 * MS);
        assertThat(hurried.refusal).isEqualTo(Refusal.TOO_LATE);
        assertThat(hurried.retryAfterSeconds).isEqualTo(8);
        Call patient = new Call(shop, true);
        patient.deadline = 9_000 * MS;
        d.arrive(patient, 1 * MS);
        assertThat(patient.refusal).isNull();
    }

    @Test
    void theRoomIsBoundedByRequestsAndByBytes() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 3, 60_000), 0);
        come(d, shop, 0);
        come(d, shop, 0);
        come(d, shop, 0);
        assertThat(come(d, shop, 0).refusal).isEqualTo(Refusal.SERVICE_FULL);
        Service other = d.serve(
                new ServiceConfig(
                        ServiceName.of("other"),
                        new Route.ByPort(80),
                        1,
                        Algorithm.RANDOM,
                        new WaitingRoom.Terms(100, WaitingRoom.Order.FIFO, 1_000 * MS, 0, 0),
                        250,
                        ActivityRules.NONE),
                0);
        assertThat(come(d, other, 0).refusal).isNull();
        assertThat(come(d, other, 0).refusal).isNull();
        assertThat(come(d, other, 0).refusal).isEqualTo(Refusal.BYTES_FULL);
    }

    @Test
    void whoGoesAwayLeavesThePlaceToAnother() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 1, 60_000), 0);
        Call goes = come(d, shop, 0);
        d.ended(goes, 0, false, 5 * MS);
        Call comes = come(d, shop, 6);
        assertThat(comes.refusal).isNull();
        d.endpoints(SHOP, pods(1, pod(0, true)), 10 * MS);
        assertThat(goes.releases).isZero();
        assertThat(comes.releases).isEqualTo(1);
    }

    @Test
    void whatIsNoActivityNeitherWakesNorIsTold() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        Call probe = new Call(shop, false);
        d.arrive(probe, 0);
        assertThat(probe.refusal).isEqualTo(Refusal.NOT_ACTIVITY);
        d.endpoints(SHOP, pods(1, pod(0, true)), 1 * MS);
        Call again = new Call(shop, false);
        d.arrive(again, 2 * MS);
        assertThat(again.pod).isNotNull();
        d.tick(5_000 * MS);
        d.ended(again, 200, true, 6_000 * MS);
        assertThat(wakes).isEmpty();
        assertThat(reports).isEmpty();
    }

    @Test
    void aNewPodGetsItsPlacesLittleByLittle() {
        Dispatcher d = dispatcher(1_000, 1_000);
        Service shop = d.serve(shop(20, 100, 60_000), 0);
        List<Call> calls =
                IntStream.range(0, 40).mapToObj(i -> come(d, shop, 0)).toList();
        d.endpoints(SHOP, pods(1, pod(0, true)), 100 * MS);
        assertThat(calls.stream().filter(c -> c.releases > 0)).as("a tenth").hasSize(2);
        d.ended(calls.get(0), 200, true, 110 * MS);
        assertThat(calls.stream().filter(c -> c.releases > 0)).as("two for one").hasSize(4);
        d.tick(600 * MS);
        assertThat(calls.stream().filter(c -> c.releases > 0))
                .as("half by time")
                .hasSize(14);
        d.tick(1_100 * MS);
        assertThat(calls.stream().filter(c -> c.releases > 0)).hasSize(21);
    }

    @Test
    void aPodThatCannotBeReachedIsLeftUntilItAnswers() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        Call call = come(d, shop, 0);
        Pod pod = java.util.Objects.requireNonNull(call.pod);
        d.suspect(pod, 1 * MS);
        d.again(call, 1 * MS);
        assertThat(call.pod).isNull();
        assertThat(call.refusal).isNull();
        assertThat(pod.wantsProbe(false)).isTrue();
        d.answered(pod, 300 * MS);
        assertThat(call.releases).isEqualTo(1);
        assertThat(call.heldNanos()).isEqualTo(300 * MS);
    }

    @Test
    void retriesHaveABudget() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1_000, 100, 60_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            Call call = come(d, shop, i);
            d.again(call, i * MS);
            refused += call.refusal == Refusal.RETRIES_SPENT ? 1 : 0;
        }
        assertThat(refused).as("100 at once, then one in five").isBetween(140, 180);
    }

    @Test
    void aPodOnItsWayOutGetsNothingAndAnOldSliceIsIgnored() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        d.endpoints(SHOP, pods(5, pod(0, true)), 0);
        d.endpoints(SHOP, pods(6, new Endpoints.Pod(0, "shop-0", "127.0.0.1", 9_000, false, true)), 1 * MS);
        Call call = come(d, shop, 2);
        assertThat(call.pod).isNull();
        assertThat(wakes).as("asleep, as far as requests go").hasSize(1);
        d.endpoints(SHOP, pods(5, pod(0, true)), 3 * MS);
        assertThat(call.releases).as("that is older").isZero();
        d.endpoints(SHOP, pods(7, pod(1, true)), 4 * MS);
        assertThat(call.releases).isEqualTo(1);
    }

    @Test
    void aForgottenServicesNumberDoesNotReleaseAnothers() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true)), 0);
        Call served = come(d, shop, 0);
        Call waits = come(d, shop, 0);
        d.forget(SHOP, 1 * MS);
        assertThat(waits.refusal).isEqualTo(Refusal.FORGOTTEN);
        Service next = d.serve(shop(1, 100, 60_000), 2 * MS);
        assertThat(next.number).isEqualTo(shop.number);
        Call asleep = come(d, next, 3);
        d.ended(served, 200, true, 4 * MS);
        assertThat(asleep.releases).isZero();
        assertThat(asleep.refusals).isZero();
        assertThat(d.held()).isEqualTo(1);
    }

    @Test
    void anotherAlgorithmIsUsedFromThenOn() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(10, 100, 60_000), 0);
        d.endpoints(SHOP, pods(1, pod(0, true), pod(1, true)), 0);
        assertThat(java.util.Objects.requireNonNull(come(d, shop, 1).pod).ordinal)
                .isZero();
        assertThat(java.util.Objects.requireNonNull(come(d, shop, 1).pod).ordinal)
                .isEqualTo(1);
        d.serve(shop.config.with(Algorithm.NEWEST_FIRST), 2 * MS);
        assertThat(java.util.Objects.requireNonNull(come(d, shop, 3).pod).ordinal)
                .isEqualTo(1);
        assertThat(java.util.Objects.requireNonNull(come(d, shop, 3).pod).ordinal)
                .isEqualTo(1);
    }

    @Test
    void aRecordingTellsOfEachRequest() {
        Dispatcher d = dispatcher(1_000, 0);
        Service shop = d.serve(shop(1, 100, 60_000), 0);
        d.record(SHOP, true);
        Call call = come(d, shop, 100);
        d.endpoints(SHOP, pods(1, pod(3, true)), 400 * MS);
        d.ended(call, 204, true, 450 * MS);
        assertThat(last().details()).containsExactly(new Report.Detail(350 * MS, 300 * MS, 50 * MS, -1, -1, 3, 204));
    }

    @Test
    void noPodEverHasMoreThanItsLimit() {
        Dispatcher d = dispatcher(1_000, 200);
        Service shop = d.serve(shop(3, 100, 100_000), 0);
        List<Call> open = new ArrayList<>();
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        for (int step = 0; step < 20_000; step++) {
            long now = step * MS / 4;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Call call = new Call(shop, true);
                    d.arrive(call, now);
                    if (call.refusal == null) {
                        open.add(call);
                    }
                }
                case 2, 3 -> {
                    if (!open.isEmpty()) {
                        Call call = open.remove(random.nextInt(open.size()));
                        if (call.refusal == null) {
                            d.ended(call, 200, true, now);
                        }
                    }
                }
                default -> {
                    int pods = random.nextInt(4);
                    Endpoints.Pod[] some =
                            IntStream.range(0, pods).mapToObj(i -> pod(i, true)).toArray(Endpoints.Pod[]::new);
                    d.endpoints(SHOP, pods(step + 1, some), now);
                    d.tick(now);
                }
            }
            assertThat(shop.known).as("seed 7, step %d", step).allMatch(p -> p.inFlight >= 0 && p.inFlight <= 3);
        }
        open.stream().filter(call -> call.refusal == null).forEach(call -> d.ended(call, 200, true, 1L << 40));
        assertThat(shop.demand()).isZero();
        assertThat(d.held()).isZero();
        assertThat(d.heldBytes()).isZero();
    }
}

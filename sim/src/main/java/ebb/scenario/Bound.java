package ebb.scenario;

import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.ServiceModel;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceTimes;
import ebb.cluster.StartUp;
import ebb.cluster.StartUp.Staged;
import ebb.cluster.StartUp.Weights;
import ebb.cost.Tariff;
import ebb.optimum.Conditions;
import ebb.optimum.Conditions.Ignored;
import ebb.optimum.Optimum;
import ebb.optimum.Sweep;
import ebb.policy.HealthCheckPolicy;
import ebb.random.Law;
import ebb.result.LeastCost;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The least cost at which no request of a service waits, from the same requests and service times that a run sees. */
final class Bound {
    private final ClusterSpec cluster;
    private final ServiceSpec service;
    private final Set<Ignored> ignored = EnumSet.noneOf(Ignored.class);

    private Bound(ClusterSpec cluster, ServiceSpec service) {
        this.cluster = cluster;
        this.service = service;
    }

    static LeastCost of(ClusterSpec cluster, ServiceSpec service, Arrivals.Source arrivals) {
        return new Bound(cluster, service).compute(arrivals);
    }

    private LeastCost compute(Arrivals.Source arrivals) {
        Tariff tariff = service.tariff().asItRuns();
        Sweep sweep = new Sweep(
                new Sweep.Pod(
                        service.limits().concurrency(), tariff.startCost(), paidStart(), service.initialReplicas()),
                tariff::cost);
        ServiceTimes times = new ServiceTimes(service, cluster.seed(), cluster.replication());
        feed(sweep, times, arrivals);
        Optimum optimum = sweep.finish();
        ignore(times, optimum);
        return new LeastCost(optimum.cost(), new Conditions(ignored).reasons());
    }

    private void feed(Sweep sweep, ServiceTimes times, Arrivals.Source arrivals) {
        Arrivals window = new Arrivals();
        long ordinal = 0;
        while (arrivals.next(window)) {
            for (int row = window.from; row < window.to; row++) {
                long time = window.timeNanos[row];
                if (time >= cluster.durationNanos()) {
                    return;
                }
                times.read(window, row, ordinal++);
                sweep.request(time, times.nanos());
            }
        }
    }

    private void ignore(ServiceTimes times, Optimum optimum) {
        put(Ignored.LOAD, !times.exact());
        put(Ignored.CONCURRENCY, service.model() instanceof ServiceModel.Batching);
        put(Ignored.BILLING, !service.tariff().perSecondBilling());
        put(
                Ignored.ROOM,
                cluster.nodes() != null || optimum.maxPods() > service.limits().max());
        put(Ignored.LEAST_PODS, service.limits().min() > 0);
        put(Ignored.CRASHES, service.pod().crash() != null || nodesFail());
        put(Ignored.START_UP, startVaries());
    }

    private void put(Ignored reason, boolean holds) {
        if (holds) {
            ignored.add(reason);
        }
    }

    private boolean nodesFail() {
        return cluster.nodes() != null && cluster.nodes().pools().stream().anyMatch(pool -> pool.failure() != null);
    }

    private boolean startVaries() {
        return cluster.nodes() != null
                || !service.health().equals(HealthCheckPolicy.NONE)
                || laws().anyMatch(law -> Double.isNaN(law.constant()));
    }

    private Stream<Law> laws() {
        return switch (service.pod().startUp()) {
            case StartUp.Measured measured -> Stream.of(measured.seconds());
            case Staged staged ->
                Stream.of(
                                List.of(staged.decision(), staged.scheduling(), staged.container()),
                                List.of(staged.engine(), staged.endpoints()),
                                staged.weights().bytes() == 0
                                        ? List.<Law>of()
                                        : List.of(staged.weights().bytesPerSecond()))
                        .flatMap(List::stream);
        };
    }

    /** The least that is paid of a start: a pod on nodes is paid for only once it has its place. */
    private long paidStart() {
        return switch (service.pod().startUp()) {
            case StartUp.Measured measured -> least(measured.seconds());
            case Staged staged ->
                (cluster.nodes() == null ? least(staged.decision()) + least(staged.scheduling()) : 0)
                        + least(staged.container())
                        + loading(staged.weights())
                        + least(staged.engine())
                        + least(staged.endpoints());
        };
    }

    private static long least(Law seconds) {
        return Math.round(1e9 * seconds.minimum());
    }

    /** Nothing where the rate varies or a cache may serve, because no law says what its most is. */
    private long loading(Weights weights) {
        double rate = weights.bytesPerSecond().constant();
        boolean sure = weights.bytes() > 0 && !Double.isNaN(rate) && cluster.nodes() == null;
        return sure ? Math.round(1e9 * weights.bytes() / rate) : 0;
    }
}

package ebb.bench;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.Observation;
import ebb.cluster.Resources;
import ebb.cluster.ServiceModel;
import ebb.cluster.ServiceSpec;
import ebb.cluster.StartUp;
import ebb.cost.Tariff;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import ebb.random.Draw;
import ebb.random.Exponential;
import ebb.random.Law;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Requests for benchmarks: services of the same rate, Poisson, 0.1 s each; a keep-alive of 600 s. One service alone gets 5 requests a
 * second; of many, each gets one in 120 s, so that 1.1 % of its requests are cold, the first among them.
 */
final class Traffic {
    private static final long NEVER = Long.MAX_VALUE;

    /** One service in a cluster of its own, with what it is sent. */
    static final class Member {
        final ClusterSpec cluster;
        private final long[] times;
        private final long[] works;

        Member(ClusterSpec cluster, long[] times, long[] works) {
            this.cluster = cluster;
            this.times = times;
            this.works = works;
        }

        List<Arrivals.Source> source() {
            return List.of(new Columns(times, works));
        }
    }

    final List<Member> members = new ArrayList<>();

    Traffic(int requests, int services, int pods) {
        int each = requests / services;
        double gapSeconds = services == 1 ? 0.2 : 120;
        for (int i = 0; i < services; i++) {
            long[] times = drawn(i, each, Purpose.ARRIVAL, gapSeconds);
            Arrays.parallelPrefix(times, Long::sum);
            members.add(new Member(
                    cluster(
                            service(
                                    "service-" + i,
                                    new Limits(0, pods, pods == 1 ? 10 : 1),
                                    0,
                                    BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 600.0))),
                            times[each - 1] + 1),
                    times,
                    drawn(i, each, Purpose.SERVICE_TIME, 0.1)));
        }
    }

    /** One service with a hundred requests a second, pods that take ten at once, and a report each second: a scenario's own defaults. */
    Traffic(int requests, ScalingPolicy policy) {
        long[] times = drawn(0, requests, Purpose.ARRIVAL, 0.01);
        Arrays.parallelPrefix(times, Long::sum);
        ServiceSpec service = service("service", new Limits(0, 20, 10), 1_000_000_000L, policy);
        members.add(new Member(
                cluster(service, times[requests - 1] + 1), times, drawn(0, requests, Purpose.SERVICE_TIME, 0.1)));
    }

    private static ClusterSpec cluster(ServiceSpec service, long durationNanos) {
        return new ClusterSpec(0, durationNanos, List.of(service), null, Observation.PERFECT, List.of(), 1, 0);
    }

    private static long[] drawn(int service, int count, Purpose purpose, double meanSeconds) {
        long base = Draw.base(1, 0, purpose, service);
        Draw draw = new Draw();
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = (long) (1e9 * meanSeconds * draw.at(base, i).exponential());
        }
        return nanos;
    }

    private static ServiceSpec service(String name, Limits limits, long reportNanos, ScalingPolicy policy) {
        return new ServiceSpec(
                name,
                limits,
                new ServiceSpec.PodSpec(
                        Resources.NONE, new StartUp.Measured(new Exponential(1)), NEVER, null, Law.of(1), 0),
                new ServiceModel.Slots(Law.of(0.1)),
                new ServiceSpec.Queue(Integer.MAX_VALUE, NEVER, WaitingRoom.Order.FIFO, ServiceSpec.Binding.LATE),
                new ServiceSpec.Balancing(Algorithm.NEWEST_FIRST, reportNanos, Law.of(0)),
                ServiceSpec.Client.PATIENT,
                HealthCheckPolicy.NONE,
                policy,
                Tariff.flat(1),
                0);
    }

    /** One window with all that a service has. */
    private static final class Columns implements Arrivals.Source {
        private final long[] times;
        private final long[] works;
        private boolean given;

        Columns(long[] times, long[] works) {
            this.times = times;
            this.works = works;
        }

        @Override
        public boolean next(Arrivals into) {
            if (given) {
                return false;
            }
            given = true;
            into.timeNanos = times;
            into.serviceNanos = works;
            into.from = 0;
            into.to = times.length;
            return true;
        }
    }
}

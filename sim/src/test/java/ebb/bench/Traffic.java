package ebb.bench;

import ebb.balance.Algorithm;
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
 * second, many together 20,000 a minute, as functions do: about 14 % of their requests are cold.
 */
final class Traffic {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<long[]> times = new ArrayList<>();
    private final List<long[]> works = new ArrayList<>();
    private final ClusterSpec cluster;

    Traffic(int requests, int services, int pods) {
        int each = Math.max(1, requests / services);
        double gapSeconds = services == 1 ? 0.2 : 300;
        long end = 0;
        List<ServiceSpec> specs = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            specs.add(service("service-" + i, pods));
            times.add(drawn(i, each, Purpose.ARRIVAL, gapSeconds));
            Arrays.parallelPrefix(times.get(i), Long::sum);
            works.add(drawn(i, each, Purpose.SERVICE_TIME, 0.1));
            end = Math.max(end, times.get(i)[each - 1]);
        }
        cluster = new ClusterSpec(0, end + 1, specs, null, Observation.PERFECT, List.of(), 1, 0);
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

    private static ServiceSpec service(String name, int pods) {
        return new ServiceSpec(
                name,
                new Limits(0, pods, pods == 1 ? 10 : 1),
                new ServiceSpec.PodSpec(
                        Resources.NONE, new StartUp.Measured(new Exponential(1)), NEVER, null, Law.of(1), 0),
                new ServiceModel.Slots(Law.of(0.1)),
                new ServiceSpec.Queue(Integer.MAX_VALUE, NEVER, ServiceSpec.Order.FIFO, ServiceSpec.Binding.LATE),
                new ServiceSpec.Balancing(Algorithm.NEWEST_FIRST, 0, Law.of(0)),
                ServiceSpec.Client.PATIENT,
                HealthCheckPolicy.NONE,
                BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", 600.0)),
                Tariff.flat(1),
                0);
    }

    ClusterSpec cluster() {
        return cluster;
    }

    /** Fresh sources over the same columns. */
    List<Arrivals.Source> sources() {
        List<Arrivals.Source> sources = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            sources.add(new Columns(times.get(i), works.get(i)));
        }
        return sources;
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

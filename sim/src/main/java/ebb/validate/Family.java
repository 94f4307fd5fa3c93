package ebb.validate;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.cluster.Resources;
import ebb.cluster.ServiceModel;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceSpec.Queue;
import ebb.cluster.StartUp;
import ebb.cost.Tariff;
import ebb.policy.BuiltIn;
import ebb.policy.HealthCheckPolicy;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import ebb.random.Exponential;
import ebb.random.Gamma;
import ebb.random.Law;
import ebb.validate.Experiment.Moments;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The models that vectors are given for, by the beginning of their name there, and the clusters that they become. The first that fits counts. */
public enum Family {
    ONE_POD_SETUP("M/M/1 scale-to-zero", Family::onePodSetup),
    MANY_PODS_SETUP("M/M/k/setup", Family::manyPodsSetup),
    LOSS("M/M/c/K", Family::bounded),
    MANY_SERVERS("M/M/c", Family::manyServers),
    ONE_SERVER("M/M/1", Family::oneServer),
    GENERAL("M/G/1", Family::general),
    UNBOUNDED("M/G/inf", Family::unbounded),
    KEEP_ALIVE_POISSON("keep-alive, zero service time, Poisson", Family::keepAlive),
    KEEP_ALIVE_RENEWAL("keep-alive, zero service time, renewal gaps", Family::keepAliveRenewal),
    KEEP_ALIVE_PODS("scale-per-request, Exp service, Exp keep-alive", Family::keepAlivePods);

    private static final int ANY = 1_000_000;

    private final String prefix;
    private final Function<Vector, List<Experiment>> experiments;

    Family(String prefix, Function<Vector, List<Experiment>> experiments) {
        this.prefix = prefix;
        this.experiments = experiments;
    }

    static @Nullable Family of(String model) {
        for (Family each : values()) {
            if (model.startsWith(each.prefix)) {
                return each;
            }
        }
        return null;
    }

    /** @throws IllegalArgumentException if a parameter is missing or out of range */
    List<Experiment> experiments(Vector vector) {
        return experiments.apply(vector);
    }

    // One line each: what is asked of the simulator.

    private static List<Experiment> oneServer(Vector v) {
        double gap = 1 / v.number("lam");
        double service = 1 / v.number("mu");
        ServiceSpec spec = spec(v, new Exponential(service), always(1), new Limits(1, 1, 1), 1);
        Moments known = Moments.exponential(service, gap);
        return List.of(new Experiment(
                spec,
                new Exponential(gap),
                new Exponential(service),
                known,
                true,
                new Chain(v.number("lam"), v.number("mu"), 1, Integer.MAX_VALUE, 1, false),
                memory(v, 1, Integer.MAX_VALUE),
                v.expected()));
    }

    private static List<Experiment> general(Vector v) {
        double gap = 1 / v.number("lam");
        Law service = LawText.law(v.texts().getOrDefault("service", ""));
        ServiceSpec spec = spec(v, service, always(1), new Limits(1, 1, 1), 1);
        Moments known = Moments.of(v.number("es"), v.number("es2"), v.number("es3"), gap);
        double rho = v.number("lam") * known.s1();
        // Relaxation of M/G/1 in heavy traffic: E[S²] for the two of exponential services.
        double memory = rho / StrictMath.pow(1 - StrictMath.sqrt(rho), 2) * known.s2() / 2;
        return List.of(new Experiment(spec, new Exponential(gap), service, known, true, null, memory, v.expected()));
    }

    private static List<Experiment> manyServers(Vector v) {
        int servers = v.whole("c");
        Experiment queue = servers(v, servers, Integer.MAX_VALUE, except(v, Measure.ERLANG_B));
        Experiment loss = servers(v, servers, servers, only(v, Measure.ERLANG_B));
        return List.of(queue, loss);
    }

    private static List<Experiment> bounded(Vector v) {
        return List.of(servers(v, v.whole("c"), v.whole("K"), v.expected()));
    }

    /** Few servers are pods, many are the places of one pod. */
    private static Experiment servers(Vector v, int servers, int capacity, List<Vector.Expected> expected) {
        double arrivals = v.number("lam");
        double departures = v.number("mu");
        int pods = servers <= 10 ? servers : 1;
        Limits limits = new Limits(pods, pods, servers / pods);
        ServiceSpec spec = spec(
                v,
                new Exponential(1 / departures),
                always(pods),
                limits,
                pods,
                capacity - servers,
                new StartUp.Measured(Law.of(0)));
        return new Experiment(
                spec,
                new Exponential(1 / arrivals),
                new Exponential(1 / departures),
                Moments.exponential(1 / departures, 1 / arrivals),
                false,
                new Chain(
                        arrivals,
                        departures,
                        servers,
                        capacity,
                        servers,
                        !only(v, Measure.P0).isEmpty()),
                memory(v, servers, capacity),
                expected);
    }

    private static List<Vector.Expected> only(Vector v, Measure measure) {
        return v.expected().stream().filter(each -> each.measure() == measure).toList();
    }

    private static List<Vector.Expected> except(Vector v, Measure measure) {
        return v.expected().stream().filter(each -> each.measure() != measure).toList();
    }

    /** Requests after which a queue has forgotten its start: the relaxation time of M/M/c, less where the room is bounded, and a service. */
    private static double memory(Vector v, int servers, int capacity) {
        double arrivals = v.number("lam");
        double departures = v.number("mu");
        double room = StrictMath.sqrt(servers * departures) - StrictMath.sqrt(arrivals);
        // Without a queue nothing is remembered longer than a service.
        double across = capacity == servers ? 1 / departures : (double) capacity * capacity / (servers * departures);
        return arrivals * (Math.min(across, 1 / (room * room)) + 1 / departures);
    }

    /** Any law will do: gamma with pods that come at once, exponential in the places of one pod. */
    private static List<Experiment> unbounded(Vector v) {
        double load = v.number("a");
        if (load < 1) {
            Law service = new Gamma(2, load);
            ServiceSpec spec = spec(v, service, BuiltIn.SCALE_TO_ZERO.with(Map.of()), new Limits(0, ANY, 1), 0);
            return List.of(new Experiment(
                    spec,
                    new Exponential(1),
                    service,
                    Moments.of(load, 1.5 * load * load, 3 * load * load * load, 1),
                    false,
                    null,
                    5,
                    v.expected()));
        }
        ServiceSpec spec = spec(v, new Exponential(1), always(1), new Limits(1, 1, ANY), 1);
        return List.of(new Experiment(
                spec,
                new Exponential(1 / load),
                new Exponential(1),
                Moments.exponential(1, 1 / load),
                false,
                new Chain(load, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, load, true),
                3 * load,
                v.expected()));
    }

    private static List<Experiment> keepAlive(Vector v) {
        double gap = 1 / v.number("lam");
        return List.of(keepAlive(v, new Exponential(gap), Moments.of(0, 0, 0, gap)));
    }

    private static List<Experiment> keepAliveRenewal(Vector v) {
        return List.of(keepAlive(v, LawText.law(v.texts().getOrDefault("gap", "")), null));
    }

    private static Experiment keepAlive(Vector v, Law gap, @Nullable Moments known) {
        ScalingPolicy policy = BuiltIn.FIXED_KEEP_ALIVE.with(Map.of("keep_alive", v.number("T")));
        ServiceSpec spec = spec(v, Law.of(0), policy, new Limits(0, 1, ANY), 0);
        return new Experiment(spec, gap, Law.of(0), known, false, null, v.number("T") / gap.mean(), v.expected());
    }

    private static List<Experiment> onePodSetup(Vector v) {
        double gap = 1 / v.number("lam");
        double service = 1 / v.number("mu");
        ScalingPolicy policy = idleTimeout(1 / v.number("alpha"));
        StartUp startUp = new StartUp.Measured(new Exponential(1 / v.number("theta")));
        ServiceSpec spec =
                spec(v, new Exponential(service), policy, new Limits(0, 1, 1), 0, Integer.MAX_VALUE, startUp);
        double memory =
                memory(v, 1, Integer.MAX_VALUE) + v.number("lam") * (1 / v.number("alpha") + 1 / v.number("theta"));
        return List.of(new Experiment(
                spec,
                new Exponential(gap),
                new Exponential(service),
                Moments.exponential(service, gap),
                true,
                null,
                memory,
                v.expected()));
    }

    private static List<Experiment> manyPodsSetup(Vector v) {
        double gap = 1 / v.number("lam");
        double service = 1 / v.number("mu");
        int most = v.whole("k");
        StartUp startUp = new StartUp.Measured(new Exponential(1 / v.number("theta")));
        ServiceSpec spec = spec(
                v,
                new Exponential(service),
                BuiltIn.SCALE_TO_ZERO.with(Map.of()),
                new Limits(0, most, 1),
                0,
                Integer.MAX_VALUE,
                startUp);
        return List.of(new Experiment(
                spec,
                new Exponential(gap),
                new Exponential(service),
                Moments.exponential(service, gap),
                most == 1,
                null,
                memory(v, most, Integer.MAX_VALUE) + v.number("lam") / v.number("theta"),
                v.expected()));
    }

    private static List<Experiment> keepAlivePods(Vector v) {
        double gap = 1 / v.number("lam");
        double service = v.number("mean_service");
        ScalingPolicy policy = idleTimeout(v.number("keepalive_mean"));
        ServiceSpec spec = spec(v, new Exponential(service), policy, new Limits(0, ANY, 1), 0);
        return List.of(new Experiment(
                spec,
                new Exponential(gap),
                new Exponential(service),
                Moments.exponential(service, gap),
                false,
                null,
                v.number("keepalive_mean") / gap,
                v.expected()));
    }

    private static ScalingPolicy always(int pods) {
        return BuiltIn.ALWAYS_ON.with(Map.of("replicas", (double) pods));
    }

    private static ScalingPolicy idleTimeout(double meanSeconds) {
        return BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", meanSeconds, "exponential", 1.0));
    }

    private static ServiceSpec spec(Vector v, Law service, ScalingPolicy policy, Limits limits, int initial) {
        return spec(v, service, policy, limits, initial, Integer.MAX_VALUE, new StartUp.Measured(Law.of(0)));
    }

    private static ServiceSpec spec(
            Vector v, Law service, ScalingPolicy policy, Limits limits, int initial, int waiting, StartUp startUp) {
        Queue queue = new Queue(waiting, Long.MAX_VALUE, WaitingRoom.Order.FIFO, ServiceSpec.Binding.LATE);
        return service(v.id(), service, policy, limits, initial, queue, startUp);
    }

    /** A service of patient callers on unlimited room, told of everything at once. */
    static ServiceSpec service(
            String name, Law service, ScalingPolicy policy, Limits limits, int initial, Queue queue, StartUp startUp) {
        return new ServiceSpec(
                name,
                limits,
                new ServiceSpec.PodSpec(Resources.NONE, startUp, Long.MAX_VALUE, null, Law.of(0), 0),
                new ServiceModel.Slots(service),
                queue,
                new ServiceSpec.Balancing(Algorithm.NEWEST_FIRST, 0, Law.of(0)),
                ServiceSpec.Client.PATIENT,
                HealthCheckPolicy.NONE,
                policy,
                Tariff.flat(0),
                initial);
    }
}

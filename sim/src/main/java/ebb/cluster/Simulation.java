package ebb.cluster;

import ebb.balance.WaitingRoom;
import ebb.kernel.EventQueue;
import ebb.random.Draw;
import ebb.random.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One kernel: the services of a spec, their requests, pods and nodes, from time 0 until the last request has left.
 *
 * <p>Arrivals come sorted from their sources and are merged with the pending events, never queued among them. At one instant the order
 * is: policy timers, completions, pods that go on or go, arrivals, all else ({@link Kind}).
 */
public final class Simulation {
    // A stop for runs whose requests can never be served: 30 days after the last arrival.
    private static final long LAST_HOPE = 30L * 24 * 3600 * 1_000_000_000L;
    private static final int POLL = 4_096;

    final ClusterSpec spec;
    final Options options;
    final EventQueue events = new EventQueue(16);
    final RequestTable requests = new RequestTable();
    final WaitingRoom room = new WaitingRoom(Integer.MAX_VALUE);
    final List<Service> services = new ArrayList<>();
    final List<Requests> desks = new ArrayList<>();
    final List<Replicas> replicas = new ArrayList<>();
    final List<Autoscaler> autoscalers = new ArrayList<>();
    final List<Pod> podsBySlot = new ArrayList<>();
    final Kubelet kubelet;
    final @Nullable NodeController nodes;
    final Draw draw = new Draw();
    long now;

    private final ArrivalMerge arrivals;

    Simulation(ClusterSpec spec, List<Arrivals.Source> sources, Options options) {
        if (sources.size() != spec.services().size()) {
            throw new IllegalArgumentException(sources.size() + " sources of arrivals for "
                    + spec.services().size() + " services");
        }
        this.spec = spec;
        this.options = options;
        arrivals = new ArrivalMerge(sources, spec.durationNanos());
        kubelet = new Kubelet(this);
        nodes = spec.nodes() == null ? null : new NodeController(this, spec.nodes());
        for (int i = 0; i < spec.services().size(); i++) {
            add(i, spec.services().get(i));
        }
    }

    private void add(int index, ServiceSpec each) {
        Timeline timeline = options.timelineStepNanos() == 0
                ? null
                : new Timeline(options.timelineStepNanos(), (int)
                        Math.min(1 << 16, spec.durationNanos() / options.timelineStepNanos() + 1));
        Service service = new Service(index, each, spec.seed(), spec.replication(), timeline);
        services.add(service);
        Balancer balancer = new Balancer(service);
        Autoscaler autoscaler = new Autoscaler(this, service);
        autoscalers.add(autoscaler);
        Requests desk = new Requests(this, service, balancer, autoscaler);
        desks.add(desk);
        replicas.add(new Replicas(this, service, desk, autoscaler));
    }

    /**
     * Runs to the end.
     *
     * @param arrivals one source for each service of the spec
     * @param options what to keep
     * @param goOn asked every 4,096 events with the simulated time; false stops the run
     * @throws IllegalStateException if a conservation law is broken: a defect of the simulator, never of its input
     */
    public static Outcome run(ClusterSpec spec, List<Arrivals.Source> arrivals, Options options, LongPredicate goOn) {
        return OnePodReplay.fits(spec, options)
                ? OnePodReplay.run(spec, arrivals.getFirst(), options, goOn)
                : byEvents(spec, arrivals, options, goOn);
    }

    /** The event kernel, whatever the shape. */
    static Outcome byEvents(ClusterSpec spec, List<Arrivals.Source> arrivals, Options options, LongPredicate goOn) {
        return new Simulation(spec, arrivals, options).run(goOn);
    }

    Outcome run(LongPredicate goOn) {
        start();
        loop(goOn);
        return finish();
    }

    private void start() {
        for (int i = 0; i < services.size(); i++) {
            replicas.get(i).initial();
            autoscalers.get(i).attach();
        }
        for (int i = 0; i < spec.changes().size(); i++) {
            events.add(spec.changes().get(i).atNanos(), Kind.CHANGE, i);
        }
    }

    private void loop(LongPredicate goOn) {
        int untilPoll = POLL;
        long hope = spec.durationNanos() + LAST_HOPE;
        while (true) {
            long due = events.time();
            long arrival = arrivals.time();
            if (arrival < due || (arrival == due && arrival != Long.MAX_VALUE && events.kind() > Kind.GONE)) {
                now = arrival;
                int service = arrivals.service();
                desks.get(service).arrive(arrivals.window(), arrivals.row());
                arrivals.advance();
            } else if (over(due, arrival, hope)) {
                return;
            } else {
                now = due;
                int kind = events.kind();
                int slot = events.slot();
                events.remove();
                handle(kind, slot);
            }
            if (--untilPoll == 0) {
                untilPoll = POLL;
                if (!goOn.test(now)) {
                    throw new Stopped(now);
                }
            }
        }
    }

    /** No more arrivals, and either nothing is pending or the horizon has passed with no request in the house. */
    private boolean over(long due, long arrival, long hope) {
        if (arrival != Long.MAX_VALUE) {
            return false;
        }
        return due == Long.MAX_VALUE || due > hope || (due > spec.durationNanos() && inSystem() == 0);
    }

    private long inSystem() {
        long sum = 0;
        for (Service service : services) {
            sum += service.inSystem;
        }
        return sum;
    }

    private void handle(int kind, int slot) {
        switch (kind) {
            case Kind.POLICY -> autoscalers.get(slot).timer();
            case Kind.COMPLETION -> desk(slot).completed(slot);
            case Kind.SERVER -> desks.get(pod(slot).service.index).served(pod(slot));
            case Kind.STAGE -> kubelet.stage(pod(slot));
            case Kind.PULL -> controller().pulled(slot);
            case Kind.GONE -> replicas.get(pod(slot).service.index).gone(pod(slot));
            case Kind.RETRY -> desk(slot).retry(slot);
            case Kind.TIMEOUT -> desk(slot).deadline(slot);
            case Kind.SAMPLE -> autoscalers.get(slot).sample();
            case Kind.DELIVERY -> autoscalers.get(slot).deliver();
            case Kind.CRASH -> kubelet.crash(pod(slot));
            case Kind.NODE -> controller().node(slot);
            case Kind.METRICS -> autoscalers.get(slot).measure();
            case Kind.MEASURED -> autoscalers.get(slot).measured();
            case Kind.NEWS -> autoscalers.get(pod(slot).service.index).podChanged(pod(slot));
            case Kind.CHANGE -> change(spec.changes().get(slot));
            default -> throw new IllegalStateException("event of kind " + kind);
        }
    }

    private Requests desk(int request) {
        return desks.get(requests.service[request]);
    }

    private Pod pod(int slot) {
        return podsBySlot.get(slot);
    }

    private NodeController controller() {
        return Objects.requireNonNull(nodes);
    }

    private void change(Change change) {
        for (Service service : services) {
            if (service.spec.name().equals(change.service())) {
                autoscalers.get(service.index).apply(change, desks.get(service.index));
            }
        }
    }

    private Outcome finish() {
        long end = Math.max(now, spec.durationNanos());
        now = end;
        List<ServiceStatistics> statistics = new ArrayList<>();
        List<Timeline> timelines = new ArrayList<>();
        for (Service service : services) {
            service.finish(end);
            desks.get(service.index).abandon();
            replicas.get(service.index).end();
            Identities.check(service);
            statistics.add(service.statistics);
            if (service.timeline != null) {
                timelines.add(service.timeline);
            }
        }
        return new Outcome(statistics, timelines, nodes == null ? Outcome.NodeStatistics.NONE : nodes.finish());
    }

    /** One value of a law, ns. */
    long nanos(Law law, long base, long ordinal) {
        double constant = law.constant();
        return Math.round(1e9 * (Double.isNaN(constant) ? law.sample(draw.at(base, ordinal)) : constant));
    }

    /**
     * What to keep.
     *
     * @param timelineStepNanos 0: no timeline
     * @param keptEvents scaling events kept per service
     * @param observer told of each request as it leaves and of each step of a policy; null: nobody
     * @param recording told of all that the policies meet and decide; null: nobody
     */
    public record Options(
            long timelineStepNanos,
            int keptEvents,
            @Nullable Observer observer,
            @Nullable Recording recording) {
        public static final Options BARE = new Options(0, 0);

        public Options(long timelineStepNanos, int keptEvents, @Nullable Observer observer) {
            this(timelineStepNanos, keptEvents, observer, null);
        }

        public Options(long timelineStepNanos, int keptEvents) {
            this(timelineStepNanos, keptEvents, null, null);
        }
    }

    /** The run was told to stop. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped(long atNanos) {
            super("stopped at simulated " + atNanos / 1_000_000_000L + " s");
        }
    }
}

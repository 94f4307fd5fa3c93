package ebb.live;

import ebb.live.ScaleWrite.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All services of one controller. It is told what happened, at times that never go back, and asks the cluster and the balancer for what is to
 * be done; it has no clock, no threads and no connections, so that it runs in a test's time as in a cluster's. One thread calls it.
 *
 * <p>{@link #nextDeadline} says when {@link #tick} is to be called though nothing happened.
 */
public final class ControlLoop {
    private record Alarm(long atNanos, ServiceName service) {}

    private final Journal journal;
    private final Cluster cluster;
    private final BalancerLink balancer;
    private final TreeMap<ServiceName, ServiceControl> services = new TreeMap<>();
    private final TreeMap<ServiceName, Status> rejected = new TreeMap<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
            java.util.Comparator.comparingLong(Alarm::atNanos).thenComparing(Alarm::service));
    private final Map<ServiceName, Long> armed = new TreeMap<>();
    private Map<ServiceName, Snapshot> snapshots = Map.of();
    private boolean leads;
    private long epoch;

    public ControlLoop(Journal journal, Cluster cluster, BalancerLink balancer) {
        this.journal = journal;
        this.cluster = cluster;
        this.balancer = balancer;
    }

    // Leadership.

    /**
     * From now on this process leads.
     *
     * @param term greater than that of every leader before
     * @param kept what the leader before kept, by service
     */
    public void lead(long term, Map<ServiceName, Snapshot> kept, long nowNanos) {
        leads = true;
        epoch = term;
        snapshots = Map.copyOf(kept);
        for (ServiceControl each : services.values()) {
            each.lead(true, term, snapshots.get(each.service()), nowNanos);
            settle(each, nowNanos);
        }
        balancer.resend();
    }

    /** This process does not lead any more: nothing is decided and nothing is written. */
    public void follow(long nowNanos) {
        leads = false;
        services.values().forEach(each -> each.lead(false, epoch, null, nowNanos));
    }

    public boolean leads() {
        return leads;
    }

    public long epoch() {
        return epoch;
    }

    // Policies.

    /** A resource that is good, new or changed. */
    public void policy(Binding binding, long nowNanos) {
        rejected.remove(binding.service());
        ServiceControl control = services.get(binding.service());
        if (control == null) {
            control = new ServiceControl(binding, journal, cluster, balancer);
            services.put(binding.service(), control);
            if (leads) {
                control.lead(true, epoch, snapshots.get(binding.service()), nowNanos);
            }
        } else {
            control.bind(binding, nowNanos);
        }
        rivals(nowNanos);
        settle(control, nowNanos);
    }

    /**
     * A resource that is not good: the last good one goes on.
     *
     * @param problems one a line, with line and column
     */
    public void reject(ServiceName service, long generation, String problems, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control != null) {
            control.reject(problems, nowNanos);
            return;
        }
        Status status = new Status(
                service,
                Status.Condition.REJECTED,
                problems,
                generation,
                Mode.APPLY,
                "",
                "",
                0,
                0,
                -1,
                "",
                0,
                0,
                0,
                0,
                0,
                0,
                new Status.Counts(0, 0, 0, 0, 0, 0, -1),
                List.of());
        rejected.put(service, status);
        if (leads) {
            cluster.status(status);
        }
    }

    /** A resource was deleted: its workload stays as it is. */
    public void forget(ServiceName service, long nowNanos) {
        rejected.remove(service);
        if (services.remove(service) != null) {
            journal.close(service);
            balancer.forget(service);
            rivals(nowNanos);
        }
    }

    /** Of several policies on one object the first by name sets its replicas; the others say why they do not. */
    private void rivals(long nowNanos) {
        Map<String, ServiceName> first = new TreeMap<>();
        for (ServiceControl each : services.values()) {
            String object = each.service().namespace() + " " + each.binding().target();
            ServiceName other = first.putIfAbsent(object, each.service());
            each.rival(other == null ? "" : "ScalingPolicy " + other.name(), nowNanos);
        }
    }

    // What the cluster says.

    public void workload(ServiceName service, Workload seen, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control != null) {
            control.workload(seen, nowNanos);
            settle(control, nowNanos);
        }
    }

    /** @param reason why there is nothing to set the replicas of */
    public void noWorkload(ServiceName service, String reason, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control != null) {
            control.noWorkload(reason, nowNanos);
            settle(control, nowNanos);
        }
    }

    /** @param seen all pods of the service */
    public void pods(ServiceName service, Collection<PodView> seen, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control != null) {
            control.pods(seen, nowNanos);
            settle(control, nowNanos);
        }
    }

    /** @param seen all addresses of the service */
    public void addresses(ServiceName service, List<Address> seen, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control != null) {
            control.addresses(seen, nowNanos);
        }
    }

    /**
     * What became of a write.
     *
     * @param text the object's new version if it was done, else what went wrong
     */
    public void written(ScaleWrite write, Outcome outcome, String text, long nowNanos) {
        ServiceControl control = services.get(write.service());
        if (control != null) {
            control.written(write, outcome, text, nowNanos);
            settle(control, nowNanos);
        }
    }

    /** More of the log is on disk. */
    public void durable(long nowNanos) {
        for (ServiceControl each : services.values()) {
            each.reconcile(nowNanos);
            settle(each, nowNanos);
        }
    }

    // What balancers say.

    /** @return false if this process does not lead */
    public boolean report(Report report, long nowNanos) {
        ServiceControl control = services.get(report.service());
        if (!leads) {
            return false;
        }
        if (control != null) {
            control.report(report, nowNanos);
            settle(control, nowNanos);
        }
        return true;
    }

    /** A balancer is gone for good. */
    public void sourceGone(String source, long nowNanos) {
        for (ServiceControl each : services.values()) {
            each.sourceGone(source, nowNanos);
            settle(each, nowNanos);
        }
    }

    // What people say.

    /** @return false if there is no such service */
    public boolean keep(ServiceName service, long untilNanos, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control == null) {
            return false;
        }
        control.keep(untilNanos, nowNanos);
        settle(control, nowNanos);
        return true;
    }

    /** Nothing is written for a service from now on, or it is again. @return false if there is no such service */
    public boolean pause(ServiceName service, boolean paused, long nowNanos) {
        ServiceControl control = services.get(service);
        if (control == null) {
            return false;
        }
        control.pause(paused, nowNanos);
        settle(control, nowNanos);
        return true;
    }

    /** @return the last decisions of a service, oldest first */
    public List<Decided> decided(ServiceName service) {
        ServiceControl control = services.get(service);
        return control == null ? List.of() : control.decided();
    }

    /** Every service has a pod from now on, as before a controller is taken away. @return how many there are */
    public int wakeAll(long nowNanos) {
        for (ServiceControl each : services.values()) {
            each.keep(Long.MAX_VALUE, nowNanos);
            settle(each, nowNanos);
        }
        return services.size();
    }

    /** Requests of a service one by one in its log from now on, or not. @return false if there is no such service */
    public boolean record(ServiceName service, boolean each) {
        ServiceControl control = services.get(service);
        if (control == null) {
            return false;
        }
        control.record(each);
        return true;
    }

    /** @return of all services, by name */
    public List<Status> statuses() {
        TreeMap<ServiceName, Status> all = new TreeMap<>(rejected);
        services.forEach((name, control) -> all.put(name, control.status()));
        return new ArrayList<>(all.values());
    }

    /** @return null if there is none of that name */
    public @Nullable Status status(ServiceName service) {
        ServiceControl control = services.get(service);
        return control == null ? rejected.get(service) : control.status();
    }

    // Time.

    /** @return when {@link #tick} is to be called; {@link Long#MAX_VALUE}: not before something happens */
    public long nextDeadline() {
        while (!alarms.isEmpty() && !stands(alarms.peek())) {
            alarms.remove();
        }
        return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atNanos;
    }

    public void tick(long nowNanos) {
        while (nextDeadline() <= nowNanos) {
            ServiceControl control = services.get(alarms.remove().service);
            if (control != null) {
                armed.remove(control.service());
                control.tick(nowNanos);
                settle(control, nowNanos);
            }
        }
    }

    private boolean stands(Alarm alarm) {
        Long at = armed.get(alarm.service);
        return at != null && at == alarm.atNanos;
    }

    /** Notes when the service is to be looked at next. */
    private void settle(ServiceControl control, long nowNanos) {
        long next = control.nextDeadline();
        Long before = armed.get(control.service());
        if (next == Long.MAX_VALUE) {
            armed.remove(control.service());
        } else if (before == null || before != next) {
            long at = Math.max(next, nowNanos);
            armed.put(control.service(), at);
            alarms.add(new Alarm(at, control.service()));
        }
    }
}

package ebb.live;

import ebb.live.ScaleWrite.Outcome;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, a balancer and a disk in a test's own time: a workload whose pods take a time to start, writes that arrive after a time, a log
 * that is on the disk when the test says so. One service, {@code default/web}.
 */
final class World implements Cluster, BalancerLink {
    static final ServiceName WEB = ServiceName.of("web");
    static final long SECOND = 1_000_000_000L;
    private static final long START = 1_760_000_000L * SECOND;

    private record Later(long atNanos, long order, Runnable task) {}

    final List<ScaleWrite> writes = new ArrayList<>();
    final List<Notice> notices = new ArrayList<>();
    final Map<ServiceName, Snapshot> kept = new HashMap<>();
    final Deque<Outcome> outcomes = new ArrayDeque<>();
    final LogJournal journal;
    final Deque<Runnable> disk = new ArrayDeque<>();
    ControlLoop loop;

    @Nullable
    Status last;

    long startNanos = 2 * SECOND;
    long writeNanos = 5_000_000;
    boolean diskWorks = true;
    int replicas;
    int version = 100;
    String owner = "";
    boolean updating;

    @Nullable
    ServiceConfig served;

    Endpoints endpoints = Endpoints.NONE;
    long expected = -1;
    int resends;

    private final PriorityQueue<Later> later = new PriorityQueue<>(
            java.util.Comparator.comparingLong(Later::atNanos).thenComparingLong(Later::order));
    private final Map<String, Boolean> pods = new java.util.TreeMap<>();
    private long now = START;
    private long order;
    private int podCount;
    private long seq;
    long inFlight;
    long queued;

    World(Path folder) throws java.io.IOException {
        journal = new LogJournal(folder, 1 << 20, disk::add, Runnable::run, () -> now);
        loop = new ControlLoop(journal, this, this);
        journal.onDurable(() -> loop.durable(now));
    }

    /** Another process takes over, with nothing but what was kept. */
    void newLeader(long term) {
        journal.close();
        loop = new ControlLoop(journal, this, this);
        seq = 0;
        epoch = term;
    }

    long epoch = 1;

    long now() {
        return now;
    }

    /** Seconds since the test began. */
    double at() {
        return (now - START) / 1e9;
    }

    void after(long nanos, Runnable task) {
        later.add(new Later(now + nanos, order++, task));
    }

    /** Time passes; what is due happens at its time. */
    void pass(double seconds) {
        long until = now + Math.round(seconds * SECOND);
        runDisk();
        while (true) {
            long next = Math.min(loop.nextDeadline(), later.isEmpty() ? Long.MAX_VALUE : later.peek().atNanos);
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            if (!later.isEmpty() && later.peek().atNanos <= now) {
                later.remove().task.run();
            } else {
                loop.tick(now);
            }
            runDisk();
        }
    }

    void runDisk() {
        while (diskWorks && !disk.isEmpty()) {
            disk.remove().run();
        }
    }

    // The cluster's side.

    @Override
    public void write(ScaleWrite write) {
        writes.add(write);
        after(writeNanos, () -> arrive(write));
    }

    private void arrive(ScaleWrite write) {
        Outcome outcome = outcomes.isEmpty() ? Outcome.DONE : outcomes.remove();
        if (outcome == Outcome.DONE
                && !write.resourceVersion().isEmpty()
                && !write.resourceVersion().equals(String.valueOf(version))) {
            outcome = Outcome.CONFLICT;
        }
        if (outcome == Outcome.DONE) {
            replicas = write.replicas();
            version++;
            loop.written(write, outcome, String.valueOf(version), now);
            after(1_000_000, this::tellWorkload);
            after(2_000_000, this::reconcilePods);
        } else {
            loop.written(write, outcome, "the server says " + outcome, now);
        }
        runDisk();
    }

    /** Somebody else sets the replicas. */
    void scaleByHand(int to) {
        replicas = to;
        version++;
        tellWorkload();
        reconcilePods();
    }

    void tellWorkload() {
        loop.workload(WEB, new Workload(replicas, pods.size(), String.valueOf(version), updating, owner), now);
        runDisk();
    }

    private void reconcilePods() {
        while (pods.size() < replicas) {
            String name = "web-" + podCount++;
            pods.put(name, false);
            after(startNanos, () -> ready(name));
        }
        while (pods.size() > replicas) {
            pods.remove(pods.keySet().iterator().next());
        }
        tellPods();
    }

    private void ready(String name) {
        if (pods.containsKey(name)) {
            pods.put(name, true);
            tellPods();
        }
    }

    void tellPods() {
        loop.pods(
                WEB,
                pods.entrySet().stream()
                        .map(each -> new PodView(each.getKey(), each.getKey(), each.getValue(), false, false))
                        .toList(),
                now);
        loop.addresses(
                WEB,
                pods.entrySet().stream()
                        .map(each -> new Address(each.getKey(), "10.0.0.1", 8080, each.getValue(), false))
                        .toList(),
                now);
        runDisk();
    }

    @Override
    public void status(Status status) {
        last = status;
    }

    @Override
    public void keep(ServiceName service, Snapshot snapshot) {
        kept.put(service, snapshot);
    }

    @Override
    public void tell(ServiceName service, Notice notice) {
        notices.add(notice);
    }

    // The balancer's side.

    /** Levels as they are now, and what came and went since. */
    Report report(long came, long ended) {
        return new Report("balancer-0", epoch, ++seq, WEB, inFlight, queued, came, ended, 0, List.of());
    }

    void request() {
        boolean ready = pods.containsValue(true);
        inFlight += ready ? 1 : 0;
        queued += ready ? 0 : 1;
        loop.report(report(1, 0), now);
        runDisk();
    }

    void released() {
        inFlight += queued;
        queued = 0;
        loop.report(report(0, 0), now);
        runDisk();
    }

    void ended() {
        inFlight--;
        loop.report(report(0, 1), now);
        runDisk();
    }

    @Override
    public void serve(ServiceConfig config) {
        served = config;
    }

    @Override
    public void forget(ServiceName service) {
        served = null;
    }

    @Override
    public void endpoints(ServiceName service, Endpoints told) {
        endpoints = told;
    }

    @Override
    public void expectReady(ServiceName service, long nanosFromNow) {
        expected = nanosFromNow;
    }

    @Override
    public void record(ServiceName service, boolean details) {}

    @Override
    public void resend() {
        resends++;
    }

    /** What was decided last; something has been. */
    Status last() {
        return java.util.Objects.requireNonNull(last);
    }
}

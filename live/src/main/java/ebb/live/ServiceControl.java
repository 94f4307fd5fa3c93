package ebb.live;

import ebb.balance.Algorithm;
import ebb.live.PodLedger.Happened;
import ebb.live.ScaleWrite.Outcome;
import ebb.live.Status.Condition;
import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Instance;
import ebb.policy.Recorder;
import ebb.policy.ServiceFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service under control: what is known of it, its policy, and what is asked of the cluster.
 *
 * <p>What the policy wants is a level. {@link #reconcile} compares it with what the workload asks for and writes the difference, one write at
 * a time, until there is none; it is called after everything that may matter, and calling it once more changes nothing. Between the two stand
 * the rails: limits, a pause, requests in the house, a rollout, another owner.
 */
final class ServiceControl {
    private static final long SECOND = 1_000_000_000L;
    private static final long SNAPSHOT_EVERY = 30 * SECOND;
    private static final long FIRST_RETRY = 50_000_000L;
    private static final long LONGEST_RETRY = 10 * SECOND;
    private static final int KEPT_DECISIONS = 50;
    private static final Algorithm[] ALGORITHMS = Algorithm.values();

    private final Journal journal;
    private final Cluster cluster;
    private final BalancerLink balancer;
    private final Traffic traffic = new Traffic();
    private final PodLedger pods;
    private final List<Shadow> shadows = new ArrayList<>();
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private Binding binding;
    private Recorder recorder = Recorder.NOBODY;
    private @Nullable Instance instance;
    private @Nullable Snapshot resumeFrom;
    private @Nullable Workload workload;
    private List<Address> addresses = List.of();
    private boolean leads;
    private long epoch;
    private long lastNanos = Long.MIN_VALUE;
    private long clock = Long.MIN_VALUE;

    // What is wanted.
    private int desired = Decision.NONE;
    private int lastDesired = Decision.NONE;
    private long decisionNumber;
    private long decisionHash;
    private long decisionNanos;
    private long decisionPosition;
    private String why = "";
    private long keepUntil = Long.MIN_VALUE;
    private boolean pausedByHand;
    private final java.util.ArrayDeque<Decided> decided = new java.util.ArrayDeque<>();
    private String problem = "";
    private String rival = "";
    private @Nullable Algorithm chosen;

    // The write under way, and what was written but is not seen yet.
    private @Nullable ScaleWrite flying;
    private int assumed = Decision.NONE;
    private String assumedVersion = "";
    private long retryAt = Long.MIN_VALUE;
    private long retryNanos = FIRST_RETRY;
    private String failure = "";

    private long endpointsVersion;
    private Endpoints endpoints = Endpoints.NONE;
    private boolean details;
    private int[] places = new int[0];
    private long snapshotAt = Long.MAX_VALUE;
    private boolean statusDue;
    private long writes;
    private long failedWrites;
    private long wakes;
    private long sleeps;

    ServiceControl(Binding binding, Journal journal, Cluster cluster, BalancerLink balancer) {
        this.binding = binding;
        this.journal = journal;
        this.cluster = cluster;
        this.balancer = balancer;
        pods = new PodLedger(binding.coldStartNanos());
        serve();
    }

    ServiceName service() {
        return binding.service();
    }

    Binding binding() {
        return binding;
    }

    // What it is told.

    /** The resource changed and is good. */
    void bind(Binding next, long nowNanos) {
        Binding before = binding;
        binding = next;
        problem = "";
        statusDue = true;
        if (!next.target().equals(before.target())) {
            // Another object: nothing that is known of the old one holds.
            workload = null;
            flying = null;
            assumed = Decision.NONE;
        }
        if (next.config() != null && !next.config().equals(before.config())) {
            serve();
        }
        if (instance != null && !next.decidesLike(before)) {
            levels(EventKind.APPLY, -1, nowNanos);
            instance.apply(next.policy(), next.facts(), event);
            step(EventKind.APPLY, -1, nowNanos);
        }
        if (instance != null && !next.candidates().equals(before.candidates())) {
            beginShadows(nowNanos);
        }
        reconcile(nowNanos);
    }

    /** The resource changed and is not good: what was before goes on. */
    void reject(String problems, long nowNanos) {
        problem = problems;
        statusDue = true;
        reconcile(nowNanos);
    }

    /** Another policy that sets the same replicas and comes first; empty: none. */
    void rival(String other, long nowNanos) {
        if (!other.equals(rival)) {
            rival = other;
            statusDue = true;
            reconcile(nowNanos);
        }
    }

    private void serve() {
        ServiceConfig config = binding.config();
        if (config != null) {
            balancer.serve(chosen == null ? config : config.with(chosen));
            balancer.record(service(), details);
            balancer.endpoints(service(), endpoints);
        }
    }

    /** From now on this process leads, or does not. Without {@code snapshot} the policy begins anew. */
    void lead(boolean leading, long term, @Nullable Snapshot snapshot, long nowNanos) {
        leads = leading;
        epoch = term;
        if (!leading) {
            instance = null;
            flying = null;
            shadows.clear();
            journal.close(service());
            return;
        }
        if (snapshot != null) {
            resumeFrom = snapshot;
            pods.resume(snapshot.ordinals(), snapshot.nextOrdinal());
            traffic.resume(snapshot.inFlight(), snapshot.queued());
            decisionNumber = snapshot.decision();
            decisionHash = snapshot.hash();
        }
        begin(nowNanos);
    }

    void workload(Workload seen, long nowNanos) {
        boolean changed = !seen.equals(workload);
        int before = replicas();
        workload = seen;
        if (assumed != Decision.NONE && !older(seen.resourceVersion(), assumedVersion)) {
            assumed = Decision.NONE;
        }
        if (instance == null) {
            begin(nowNanos);
        } else if (changed) {
            boolean done = before == desired;
            decision.clear();
            step(EventKind.POD_CHANGED, -1, nowNanos);
            if (done && replicas() != before && decision.desired == Decision.NONE) {
                // Changed by somebody else, and the policy has nothing to say to it.
                desired = Decision.NONE;
            }
        }
        statusDue |= changed;
        reconcile(nowNanos);
    }

    /** Whether a version is of before another: what we wrote over, come late. Since Kubernetes 1.35 they are numbers that rise. */
    private static boolean older(String version, String than) {
        return version.length() == than.length() ? version.compareTo(than) < 0 : version.length() < than.length();
    }

    /** The object is not there, or more than one fits. */
    void noWorkload(String reason, long nowNanos) {
        workload = null;
        failure = reason;
        statusDue = true;
        reconcile(nowNanos);
    }

    void pods(Collection<PodView> seen, long nowNanos) {
        for (Happened each : pods.look(seen, nowNanos)) {
            event.startNanos = each.startNanos();
            event.facts.deleting = each.view().deleting();
            event.facts.ready = each.view().ready() ? 1 : 0;
            step(kind(each), each.ordinal(), nowNanos);
            event.startNanos = -1;
            statusDue = true;
        }
        tellEndpoints();
        expect(nowNanos);
        reconcile(nowNanos);
    }

    private static EventKind kind(Happened happened) {
        return switch (happened.change()) {
            case READY -> EventKind.POD_READY;
            case CHANGED -> EventKind.POD_CHANGED;
            case FAILED -> EventKind.POD_FAILED;
            case GONE -> EventKind.POD_GONE;
        };
    }

    void addresses(List<Address> seen, long nowNanos) {
        addresses = List.copyOf(seen);
        tellEndpoints();
        expect(nowNanos);
    }

    /** The balancer goes by ordinals: an address whose pod is not known yet waits for it. */
    private void tellEndpoints() {
        List<Endpoints.Pod> all = new ArrayList<>();
        for (Address each : addresses) {
            int ordinal = pods.named(each.pod());
            if (ordinal >= 0) {
                all.add(new Endpoints.Pod(
                        ordinal, each.pod(), each.ip(), each.port(), each.ready(), each.terminating()));
            }
        }
        all.sort(java.util.Comparator.comparingInt(Endpoints.Pod::ordinal));
        if (!all.equals(endpoints.pods())) {
            endpoints = new Endpoints(++endpointsVersion, all);
            balancer.endpoints(service(), endpoints);
        }
    }

    private void expect(long nowNanos) {
        long expected = pods.ready() > 0 ? -1 : pods.expectedNanos();
        balancer.expectReady(service(), expected < 0 ? -1 : Math.max(0, expected - nowNanos));
    }

    /** @return whether it was new */
    boolean report(Report report, long nowNanos) {
        if (!traffic.take(report)) {
            return false;
        }
        event.arrivals = report.arrivals();
        event.done = report.done();
        event.concurrencyNanos = report.concurrencyNanos();
        step(EventKind.REPORT, -1, nowNanos);
        for (Report.Detail each : report.details()) {
            recorder.request(
                    lastNanos - each.cameNanosAgo(),
                    each.serviceNanos(),
                    (int) each.inputTokens(),
                    (int) each.outputTokens(),
                    -1);
        }
        statusDue = true;
        reconcile(nowNanos);
        return true;
    }

    /** A balancer's pod is gone: nobody will say that its requests ended. */
    void sourceGone(String source, long nowNanos) {
        if (traffic.gone(source)) {
            step(EventKind.REPORT, -1, nowNanos);
            reconcile(nowNanos);
        }
    }

    void written(ScaleWrite write, Outcome outcome, String text, long nowNanos) {
        if (!write.equals(flying)) {
            return; // of another time of leading
        }
        flying = null;
        statusDue = true;
        switch (outcome) {
            case DONE -> done(write, text);
            case CONFLICT -> retryAt = nowNanos + FIRST_RETRY;
            case FENCED -> leads = false;
            case RETRY -> {
                failed(text, nowNanos);
                retryAt = nowNanos + retryNanos;
                retryNanos = Math.min(LONGEST_RETRY, 2 * retryNanos);
            }
            case REFUSED -> {
                failed(text, nowNanos);
                retryAt = nowNanos + LONGEST_RETRY;
            }
        }
        reconcile(nowNanos);
    }

    private void done(ScaleWrite write, String version) {
        writes++;
        failure = "";
        retryNanos = FIRST_RETRY;
        retryAt = Long.MIN_VALUE;
        Workload seen = workload;
        if (seen != null && older(seen.resourceVersion(), version)) {
            // Until the informer tells, what was written is so.
            assumed = write.replicas();
            assumedVersion = version;
        }
        if (write.from() == 0) {
            wakes++;
            cluster.tell(
                    service(), new Cluster.Notice(false, "Woken", "0 to " + write.replicas() + ": " + write.why()));
        } else if (write.replicas() == 0) {
            sleeps++;
            cluster.tell(service(), new Cluster.Notice(false, "Asleep", write.from() + " to 0: " + write.why()));
        }
    }

    private void failed(String text, long nowNanos) {
        failedWrites++;
        boolean first = failure.isEmpty();
        failure = text;
        if (first) {
            cluster.tell(service(), new Cluster.Notice(true, "ScaleFailed", text));
        }
        step(EventKind.ACTION_FAILED, -1, nowNanos);
    }

    /** At least one pod until then, whatever the policy says. */
    void keep(long untilNanos, long nowNanos) {
        keepUntil = untilNanos;
        statusDue = true;
        reconcile(nowNanos);
    }

    /** Nothing is written from now on, or it is again; until this process ends. */
    void pause(boolean paused, long nowNanos) {
        pausedByHand = paused;
        statusDue = true;
        reconcile(nowNanos);
    }

    /** @return the last decisions, oldest first */
    List<Decided> decided() {
        return List.copyOf(decided);
    }

    /** Requests one by one in the log from now on, or not. */
    void record(boolean each) {
        details = each;
        balancer.record(service(), each);
    }

    /** Time passes: deadlines of the policy, retries, snapshots. */
    void tick(long nowNanos) {
        clock = nowNanos;
        Instance policy = instance;
        if (policy != null) {
            advance(policy, nowNanos);
            for (Shadow each : shadows) {
                each.catchUp(nowNanos);
            }
        }
        if (nowNanos >= snapshotAt) {
            snapshot();
        }
        reconcile(nowNanos);
    }

    /** @return when {@link #tick} is to be called next */
    long nextDeadline() {
        long next = Math.min(snapshotAt, Long.MAX_VALUE);
        if (instance != null) {
            next = Math.min(next, instance.nextDeadline());
            for (Shadow each : shadows) {
                next = Math.min(next, each.nextDeadline());
            }
        }
        // One that is past and could not be used waits for something to happen: a write's end, the log, the lease.
        if (retryAt > clock && flying == null && unsatisfied()) {
            next = Math.min(next, retryAt);
        }
        return keepUntil > clock ? Math.min(next, keepUntil) : next;
    }

    // The policy.

    private void begin(long nowNanos) {
        if (!leads || workload == null || instance != null) {
            return;
        }
        recorder = journal.open(binding);
        Instance policy =
                new Instance(binding.policy().automaton(ServiceFacts.of(binding.limits(), binding.seed())), recorder);
        instance = policy;
        Snapshot from = resumeFrom;
        resumeFrom = null;
        if (from != null && from.policy() == fingerprint()) {
            lastNanos = from.atNanos();
            policy.resume(from.atNanos(), from.state());
            step(EventKind.POD_CHANGED, -1, nowNanos);
        } else {
            levels(EventKind.REPORT, -1, nowNanos);
            policy.attach(event);
            if (from != null) {
                step(EventKind.RESTART, -1, nowNanos);
            } else {
                step(EventKind.REPORT, -1, nowNanos);
            }
        }
        beginShadows(nowNanos);
        statusDue = true;
        balancer.resend();
        expect(nowNanos);
    }

    private void beginShadows(long nowNanos) {
        shadows.clear();
        List<Binding.Candidate> all = new ArrayList<>(binding.candidates());
        if (binding.mode() == Mode.SHADOW) {
            all.addFirst(new Binding.Candidate(binding.policy().name(), binding.policy()));
        }
        for (Binding.Candidate each : all) {
            shadows.add(new Shadow(
                    binding, each, Math.max(0, replicas()), nowNanos, pods.coldStartNanos(), Recorder.NOBODY));
        }
    }

    private void advance(Instance policy, long nowNanos) {
        while (policy.due(nowNanos)) {
            levels(EventKind.ADVANCE, -1, lastNanos);
            policy.advance(event, decision);
            lastNanos = event.atNanos;
            act(policy);
        }
    }

    private void step(EventKind kind, int pod, long nowNanos) {
        Instance policy = instance;
        if (policy != null) {
            long arrivals = event.arrivals;
            long done = event.done;
            long integral = event.concurrencyNanos;
            long start = event.startNanos;
            event.arrivals = 0;
            event.done = 0;
            event.concurrencyNanos = 0;
            event.startNanos = -1;
            advance(policy, nowNanos);
            event.arrivals = arrivals;
            event.done = done;
            event.concurrencyNanos = integral;
            event.startNanos = start;
            levels(kind, pod, nowNanos);
            policy.step(event, decision);
            lastNanos = event.atNanos;
            act(policy);
            if (kind == EventKind.REPORT) {
                shadows.forEach(each -> each.tell(event, pods.coldStartNanos()));
            }
            if (snapshotAt == Long.MAX_VALUE) {
                snapshotAt = lastNanos + SNAPSHOT_EVERY;
            }
        }
        event.arrivals = 0;
        event.done = 0;
        event.concurrencyNanos = 0;
    }

    private void levels(EventKind kind, int pod, long nowNanos) {
        event.kind = kind;
        event.pod = pod;
        event.atNanos = Math.max(lastNanos == Long.MIN_VALUE ? nowNanos : lastNanos + 1, nowNanos);
        event.inFlight = traffic.inFlight();
        event.queued = traffic.queued();
        event.ready = pods.ready();
        event.draining = pods.draining();
        event.replicas = Math.max(0, replicas());
        event.starting = Math.max(0, event.replicas - event.ready);
        Workload seen = workload;
        event.present = seen == null ? -1 : seen.present();
    }

    private void act(Instance policy) {
        if (decision.desired != Decision.NONE) {
            desired = decision.desired;
            if (desired != lastDesired) {
                lastDesired = desired;
                decisionNumber++;
                decisionNanos = event.atNanos;
                why = policy.explain(decision);
                decisionHash = chained(decisionHash, decisionNumber, decisionNanos, desired);
                decisionPosition = journal.written();
                decided.addLast(new Decided(decisionNumber, decisionNanos, desired, why, decisionHash));
                if (decided.size() > KEPT_DECISIONS) {
                    decided.removeFirst();
                }
                statusDue = true;
            }
        }
        if (decision.balancer >= 0 && decision.balancer < ALGORITHMS.length) {
            Algorithm wanted = ALGORITHMS[decision.balancer];
            if (wanted != chosen) {
                chosen = wanted;
                serve();
            }
        }
        if (moved(policy)) {
            snapshotAt = Math.min(snapshotAt, event.atNanos);
        }
    }

    private static long chained(long hash, long number, long nanos, long pods) {
        long mixed = hash;
        for (long each : new long[] {number, nanos, pods}) {
            mixed = (mixed ^ each) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        return mixed;
    }

    /** @return whether a region is in another state than when this was asked last */
    private boolean moved(Instance policy) {
        Automaton automaton = policy.automaton();
        int count = automaton.anatomy().regions().size();
        int[] now = new int[count];
        automaton.places(policy.state(), now);
        boolean moved = !java.util.Arrays.equals(now, places);
        places = now;
        return moved;
    }

    // What is asked of the cluster.

    /** @return what the workload asks for, as far as is known; {@link Decision#NONE} if nothing is */
    private int replicas() {
        ScaleWrite under = flying;
        Workload seen = workload;
        return under != null
                ? under.replicas()
                : assumed != Decision.NONE ? assumed : seen == null ? Decision.NONE : seen.replicas();
    }

    private boolean unsatisfied() {
        return (desired != Decision.NONE || keepUntil > clock) && workload != null && railed() != replicas();
    }

    /** What is wanted, as far as the rails let it. */
    private int railed() {
        int now = Math.max(0, replicas());
        int wanted = desired == Decision.NONE ? now : binding.limits().clamp(desired);
        if (keepUntil > clock) {
            wanted = Math.max(1, wanted);
        }
        if (wanted < now && mayNotShrink() != null) {
            wanted = now;
        }
        // Who is in the house is not put out of it, and a service that no balancer has spoken for may have someone.
        if (wanted == 0 && now > 0 && (traffic.inFlight() + traffic.queued() > 0 || !traffic.heard())) {
            wanted = 1;
        }
        return Math.max(now - binding.maxChange(), Math.min(now + binding.maxChange(), wanted));
    }

    /** @return why pods may not be taken away just now, or null */
    private @Nullable String mayNotShrink() {
        Workload seen = workload;
        return seen != null && seen.updating() ? "a rollout is under way" : null;
    }

    private @Nullable String untouchable() {
        Workload seen = workload;
        if (binding.mode() != Mode.APPLY) {
            return binding.mode() == Mode.SHADOW ? "shadow" : "dry run";
        }
        if (binding.paused() || pausedByHand) {
            return "paused";
        }
        return seen == null || owner(seen).isEmpty() ? null : owner(seen);
    }

    private String owner(Workload seen) {
        return rival.isEmpty() ? seen.owner() : rival;
    }

    void reconcile(long nowNanos) {
        clock = nowNanos;
        if (leads && instance != null && flying == null && unsatisfied() && untouchable() == null) {
            if (nowNanos >= retryAt) {
                send(railed(), nowNanos);
            }
        }
        if (statusDue) {
            statusDue = false;
            cluster.status(status());
        }
    }

    private void send(int wanted, long nowNanos) {
        Workload seen = workload;
        if (seen == null) {
            return;
        }
        int from = replicas();
        boolean up = wanted > from;
        // A pod too many costs money; one too few costs requests. Ups leave at once; a down waits until what led to it
        // is on disk, and is
        // written only onto the very object that was looked at.
        if (!up && (assumed != Decision.NONE || !journal.durable(decisionPosition))) {
            return;
        }
        ScaleWrite write = new ScaleWrite(
                service(),
                binding.target(),
                epoch,
                from,
                wanted,
                up ? "" : seen.resourceVersion(),
                decisionNumber,
                decisionHash,
                why);
        if (up) {
            pods.ask(wanted - from, nowNanos);
        } else {
            pods.unask();
        }
        flying = write;
        expect(nowNanos);
        cluster.write(write);
    }

    // What is told of it.

    private void snapshot() {
        Instance policy = instance;
        snapshotAt = Long.MAX_VALUE;
        if (policy != null) {
            cluster.keep(
                    service(),
                    new Snapshot(
                            lastNanos,
                            fingerprint(),
                            policy.state().clone(),
                            pods.ordinals(),
                            pods.nextOrdinal(),
                            traffic.inFlight(),
                            traffic.queued(),
                            decisionNumber,
                            decisionHash));
        }
    }

    private long fingerprint() {
        ebb.policy.PolicyDefinition definition = binding.policy().definition();
        String text = binding.policy().name()
                + binding.policy().parameters()
                + binding.facts()
                + (definition == null ? "" : definition.document());
        return ebb.random.Draw.key(text);
    }

    Status status() {
        Workload seen = workload;
        Instance policy = instance;
        return new Status(
                service(),
                condition(),
                text(),
                binding.generation(),
                binding.mode(),
                binding.policy().name(),
                policy == null ? "" : states(policy),
                decisionNumber,
                decisionHash,
                desired,
                why,
                decisionNanos,
                seen == null ? 0 : Math.max(0, replicas()),
                pods.ready(),
                seen == null ? 0 : Math.max(0, replicas() - pods.ready()),
                traffic.inFlight(),
                traffic.queued(),
                new Status.Counts(
                        traffic.reports(),
                        traffic.duplicates(),
                        writes,
                        failedWrites,
                        wakes,
                        sleeps,
                        pods.lastStartNanos()),
                shadows.stream().map(each -> each.estimate(lastNanos)).toList());
    }

    private Condition condition() {
        Workload seen = workload;
        if (!problem.isEmpty()) {
            return Condition.REJECTED;
        }
        if (seen == null || !owner(seen).isEmpty()) {
            return Condition.REFUSED;
        }
        if (!failure.isEmpty()) {
            return Condition.FAILING;
        }
        return binding.mode() != Mode.APPLY
                ? Condition.WATCHING
                : binding.paused() || pausedByHand ? Condition.PAUSED : Condition.ACTIVE;
    }

    private String text() {
        Workload seen = workload;
        if (!problem.isEmpty()) {
            return problem;
        }
        if (seen == null) {
            return failure.isEmpty() ? binding.target() + " is not there yet" : failure;
        }
        if (!owner(seen).isEmpty()) {
            return "replicas of " + binding.target() + " are set by " + owner(seen)
                    + ": take that away, or this policy";
        }
        if (!failure.isEmpty()) {
            return failure;
        }
        if (keepUntil > clock) {
            return "kept awake on request";
        }
        if (desired == Decision.NONE || railed() == desired) {
            return "";
        }
        String shrink = mayNotShrink();
        return desired < railed()
                ? "the policy wants " + desired + ": "
                        + (shrink != null
                                ? shrink
                                : !traffic.heard()
                                        ? "no balancer has spoken yet"
                                        : "requests are in the house, or a limit holds")
                : "the policy wants " + desired + ": a limit holds";
    }

    private String states(Instance policy) {
        Anatomy anatomy = policy.automaton().anatomy();
        int[] now = new int[anatomy.regions().size()];
        policy.automaton().places(policy.state(), now);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < now.length; i++) {
            Anatomy.Region region = anatomy.regions().get(i);
            text.append(i == 0 ? "" : ", ")
                    .append(now.length == 1 ? "" : region.name() + " ")
                    .append(region.states().get(now[i]));
        }
        return text.toString();
    }
}

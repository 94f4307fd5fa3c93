package ebb.reference;

import ebb.cluster.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * A second simulator, written to be read: one service, pods with places, one waiting room, no heap, no tables, everything looked for anew
 * at every event. O(n&sup2;), and right by inspection; the kernel must agree with it to the nanosecond.
 */
final class BruteForce {
    private static final long NEVER = Long.MAX_VALUE;

    enum State {
        STARTING,
        READY,
        DRAINING,
        GONE
    }

    static final class Pod {
        final long readyAt;
        final long turn;
        State state = State.STARTING;
        long idleSince;
        long idleTurn;
        final List<Request> bound = new ArrayList<>();

        Pod(long readyAt, long turn) {
            this.readyAt = readyAt;
            this.turn = turn;
        }
    }

    /** What became of a request; times in ns, {@link Long#MAX_VALUE} for what never came. */
    static final class Request {
        final long arrival;
        final long service;
        long start = NEVER;
        long end = NEVER;
        Fate fate = Fate.WARM;
        private boolean inHouse;
        private long turn;
        private Pod pod;

        Request(long arrival, long service) {
            this.arrival = arrival;
            this.service = service;
        }

        boolean waits() {
            return inHouse && start == NEVER;
        }

        boolean isServed() {
            return inHouse && start != NEVER;
        }
    }

    /** An event that may come next; of one instant the least rank first, then the least turn. */
    private record Next(long at, int rank, long turn, Runnable run) {
        boolean before(Next other) {
            return at != other.at ? at < other.at : rank != other.rank ? rank < other.rank : turn < other.turn;
        }
    }

    private final Case given;
    private final List<Long> startUps;
    final List<Request> requests = new ArrayList<>();
    final List<Request> waiting = new ArrayList<>();
    final List<Pod> pods = new ArrayList<>();
    long now;
    long startingNanos;
    long busyNanos;
    long idleNanos;
    long drainingNanos;
    long queueNanos;
    int gone;
    int cancelled;
    private int arrived;
    private int replicas;
    private long turns;
    private Request arriving;

    // The keep-alive policy's memory.
    private boolean warm;
    private long idleFrom = NEVER;

    /** Start-up times are by ordinal of the pod. */
    BruteForce(Case given, List<Long> startUps) {
        this.given = given;
        this.startUps = startUps;
        for (int i = 0; i < given.arrivals().size(); i++) {
            requests.add(new Request(given.arrivals().get(i), given.services().get(i)));
        }
    }

    BruteForce run() {
        replicas = given.initial();
        for (int i = 0; i < replicas; i++) {
            ready(start());
        }
        warm = replicas > 0;
        idleFrom = warm ? 0 : NEVER;
        obey();
        for (Next next = next(); next != null; next = next()) {
            pass(next.at());
            next.run().run();
            obey();
        }
        pass(Math.max(now, given.duration()));
        for (Pod pod : pods) {
            cancelled += pod.state == State.STARTING ? 1 : 0;
            gone += pod.state == State.READY || pod.state == State.DRAINING ? 1 : 0;
        }
        return this;
    }

    // Time.

    private Next next() {
        Next first = null;
        for (Next each : pending()) {
            first = first == null || each.before(first) ? each : first;
        }
        boolean over = arrived == requests.size()
                && first != null
                && first.at() > given.duration()
                && requests.stream().noneMatch(request -> request.inHouse);
        return over ? null : first;
    }

    private List<Next> pending() {
        List<Next> all = new ArrayList<>();
        if (policyDue() != NEVER) {
            all.add(new Next(policyDue(), 0, 0, () -> {}));
        }
        for (Request request : requests) {
            if (request.isServed()) {
                all.add(new Next(request.end, 1, request.turn, () -> end(request)));
            } else if (request.waits() && given.timeout() != NEVER) {
                all.add(new Next(request.arrival + given.timeout(), 5, request.turn, () -> timeOut(request)));
            }
        }
        for (Pod pod : pods) {
            if (pod.state == State.STARTING) {
                all.add(new Next(pod.readyAt, 2, pod.turn, () -> ready(pod)));
            }
        }
        if (arrived < requests.size()) {
            all.add(new Next(requests.get(arrived).arrival, 4, 0, this::arrive));
        }
        return all;
    }

    private void pass(long until) {
        for (Pod pod : pods) {
            long passed = until - now;
            switch (pod.state) {
                case STARTING -> startingNanos += passed;
                case READY -> {
                    busyNanos += inFlight(pod) > 0 ? passed : 0;
                    idleNanos += inFlight(pod) > 0 ? 0 : passed;
                }
                case DRAINING -> drainingNanos += passed;
                case GONE -> {}
            }
        }
        queueNanos += (until - now) * requests.stream().filter(Request::waits).count();
        now = until;
    }

    // Requests.

    private void arrive() {
        Request request = requests.get(arrived++);
        request.inHouse = true;
        Pod free = newestFree();
        if (waiting.isEmpty() && free != null) {
            serve(request, free);
        } else if (requests.stream().filter(Request::waits).count() - 1 >= given.queueLimit()) {
            lose(request, Fate.REJECTED);
        } else {
            request.turn = turns++;
            waiting.add(request);
        }
        arriving = request;
        obey();
        arriving = null;
        if (request.waits() && request.fate == Fate.WARM && count(State.STARTING) > 0) {
            request.fate = Fate.COLD_WAITED;
        }
    }

    private void serve(Request request, Pod pod) {
        request.start = now;
        request.end = now + request.service;
        request.turn = turns++;
        request.pod = pod;
        if (request.fate == Fate.WARM && now > request.arrival) {
            request.fate = Fate.QUEUED;
        }
    }

    private void end(Request request) {
        request.inHouse = false;
        Pod pod = request.pod;
        if (pod.state == State.READY) {
            dispatch();
        }
        if (inFlight(pod) == 0 && pod.state == State.DRAINING) {
            pod.state = State.GONE;
            gone++;
        } else if (inFlight(pod) == 0) {
            idle(pod);
        }
    }

    private void dispatch() {
        for (Pod free = newestFree(); free != null && !waiting.isEmpty(); free = newestFree()) {
            serve(given.lifo() ? waiting.removeLast() : waiting.removeFirst(), free);
        }
    }

    private void timeOut(Request request) {
        waiting.remove(request);
        pods.forEach(pod -> pod.bound.remove(request));
        lose(request, Fate.TIMED_OUT);
    }

    private void lose(Request request, Fate fate) {
        request.inHouse = false;
        request.fate = fate;
        request.end = now;
    }

    // Pods.

    private Pod start() {
        Pod pod = new Pod(now + startUps.get(pods.size()), turns++);
        pods.add(pod);
        return pod;
    }

    private void startFor() {
        Pod pod = start();
        Request cause = null;
        if (arriving != null && arriving.waits() && arriving.fate != Fate.COLD_TRIGGERED) {
            cause = arriving;
        }
        for (Request request : waiting) {
            cause = cause == null && request.fate != Fate.COLD_TRIGGERED ? request : cause;
        }
        if (cause != null) {
            cause.fate = Fate.COLD_TRIGGERED;
        }
        while (given.early() && pod.bound.size() < given.concurrency() && !waiting.isEmpty()) {
            pod.bound.add(waiting.removeFirst());
        }
    }

    private void ready(Pod pod) {
        pod.state = State.READY;
        pod.bound.forEach(request -> serve(request, pod));
        pod.bound.clear();
        for (Request request : waiting) {
            boolean hasPlace = waiting.indexOf(request) < freePlaces();
            request.fate = hasPlace && request.fate == Fate.WARM ? Fate.COLD_WAITED : request.fate;
        }
        dispatch();
        if (inFlight(pod) == 0) {
            idle(pod);
        }
    }

    private void idle(Pod pod) {
        pod.idleSince = now;
        pod.idleTurn = turns++;
    }

    private int freePlaces() {
        return pods.stream()
                .filter(pod -> pod.state == State.READY)
                .mapToInt(pod -> given.concurrency() - inFlight(pod))
                .sum();
    }

    private Pod newestFree() {
        return pods.reversed().stream()
                .filter(pod -> pod.state == State.READY && inFlight(pod) < given.concurrency())
                .findFirst()
                .orElse(null);
    }

    private int inFlight(Pod pod) {
        return (int) requests.stream()
                .filter(request -> request.isServed() && request.pod == pod)
                .count();
    }

    private int count(State state) {
        return (int) pods.stream().filter(pod -> pod.state == state).count();
    }

    // The policy.

    private int demand() {
        return (int) requests.stream().filter(request -> request.inHouse).count();
    }

    private int needed() {
        return Math.ceilDiv(demand(), given.concurrency());
    }

    private long policyDue() {
        long due = NEVER;
        if (given.policy() == Case.Policy.FIXED_KEEP_ALIVE && idleFrom != NEVER) {
            due = idleFrom + given.time();
        }
        if (given.policy() == Case.Policy.IDLE_TIMEOUT && replicas > given.min()) {
            for (Pod pod : pods) {
                due = isIdle(pod) ? Math.min(due, pod.idleSince + given.time()) : due;
            }
        }
        return due;
    }

    private boolean isIdle(Pod pod) {
        return pod.state == State.READY && inFlight(pod) == 0;
    }

    private void obey() {
        switch (given.policy()) {
            case ALWAYS_ON -> scale(given.pods());
            case SCALE_TO_ZERO -> scale(needed());
            case FIXED_KEEP_ALIVE -> keepAlive();
            case IDLE_TIMEOUT -> idleTimeout();
        }
    }

    private void keepAlive() {
        if (demand() > 0) {
            warm = true;
            idleFrom = NEVER;
        } else if (warm) {
            idleFrom = idleFrom == NEVER ? now : idleFrom;
            warm = now < idleFrom + given.time();
            idleFrom = warm ? idleFrom : NEVER;
        }
        scale(demand() > 0 ? Math.max(1, needed()) : warm ? 1 : 0);
    }

    private void idleTimeout() {
        expire();
        scale(Math.max(replicas, needed()));
        expire();
    }

    private void expire() {
        while (policyDue() <= now) {
            Pod first = null;
            for (Pod pod : pods) {
                boolean earlier = isIdle(pod) && (first == null || pod.idleTurn < first.idleTurn);
                first = earlier ? pod : first;
            }
            first.state = State.GONE;
            gone++;
            replicas--;
        }
    }

    private void scale(int wanted) {
        replicas = Math.min(given.max(), Math.max(given.min(), wanted));
        while (count(State.STARTING) + count(State.READY) < replicas) {
            startFor();
        }
        while (count(State.STARTING) + count(State.READY) > replicas) {
            take(victim());
        }
    }

    /** A starting pod that nobody waits in, the newest; else the longest idle; else a starting one; else the least busy; the newest of equals. */
    private Pod victim() {
        Pod best = null;
        for (Pod pod : pods.reversed()) {
            boolean there = pod.state == State.STARTING || pod.state == State.READY;
            best = there && (best == null || rank(pod) < rank(best)) ? pod : best;
        }
        return best;
    }

    private long rank(Pod pod) {
        if (pod.state == State.STARTING) {
            return pod.bound.isEmpty() ? -1 : NEVER / 4;
        }
        return isIdle(pod) ? pod.idleSince : NEVER / 2 + inFlight(pod);
    }

    private void take(Pod pod) {
        if (pod.state == State.STARTING) {
            waiting.addAll(0, pod.bound);
            pod.bound.clear();
            pod.state = State.GONE;
            cancelled++;
            dispatch();
        } else if (inFlight(pod) == 0) {
            pod.state = State.GONE;
            gone++;
        } else {
            pod.state = State.DRAINING;
        }
    }
}

package ebb.live.balancer;

import ebb.balance.Choice;
import ebb.balance.WaitingRoom;
import ebb.live.ControllerLink;
import ebb.live.Endpoints;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is served, who waits, and what the controller is told; for all services. Time and chance are arguments; it has no threads, so its
 * caller holds one lock around every call. Nothing here blocks: reports go to a link that returns at once.
 *
 * <p><b>Reports.</b> At once when a service that was told idle gets a request; when a queue forms and when a service falls idle at once too,
 * but not within {@value #EDGE_GAP_NANOS} ns of the last report: a client that sends one request after another would else make two reports
 * of each. What is held back is told by the next {@link #tick}.
 */
final class Dispatcher {
    /**
     * What holds for all services.
     *
     * @param source the balancer's name in reports
     * @param epoch greater after each start
     * @param roomRequests that all services together may hold
     * @param roomBytes that the waiting may keep in memory
     * @param reportIntervalNanos between reports of a busy service; 0: at every change
     * @param slowStartNanos until a new pod gets all its places
     */
    record Terms(
            String source,
            long epoch,
            int roomRequests,
            long roomBytes,
            long reportIntervalNanos,
            long slowStartNanos) {}

    static final long EDGE_GAP_NANOS = 10_000_000;
    private static final long ASK_AGAIN_NANOS = 500_000_000;

    // Of first attempts: Envoy's retry budget, 20%; a burst of 100 for a pod that dies with many requests on their way
    // to it.
    private static final double RETRY_SHARE = 0.2;
    private static final double RETRY_BURST = 100;

    // A recording of a busy service is told before it takes much memory.
    private static final int DETAILS = 4_096;

    private final Terms terms;
    private final ControllerLink link;
    private final LongSupplier bits;
    private final WaitingRoom room;
    private final Map<ServiceName, Service> services = new HashMap<>();
    private final List<Service> all = new ArrayList<>();
    private final List<Service> spare = new ArrayList<>();
    private @Nullable Visit[] waiting = new @Nullable Visit[64];
    private int[] free = new int[64];
    private int freeCount;
    private int numbers;
    private long heldBytes;
    private long seq;
    private long now;

    Dispatcher(Terms terms, ControllerLink link, LongSupplier bits) {
        this.terms = terms;
        this.link = link;
        this.bits = bits;
        room = new WaitingRoom(terms.roomRequests());
    }

    // --- what the controller says ---

    Service serve(ServiceConfig config, long nowNanos) {
        Service s = services.get(config.service());
        if (s == null) {
            s = new Service(roomNumber(config), config);
            s.retryTokens = RETRY_BURST;
            at(s, nowNanos);
            services.put(config.service(), s);
            all.add(s);
            room.pods(s.number, false, nowNanos);
            room.expectReady(s.number, nowNanos);
            return s;
        }
        at(s, nowNanos);
        if (s.config.algorithm() != config.algorithm()) {
            s.choice = config.algorithm().choice();
        }
        s.config = config;
        room.change(s.number, config.room());
        release(s);
        return s;
    }

    private int roomNumber(ServiceConfig config) {
        if (spare.isEmpty()) {
            return room.add(config.room());
        }
        int number = spare.removeLast().number;
        room.change(number, config.room());
        return number;
    }

    void forget(ServiceName name, long nowNanos) {
        Service s = services.remove(name);
        if (s == null) {
            return;
        }
        at(s, nowNanos);
        refuseAll(s, Refusal.FORGOTTEN);
        s.forgotten = true;
        s.known.forEach(pod -> pod.gone = true);
        s.relist();
        all.remove(s);
        spare.add(s);
    }

    /** @return pods that a probe should ask */
    List<Pod> endpoints(ServiceName name, Endpoints endpoints, long nowNanos) {
        Service s = services.get(name);
        if (s == null || endpoints.version() < s.version) {
            return List.of();
        }
        at(s, nowNanos);
        s.version = endpoints.version();
        List<Pod> before = List.copyOf(s.known);
        s.known.clear();
        for (Endpoints.Pod each : endpoints.pods()) {
            Pod pod = before.stream().filter(p -> p.is(each)).findFirst().orElseGet(() -> new Pod(s, each));
            pod.see(each);
            s.known.add(pod);
        }
        before.stream().filter(pod -> !s.known.contains(pod)).forEach(pod -> pod.gone = true);
        relist(s);
        return List.copyOf(s.known);
    }

    /** @param fromNow less than 0: none is on its way */
    void expectReady(ServiceName name, long fromNow, long nowNanos) {
        Service s = services.get(name);
        if (s != null) {
            s.readyAt = fromNow < 0 ? 0 : nowNanos + fromNow;
            room.expectReady(s.number, fromNow < 0 ? nowNanos : s.readyAt);
        }
    }

    void record(ServiceName name, boolean details) {
        Service s = services.get(name);
        if (s != null) {
            s.recording = details;
            s.ended.clear();
        }
    }

    void resend(long nowNanos) {
        for (Service s : all) {
            at(s, nowNanos);
            report(s);
        }
    }

    // --- what pods do ---

    /** A pod could not be reached: nothing goes there until it {@link #answered} a probe. */
    void suspect(Pod pod, long nowNanos) {
        at(pod.service, nowNanos);
        pod.suspect = true;
        relist(pod.service);
    }

    void answered(Pod pod, long nowNanos) {
        at(pod.service, nowNanos);
        pod.suspect = false;
        pod.answers = !pod.ready && !pod.wasReady;
        relist(pod.service);
    }

    private void relist(Service s) {
        if (s.relist()) {
            room.pods(s.number, !s.empty(), now);
            s.usableAt = s.empty() ? 0 : now;
            s.wakeAsked = false;
        }
        release(s);
        if (s.empty() && s.queued > 0) {
            wake(s);
        }
    }

    // --- what requests do ---

    /** A request comes. Afterwards it has a pod, or a refusal, or waits. */
    void arrive(Visit visit, long nowNanos) {
        Service s = visit.service;
        at(s, nowNanos);
        visit.cameAt = nowNanos;
        visit.releasedAt = nowNanos;
        if (visit.activity) {
            s.arrivals++;
            s.retryTokens = Math.min(RETRY_BURST, s.retryTokens + RETRY_SHARE);
        }
        if (!sent(visit)) {
            Refusal why = hold(visit);
            if (why != null) {
                refuse(visit, why);
            }
            if (s.empty() && visit.activity && !s.forgotten) {
                wake(s);
            }
        }
        tell(s);
    }

    private boolean sent(Visit visit) {
        Service s = visit.service;
        Pod pod = room.held(s.number) == 0 || !visit.activity ? choose(visit) : null;
        if (pod != null) {
            send(visit, pod);
        }
        return pod != null;
    }

    private @Nullable Pod choose(Visit visit) {
        Service s = visit.service;
        int index = s.choice.choose(s, visit.session, bits.getAsLong());
        return index == Choice.NONE ? null : s.pod(index);
    }

    private void send(Visit visit, Pod pod) {
        visit.pod = pod;
        visit.releasedAt = now;
        pod.inFlight++;
        visit.service.inFlight += visit.activity ? 1 : 0;
    }

    /** @return why it cannot wait, or null if it does */
    private @Nullable Refusal hold(Visit visit) {
        Service s = visit.service;
        if (s.forgotten) {
            return Refusal.FORGOTTEN;
        }
        if (!visit.activity) {
            return Refusal.NOT_ACTIVITY;
        }
        if (visit.deadline <= (s.empty() ? Math.max(now, s.readyAt) : now)) {
            return Refusal.TOO_LATE;
        }
        // As the room shares places: no service may hold more bytes than are free.
        long bytes = s.heldBytes + visit.bytes;
        if (bytes > s.config.roomBytes() || bytes > terms.roomBytes() - heldBytes) {
            return Refusal.BYTES_FULL;
        }
        int number = freeCount == 0 ? numbers : free[freeCount - 1];
        WaitingRoom.Answer answer = room.offer(s.number, number, now, visit.deadline);
        if (answer == WaitingRoom.Answer.HELD) {
            waits(visit, number);
        }
        return switch (answer) {
            case HELD -> null;
            case SERVICE_FULL -> Refusal.SERVICE_FULL;
            case ROOM_FULL -> Refusal.ROOM_FULL;
        };
    }

    private void waits(Visit visit, int number) {
        if (freeCount == 0) {
            numbers++;
        } else {
            freeCount--;
        }
        if (number >= waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * number);
        }
        waiting[number] = visit;
        visit.number = number;
        visit.pod = null;
        heldBytes += visit.bytes;
        visit.service.heldBytes += visit.bytes;
        visit.service.queued++;
    }

    /** It left the room. */
    private void waitsNoMore(Visit visit) {
        waiting[visit.number] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = visit.number;
        visit.number = -1;
        heldBytes -= visit.bytes;
        visit.service.heldBytes -= visit.bytes;
        visit.service.queued--;
    }

    private Visit left(int number) {
        Visit visit = waiting[number];
        if (visit == null) {
            throw new IllegalStateException("the room gave " + number + ", and nobody waits by that number");
        }
        waitsNoMore(visit);
        return visit;
    }

    private void release(Service s) {
        // The number of a forgotten service may be another's by now.
        while (!s.forgotten && room.held(s.number) > 0 && s.anyOpen()) {
            int number = room.release(s.number, now);
            if (number == WaitingRoom.NONE) {
                return; // the pace
            }
            Visit visit = left(number);
            visit.wakeNanos = Math.clamp(s.usableAt - visit.cameAt, 0, now - visit.cameAt);
            Pod pod = visit.deadline <= now ? null : choose(visit);
            if (pod == null) {
                visit.releasedAt = now;
                refuse(visit, Refusal.TOO_LATE);
                visit.refused();
            } else {
                send(visit, pod);
                visit.released();
            }
        }
    }

    private void refuse(Visit visit, Refusal why) {
        visit.refusal = why;
        visit.releasedAt = now;
        visit.retryAfterSeconds = room.retryAfterSeconds(visit.service.number, now, bits.getAsLong());
        ends(visit, why.status);
    }

    private void refuseAll(Service s, Refusal why) {
        for (int first = room.first(s.number); first != WaitingRoom.NONE; first = room.first(s.number)) {
            room.abort(first);
            Visit visit = left(first);
            refuse(visit, why);
            visit.refused();
        }
    }

    /** All who wait are told to come again. */
    void refuseAll(Refusal why, long nowNanos) {
        for (Service s : all) {
            at(s, nowNanos);
            refuseAll(s, why);
            tell(s);
        }
    }

    /**
     * A request that had a pod ends, or one that waited goes away.
     *
     * @param status that the client got, 0 if it went away before
     * @param well whether the pod answered: its slow start goes on
     */
    void ended(Visit visit, int status, boolean well, long nowNanos) {
        Service s = visit.service;
        at(s, nowNanos);
        Pod pod = visit.pod;
        if (visit.number >= 0) {
            room.abort(visit.number);
            waitsNoMore(visit);
            visit.releasedAt = now;
        } else if (pod != null) {
            leavesPod(visit, pod);
            pod.served += well ? 1 : 0;
        }
        ends(visit, status);
        release(s);
        tell(s);
    }

    private static void leavesPod(Visit visit, Pod pod) {
        pod.inFlight--;
        visit.service.inFlight -= visit.activity ? 1 : 0;
    }

    private void ends(Visit visit, int status) {
        Service s = visit.service;
        if (!visit.activity) {
            return;
        }
        s.done++;
        if (s.recording) {
            int pod = visit.pod == null ? -1 : visit.pod.ordinal;
            s.ended.add(new Service.Ended(visit.cameAt, visit.heldNanos(), now - visit.releasedAt, pod, status));
        }
    }

    /** A request that had a pod and was surely not processed tries another, or waits again. Afterwards it is as after {@link #arrive}. */
    void again(Visit visit, long nowNanos) {
        Service s = visit.service;
        at(s, nowNanos);
        Pod pod = visit.pod;
        if (pod != null) {
            leavesPod(visit, pod);
            visit.pod = null;
        }
        if (!visit.activity || s.forgotten || s.retryTokens < 1) {
            refuse(visit, s.forgotten ? Refusal.FORGOTTEN : Refusal.RETRIES_SPENT);
        } else {
            s.retryTokens--;
            if (!sent(visit)) {
                giveBack(visit);
            }
        }
        release(s);
        tell(s);
    }

    private void giveBack(Visit visit) {
        Service s = visit.service;
        int number = freeCount == 0 ? numbers : free[freeCount - 1];
        int first = room.first(s.number);
        Visit oldest = first == WaitingRoom.NONE ? null : waiting[first];
        room.giveBack(s.number, number, oldest == null ? visit.cameAt : Math.min(visit.cameAt, oldest.cameAt));
        waits(visit, number);
        if (s.empty()) {
            wake(s);
        }
    }

    // --- time ---

    /** To be called each few milliseconds: time limits, the pace, slow starts, reports that are due. */
    void tick(long nowNanos) {
        for (int number = room.expire(nowNanos); number != WaitingRoom.NONE; number = room.expire(nowNanos)) {
            Visit visit = left(number, nowNanos);
            refuse(visit, visit.service.empty() ? Refusal.WAKE_TIMEOUT : Refusal.BUSY_TIMEOUT);
            visit.refused();
        }
        for (int i = 0; i < all.size(); i++) {
            Service s = all.get(i);
            if (s.demand() > 0 || s.arrivals > 0 || s.done > 0 || s.tellAgain) {
                at(s, nowNanos);
                release(s);
                if (s.empty() && s.queued > 0 && nowNanos >= s.wakeAgainAt) {
                    wake(s);
                }
                tell(s);
            }
        }
    }

    private Visit left(int number, long nowNanos) {
        Visit visit = waiting[number];
        if (visit != null) {
            at(visit.service, nowNanos);
        }
        return left(number);
    }

    // --- what is told ---

    private void wake(Service s) {
        if (s.wakeAsked) {
            return;
        }
        report(s);
        s.wakeAsked = link.wake(s.name());
        s.wakeAgainAt = now + ASK_AGAIN_NANOS;
    }

    private void tell(Service s) {
        if (s.forgotten) {
            return;
        }
        boolean changed = s.inFlight != s.toldInFlight || s.queued != s.toldQueued || s.arrivals > 0 || s.done > 0;
        long since = now - s.toldAt;
        boolean edge = (s.queued > 0) != (s.toldQueued > 0) || (s.demand() > 0) != (s.toldInFlight + s.toldQueued > 0);
        boolean woke = s.demand() > 0 && s.toldInFlight + s.toldQueued == 0;
        if (s.tellAgain) {
            if (since >= ASK_AGAIN_NANOS) {
                report(s);
            }
        } else if (woke
                || (edge && since >= EDGE_GAP_NANOS)
                || (changed && terms.reportIntervalNanos() == 0)
                || ((changed || s.demand() > 0)
                        && since >= terms.reportIntervalNanos()
                        && terms.reportIntervalNanos() > 0)
                || s.ended.size() >= DETAILS) {
            report(s);
        }
    }

    private void report(Service s) {
        if (link.report(s.report(terms.source(), terms.epoch(), seq + 1))) {
            seq++;
            s.told();
        } else {
            s.tellAgain = true;
            s.toldAt = now;
            if (s.ended.size() > DETAILS) {
                s.ended.subList(0, s.ended.size() - DETAILS).clear();
            }
        }
    }

    private void at(Service s, long nowNanos) {
        now = Math.max(now, nowNanos);
        s.advance(now, terms.slowStartNanos());
    }

    // --- what is measured ---

    int held() {
        return room.held();
    }

    long heldBytes() {
        return heldBytes;
    }

    List<Service> services() {
        return all;
    }
}

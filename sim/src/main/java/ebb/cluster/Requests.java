package ebb.cluster;

import ebb.balance.Choice;
import ebb.balance.WaitingRoom;
import ebb.balance.WaitingRoom.Answer;
import ebb.cluster.ServiceSpec.Binding;
import ebb.cluster.ServiceSpec.Client;
import ebb.cluster.ServiceSpec.Queue;
import ebb.random.Law;
import ebb.random.Purpose;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The life of a service's requests: they arrive, wait in the balancer's bounded room, are served by a pod, and leave; or they are
 * rejected, time out, are given up or lost, and perhaps come again.
 */
final class Requests {
    private static final long NEVER = Long.MAX_VALUE;

    private final Simulation simulation;
    private final Service service;
    private final Balancer balancer;
    private final Autoscaler autoscaler;
    private final Collector collector;
    private final RequestTable table;
    private final WaitingRoom room;

    /** The service's number in the room. */
    private final int place;

    private final @Nullable Observer observer;
    private final boolean early;
    private final Client client;
    private final long retryDraws;
    private final long patienceDraws;
    private final boolean own;
    private final boolean batching;
    private long ordinal;

    /** Requests that wait in pods; the others of {@link Service#queued} wait in the room. */
    private int bound;

    /** The request that is arriving, for whoever starts pods meanwhile; -1: none. */
    private int arriving = RequestTable.NONE;

    Requests(Simulation simulation, Service service, Balancer balancer, Autoscaler autoscaler) {
        this.simulation = simulation;
        this.service = service;
        this.balancer = balancer;
        this.autoscaler = autoscaler;
        collector = autoscaler.collector();
        table = simulation.requests;
        room = simulation.room;
        Queue queue = service.spec.queue();
        // Timeouts are events: the room is not asked for them.
        place = room.add(new WaitingRoom.Terms(queue.limit(), queue.order(), NEVER, NEVER, 0));
        observer = simulation.options.observer();
        early = service.spec.queue().binding() == Binding.EARLY;
        client = service.spec.client();
        batching = service.spec.model() instanceof ServiceModel.Batching;
        own = service.spec.model() instanceof ServiceModel.Slots;
        retryDraws = service.base(Purpose.RETRY);
        patienceDraws = service.base(Purpose.CANCEL);
    }

    // Arrival.

    void arrive(Arrivals window, int row) {
        long now = simulation.now;
        service.advance(now);
        int request = table.take();
        service.times.read(window, row, ordinal);
        int[] sessions = window.sessions;
        table.service[request] = service.index;
        table.ordinal[request] = ordinal++;
        table.arrival[request] = now;
        table.attempt[request] = 0;
        table.work[request] = service.times.nanos();
        if (batching) {
            table.inputTokens[request] = service.times.input();
            table.outputTokens[request] = service.times.output();
        }
        table.session[request] = sessions == null ? Choice.NO_SESSION : sessions[row];
        table.cause[request] = RequestTable.NO_START;
        service.inSystem++;
        service.statistics.requests++;
        if (service.timeline != null) {
            service.timeline.arrivals[service.step()]++;
        }
        setCallerDeadline(request);
        autoscaler.asked(service.times, sessions == null ? -1 : sessions[row]);
        attempt(request);
    }

    private void setCallerDeadline(int request) {
        long now = simulation.now;
        long deadline = client.timeoutNanos() == NEVER ? NEVER : now + client.timeoutNanos();
        Law patience = client.patience();
        table.impatient[request] = false;
        if (patience != null) {
            long gone = now + simulation.nanos(patience, patienceDraws, table.ordinal[request]);
            table.impatient[request] = gone < deadline;
            deadline = Math.min(deadline, gone);
        }
        table.callerDeadline[request] = deadline;
        if (deadline != NEVER) {
            simulation.events.add(deadline, Kind.TIMEOUT, request);
        }
    }

    /** The request stands before the balancer, for the first time or again. */
    private void attempt(int request) {
        long now = simulation.now;
        autoscaler.arrived();
        table.attemptAt[request] = now;
        table.queueDeadline[request] = NEVER;
        if (!anyWaits() && !balancer.full()) {
            give(request);
        } else if (!held(request)) {
            // Told even so: a policy that never heard of rejected requests would let a full service starve.
            lose(request, Fate.REJECTED);
            autoscaler.changed();
            return;
        }
        arriving = request;
        autoscaler.changed();
        arriving = RequestTable.NONE;
        if (waits(request) && table.cause[request] == RequestTable.NO_START && service.starting > 0) {
            table.cause[request] = RequestTable.WAITED_FOR_START;
        }
    }

    private boolean anyWaits() {
        return service.queued > bound;
    }

    /** Requests that wait in pods have left the room, but count against its bound. */
    private boolean full() {
        return bound > 0 && service.queued >= service.spec.queue().limit();
    }

    private boolean waits(int request) {
        return table.state[request] == RequestTable.WAITING || table.state[request] == RequestTable.BOUND;
    }

    private boolean held(int request) {
        if (full() || room.offer(place, request, simulation.now, NEVER) != Answer.HELD) {
            return false;
        }
        table.state[request] = RequestTable.WAITING;
        service.queued++;
        long timeout = service.spec.queue().timeoutNanos();
        if (timeout != NEVER) {
            table.queueDeadline[request] = simulation.now + timeout;
            if (table.queueDeadline[request] < table.callerDeadline[request]) {
                simulation.events.add(table.queueDeadline[request], Kind.TIMEOUT, request);
            }
        }
        return true;
    }

    // Service.

    /** Gives a request to a pod with a free place: there is one. */
    private void give(int request) {
        Pod pod = balancer.choose(table.ordinal[request] * 31 + table.attempt[request], table.session[request]);
        if (pod.closed) {
            lose(request, Fate.FAILED);
            return;
        }
        serve(request, pod);
    }

    private void serve(int request, Pod pod) {
        long now = simulation.now;
        table.state[request] = RequestTable.SERVING;
        table.start[request] = now;
        table.pod[request] = pod.slot;
        pod.serving.addLast(request);
        service.inFlight++;
        balancer.taken(pod);
        collector.takes(pod, now);
        pod.inFlight++;
        if (pod.idle) {
            pod.idle = false;
            service.idle--;
            service.busy++;
            autoscaler.podBusy(pod);
        }
        if (own) {
            table.end[request] = now + table.work[request];
            if (!pod.hung) {
                simulation.events.add(table.end[request], Kind.COMPLETION, request);
            }
        } else {
            server(pod).admit(request, now);
            arm(pod);
        }
    }

    private static Server server(Pod pod) {
        return Objects.requireNonNull(pod.server);
    }

    private void arm(Pod pod) {
        long due = pod.hung ? NEVER : server(pod).due();
        if (due != pod.serverDue) {
            pod.serverDue = due;
            if (due != NEVER) {
                simulation.events.add(due, Kind.SERVER, pod.slot);
            }
        }
    }

    /** Lets waiting requests have what places there are. */
    void dispatch() {
        while (anyWaits() && !balancer.full()) {
            int request = room.release(place, simulation.now);
            waited(request);
            give(request);
        }
    }

    private void leaveRoom(int request) {
        room.abort(request);
        waited(request);
    }

    private void waited(int request) {
        service.queued--;
        service.allQueueNanos += simulation.now - table.attemptAt[request];
    }

    void completed(int request) {
        if (table.state[request] != RequestTable.SERVING || table.end[request] != simulation.now) {
            return;
        }
        Pod pod = simulation.podsBySlot.get(table.pod[request]);
        if (pod.hung || !own) {
            return;
        }
        service.advance(simulation.now);
        done(request, pod);
        settle(pod);
        autoscaler.changed();
    }

    /** A pod whose requests share it came to its next step. */
    void served(Pod pod) {
        if (pod.serverDue != simulation.now || pod.hung) {
            return;
        }
        pod.serverDue = NEVER;
        service.advance(simulation.now);
        Server server = server(pod);
        for (int request = server.step(simulation.now); request >= 0; request = server.step(simulation.now)) {
            done(request, pod);
        }
        settle(pod);
        if (pod.state != Pod.State.GONE) {
            server.proceed(simulation.now);
            arm(pod);
        }
        autoscaler.changed();
    }

    private void done(int request, Pod pod) {
        long now = simulation.now;
        ServiceStatistics s = service.statistics;
        long wait = table.start[request] - table.arrival[request];
        Fate fate = served(request, wait);
        switch (fate) {
            case COLD_TRIGGERED -> s.coldTriggered++;
            case COLD_WAITED -> s.coldWaited++;
            case QUEUED -> s.queued++;
            default -> s.warm++;
        }
        s.waitNanos += wait;
        s.serviceNanos += now - table.start[request];
        s.latencyNanos += now - table.arrival[request];
        s.wait.recordValue(wait);
        s.service.recordValue(now - table.start[request]);
        s.latency.recordValue(now - table.arrival[request]);
        if (batching) {
            s.firstToken.recordValue(table.firstToken[request] - table.arrival[request]);
        }
        if (collector.measures()) {
            collector.ended(pod, request, now);
        }
        if (service.timeline != null) {
            int step = service.step();
            service.timeline.served[step]++;
            service.timeline.waitNanos[step] += wait;
            service.timeline.cold[step] += table.cause[request] == RequestTable.NO_START ? 0 : 1;
        }
        leavePod(request, pod);
        leave(request, fate, table.start[request]);
    }

    private Fate served(int request, long wait) {
        return switch (table.cause[request]) {
            case RequestTable.TRIGGERED_START -> Fate.COLD_TRIGGERED;
            case RequestTable.WAITED_FOR_START -> Fate.COLD_WAITED;
            default -> wait == 0 ? Fate.WARM : Fate.QUEUED;
        };
    }

    private void leavePod(int request, Pod pod) {
        pod.serving.remove(request);
        collector.advance(pod, simulation.now);
        pod.inFlight--;
        service.inFlight--;
        service.allServiceNanos += simulation.now - table.start[request];
        balancer.freed(pod);
    }

    private void leave(int request, Fate fate, long start) {
        if (observer != null) {
            observer.left(service.index, table.ordinal[request], table.arrival[request], start, simulation.now, fate);
        }
        service.inSystem--;
        service.sojournNanos += simulation.now - table.arrival[request];
        autoscaler.ended();
        table.give(request);
    }

    /** After requests left a pod: the next ones come, or the pod is idle, or it may go. */
    private void settle(Pod pod) {
        if (pod.state == Pod.State.READY) {
            dispatch();
        }
        if (pod.inFlight > 0) {
            return;
        }
        if (pod.state == Pod.State.DRAINING) {
            simulation.replicas.get(service.index).drained(pod);
        } else if (pod.state == Pod.State.READY) {
            service.busy--;
            service.idle++;
            pod.idle = true;
            pod.idleSince = simulation.now;
            autoscaler.podIdle(pod);
        }
    }

    // Fate.

    /** The request is at no place now: it is retried, or leaves unserved. */
    private void lose(int request, Fate loss) {
        boolean again = (loss == Fate.REJECTED || loss == Fate.FAILED) && retries(request);
        if (again) {
            int attempt = table.attempt[request]++;
            service.statistics.retries++;
            table.state[request] = RequestTable.BACKING_OFF;
            long pause = simulation.nanos(client.backoff(), retryDraws, table.ordinal[request] * 64 + attempt)
                    << Math.min(attempt, 16);
            table.end[request] = simulation.now + pause;
            simulation.events.add(table.end[request], Kind.RETRY, request);
            return;
        }
        ServiceStatistics s = service.statistics;
        switch (loss) {
            case REJECTED -> s.rejected++;
            case TIMED_OUT -> s.timedOut++;
            case FAILED -> s.failed++;
            case CANCELLED -> s.cancelled++;
            default -> throw new IllegalStateException("a loss that is none: " + loss);
        }
        if (service.timeline != null) {
            service.timeline.lost[service.step()]++;
        }
        leave(request, loss, NEVER);
    }

    private boolean retries(int request) {
        return table.attempt[request] < client.retries()
                && service.statistics.retries < client.retryBudget() * service.statistics.requests;
    }

    void retry(int request) {
        if (table.state[request] != RequestTable.BACKING_OFF || table.end[request] != simulation.now) {
            return;
        }
        service.advance(simulation.now);
        attempt(request);
    }

    void deadline(int request) {
        long now = simulation.now;
        byte state = table.state[request];
        if (state == RequestTable.FREE) {
            return;
        }
        boolean caller = table.callerDeadline[request] == now;
        boolean room = waits(request) && table.queueDeadline[request] == now;
        if (!caller && !room) {
            return;
        }
        service.advance(now);
        Fate loss = caller && table.impatient[request] ? Fate.CANCELLED : Fate.TIMED_OUT;
        Pod pod = state == RequestTable.SERVING || state == RequestTable.BOUND
                ? simulation.podsBySlot.get(table.pod[request])
                : null;
        if (state == RequestTable.WAITING) {
            leaveRoom(request);
        } else if (state == RequestTable.BOUND) {
            unbind(request, Objects.requireNonNull(pod));
        } else if (state == RequestTable.SERVING) {
            takeBack(request, Objects.requireNonNull(pod));
        }
        lose(request, loss);
        if (state == RequestTable.SERVING) {
            settle(Objects.requireNonNull(pod));
        }
        autoscaler.changed();
    }

    private void takeBack(int request, Pod pod) {
        if (!own) {
            server(pod).abort(request, simulation.now);
            arm(pod);
        }
        leavePod(request, pod);
    }

    /** Everything a pod was serving is lost with it. */
    void loseAll(Pod pod) {
        while (pod.serving.size() > 0) {
            int request = pod.serving.first();
            leavePod(request, pod);
            lose(request, Fate.FAILED);
        }
        if (pod.server != null) {
            pod.server.clear();
            pod.serverDue = NEVER;
        }
    }

    /** A hung pod ends nothing any more. */
    void hang(Pod pod) {
        pod.serverDue = NEVER;
    }

    // Binding.

    /** Pods were started: whom for, and who waits in them. */
    void started(Pod pod) {
        mark();
        if (early) {
            for (int i = 0; i < service.limits.concurrency() && anyWaits(); i++) {
                bind(room.first(place), pod);
            }
        }
    }

    /** The request that arrives, else the longest waiting one that triggered none yet, is what this start is for. */
    private void mark() {
        int request = arriving;
        if (request == RequestTable.NONE || !waits(request) || triggered(request)) {
            request = room.first(place);
            while (request != RequestTable.NONE && triggered(request)) {
                request = room.after(request);
            }
        }
        if (request != RequestTable.NONE) {
            table.cause[request] = RequestTable.TRIGGERED_START;
        }
    }

    private boolean triggered(int request) {
        return table.cause[request] == RequestTable.TRIGGERED_START;
    }

    private void bind(int request, Pod pod) {
        room.abort(request);
        pod.bound.addLast(request);
        bound++;
        table.state[request] = RequestTable.BOUND;
        table.pod[request] = pod.slot;
    }

    private void unbind(int request, Pod pod) {
        pod.bound.remove(request);
        bound--;
        waited(request);
    }

    /** A pod will not come: its requests wait with the others again, first in line. */
    void unbindAll(Pod pod) {
        while (pod.bound.size() > 0) {
            int request = pod.bound.last();
            pod.bound.remove(request);
            bound--;
            table.state[request] = RequestTable.WAITING;
            room.giveBack(place, request, table.attemptAt[request]);
        }
    }

    /** A pod is ready: those who waited in it, then those who waited for any. */
    void ready(Pod pod) {
        while (pod.bound.size() > 0) {
            int request = pod.bound.first();
            unbind(request, pod);
            serve(request, pod);
        }
        while (anyWaits() && !balancer.full()) {
            int request = room.release(place, simulation.now);
            if (table.cause[request] == RequestTable.NO_START) {
                table.cause[request] = RequestTable.WAITED_FOR_START;
            }
            waited(request);
            give(request);
        }
    }

    /** The end of the run: whatever is still in the house was never answered. */
    void abandon() {
        for (int request = 0; request < table.used(); request++) {
            if (table.state[request] == RequestTable.FREE || table.service[request] != service.index) {
                continue;
            }
            switch (table.state[request]) {
                case RequestTable.WAITING -> leaveRoom(request);
                case RequestTable.BOUND -> unbind(request, simulation.podsBySlot.get(table.pod[request]));
                case RequestTable.SERVING -> leavePod(request, simulation.podsBySlot.get(table.pod[request]));
                default -> {}
            }
            service.statistics.failed++;
            leave(request, Fate.FAILED, NEVER);
        }
    }

    Balancer balancer() {
        return balancer;
    }

    /** Tokens of the prompts that wait in the room, or of whole contexts. */
    long waitingTokens(boolean whole) {
        long sum = 0;
        for (int each = room.first(place); each != RequestTable.NONE; each = room.after(each)) {
            sum += table.inputTokens[each] + (whole ? Math.max(1, table.outputTokens[each]) : 0);
        }
        return sum;
    }

    /** The key of the draws for one pod of this service. */
    static long podKey(int ordinal, int restart) {
        return (long) ordinal << 16 | restart;
    }
}

package ebb.cluster;

import ebb.balance.RequestQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the modelled cluster. Pending → pulling → starting → loading → warming → ready → draining → gone, with crashes and restarts.
 *
 * <p>Objects are used again for later pods; the ordinal, counted per service, tells pods apart.
 */
final class Pod {
    /** Where in its life a pod is. */
    enum State {
        STARTING,
        READY,
        DRAINING,
        /** No longer there, but the balancer does not know yet. */
        GONE_LISTED,
        GONE
    }

    final int slot;
    final Service service;
    final RequestQueue serving;

    /** Requests that wait in it for its start (early binding). */
    final RequestQueue bound;

    final @Nullable Server server;

    int ordinal;
    State state = State.GONE;

    /** The stage it is in while starting. */
    int stage;

    boolean listed;

    /** Sends every request away: on its way out, or crashed. */
    boolean closed;

    /** Counted among the idle ones: ready, and nothing to do since {@link #idleSince}. */
    boolean idle;

    boolean hung;

    /** Its container will be killed by the start-up probe. */
    boolean doomed;

    int inFlight;
    int restarts;
    long decidedAt;
    long allocatedAt;
    long stageSince;
    long containerSince;
    long idleSince;

    /** When it became ready, or stopped being so, the last time. */
    long readyChanged;

    /** What it has done, for who measures it; null where nobody does. */
    @Nullable
    Meter meter;

    /** When its pending stage, grace or crash event is due; others of the kind are stale. */
    long stageDue;

    /** When the balancer learns that it is no endpoint any more. */
    long listDue;

    long goneDue;
    long crashDue;
    long serverDue;

    @Nullable
    Node node;

    /** Time spent in each stage of its first start. */
    final long[] stageNanos = new long[Stage.values().length];

    Pod(int slot, Service service, RequestTable table, @Nullable Server server) {
        this.slot = slot;
        this.service = service;
        this.serving = new RequestQueue(table.links);
        this.bound = new RequestQueue(table.links);
        this.server = server;
    }

    void begin(int ordinal, long nowNanos) {
        this.ordinal = ordinal;
        state = State.STARTING;
        stage = Stage.DECISION.ordinal();
        listed = false;
        closed = false;
        idle = false;
        hung = false;
        doomed = false;
        inFlight = 0;
        restarts = 0;
        decidedAt = nowNanos;
        allocatedAt = Long.MAX_VALUE;
        stageSince = nowNanos;
        containerSince = nowNanos - 1;
        readyChanged = nowNanos;
        meter = null;
        stageDue = Long.MAX_VALUE;
        listDue = Long.MAX_VALUE;
        goneDue = Long.MAX_VALUE;
        crashDue = Long.MAX_VALUE;
        serverDue = Long.MAX_VALUE;
        node = null;
        if (server != null) {
            server.clear();
        }
        Arrays.fill(stageNanos, 0);
    }

    /** Whether its container runs, ready or not. */
    boolean runs(long nowNanos) {
        return state == State.READY
                || state == State.DRAINING
                || (containerSince >= decidedAt && containerSince <= nowNanos);
    }

    boolean allocated() {
        return allocatedAt != Long.MAX_VALUE;
    }

    int free(int concurrency) {
        return closed ? concurrency : concurrency - inFlight;
    }
}

package ebb.balance;

import java.util.Arrays;

/**
 * Requests held until a pod has a place for them: a bounded room for many services.
 *
 * <p>A request is a number that its caller chose (a slot, a connection: small, at least 0); a service is a number that {@link #add} gave.
 * Times are the caller's, in ns, and never go back. Nothing is allocated except when a greater number comes. Every operation is O(1), but a
 * look for who must {@link #expire} that finds nobody passes over the services that hold something.
 *
 * <p><b>Fairness.</b> All services share one bound. A service may hold no more than is free (dynamic thresholds with alpha = 1; Choudhury
 * and Hahne 1998): one alone may fill half of the room, of two each a third, and a service that holds nothing finds a place whatever the
 * others do, as long as there are fewer services than places. Nobody is thrown out to make room.
 *
 * <p><b>Time limits.</b> A request leaves when its own deadline passes, or when the service's budget is used up. There are two budgets: one
 * while the service has no pod, one while its pods are full; a change from one to the other starts a fresh budget for all who wait.
 *
 * <p><b>Pace.</b> When many wait and the first pod comes, releases of a service are a pace apart, so that the pod's load can show before the
 * next request is sent to it.
 */
public final class WaitingRoom {
    /** No request. */
    public static final int NONE = -1;

    /** A time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Who goes first. */
    public enum Order {
        FIFO,
        LIFO
    }

    /** What became of an offer. */
    public enum Answer {
        HELD,
        /** The service holds as many as it may: its own bound. */
        SERVICE_FULL,
        /** The room is full, or the service holds its share of it. */
        ROOM_FULL
    }

    /**
     * What holds for one service.
     *
     * @param limit requests that it may hold, at least 0
     * @param emptyBudgetNanos how long one may wait while there is no pod; {@link #NEVER}: without end
     * @param busyBudgetNanos how long one may wait while all pods are full
     * @param paceNanos least time between two releases, 0: none
     */
    public record Terms(int limit, Order order, long emptyBudgetNanos, long busyBudgetNanos, long paceNanos) {
        public Terms {
            if (limit < 0 || emptyBudgetNanos < 0 || busyBudgetNanos < 0 || paceNanos < 0) {
                throw new IllegalArgumentException("terms limit " + limit + ", budgets " + emptyBudgetNanos + " and "
                        + busyBudgetNanos + " ns, pace " + paceNanos + " ns: 0 or more each");
            }
        }
    }

    private static final class Service {
        Terms terms;
        final RequestQueue waiting;
        int place = NONE; // in the list of services that hold something
        boolean empty = true;
        long regimeSince;
        long releasableAt;
        long readyAt;

        Service(Terms terms, RequestQueue waiting) {
            this.terms = terms;
            this.waiting = waiting;
        }

        long budgetEnd(long since) {
            long budget = empty ? terms.emptyBudgetNanos() : terms.busyBudgetNanos();
            long start = Math.max(since, regimeSince);
            return budget >= NEVER - start ? NEVER : start + budget;
        }
    }

    private final int limit;
    private final Links links = new Links();
    private final DeadlineWheel deadlines = new DeadlineWheel();
    private Service[] services = new Service[4];
    private int[] holding = new int[4];
    private int serviceCount;
    private int holdingCount;
    private int look;
    private int held;

    // By request.
    private int[] serviceOf = new int[0];
    private long[] since = new long[0];

    /** @param limit requests that all services together may hold, at least 0 */
    public WaitingRoom(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a room for " + limit + " requests: 0 or more");
        }
        this.limit = limit;
    }

    /** @return the service's number: 0, 1, 2 … */
    public int add(Terms terms) {
        if (serviceCount == services.length) {
            services = Arrays.copyOf(services, 2 * serviceCount);
            holding = Arrays.copyOf(holding, 2 * serviceCount);
        }
        services[serviceCount] = new Service(terms, new RequestQueue(links));
        return serviceCount++;
    }

    /** Other terms from now on; who waits stays, even beyond a smaller limit. */
    public void change(int service, Terms terms) {
        services[service].terms = terms;
    }

    public int held() {
        return held;
    }

    public int held(int service) {
        return services[service].waiting.size();
    }

    public boolean holds(int request) {
        return request < serviceOf.length && serviceOf[request] != NONE;
    }

    /**
     * @param deadlineNanos when the request must be gone whatever the budget, or {@link #NEVER}
     * @throws IllegalStateException if the request waits already
     */
    public Answer offer(int service, int request, long nowNanos, long deadlineNanos) {
        if (holds(request)) {
            throw new IllegalStateException("request " + request + " waits already, for service " + serviceOf[request]);
        }
        Service s = services[service];
        if (s.waiting.size() >= s.terms.limit()) {
            return Answer.SERVICE_FULL;
        }
        if (s.waiting.size() >= limit - held) {
            return Answer.ROOM_FULL;
        }
        enter(service, request, nowNanos);
        s.waiting.addLast(request);
        deadlines.add(request, deadlineNanos, nowNanos);
        return Answer.HELD;
    }

    /**
     * A request that was taken for a pod that then did not come waits again, before all others and whatever the bounds: it was here before.
     * Its budget is what is left of it; it has no deadline of its own any more.
     *
     * @param sinceNanos when it was offered first, not later than for any that wait
     */
    public void giveBack(int service, int request, long sinceNanos) {
        enter(service, request, sinceNanos);
        services[service].waiting.addFirst(request);
    }

    private void enter(int service, int request, long sinceNanos) {
        reach(request);
        serviceOf[request] = service;
        since[request] = sinceNanos;
        held++;
        Service s = services[service];
        if (s.place == NONE) {
            s.place = holdingCount;
            holding[holdingCount++] = service;
        }
    }

    /**
     * The next request of a service goes to a pod. Whoever's time is over must have been taken away before, by {@link #expire}.
     *
     * @return {@link #NONE} if nobody waits, or not yet: see {@link #releasableAt}
     */
    public int release(int service, long nowNanos) {
        Service s = services[service];
        if (s.waiting.size() == 0 || nowNanos < s.releasableAt) {
            return NONE;
        }
        int request = s.terms.order() == Order.FIFO ? s.waiting.first() : s.waiting.last();
        s.releasableAt = nowNanos + s.terms.paceNanos();
        leave(request);
        return request;
    }

    /** @return when the pace allows the next release; it may be past */
    public long releasableAt(int service) {
        return services[service].releasableAt;
    }

    /** @return the request of a service that has waited longest, or {@link #NONE} */
    public int first(int service) {
        return services[service].waiting.first();
    }

    /** @return the request of its service that came after one that waits, or {@link #NONE} */
    public int after(int request) {
        return links.after[request];
    }

    /** The caller went away, or takes it to a pod of its own choice. @return whether the request was waiting */
    public boolean abort(int request) {
        if (!holds(request)) {
            return false;
        }
        leave(request);
        return true;
    }

    /**
     * Takes away one request whose deadline or budget is over. To be called until it answers {@link #NONE}, at least once in a few
     * milliseconds of the caller's time.
     */
    public int expire(long nowNanos) {
        int request = deadlines.due(nowNanos);
        if (request == NONE) {
            request = overBudget(nowNanos);
        }
        if (request != NONE) {
            leave(request);
        }
        return request;
    }

    private int overBudget(long nowNanos) {
        for (int i = 0; i < holdingCount; i++) {
            look = look + 1 < holdingCount ? look + 1 : 0;
            // They stand in order of arrival and have one budget: if the first has time, all have.
            Service s = services[holding[look]];
            int oldest = s.waiting.first();
            if (s.budgetEnd(since[oldest]) <= nowNanos) {
                look--; // here again next time: where one is over, others are
                return oldest;
            }
        }
        return NONE;
    }

    /** Says whether a service has a pod that takes requests at all; a change starts a fresh budget. */
    public void pods(int service, boolean any, long nowNanos) {
        Service s = services[service];
        if (s.empty == any) {
            s.empty = !any;
            s.regimeSince = nowNanos;
        }
    }

    /** Says when the next pod of a service is expected to be ready. */
    public void expectReady(int service, long atNanos) {
        services[service].readyAt = atNanos;
    }

    /**
     * What a request that was refused or expired is told to wait: until a pod is expected, and then somewhere in the time that those who
     * wait need at the pace, so that those who come back do not come together.
     *
     * @param bits 64 random bits, new for each request
     * @return for {@code Retry-After}: whole seconds, at least 1
     */
    public long retryAfterSeconds(int service, long nowNanos, long bits) {
        Service s = services[service];
        double drain = (double) s.waiting.size() * s.terms.paceNanos();
        double wait = Math.max(0, s.readyAt - nowNanos) + drain * ((bits >>> 11) * 0x1.0p-53);
        return Math.max(1, (long) Math.ceil(wait / 1e9));
    }

    private void leave(int request) {
        Service s = services[serviceOf[request]];
        s.waiting.remove(request);
        deadlines.remove(request);
        serviceOf[request] = NONE;
        held--;
        if (s.waiting.size() == 0) {
            int moved = holding[--holdingCount];
            holding[s.place] = moved;
            services[moved].place = s.place;
            s.place = NONE;
        }
    }

    private void reach(int request) {
        if (request >= serviceOf.length) {
            int from = serviceOf.length;
            int length = Math.max(16, Math.max(request + 1, 2 * from));
            serviceOf = Arrays.copyOf(serviceOf, length);
            Arrays.fill(serviceOf, from, length, NONE);
            since = Arrays.copyOf(since, length);
            links.reach(length);
        }
    }
}

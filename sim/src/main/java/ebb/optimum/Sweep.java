package ebb.optimum;

import java.util.Arrays;

/**
 * One pass over a service's requests that computes the cheapest schedule of pods under which none waits.
 *
 * <p>Let N(t) be the pods that the requests in service need at t. The cheapest x(t) &ge; N(t) decomposes into layers: layer k must be on
 * while N(t) &ge; k, and each gap between two such times costs the lesser of staying, {@code cost(gap)}, and of starting anew in time,
 * {@code start cost + cost(start-up)}; a gap shorter than the start-up stays. Layers nest, so their optima compose. The first start of
 * a layer is free to come as early as it must, and its last pod goes with its last request.
 *
 * <p>A request whose service takes no time still needs its pod at its instant. Requests that end at an instant make room for those that
 * arrive at it. One object serves one service once; nothing is allocated but when the most requests or pods at once grow. O(n log m) for
 * n requests, m in service at once; 8 bytes for each in service and 16 for each pod.
 */
public final class Sweep {
    private static final long NEVER = Long.MIN_VALUE;

    /**
     * What a pod is.
     *
     * @param concurrency requests that it serves at once, at least 1
     * @param startCost of each start, beyond time
     * @param startNanos from the decision to ready, paid
     * @param initialPods ready at time 0, their start not paid; they may go at once
     */
    public record Pod(int concurrency, double startCost, long startNanos, int initialPods) {
        public Pod {
            if (concurrency < 1 || !(startCost >= 0) || startNanos < 0 || initialPods < 0) {
                throw new IllegalArgumentException("concurrency " + concurrency + ", start cost " + startCost
                        + ", start-up " + startNanos + " ns, initial pods " + initialPods
                        + ": concurrency is at least 1, the rest not negative");
            }
        }
    }

    private final Pod pod;
    private final int concurrency;
    private final long startNanos;
    private final Price price;

    // When each layer was last started, and last fell idle; NEVER before its first start.
    private long[] startedAt;
    private long[] idleSince;

    // A 4-ary heap of the times at which requests end.
    private long[] ends = new long[64];
    private int size;

    // The earliest end was taken and its place not filled yet: an arrival fills it for half the price of both.
    private boolean vacant;

    private int inService;
    private int pods;
    private int maxPods;
    private long lastArrival = NEVER;
    private long requests;
    private long starts;
    private long podNanos;
    private double cost;

    public Sweep(Pod pod, Price price) {
        this.pod = pod;
        this.price = price;
        concurrency = pod.concurrency();
        startNanos = pod.startNanos();
        startedAt = new long[Math.max(16, pod.initialPods())];
        idleSince = new long[startedAt.length];
        Arrays.fill(startedAt, pod.initialPods(), startedAt.length, NEVER);
    }

    /**
     * The next request.
     *
     * @param arrivalNanos not before the last one's
     * @param serviceNanos how long it needs its place, not negative
     */
    public void request(long arrivalNanos, long serviceNanos) {
        if (arrivalNanos < lastArrival || serviceNanos < 0) {
            throw new IllegalArgumentException("request at " + arrivalNanos + " ns for " + serviceNanos
                    + " ns after one at " + lastArrival + " ns: times never go back, service is not negative");
        }
        lastArrival = arrivalNanos;
        requests++;
        endUntil(arrivalNanos);
        if (inService++ % concurrency == 0) {
            need(arrivalNanos);
        }
        push(Math.addExact(arrivalNanos, serviceNanos));
    }

    /** Many requests: rows {@code from} to {@code to - 1} of two columns. */
    public void requests(long[] arrivalNanos, long[] serviceNanos, int from, int to) {
        for (int i = from; i < to; i++) {
            request(arrivalNanos[i], serviceNanos[i]);
        }
    }

    /** Ends what is in service. @return the schedule's cost; nothing may be added after */
    public Optimum finish() {
        endUntil(Long.MAX_VALUE);
        for (int layer = 0; layer < maxPods; layer++) {
            stop(layer);
        }
        lastArrival = Long.MAX_VALUE;
        return new Optimum(cost + starts * pod.startCost(), podNanos, starts, maxPods, requests);
    }

    private void endUntil(long nowNanos) {
        while (true) {
            if (vacant) {
                fill();
            }
            if (size == 0 || ends[0] > nowNanos) {
                return;
            }
            vacant = true;
            if (--inService % concurrency == 0) {
                idleSince[--pods] = ends[0];
            }
            if (size == 1 || secondEnd() > nowNanos) {
                return;
            }
        }
    }

    private void need(long nowNanos) {
        int layer = pods++;
        if (layer == startedAt.length) {
            grow();
        }
        maxPods = Math.max(maxPods, pods);
        if (startedAt[layer] == NEVER) {
            start(layer, nowNanos);
        } else if (!stays(idleSince[layer], nowNanos)) {
            stop(layer);
            start(layer, nowNanos);
        }
    }

    private boolean stays(long fromNanos, long toNanos) {
        return toNanos - fromNanos <= startNanos
                || price.cost(fromNanos, toNanos) <= pod.startCost() + price.cost(toNanos - startNanos, toNanos);
    }

    private void start(int layer, long readyNanos) {
        starts++;
        startedAt[layer] = readyNanos - startNanos;
    }

    private void stop(int layer) {
        podNanos = Math.addExact(podNanos, idleSince[layer] - startedAt[layer]);
        cost += price.cost(startedAt[layer], idleSince[layer]);
    }

    private void grow() {
        int capacity = startedAt.length * 2;
        startedAt = Arrays.copyOf(startedAt, capacity);
        Arrays.fill(startedAt, capacity / 2, capacity, NEVER);
        idleSince = Arrays.copyOf(idleSince, capacity);
    }

    private void push(long end) {
        if (vacant) {
            vacant = false;
            down(end);
            return;
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        int at = size++;
        while (at > 0 && ends[(at - 1) >> 2] > end) {
            ends[at] = ends[(at - 1) >> 2];
            at = (at - 1) >> 2;
        }
        ends[at] = end;
    }

    /** Gives the place of the end that was taken to the last one. */
    private void fill() {
        vacant = false;
        size--;
        if (size > 0) {
            down(ends[size]);
        }
    }

    private long secondEnd() {
        long least = ends[1];
        for (int i = 2; i < Math.min(5, size); i++) {
            least = Math.min(least, ends[i]);
        }
        return least;
    }

    private void down(long end) {
        int at = 0;
        for (int child = 1; child < size; child = 4 * at + 1) {
            int least = child;
            for (int other = child + 1; other < Math.min(child + 4, size); other++) {
                least = ends[other] < ends[least] ? other : least;
            }
            if (ends[least] >= end) {
                break;
            }
            ends[at] = ends[least];
            at = least;
        }
        ends[at] = end;
    }
}

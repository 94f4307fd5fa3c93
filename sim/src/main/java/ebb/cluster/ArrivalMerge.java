package ebb.cluster;

import ebb.kernel.EventQueue;
import java.util.ArrayList;
import java.util.List;

/** The arrivals of all services in one order: by time, then by service. One service alone is read without a detour. */
final class ArrivalMerge {
    private final List<Arrivals.Source> sources;
    private final List<Arrivals> windows = new ArrayList<>();
    private final int[] rows;
    private final long until;
    private final EventQueue order;
    private final boolean single;
    private int service;
    private long time;

    ArrivalMerge(List<Arrivals.Source> sources, long untilNanos) {
        this.sources = sources;
        until = untilNanos;
        single = sources.size() == 1;
        rows = new int[sources.size()];
        order = new EventQueue(Math.max(1, sources.size()));
        time = Long.MAX_VALUE;
        for (int i = 0; i < sources.size(); i++) {
            windows.add(new Arrivals());
            long first = refill(i) ? windows.get(i).timeNanos[rows[i]] : Long.MAX_VALUE;
            if (single) {
                time = first >= until ? Long.MAX_VALUE : first;
            } else if (first < until) {
                order.add(first, 0, i);
            }
        }
        look();
    }

    private void look() {
        if (!single && !order.isEmpty()) {
            time = order.time();
            service = order.slot();
        } else if (!single) {
            time = Long.MAX_VALUE;
        }
    }

    private boolean refill(int index) {
        Arrivals window = windows.get(index);
        do {
            if (!sources.get(index).next(window)) {
                return false;
            }
        } while (window.from == window.to);
        rows[index] = window.from;
        return true;
    }

    /** @return when the next request comes; {@link Long#MAX_VALUE} if none does */
    long time() {
        return time;
    }

    int service() {
        return service;
    }

    Arrivals window() {
        return windows.get(service);
    }

    int row() {
        return rows[service];
    }

    void advance() {
        Arrivals window = windows.get(service);
        long before = time;
        boolean more = ++rows[service] < window.to || refill(service);
        long following = more ? window.timeNanos[rows[service]] : Long.MAX_VALUE;
        if (following < before) {
            throw new IllegalArgumentException(
                    "arrivals of service " + service + " go back from " + before + " ns to " + following + " ns");
        }
        if (single) {
            time = following >= until ? Long.MAX_VALUE : following;
        } else if (following < until) {
            order.replace(following, 0, service);
            look();
        } else {
            order.remove();
            look();
        }
    }
}

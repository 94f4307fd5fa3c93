package ebb.scenario;

import ebb.cluster.Arrivals;
import ebb.trace.RequestStream;
import ebb.trace.Requests;
import java.util.Arrays;

/** A trace's requests as a simulation's arrivals: the same columns where the whole trace is replayed as it was, shifted times elsewhere. */
final class Feed implements Arrivals.Source {
    private final RequestStream stream;
    private final TrafficPlan.Window window;
    private final Requests requests = new Requests();
    private long[] shifted = new long[0];
    private boolean over;

    Feed(RequestStream stream, TrafficPlan.Window window) {
        this.stream = stream;
        this.window = window;
    }

    @Override
    public boolean next(Arrivals into) {
        while (!over && stream.next(requests)) {
            into.timeNanos = requests.timeNanos;
            into.serviceNanos = requests.serviceNanos;
            into.inputTokens = requests.inputTokens;
            into.outputTokens = requests.outputTokens;
            into.sessions = requests.sessions;
            into.from = requests.from;
            into.to = requests.to;
            if (window.equals(TrafficPlan.Window.WHOLE) || cut(into)) {
                return true;
            }
        }
        return false;
    }

    /** @return whether rows of the window are left */
    private boolean cut(Arrivals into) {
        long[] times = requests.timeNanos;
        while (into.from < into.to && times[into.from] < window.fromNanos()) {
            into.from++;
        }
        if (shifted.length < into.to) {
            shifted = Arrays.copyOf(shifted, into.to);
        }
        for (int i = into.from; i < into.to; i++) {
            if (times[i] >= window.untilNanos()) {
                over = true;
                into.to = i;
            } else {
                shifted[i] = window.run(times[i]);
            }
        }
        into.timeNanos = shifted;
        return into.from < into.to;
    }
}

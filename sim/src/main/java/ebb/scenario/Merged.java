package ebb.scenario;

import ebb.trace.RequestStream;
import ebb.trace.Requests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The requests of several services of a trace as those of one, in order of time; of equal times the first service's come first. */
final class Merged implements RequestStream {
    private static final int ROWS = 4096;

    private final List<Head> heads = new ArrayList<>();
    private final PriorityQueue<Head> next =
            new PriorityQueue<>(Comparator.<Head>comparingLong(Head::time).thenComparingInt(head -> head.number));
    private final long[] times = new long[ROWS];
    private final long @Nullable [] service;
    private final int @Nullable [] input;
    private final int @Nullable [] output;
    private final int @Nullable [] sessions;

    /** One of the streams, at its next row. */
    private static final class Head {
        final int number;
        final RequestStream stream;
        final Requests window = new Requests();
        int row;

        Head(int number, RequestStream stream) {
            this.number = number;
            this.stream = stream;
        }

        long time() {
            return window.timeNanos[row];
        }

        boolean refill() {
            while (stream.next(window)) {
                row = window.from;
                if (row < window.to) {
                    return true;
                }
            }
            return false;
        }
    }

    Merged(List<RequestStream> streams) {
        for (RequestStream each : streams) {
            Head head = new Head(heads.size(), each);
            if (head.refill()) {
                heads.add(head);
            }
        }
        next.addAll(heads);
        // A column is kept where all have it.
        service = heads.stream().allMatch(each -> each.window.serviceNanos != null) ? new long[ROWS] : null;
        input = heads.stream().allMatch(each -> each.window.inputTokens != null) ? new int[ROWS] : null;
        output = heads.stream().allMatch(each -> each.window.outputTokens != null) ? new int[ROWS] : null;
        sessions = heads.stream().allMatch(each -> each.window.sessions != null) ? new int[ROWS] : null;
    }

    @Override
    public boolean next(Requests into) {
        int rows = 0;
        while (rows < ROWS && !next.isEmpty()) {
            Head head = next.remove();
            copy(head, rows++);
            head.row++;
            if (head.row < head.window.to || head.refill()) {
                next.add(head);
            }
        }
        into.timeNanos = times;
        into.serviceNanos = service;
        into.inputTokens = input;
        into.outputTokens = output;
        into.sessions = sessions;
        into.from = 0;
        into.to = rows;
        return rows > 0;
    }

    private void copy(Head head, int row) {
        Requests from = head.window;
        times[row] = head.time();
        if (service != null && from.serviceNanos != null) {
            service[row] = from.serviceNanos[head.row];
        }
        if (input != null && from.inputTokens != null) {
            input[row] = from.inputTokens[head.row];
        }
        if (output != null && from.outputTokens != null) {
            output[row] = from.outputTokens[head.row];
        }
        if (sessions != null && from.sessions != null) {
            // Sessions of different services are different sessions.
            sessions[row] = from.sessions[head.row] * heads.size() + head.number;
        }
    }
}

package ebb.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of one service, column by column, growing. */
final class Columns {
    /** Which columns there are beside the time. */
    record Shape(boolean service, boolean input, boolean output, boolean session) {
        static final Shape TIMES = new Shape(false, false, false, false);
    }

    long[] times = new long[16];
    long @Nullable [] service;
    int @Nullable [] input;
    int @Nullable [] output;
    int @Nullable [] sessions;
    int size;
    boolean sorted = true;

    Columns(Shape shape) {
        service = shape.service ? new long[16] : null;
        input = shape.input ? new int[16] : null;
        output = shape.output ? new int[16] : null;
        sessions = shape.session ? new int[16] : null;
    }

    /** @return false if it is earlier than the one before, and so has to be sorted in */
    boolean inOrder(long timeNanos) {
        return size == 0 || timeNanos >= times[size - 1];
    }

    void add(long timeNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {
        sorted &= inOrder(timeNanos);
        if (size == times.length) {
            grow(size * 2);
        }
        times[size] = timeNanos;
        if (service != null) {
            service[size] = serviceNanos;
        }
        if (input != null) {
            input[size] = inputTokens;
        }
        if (output != null) {
            output[size] = outputTokens;
        }
        if (sessions != null) {
            sessions[size] = session;
        }
        size++;
    }

    /** Adds a row of a window. */
    void add(Requests window, int row, int session) {
        add(
                window.timeNanos[row],
                window.serviceNanos == null ? 0 : window.serviceNanos[row],
                window.inputTokens == null ? 0 : window.inputTokens[row],
                window.outputTokens == null ? 0 : window.outputTokens[row],
                session);
    }

    private void grow(int capacity) {
        times = Arrays.copyOf(times, capacity);
        service = service == null ? null : Arrays.copyOf(service, capacity);
        input = input == null ? null : Arrays.copyOf(input, capacity);
        output = output == null ? null : Arrays.copyOf(output, capacity);
        sessions = sessions == null ? null : Arrays.copyOf(sessions, capacity);
    }

    /** By time; what is at one time keeps its order. */
    void sort() {
        if (sorted) {
            return;
        }
        List<Integer> order = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        long[] keys = times;
        order.sort((a, b) -> Long.compare(keys[a], keys[b]));
        times = longs(times, order);
        service = service == null ? null : longs(service, order);
        input = input == null ? null : ints(input, order);
        output = output == null ? null : ints(output, order);
        sessions = sessions == null ? null : ints(sessions, order);
        sorted = true;
    }

    private static long[] longs(long[] values, List<Integer> order) {
        return order.stream().mapToLong(i -> values[i]).toArray();
    }

    private static int[] ints(int[] values, List<Integer> order) {
        return order.stream().mapToInt(i -> values[i]).toArray();
    }

    /** Makes time begin at {@code origin}. */
    void shift(long origin) {
        for (int i = 0; i < size; i++) {
            times[i] -= origin;
        }
    }

    void show(Requests into) {
        into.timeNanos = times;
        into.serviceNanos = service;
        into.inputTokens = input;
        into.outputTokens = output;
        into.sessions = sessions;
        into.from = 0;
        into.to = size;
    }
}

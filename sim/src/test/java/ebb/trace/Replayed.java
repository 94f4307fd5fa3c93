package ebb.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** All requests of a service, as a test looks at them. */
record Replayed(List<Row> rows, int widest) {
    /** A column that is not there is null. */
    record Row(
            long time,
            @Nullable Long service,
            @Nullable Integer input,
            @Nullable Integer output,
            @Nullable Integer session) {}

    static Replayed of(Trace trace, int service) {
        List<Row> rows = new ArrayList<>();
        int widest = 0;
        RequestStream stream = trace.open(service);
        Requests window = new Requests();
        while (stream.next(window)) {
            widest = Math.max(widest, window.to - window.from);
            for (int i = window.from; i < window.to; i++) {
                rows.add(new Row(
                        window.timeNanos[i],
                        window.serviceNanos == null ? null : window.serviceNanos[i],
                        window.inputTokens == null ? null : window.inputTokens[i],
                        window.outputTokens == null ? null : window.outputTokens[i],
                        window.sessions == null ? null : window.sessions[i]));
            }
        }
        return new Replayed(rows, widest);
    }

    static Replayed of(Trace trace, String service) {
        return of(trace, trace.services().indexOf(service));
    }

    long[] times() {
        return rows.stream().mapToLong(Row::time).toArray();
    }

    double[] gaps() {
        long[] times = times();
        double[] gaps = new double[times.length - 1];
        for (int i = 1; i < times.length; i++) {
            gaps[i - 1] = (times[i] - times[i - 1]) / 1e9;
        }
        return gaps;
    }

    /** Requests in each window of that many seconds. */
    long[] counts(double seconds, int windows) {
        long[] counts = new long[windows];
        LongStream.of(times()).forEach(time -> counts[(int) (time / 1e9 / seconds)]++);
        return counts;
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double each : values) {
            sum += each;
        }
        return sum / values.length;
    }

    static double cv(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double each : values) {
            squares += (each - mean) * (each - mean);
        }
        return Math.sqrt(squares / values.length) / mean;
    }
}

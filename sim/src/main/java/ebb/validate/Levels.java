package ebb.validate;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** How long there were 0, 1, 2 … requests in the house within a window of time. */
final class Levels {
    private final long fromNanos;
    private final long toNanos;
    private long[] nanos = new long[64];
    private long since;
    private int level;

    Levels(long fromNanos, long toNanos) {
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
    }

    /** There is one more, or one fewer, from now on. */
    void change(long nowNanos, int by) {
        long from = Math.max(since, fromNanos);
        long to = Math.min(nowNanos, toNanos);
        if (to > from) {
            nanos[level] += to - from;
        }
        since = nowNanos;
        level += by;
        if (level == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * level);
        }
    }

    double share(int of) {
        return of < nanos.length ? nanos[of] / window() : 0;
    }

    private double window() {
        return (double) (toNanos - fromNanos);
    }

    double atMost(double limit) {
        double sum = 0;
        for (int i = 0; i <= limit && i < nanos.length; i++) {
            sum += nanos[i];
        }
        return sum / window();
    }

    Histogram histogram() {
        Histogram made = new Histogram(nanos.length + 1L, 3);
        for (int i = 0; i < nanos.length; i++) {
            made.recordValueWithCount(i, nanos[i]);
        }
        return made;
    }

    /** The mean square of the distance from a value. */
    double spread(double from) {
        double sum = 0;
        for (int i = 0; i < nanos.length; i++) {
            sum += nanos[i] * (i - from) * (i - from);
        }
        return sum / window();
    }

    int top() {
        return nanos.length;
    }
}

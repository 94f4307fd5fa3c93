package ebb.cluster;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Times of one kind, ns: the first {@value #FEW} as they are, from then on a histogram with three significant digits (0.1 %) above 1 µs. It
 * answers as if it had been a histogram all along. A histogram takes 25 to 100 KB and as long to merge as 2,000 values, which is too much
 * for each of 20,000 services with some hundred requests.
 */
public final class Durations {
    private static final int FEW = 2_048;

    private long[] values = new long[0];
    private int size;
    private @Nullable Histogram histogram;

    /** @param nanos at least 0 */
    public void recordValue(long nanos) {
        Histogram all = histogram;
        if (all != null) {
            all.recordValue(nanos);
        } else {
            keep(nanos);
        }
    }

    private void keep(long nanos) {
        if (size == FEW) {
            count().recordValue(nanos);
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.clamp(2L * size, 16, FEW));
        }
        values[size++] = nanos;
    }

    private Histogram count() {
        Histogram all = histogram();
        histogram = all;
        values = new long[0];
        size = 0;
        return all;
    }

    /** Adds what was recorded elsewhere. */
    public void add(Durations other) {
        Histogram more = other.histogram;
        if (more != null) {
            (histogram == null ? count() : histogram).add(more);
        }
        for (int i = 0; i < other.size; i++) {
            recordValue(other.values[i]);
        }
    }

    /** @return how many were recorded */
    public long total() {
        return histogram == null ? size : histogram.getTotalCount();
    }

    /** @return all that was recorded; to be read only, since it may be a copy */
    public Histogram histogram() {
        if (histogram != null) {
            return histogram;
        }
        Histogram made = new Histogram(1_000, 2_000_000, 3);
        made.setAutoResize(true);
        for (int i = 0; i < size; i++) {
            made.recordValue(values[i]);
        }
        return made;
    }
}

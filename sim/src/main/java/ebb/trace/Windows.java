package ebb.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The windows of one service, growing: where each begins, how many requests it has, and by which law their gaps are drawn. */
final class Windows {
    long[] starts = new long[16];
    int[] counts = new int[16];
    Gaps @Nullable [] laws;
    float @Nullable [] shapes;
    int size;
    long requests;

    /** @param withLaws whether the gaps have a law; else an {@link Expansion} places the requests */
    Windows(boolean withLaws) {
        laws = withLaws ? new Gaps[16] : null;
        shapes = withLaws ? new float[16] : null;
    }

    boolean follows(long start, long width) {
        return size == 0 || start >= starts[size - 1] + width;
    }

    void add(long start, int count) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            laws = laws == null ? null : Arrays.copyOf(laws, size * 2);
            shapes = shapes == null ? null : Arrays.copyOf(shapes, size * 2);
        }
        starts[size] = start;
        counts[size++] = count;
        requests += count;
    }

    void add(long start, int count, Gaps law, float shape) {
        add(start, count);
        if (laws != null && shapes != null) {
            laws[size - 1] = law;
            shapes[size - 1] = shape;
        }
    }
}

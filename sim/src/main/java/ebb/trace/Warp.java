package ebb.trace;

import java.util.Arrays;
import java.util.List;

/**
 * The time of a process, run faster and slower as the rate is shaped: the factor is constant within a cell, so that the integral of the rate is
 * a table and its inverse a line.
 */
final class Warp {
    // 1.3 s a cell for a day: finer than any rise that matters, 0.5 MB a table.
    private static final int CELLS = 1 << 16;

    private final double cellSeconds;
    private final double[] sums;

    /**
     * A shape with the key of its random path.
     *
     * @param key what shares it has the same path
     */
    record Keyed(RateShape shape, long key) {}

    /** @param shapes none: time is as it is */
    Warp(List<Keyed> shapes, double durationSeconds, long seed) {
        int cells = shapes.isEmpty() ? 0 : (int) Math.clamp(Math.ceil(durationSeconds), 1.0, (double) CELLS);
        cellSeconds = durationSeconds / Math.max(1, cells);
        double[] factors = new double[cells];
        Arrays.fill(factors, 1);
        for (Keyed each : shapes) {
            each.shape.multiply(factors, cellSeconds, seed, each.key);
        }
        sums = new double[cells + 1];
        for (int i = 0; i < cells; i++) {
            sums[i + 1] = sums[i] + factors[i] * cellSeconds;
        }
    }

    /** Follows one process. */
    Hand hand() {
        return new Hand();
    }

    /** Goes forward only. */
    final class Hand {
        private int cell;

        /** @return real seconds at that time of the process; infinity after the end */
        double at(double time) {
            if (sums.length == 1) {
                return time;
            }
            while (cell < sums.length - 1 && sums[cell + 1] <= time) {
                cell++;
            }
            if (cell == sums.length - 1) {
                return Double.POSITIVE_INFINITY;
            }
            double share = (time - sums[cell]) / (sums[cell + 1] - sums[cell]);
            return (cell + share) * cellSeconds;
        }
    }
}

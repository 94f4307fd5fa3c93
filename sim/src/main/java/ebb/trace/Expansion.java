package ebb.trace;

import ebb.random.Draw;
import java.util.Arrays;

/**
 * Where the n requests of a window of counts arrive within it. The number never changes: the sum over the windows is the sum of the counts.
 */
public enum Expansion {
    /** Each anywhere in the window, all places alike: what a Poisson process does once its number is known. */
    UNIFORM("each anywhere in the window, as a Poisson process of which the number is known") {
        @Override
        void fill(Draw draw, long start, long width, long[] times, int at, int n) {
            for (int i = at; i < at + n; i++) {
                times[i] = start + (long) (draw.uniform() * width);
            }
            Arrays.sort(times, at, at + n);
        }
    },

    /** Every width / n from the window's start. */
    EQUIDISTANT("evenly spaced, the first at the window's start") {
        @Override
        void fill(Draw draw, long start, long width, long[] times, int at, int n) {
            for (int i = 0; i < n; i++) {
                times[at + i] = start + (long) ((double) width / n * i);
            }
        }
    },

    /** All at once: the harshest reading of a count. */
    START("all at the window's start") {
        @Override
        void fill(Draw draw, long start, long width, long[] times, int at, int n) {
            Arrays.fill(times, at, at + n, start);
        }
    },

    // As the In-Vitro loader's "exponential": vhive-serverless/invitro, pkg/generator/specification.go.
    /** The first at the window's start, then exponential gaps stretched so that n of them fill the window. */
    EXPONENTIAL("the first at the window's start, then exponential gaps that together fill it") {
        @Override
        void fill(Draw draw, long start, long width, long[] times, int at, int n) {
            double[] ends = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += draw.exponential();
                ends[i] = sum;
            }
            for (int i = 0; i < n; i++) {
                times[at + i] = start + (i == 0 ? 0 : Math.min(width - 1, (long) (ends[i - 1] / sum * width)));
            }
        }
    };

    private final String title;

    Expansion(String title) {
        this.title = title;
    }

    /** What it does, for a table. */
    public String title() {
        return title;
    }

    /** Writes n times, not decreasing, from {@code start} on and before {@code start + width}. */
    abstract void fill(Draw draw, long start, long width, long[] times, int at, int n);
}

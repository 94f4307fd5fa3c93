package ebb.trace;

import ebb.random.Draw;

/** Laws of the gap between two requests, by their shape: the scale comes from the rate. */
enum Gaps {
    GAMMA {
        @Override
        double logGap(Draw draw, double shape) {
            return shape < 1
                    ? StrictMath.log(draw.gamma(shape + 1)) + StrictMath.log(draw.open()) / shape
                    : StrictMath.log(draw.gamma(shape));
        }
    },
    WEIBULL {
        @Override
        double logGap(Draw draw, double shape) {
            return StrictMath.log(draw.exponential()) / shape;
        }
    };

    /** The logarithm of a gap: with shapes of 0.02, as fits of real traffic have them, most gaps are below the smallest double. */
    abstract double logGap(Draw draw, double shape);

    /**
     * n requests within a window: n + 1 gaps are drawn and stretched so that together they fill it.
     *
     * <p>As ServeGen does (alibaba/ServeGen, servegen/construct.py, _sample_iats), with one gap more: it draws as many gaps as requests and
     * then drops the request that falls on the window's end, so that each window lacks one.
     */
    void fill(Draw draw, double shape, Span span, long[] times, int at, int n) {
        double[] gaps = new double[n + 1];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= n; i++) {
            gaps[i] = logGap(draw, shape);
            largest = Math.max(largest, gaps[i]);
        }
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double below = gaps[i] - largest;
            sum += below < -745 ? 0 : StrictMath.exp(below);
            gaps[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            times[at + i] = span.start + Math.min(span.width - 1, (long) (gaps[i] / sum * span.width));
        }
    }

    /** Nanoseconds. */
    record Span(long start, long width) {}
}

package ebb.trace;

import ebb.random.Draw;

/** Random numbers of the laws that traffic is made of, the same on every machine. */
final class Variates {
    private Variates() {}

    /** Standard normal: the polar method (Marsaglia and Bray 1964), one of its two. */
    static double normal(Draw draw) {
        while (true) {
            double u = 2 * draw.uniform() - 1;
            double v = 2 * draw.uniform() - 1;
            double s = u * u + v * v;
            if (s > 0 && s < 1) {
                return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below 1 by a gamma of shape + 1
    // times u^(1/shape).
    /** The logarithm of a gamma variate with scale 1. */
    static double logGamma(Draw draw, double shape) {
        if (shape < 1) {
            return logGamma(draw, shape + 1) + StrictMath.log(draw.open()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = normal(draw);
            double t = 1 + c * x;
            if (t > 0) {
                double v = t * t * t;
                double u = draw.open();
                if (u < 1 - 0.0331 * x * x * x * x
                        || StrictMath.log(u) < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
                    return StrictMath.log(d * v);
                }
            }
        }
    }
}

package ebb.random;

/**
 * P(X > x) = exp(-(x / scale)^shape).
 *
 * @param shape more than 0; less than 1: a heavy tail
 * @param scale more than 0
 */
public record Weibull(double shape, double scale) implements Law {
    // Lanczos' approximation with g = 7 and nine terms (Godfrey 2001): 15 digits.
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    public Weibull {
        Rule.positive("weibull shape", shape);
        Rule.positive("weibull scale", scale);
    }

    @Override
    public double sample(Draw draw) {
        return scale * StrictMath.pow(draw.exponential(), 1 / shape);
    }

    @Override
    public double mean() {
        return scale * gammaOfOnePlus(1 / shape);
    }

    @Override
    public double minimum() {
        return 0;
    }

    private static double gammaOfOnePlus(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + i);
        }
        double t = x + 7.5;
        return Math.sqrt(2 * Math.PI) * StrictMath.exp((x + 0.5) * StrictMath.log(t) - t) * sum;
    }
}

package ebb.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.ParetoDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.distribution.WeibullDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LawTest {
    private static final int SAMPLES = 20_000;

    /** A law, its distribution function as commons-math3 has it, and its mean. */
    record Case(String name, Law law, Cumulative cumulative, double mean) {
        Case(Law law, RealDistribution same) {
            this(law.toString(), law, same::cumulativeProbability, same.getNumericalMean());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    interface Cumulative {
        double at(double x);
    }

    static Stream<Case> laws() {
        return Stream.of(
                new Case(new Exponential(3), new ExponentialDistribution(null, 3)),
                new Case(new Uniform(2, 5), new UniformRealDistribution(null, 2, 5)),
                new Case(new Erlang(4, 2), new GammaDistribution(null, 4, 0.5)),
                new Case(new Erlang(1, 2), new ExponentialDistribution(null, 2)),
                new Case(new Gamma(0.25, 1), new GammaDistribution(null, 0.25, 4)),
                new Case(new Gamma(7.5, 3), new GammaDistribution(null, 7.5, 0.4)),
                new Case(new Lognormal(60, 2), new LogNormalDistribution(null, StrictMath.log(60), 2)),
                new Case(new Weibull(0.5, 60), new WeibullDistribution(null, 0.5, 60)),
                new Case(new Weibull(3, 2), new WeibullDistribution(null, 3, 2)),
                new Case(new Pareto(1.5, 20), new ParetoDistribution(null, 20, 1.5)),
                capped(1.5, 20, 100),
                capped(1, 20, 4000),
                new Case(
                        "hyperexponential",
                        new Hyperexponential(List.of(0.9, 0.1), List.of(1 / 1.8, 5.0)),
                        x -> 1 - 0.9 * StrictMath.exp(-1.8 * x) - 0.1 * StrictMath.exp(-x / 5),
                        1),
                cut(2, 1, 0),
                cut(2, 1, 1.5),
                cut(30, 1, 0),
                cut(1, 1, 1),
                new Case(
                        "linear quantiles",
                        new Empirical(List.of(0.0, 0.5, 1.0), List.of(1.0, 2.0, 10.0), Empirical.Line.LINEAR),
                        x -> x < 2 ? 0.5 * (x - 1) : 0.5 + (x - 2) / 16,
                        0.5 * 1.5 + 0.5 * 6),
                new Case(
                        "log quantiles",
                        new Empirical(List.of(0.0, 1.0), List.of(1.0, 1000.0), Empirical.Line.LOG),
                        x -> StrictMath.log10(x) / 3,
                        999 / StrictMath.log(1000)),
                new Case(
                        "mixture",
                        new Mixture(List.of(3.0, 1.0), List.of(new Uniform(0, 1), new Exponential(2))),
                        x -> 0.75 * Math.min(1, x) + 0.25 * (1 - StrictMath.exp(-x / 2)),
                        0.75 * 0.5 + 0.25 * 2),
                new Case("shifted", new Shifted(5, new Exponential(1)), x -> x < 5 ? 0 : 1 - StrictMath.exp(5 - x), 6));
    }

    private static Case capped(double alpha, double minimum, double maximum) {
        RealDistribution whole = new ParetoDistribution(null, minimum, alpha);
        double below = whole.cumulativeProbability(maximum);
        double mean = new SimpsonIntegrator()
                .integrate(10_000_000, x -> x * whole.density(x) / below, Math.nextUp(minimum), maximum);
        return new Case(
                "pareto " + alpha + " up to " + maximum,
                new Pareto(alpha, minimum, maximum),
                x -> whole.cumulativeProbability(x) / below,
                mean);
    }

    private static Case cut(double center, double sigma, double minimum) {
        RealDistribution whole = new NormalDistribution(null, center, sigma);
        double below = whole.cumulativeProbability(minimum);
        double mean = new SimpsonIntegrator()
                .integrate(10_000_000, x -> x * whole.density(x) / (1 - below), minimum, center + 12 * sigma);
        return new Case(
                "normal " + center + " from " + minimum,
                new Normal(center, sigma, minimum),
                x -> (whole.cumulativeProbability(x) - below) / (1 - below),
                mean);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void drawsFollowTheDistributionFunction(Case law) {
        double[] sorted = samples(law.law(), 7, SAMPLES);
        java.util.Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double f = law.cumulative().at(sorted[i]);
            distance = Math.max(distance, Math.max(f - (double) i / SAMPLES, (i + 1.0) / SAMPLES - f));
        }
        double p = 1 - new KolmogorovSmirnovTest().cdf(distance, SAMPLES, false);
        // Seed 7 is fixed: with 22 laws a p below 0.001 would come by chance once in 45 seeds.
        assertThat(p).as("D = %s", distance).isGreaterThan(0.001);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void meanIsExact(Case law) {
        assertThat(law.law().mean()).isCloseTo(law.mean(), within(1e-5 * law.mean()));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void nothingComesBelowTheMinimum(Case law) {
        double least = Double.POSITIVE_INFINITY;
        for (double x : samples(law.law(), 11, SAMPLES)) {
            least = Math.min(least, x);
        }
        assertThat(least).isGreaterThanOrEqualTo(law.law().minimum());
        assertThat(law.law().constant()).isNaN();
    }

    static Stream<Law> constants() {
        return Stream.of(
                new Constant(3),
                new Uniform(3, 3),
                new Normal(3, 0, 1),
                new Lognormal(3, 0),
                new Pareto(1, 3, 3),
                new Empirical(List.of(0.5), List.of(3.0), Empirical.Line.LOG),
                new Shifted(1, new Constant(2)));
    }

    @ParameterizedTest
    @MethodSource("constants")
    void aLawWithoutSpreadSaysSo(Law law) {
        assertThat(law.constant()).isEqualTo(3);
        assertThat(law.mean()).isEqualTo(3);
        assertThat(samples(law, 5, 3)).containsOnly(3);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void impossibleNumbersAreRefusedWithTheirValue(ThrowingCallable making, String value) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(value);
    }

    static Stream<Object[]> impossible() {
        return Stream.of(
                refused(() -> new Constant(-1), "-1.0"),
                refused(() -> new Exponential(Double.NaN), "NaN"),
                refused(() -> new Uniform(5, 4), "5.0"),
                refused(() -> new Erlang(0, 1), "0.0"),
                refused(() -> new Gamma(1, -2), "-2.0"),
                refused(() -> new Lognormal(0, 1), "0.0"),
                refused(() -> new Weibull(1, Double.POSITIVE_INFINITY), "Infinity"),
                refused(() -> new Pareto(1, 7, 6), "7.0"),
                refused(() -> new Normal(1, 1, 2), "2.0"),
                refused(() -> new Hyperexponential(List.of(0.5), List.of(1.0, 2.0)), "1 and 2"),
                refused(() -> new Mixture(List.of(0.0), List.of(new Constant(1))), "in sum = 0.0"),
                refused(() -> new Empirical(List.of(0.5, 0.5), List.of(1.0, 2.0), Empirical.Line.LINEAR), "step"),
                refused(() -> new Empirical(List.of(0.0, 1.0), List.of(2.0, 1.0), Empirical.Line.LINEAR), "2.0"),
                refused(() -> new Empirical(List.of(0.0, 1.0), List.of(0.0, 1.0), Empirical.Line.LOG), "0.0"),
                refused(() -> new Empirical(List.of(1.5), List.of(2.0), Empirical.Line.LINEAR), "1.5"),
                refused(() -> new Shifted(-3, new Constant(1)), "-3.0"));
    }

    private static Object[] refused(ThrowingCallable making, String value) {
        return new Object[] {making, value};
    }

    private static double[] samples(Law law, long seed, int count) {
        long base = Draw.base(seed, 0, Purpose.SERVICE_TIME, 0);
        Draw draw = new Draw();
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = law.sample(draw.at(base, i));
        }
        return samples;
    }
}

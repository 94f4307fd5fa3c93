package ebb.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawTest {
    private static final int MANY = 1_000_000;
    private static final long BASE = Draw.base(42, 0, Purpose.SERVICE_TIME, Draw.key("web"));

    @Test
    void aSeedMeansTheSameForEver() {
        Draw draw = new Draw().at(BASE, 17);
        assertThat(HexFormat.of().toHexDigits(BASE)).isEqualTo("a935ba709420ca16");
        assertThat(new double[] {
                    draw.uniform(), draw.open(), draw.exponential(), draw.normal(), draw.gamma(0.5), draw.gamma(3)
                })
                .containsExactly(
                        0.6301970693847944,
                        0.3806951124642485,
                        0.025178510026128476,
                        0.695813980255398,
                        0.22861352263571183,
                        1.5969832303944647);
        assertThat(draw.below(1000)).isEqualTo(567);
        assertThat(HexFormat.of().toHexDigits(checksum())).isEqualTo("859fa04b76b01e56");
    }

    // Every bit of 200,000 numbers of each kind: the rare branches of the ziggurats are among them.
    private static long checksum() {
        Draw draw = new Draw();
        long sum = 0;
        for (int i = 0; i < 200_000; i++) {
            draw.at(BASE, i);
            sum = 31 * sum + Double.doubleToLongBits(draw.exponential());
            sum = 31 * sum + Double.doubleToLongBits(draw.normal());
            sum = 31 * sum + Double.doubleToLongBits(draw.gamma(0.7));
            sum = 31 * sum + draw.below(10);
        }
        return sum;
    }

    @Test
    void aDrawDoesNotDependOnWhatWasDrawnBefore() {
        double[] forwards = uniforms(BASE, 1000);
        Draw draw = new Draw();
        for (int i = 999; i >= 0; i--) {
            assertThat(draw.at(BASE, i).uniform()).isEqualTo(forwards[i]);
            draw.gamma(2); // what else is taken from an ordinal's stream reaches no other ordinal
        }
    }

    @Test
    void everyPartOfTheKeyCounts() {
        assertThat(DoubleStream.of(
                                first(Draw.base(1, 0, Purpose.PULL, 5)),
                                first(Draw.base(2, 0, Purpose.PULL, 5)),
                                first(Draw.base(1, 1, Purpose.PULL, 5)),
                                first(Draw.base(1, 0, Purpose.CRASH, 5)),
                                first(Draw.base(1, 0, Purpose.PULL, 6)))
                        .distinct())
                .hasSize(5);
    }

    private static double first(long base) {
        return new Draw().at(base, 0).uniform();
    }

    @Test
    void firstNumbersOfConsecutiveOrdinalsAreUniform() {
        assertUniform(uniforms(BASE, MANY));
    }

    @Test
    void consecutiveOrdinalsAreIndependent() {
        double[] u = uniforms(BASE, MANY + 1);
        assertUncorrelated(Arrays.copyOf(u, MANY), Arrays.copyOfRange(u, 1, MANY + 1));
        assertPairsUniform(Arrays.copyOf(u, MANY), Arrays.copyOfRange(u, 1, MANY + 1));
    }

    @Test
    void twoNumbersOfOneOrdinalAreIndependent() {
        double[] first = new double[MANY];
        double[] second = new double[MANY];
        Draw draw = new Draw();
        for (int i = 0; i < MANY; i++) {
            draw.at(BASE, i);
            first[i] = draw.uniform();
            second[i] = draw.uniform();
        }
        assertUncorrelated(first, second);
        assertPairsUniform(first, second);
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void neighbouringKeysAreIndependent(Purpose purpose) {
        double[] one = uniforms(Draw.base(1, 0, purpose, 1), 100_000);
        assertUncorrelated(one, uniforms(Draw.base(2, 0, purpose, 1), 100_000));
        assertUncorrelated(one, uniforms(Draw.base(1, 1, purpose, 1), 100_000));
        assertUncorrelated(one, uniforms(Draw.base(1, 0, purpose, 2), 100_000));
    }

    @Test
    void exponentialAndNormalFollowTheirLawsToTheTails() {
        double[] exponentials = new double[MANY];
        double[] normals = new double[MANY];
        Draw draw = new Draw();
        for (int i = 0; i < MANY; i++) {
            draw.at(BASE, i);
            // Mapped to uniform by the distribution function, so that the bins reach from the head to the far tail.
            exponentials[i] = -StrictMath.expm1(-draw.exponential());
            normals[i] = draw.normal();
        }
        assertUniform(exponentials);
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        double[] mapped =
                Arrays.stream(normals).map(normal::cumulativeProbability).toArray();
        assertUniform(mapped);
        assertThat(tail(mapped, 1e-4)).isCloseTo(200, within(50L));
        assertThat(Arrays.stream(normals).map(x -> x * x * x * x).average().orElseThrow())
                .isCloseTo(3, within(0.04));
        double[] sample = Arrays.copyOf(mapped, 10_000);
        assertThat(new KolmogorovSmirnovTest()
                        .kolmogorovSmirnovTest(
                                new org.apache.commons.math3.distribution.UniformRealDistribution(null, 0, 1), sample))
                .isGreaterThan(0.001);
    }

    private static long tail(double[] u, double share) {
        return Arrays.stream(u).filter(x -> x < share || x > 1 - share).count();
    }

    @Test
    void belowIsEvenAndInBounds() {
        double[] u = new double[MANY];
        Draw draw = new Draw();
        for (int i = 0; i < MANY; i++) {
            u[i] = (draw.at(BASE, i).below(1000) + 0.5) / 1000;
        }
        assertUniform(u);
        assertThat(draw.below(1)).isZero();
        assertThat(draw.below(Integer.MAX_VALUE)).isNotNegative();
    }

    private static double[] uniforms(long base, int count) {
        Draw draw = new Draw();
        double[] u = new double[count];
        for (int i = 0; i < count; i++) {
            u[i] = draw.at(base, i).uniform();
        }
        return u;
    }

    private static void assertUniform(double[] u) {
        long[] bins = new long[1000];
        for (double x : u) {
            bins[(int) (x * bins.length)]++;
        }
        assertChiSquare(bins, u.length);
    }

    private static void assertPairsUniform(double[] x, double[] y) {
        long[] bins = new long[32 * 32];
        for (int i = 0; i < x.length; i++) {
            bins[((int) (x[i] * 32)) * 32 + (int) (y[i] * 32)]++;
        }
        assertChiSquare(bins, x.length);
    }

    private static void assertChiSquare(long[] bins, int count) {
        double expected = (double) count / bins.length;
        double sum = 0;
        for (long bin : bins) {
            sum += (bin - expected) * (bin - expected) / expected;
        }
        double p = new ChiSquaredDistribution(null, bins.length - 1).cumulativeProbability(sum);
        // Both ends: too even is as wrong as too uneven.
        assertThat(p).isBetween(0.0005, 0.9995);
    }

    private static void assertUncorrelated(double[] x, double[] y) {
        double r = new PearsonsCorrelation().correlation(x, y);
        assertThat(Math.abs(r)).isLessThan(4 / Math.sqrt(x.length));
    }
}

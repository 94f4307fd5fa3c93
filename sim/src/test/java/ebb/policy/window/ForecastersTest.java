package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastersTest {
    private static final int AT = 1;
    private static final long SLOT = 100;

    private static long[] started(Forecaster forecaster) {
        long[] state = new long[forecaster.slots() + 2];
        state[forecaster.slots() + 1] = 77;
        forecaster.start(state, AT, 0);
        return state;
    }

    @Test
    void theSeasonBeforeIsTheForecast() {
        SeasonalNaive naive = new SeasonalNaive(SLOT, 4);
        long[] state = started(naive);
        double[] season = {10, 20, 30, 40};
        for (int i = 0; i < 4; i++) {
            assertThat(naive.quantile(state, AT, i * SLOT, 4 * SLOT, 0.5)).isNaN();
            naive.observe(state, AT, i * SLOT, season[i] - 1);
            naive.observe(state, AT, i * SLOT + 50, season[i] + 1);
        }
        naive.observe(state, AT, 4 * SLOT, 11);
        assertThat(naive.quantile(state, AT, 4 * SLOT, SLOT, 0.9)).isEqualTo(20);
        assertThat(naive.quantile(state, AT, 4 * SLOT, 3 * SLOT + 99, 0.9)).isEqualTo(40);
        naive.observe(state, AT, 5 * SLOT, 24); // slot 4 was 11 and not 10
        naive.observe(state, AT, 6 * SLOT, 30); // slot 5 was 24 and not 20
        assertThat(naive.quantile(state, AT, 6 * SLOT, SLOT, 0.5)).isCloseTo(41, within(1 / 15.0));
        assertThat(naive.quantile(state, AT, 6 * SLOT, SLOT, 1)).isCloseTo(44, within(4 / 15.0));
        assertThat(state[state.length - 1]).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holtWintersEqualsItsEquations(long seed) {
        Random random = new Random(seed);
        int n = 6;
        HoltWinters smooth = new HoltWinters(SLOT, n, 0.3, 0.05, 0.2);
        long[] state = started(smooth);
        double[] seen = random.doubles(60, 0, 100).toArray();
        double level = Arrays.stream(seen, 0, n).average().orElseThrow();
        double trend = 0;
        double[] season = new double[n];
        for (int i = 0; i < n; i++) {
            season[i] = seen[i] - level;
        }
        for (int i = 0; i < seen.length; i++) {
            smooth.observe(state, AT, i * SLOT, seen[i]);
            if (i >= n + 1) { // the slot before this one is over
                double x = seen[i - 1];
                double next = 0.3 * (x - season[(i - 1) % n]) + 0.7 * (level + trend);
                trend = 0.05 * (next - level) + 0.95 * trend;
                season[(i - 1) % n] = 0.2 * (x - next) + 0.8 * season[(i - 1) % n];
                level = next;
            }
        }
        double ahead = level + 3 * trend + season[(58 + 3) % n];
        LogHistogram none = new LogHistogram(2);
        assertThat(none.quantile(new long[none.slots()], 0, 0.5)).isNaN();
        // Without its errors, which come from a histogram: the difference of two horizons.
        double two = level + 2 * trend + season[(58 + 2) % n];
        double found =
                smooth.quantile(state, AT, 59 * SLOT, 2 * SLOT, 0.5) - smooth.quantile(state, AT, 59 * SLOT, SLOT, 0.5);
        assertThat(found).as("seed " + seed).isCloseTo(ahead - two, within(1e-6));
        assertThat(state[state.length - 1]).isEqualTo(77);
    }

    @Test
    void holtWintersLearnsASeasonThatGrowsAndKnowsItsErrors() {
        HoltWinters smooth = new HoltWinters(SLOT, 4, 0.3, 0.05, 0.2);
        long[] state = started(smooth);
        double[] season = {0, 100, 40, 20};
        for (int i = 0; i < 4; i++) {
            smooth.observe(state, AT, i * SLOT, 500 + season[i]);
            assertThat(smooth.quantile(state, AT, i * SLOT, SLOT, 0.5)).isNaN();
        }
        for (int i = 4; i < 2000; i++) {
            smooth.observe(state, AT, i * SLOT, 500 + i + season[i % 4]);
        }
        long now = 1999 * SLOT;
        assertThat(smooth.quantile(state, AT, now, SLOT, 0.5)).isCloseTo(500 + 2000 + season[0], within(1.0));
        assertThat(smooth.quantile(state, AT, now, 2 * SLOT, 0.5)).isCloseTo(500 + 2001 + season[1], within(1.0));
        assertThat(smooth.quantile(state, AT, now, SLOT, 0.99)).isGreaterThanOrEqualTo(2499);
        // Silence: nobody asked for ten slots, the trend goes on.
        smooth.observe(state, AT, 2010 * SLOT, 500 + 2010 + season[2010 % 4]);
        assertThat(smooth.quantile(state, AT, 2010 * SLOT, SLOT, 0.5)).isCloseTo(2511 + season[2011 % 4], within(2.0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aQuantileOfAllIsOffByAtMostOneSixteenth(long seed) {
        Random random = new Random(seed);
        HistogramQuantile all = new HistogramQuantile();
        long[] state = started(all);
        assertThat(all.quantile(state, AT, 0, 0, 0.5)).isNaN();
        double[] seen = random.doubles(3_000, -8, 16)
                .map(x -> Math.signum(x) * StrictMath.exp(Math.abs(x)))
                .toArray();
        for (double each : seen) {
            all.observe(state, AT, 0, each);
        }
        Arrays.sort(seen);
        for (int i = 0; i < 200; i++) {
            double share = random.nextDouble();
            double exact = seen[Math.max(0, (int) Math.ceil(share * seen.length) - 1)];
            assertThat(all.quantile(state, AT, 0, 0, share) / exact)
                    .as("seed " + seed)
                    .isBetween(1 - 1 / 16.0, 1 + 1 / 16.0);
        }
    }

    @Test
    void theOldFades() {
        HistogramQuantile few = new HistogramQuantile(100);
        long[] state = started(few);
        for (int i = 0; i < 100; i++) {
            few.observe(state, AT, i, 1000);
        }
        for (int i = 0; i < 120; i++) {
            few.observe(state, AT, i, 0);
        }
        assertThat(few.quantile(state, AT, 0, 0, 0.5)).isZero();
        assertThat(few.quantile(state, AT, 0, 0, 1)).isCloseTo(1000, within(64.0));
    }

    /** The same by solving the Yule-Walker equations with a library. */
    private static double[] slow(double[] x) {
        int n = Math.min(50, x.length) - 1;
        double[] last = Arrays.copyOfRange(x, x.length - n, x.length);
        double mean = Arrays.stream(last).average().orElseThrow();
        double best = Double.POSITIVE_INFINITY;
        double[] result = {};
        for (int d = 0; d <= 1; d++) {
            double[] row = new double[n];
            for (int i = 0; i < n; i++) {
                row[i] = d == 0 ? last[i] - mean : last[i] - x[x.length - n + i - 1];
            }
            double[] r = new double[4];
            for (int lag = 0; lag < 4; lag++) {
                for (int i = lag; i < n; i++) {
                    r[lag] += row[i] * row[i - lag] / n;
                }
            }
            for (int p = 0; p <= 3; p++) {
                double variance = r[0];
                double next = d == 0 ? mean : last[n - 1];
                if (p > 0) {
                    Array2DRowRealMatrix matrix = new Array2DRowRealMatrix(p, p);
                    for (int i = 0; i < p; i++) {
                        for (int j = 0; j < p; j++) {
                            matrix.setEntry(i, j, r[Math.abs(i - j)]);
                        }
                    }
                    double[] phi = new LUDecomposition(matrix)
                            .getSolver()
                            .solve(new ArrayRealVector(Arrays.copyOfRange(r, 1, p + 1)))
                            .toArray();
                    for (int i = 0; i < p; i++) {
                        variance -= phi[i] * r[i + 1];
                        next += phi[i] * row[n - 1 - i];
                    }
                }
                double aic = n * Math.log(variance) + 2 * (p + (d == 0 ? 2 : 1));
                if (aic < best) {
                    best = aic;
                    result = new double[] {next, Math.sqrt(variance)};
                }
            }
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theModelOfGapsSolvesItsEquations(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            AutoRegressive model = new AutoRegressive();
            long[] state = started(model);
            int count = 6 + random.nextInt(120);
            double[] x = new double[count];
            double slope = random.nextInt(3);
            for (int i = 0; i < count; i++) {
                x[i] = 1000
                        + slope * i * 5
                        + (i > 0 ? 0.6 * (x[i - 1] - 1000 - slope * i * 5) : 0)
                        + 30 * random.nextGaussian();
                model.observe(state, AT, i, x[i]);
                if (i < 5) {
                    assertThat(model.quantile(state, AT, i, 0, 0.5)).isNaN();
                }
            }
            double[] expected = slow(x);
            String as = "seed " + seed + " run " + run;
            assertThat(model.next(state, AT)).as(as).isCloseTo(expected[0], within(1e-6));
            assertThat(model.quantile(state, AT, 0, 0, 0.5)).as(as).isCloseTo(expected[0], within(1e-6));
            double upper =
                    Math.max(0, expected[0] + expected[1] * new NormalDistribution().inverseCumulativeProbability(0.9));
            assertThat(model.quantile(state, AT, 0, 0, 0.9)).as(as).isCloseTo(upper, within(1e-4));
            assertThat(state[state.length - 1]).isEqualTo(77);
        }
    }

    @Test
    void equalGapsAreForecastToStayEqual() {
        AutoRegressive model = new AutoRegressive();
        long[] state = started(model);
        for (int i = 0; i < 60; i++) {
            model.observe(state, AT, i, 300);
        }
        assertThat(model.quantile(state, AT, 60, 0, 0.01)).isEqualTo(300);
        assertThat(model.quantile(state, AT, 60, 0, 0.99)).isEqualTo(300);
    }

    @Test
    void aGapIsNeverForecastBelowZero() {
        AutoRegressive model = new AutoRegressive();
        long[] state = started(model);
        for (int i = 0; i < 60; i++) {
            model.observe(state, AT, i, i % 2 == 0 ? 0 : 1000 * (i % 7));
        }
        assertThat(model.quantile(state, AT, 60, 0, 0.0001)).isZero();
    }

    @Test
    void normalQuantilesAreTheLibrarys() {
        NormalDistribution normal = new NormalDistribution();
        for (double share = 1e-9; share < 1; share += 0.000_37) {
            assertThat(NormalQuantile.of(share)).isCloseTo(normal.inverseCumulativeProbability(share), within(1e-8));
        }
        assertThat(NormalQuantile.of(0.5)).isZero();
        assertThat(NormalQuantile.of(1)).isEqualTo(Double.POSITIVE_INFINITY);
    }
}

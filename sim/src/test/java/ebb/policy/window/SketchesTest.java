package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Averages, slopes, histograms: against the same by hand. */
class SketchesTest {
    private static final long S = 1_000_000_000L;
    private static final int AT = 1;

    private record Seen(long bucket, double value) {}

    private static long[] started(Memory memory) {
        long[] state = new long[memory.slots() + 2];
        state[0] = 77;
        state[memory.slots() + 1] = 77;
        memory.start(state, AT, 0);
        return state;
    }

    @Test
    void aMovingAverageFadesByTheTimeBetweenSamples() {
        Ewma ewma = new Ewma(10 * S);
        long[] state = started(ewma);
        assertThat(ewma.value(state, AT)).isNaN();
        assertThat(ewma.fadedFrom(state, AT)).isEqualTo(Memory.NEVER);
        ewma.record(state, AT, 3 * S, 8);
        assertThat(ewma.value(state, AT)).isEqualTo(8);
        ewma.record(state, AT, 13 * S, 2);
        assertThat(ewma.value(state, AT)).isCloseTo(2 + 6 / StrictMath.E, within(1e-14));
        ewma.record(state, AT, 14 * S, Double.NaN);
        assertThat(ewma.fadedFrom(state, AT)).isEqualTo(23 * S);
        ewma.record(state, AT, 1_000_000 * S, 5);
        assertThat(ewma.value(state, AT)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSlopeIsTheLineThroughTheBucketsMeans(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            long bucket = (1 + random.nextInt(5)) * S;
            int n = 2 + random.nextInt(20);
            Slope slope = new Slope(Fixed.Step.NANO, bucket, n * bucket);
            long[] state = started(slope);
            List<Seen> all = new ArrayList<>();
            long now = random.nextInt(100) * S;
            for (int i = 0; i < 50; i++) {
                now += random.nextInt(10) == 0 ? random.nextInt(40) * bucket : random.nextInt(3) * S / 2;
                if (random.nextInt(4) > 0) {
                    double value = random.nextInt(1000) / 8.0;
                    slope.record(state, AT, now, value);
                    all.add(new Seen(now / bucket, value));
                }
                double expected = line(all, now / bucket, n) / (bucket / 1e9);
                double found = slope.value(state, AT, now);
                String as = "seed " + seed + " run " + run + " step " + i;
                if (Double.isNaN(expected)) {
                    assertThat(found).as(as).isNaN();
                } else {
                    assertThat(found).as(as).isCloseTo(expected, within(1e-6));
                }
            }
            assertThat(state[0]).isEqualTo(77);
            assertThat(state[state.length - 1]).isEqualTo(77);
        }
    }

    private static double line(List<Seen> all, long bucket, int n) {
        SimpleRegression line = new SimpleRegression();
        for (long k = bucket - n + 1; k <= bucket; k++) {
            long of = k;
            List<Seen> in = all.stream().filter(each -> each.bucket == of).toList();
            if (!in.isEmpty()) {
                line.addData(
                        (double) k,
                        in.stream().mapToDouble(each -> each.value).average().orElseThrow());
            }
        }
        return line.getSlope();
    }

    @Test
    void aSlopeChangesWhenItsOldestBucketLeaves() {
        Slope slope = new Slope(Fixed.Step.NANO, S, 4 * S);
        long[] state = started(slope);
        assertThat(slope.nextBoundary(state, AT, 0)).isEqualTo(Memory.NO_CHANGE);
        assertThat(slope.emptyFrom(state, AT)).isEqualTo(Memory.NEVER);
        slope.record(state, AT, 0, 10);
        slope.record(state, AT, S, 20);
        slope.record(state, AT, 3 * S, 20);
        assertThat(slope.nextBoundary(state, AT, 3 * S)).isEqualTo(4 * S);
        assertThat(slope.value(state, AT, 4 * S - 1)).isPositive();
        assertThat(slope.value(state, AT, 4 * S)).isZero();
        assertThat(slope.value(state, AT, 5 * S)).isNaN();
        assertThat(slope.emptyFrom(state, AT)).isEqualTo(5 * S);
    }

    @Test
    void theLastSampleGrowsOldAndFailuresInARowAreCounted() {
        Last last = new Last();
        long[] state = started(last);
        assertThat(last.value(state, AT)).isNaN();
        assertThat(last.age(state, AT, 9)).isEqualTo(Memory.UNKNOWN);
        last.fail(state, AT);
        last.record(state, AT, 10, 4);
        assertThat(last.failures(state, AT)).isZero();
        last.fail(state, AT);
        last.record(state, AT, 20, Double.NaN);
        assertThat(last.failures(state, AT)).isEqualTo(2);
        assertThat(last.value(state, AT)).isEqualTo(4);
        assertThat(last.age(state, AT, 25)).isEqualTo(15);
        assertThat(last.when(state, AT)).isEqualTo(10);
        last.record(state, AT, 30, 5);
        assertThat(last.failures(state, AT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gapsAreCountedInTheirBins(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            long bin = (1 + random.nextInt(50)) * 1_000L;
            int bins = 1 + random.nextInt(60);
            long fullest = 4 + random.nextLong(40);
            GapHistogram gaps = new GapHistogram(bin, bins * bin, fullest);
            long[] state = started(gaps);
            long[] count = new long[bins];
            long outside = 0;
            double sum = 0;
            for (int i = 0; i < 150; i++) {
                long in = java.util.Arrays.stream(count).sum();
                if (in + outside >= fullest) {
                    long before = in;
                    for (int b = 0; b < bins; b++) {
                        count[b] /= 2;
                    }
                    outside /= 2;
                    in = java.util.Arrays.stream(count).sum();
                    sum = before == 0 ? 0 : sum / before * in;
                }
                long gap = (long) (random.nextDouble() * random.nextDouble() * bins * bin * 1.5) / 1000 * 1000;
                gaps.record(state, AT, gap);
                if (gap >= bins * bin) {
                    outside++;
                } else {
                    count[(int) (gap / bin)]++;
                    sum += gap;
                    in++;
                }
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(gaps.count(state, AT)).as(as).isEqualTo(in + outside);
                assertThat(gaps.outOfRange(state, AT)).as(as).isEqualTo((double) outside / (in + outside));
                double share = random.nextDouble();
                if (in == 0) {
                    assertThat(gaps.quantileCeil(state, AT, share)).isEqualTo(Memory.UNKNOWN);
                    assertThat(gaps.quantileFloor(state, AT, share)).isEqualTo(Memory.UNKNOWN);
                    assertThat(gaps.binCv(state, AT)).isNaN();
                    continue;
                }
                int quantile = 0;
                for (long below = count[0]; below < share * in; below += count[quantile]) {
                    quantile++;
                }
                assertThat(gaps.quantileFloor(state, AT, share)).as(as).isEqualTo(quantile * bin);
                assertThat(gaps.quantileCeil(state, AT, share)).as(as).isEqualTo((quantile + 1) * bin);
                assertThat(gaps.mean(state, AT)).as(as).isCloseTo(sum / in, within(1e-3 * (sum / in) + 1_000));
                double mean = (double) in / bins;
                double variance = java.util.Arrays.stream(count)
                                .mapToDouble(b -> (b - mean) * (b - mean))
                                .sum()
                        / bins;
                assertThat(gaps.binCv(state, AT)).as(as).isCloseTo(Math.sqrt(variance) / mean, within(1e-9));
            }
            assertThat(state[state.length - 1]).isEqualTo(77);
        }
    }

    @Test
    void aShareThatIsAWholeNumberOfGapsIsThatMany() {
        GapHistogram gaps = new GapHistogram(S, 200 * S);
        long[] state = started(gaps);
        for (long i = 0; i < 100; i++) {
            gaps.record(state, AT, i * S);
        }
        assertThat(gaps.quantileFloor(state, AT, 0.07)).isEqualTo(6 * S); // 0.07 * 100 = 7.000000000000001
        assertThat(gaps.quantileFloor(state, AT, 0.05)).isEqualTo(4 * S);
        assertThat(gaps.quantileCeil(state, AT, 0.99)).isEqualTo(99 * S);
        assertThat(gaps.quantileFloor(state, AT, 0)).isZero();
        assertThat(gaps.quantileCeil(state, AT, 1)).isEqualTo(100 * S);
        assertThat(gaps.mean(state, AT)).isEqualTo(49.5e9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void quantilesOfAWindowAreOffByAtMostOneSixtyFourth(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 40; run++) {
            long width = 12 + random.nextLong(2000);
            long part = Math.ceilDiv(width, 12);
            double unit = run % 2 == 0 ? 1e-6 : 1;
            QuantileWindow window = new QuantileWindow(unit, width);
            long[] state = started(window);
            List<Seen> all = new ArrayList<>();
            long now = random.nextInt(10_000);
            for (int i = 0; i < 200; i++) {
                now += random.nextInt(30) == 0 ? random.nextInt((int) (2 * width)) : random.nextInt(4);
                double value = unit * StrictMath.exp(random.nextDouble() * 27); // up to 2^39
                if (random.nextInt(4) > 0) {
                    window.record(state, AT, now, value);
                    all.add(new Seen(now / part, value));
                }
                long k = now / part;
                double[] live = all.stream()
                        .filter(each -> each.bucket > k - 12)
                        .mapToDouble(each -> each.value)
                        .sorted()
                        .toArray();
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(window.count(state, AT, now)).as(as).isEqualTo(live.length);
                double share = random.nextDouble();
                double found = window.quantile(state, AT, now, share);
                if (live.length == 0) {
                    assertThat(found).as(as).isNaN();
                    assertThat(window.nextBoundary(state, AT, now)).isEqualTo(Memory.NO_CHANGE);
                    continue;
                }
                double exact = live[Math.max(0, (int) Math.ceil(share * live.length) - 1)];
                assertThat(found / exact).as(as).isBetween(1 - 1 / 64.0, 1 + 1 / 64.0);
                long next = window.nextBoundary(state, AT, now);
                assertThat(window.count(state, AT, next - 1)).as(as).isEqualTo(live.length);
                assertThat(window.count(state, AT, next)).as(as).isLessThan(live.length);
            }
            assertThat(state[0]).isEqualTo(77);
            assertThat(state[state.length - 1]).isEqualTo(77);
        }
    }

    @Test
    void whatIsOutsideTheQuantilesRangeStandsAtItsEnds() {
        QuantileWindow window = new QuantileWindow(1, 120);
        long[] state = started(window);
        window.record(state, AT, 0, -5);
        window.record(state, AT, 0, 0.999);
        window.record(state, AT, 0, 1e300);
        window.record(state, AT, 0, Double.POSITIVE_INFINITY);
        window.record(state, AT, 0, Double.NaN);
        assertThat(window.count(state, AT, 0)).isEqualTo(4);
        assertThat(window.quantile(state, AT, 0, 0.5)).isEqualTo(0.5);
        assertThat(window.quantile(state, AT, 0, 0.51)).isEqualTo(0x1p40);
        assertThat(window.emptyFrom(state, AT)).isEqualTo(120);
    }

    @Test
    void theOrderOfRecordsLeavesNoTraceInAWindowOfQuantiles() {
        QuantileWindow window = new QuantileWindow(1e-3, 12_000);
        long[] one = started(window);
        long[] other = started(window);
        for (int i = 0; i < 1000; i++) {
            window.record(one, AT, 500, i);
            window.record(other, AT, 500, 999 - i);
        }
        assertThat(one).isEqualTo(other);
    }
}

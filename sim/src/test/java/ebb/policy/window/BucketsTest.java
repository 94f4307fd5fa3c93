package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
    private static final long S = 1_000_000_000L;
    private static final int AT = 2;

    private static Buckets of(Buckets.Kind kind, long bucket, long width) {
        return new Buckets(kind, Fixed.Step.NANO, bucket, width, 64 * bucket);
    }

    private static long[] started(Buckets buckets, long now) {
        long[] state = new long[buckets.slots() + 2 * AT];
        java.util.Arrays.fill(state, 77);
        buckets.start(state, AT, now);
        return state;
    }

    /** The same by summing up, with a list of all buckets. */
    private static final class Slow {
        final TreeMap<Long, Long> buckets = new TreeMap<>();
        final long bucket;
        long live;
        long width;
        long first = Memory.NEVER;
        long last = Memory.NEVER;
        long when = Memory.NEVER;

        Slow(long bucket, long width) {
            this.bucket = bucket;
            this.width = width;
            this.live = Math.ceilDiv(width, bucket);
        }

        void record(long now, long value) {
            long k = Math.floorDiv(now, bucket);
            first = last == Memory.NEVER || k - last >= live ? k : first;
            last = k;
            when = now;
            buckets.headMap(k - live, true).clear();
            buckets.merge(k, value, Long::sum);
        }

        void resize(long wider) {
            if (wider == width) {
                return;
            }
            long n = Math.ceilDiv(wider, bucket);
            if (last != Memory.NEVER) {
                buckets.headMap(last - Math.min(n, live), true).clear();
                first = last - (live - 1);
            }
            live = n;
            width = wider;
        }

        long sum(long now) {
            return buckets.tailMap(Math.floorDiv(now, bucket) - live, false).values().stream()
                    .mapToLong(each -> each)
                    .sum();
        }

        double average(long now) {
            long left = live - Math.max(0, Math.floorDiv(now, bucket) - last);
            return left <= 0 ? 0 : Math.rint(1e6 * sum(now) / Math.min(last - first + 1, left)) / 1e6;
        }

        boolean zero(long now) {
            return buckets.tailMap(Math.floorDiv(now, bucket) - live, false).values().stream()
                    .allMatch(each -> each == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equalsTheSumOfAllRecordsAtEveryStep(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 400; run++) {
            long bucket = 1 + random.nextLong(7);
            long width = 1 + random.nextLong(20 * bucket);
            Buckets buckets = of(Buckets.Kind.SAMPLE, bucket, width);
            Slow slow = new Slow(bucket, width);
            long now = random.nextLong(-500, 500);
            long[] state = started(buckets, now);
            for (int i = 0; i < 60; i++) {
                now += random.nextInt(4) == 0 ? random.nextInt((int) (30 * bucket)) : random.nextInt(3);
                int what = random.nextInt(10);
                if (what < 6) {
                    int value = random.nextInt(7) - 3;
                    buckets.record(state, AT, now, value);
                    slow.record(now, value);
                } else if (what == 6) {
                    long wider = 1 + random.nextLong(30 * bucket);
                    buckets.resize(state, AT, now, wider);
                    slow.resize(wider);
                }
                long[] before = state.clone();
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(buckets.sum(state, AT, now)).as(as).isEqualTo((double) slow.sum(now));
                assertThat(buckets.average(state, AT, now)).as(as).isCloseTo(slow.average(now), within(1.1e-6));
                assertThat(buckets.nextBoundary(state, AT, now) == Memory.NO_CHANGE)
                        .as(as)
                        .isEqualTo(slow.zero(now));
                assertThat(now >= buckets.emptyFrom(state, AT))
                        .as(as)
                        .isEqualTo(slow.when == Memory.NEVER
                                || Math.floorDiv(now, bucket) - Math.floorDiv(slow.when, bucket)
                                        >= Math.ceilDiv(slow.width, bucket));
                assertThat(state).as("reading writes nothing").isEqualTo(before);
            }
            assertThat(state).startsWith(77, 77).endsWith(77, 77);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theMeanOfALevelIsItsIntegralOverTheTimeThatIsCovered(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            long bucket = 5 + random.nextLong(50);
            long width = bucket * (1 + random.nextInt(12));
            Buckets gauge = of(Buckets.Kind.GAUGE, bucket, width);
            long now = random.nextInt(500);
            long[] state = started(gauge, now);
            assertThat(gauge.mean(state, AT, now)).isNaN();
            List<long[]> levels = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                now += random.nextInt(5) == 0 ? random.nextInt(40) * bucket : random.nextInt(9);
                if (levels.isEmpty() || random.nextInt(3) > 0) {
                    int level = random.nextInt(6);
                    gauge.level(state, AT, now, level);
                    levels.add(new long[] {now, level});
                }
                long from = Math.max(levels.getFirst()[0], (now / bucket - width / bucket + 1) * bucket);
                long integral = 0;
                for (int j = 0; j < levels.size(); j++) {
                    long end = j + 1 < levels.size() ? levels.get(j + 1)[0] : now;
                    integral += levels.get(j)[1] * Math.max(0, end - Math.max(from, levels.get(j)[0]));
                }
                double expected = now == from ? levels.getLast()[1] : (double) integral / (now - from);
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(gauge.mean(state, AT, now)).as(as).isCloseTo(expected, within(1e-12));
                assertThat(gauge.sum(state, AT, now)).as(as).isCloseTo(integral / 1e9, within(1e-18));
            }
        }
    }

    @Test
    void aBucketLeavesAtItsBoundaryToTheNanosecond() {
        Buckets events = of(Buckets.Kind.EVENT, S, 3 * S);
        long[] state = started(events, 0);
        events.record(state, AT, 999_999_999L, 1);
        events.record(state, AT, S, 2);
        assertThat(events.nextBoundary(state, AT, S)).isEqualTo(2 * S);
        assertThat(events.count(state, AT, 3 * S - 1)).isEqualTo(3);
        assertThat(events.count(state, AT, 3 * S)).isEqualTo(2);
        assertThat(events.count(state, AT, 4 * S - 1)).isEqualTo(2);
        assertThat(events.count(state, AT, 4 * S)).isZero();
        assertThat(events.nextBoundary(state, AT, 4 * S)).isEqualTo(Memory.NO_CHANGE);
    }

    @Test
    void aRateCountsOnlyBucketsThatBeganSinceTheStart() {
        Buckets events = of(Buckets.Kind.EVENT, S, 60 * S);
        long[] state = started(events, 100 * S);
        for (long i = 0; i < 5; i++) {
            events.record(state, AT, (100 + i) * S, 10);
        }
        assertThat(events.rate(state, AT, 104 * S)).isEqualTo(10);
        assertThat(events.rate(state, AT, 109 * S)).isEqualTo(5);
        assertThat(events.rate(state, AT, 159 * S)).isCloseTo(50 / 60.0, within(1e-15));
        assertThat(events.rate(state, AT, 162 * S)).isCloseTo(20 / 60.0, within(1e-15));
    }

    @Test
    void aLevelIsConstantOnceItsChangeHasLeft() {
        Buckets gauge = of(Buckets.Kind.GAUGE, S, 3 * S);
        long[] state = started(gauge, 0);
        gauge.level(state, AT, S / 2, 4);
        assertThat(gauge.nextBoundary(state, AT, S)).isEqualTo(Memory.NO_CHANGE);
        gauge.level(state, AT, 2 * S + 5, 6);
        assertThat(gauge.nextBoundary(state, AT, 2 * S + 5)).isEqualTo(3 * S);
        assertThat(gauge.nextBoundary(state, AT, 5 * S - 1)).isEqualTo(5 * S);
        assertThat(gauge.nextBoundary(state, AT, 5 * S)).isEqualTo(Memory.NO_CHANGE);
        assertThat(gauge.mean(state, AT, 5 * S)).isEqualTo(6);
    }

    @Test
    void aLevelToldAgainChangesNothing() {
        Buckets gauge = of(Buckets.Kind.GAUGE, S, 3 * S);
        long[] state = started(gauge, 0);
        gauge.level(state, AT, 0, 1 / 3.0);
        long[] before = state.clone();
        gauge.level(state, AT, 1234, 1 / 3.0);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void aResizedGaugeKnowsOnlyWhatTheOldWidthKept() {
        Buckets gauge = of(Buckets.Kind.GAUGE, S, 2 * S);
        long[] state = started(gauge, 0);
        gauge.level(state, AT, 0, 100);
        gauge.level(state, AT, 4 * S, 1);
        gauge.resize(state, AT, 10 * S, 10 * S);
        assertThat(gauge.mean(state, AT, 10 * S)).isEqualTo(1);
        gauge.level(state, AT, 12 * S, 4);
        // Covered from 9 s, where the old window of two buckets began.
        assertThat(gauge.mean(state, AT, 15 * S)).isCloseTo((3 * 1 + 3 * 4) / 6.0, within(1e-12));
    }

    @Test
    void emptinessAndKnativesComeAtTheInstantsTheySay() {
        Buckets samples = of(Buckets.Kind.SAMPLE, S, 5 * S);
        long[] state = started(samples, 0);
        assertThat(samples.emptyFrom(state, AT)).isEqualTo(Memory.NEVER);
        assertThat(samples.isEmpty(state, AT, 0)).isTrue();
        assertThat(samples.age(state, AT, 0)).isEqualTo(Memory.UNKNOWN);
        assertThat(samples.last(state, AT)).isNaN();
        samples.record(state, AT, 2 * S + 7, 0);
        samples.record(state, AT, 2 * S + 8, Double.NaN);
        assertThat(samples.emptyFrom(state, AT)).isEqualTo(7 * S);
        // Knative: empty when the bucket of now begins more than the window after the last one.
        assertThat(samples.emptyAt(state, AT)).isEqualTo(8 * S);
        assertThat(samples.isEmpty(state, AT, 8 * S - 1)).isFalse();
        assertThat(samples.isEmpty(state, AT, 8 * S)).isTrue();
        assertThat(samples.age(state, AT, 3 * S)).isEqualTo(S - 7);
    }

    @Test
    void aMillionSmallNumbersSumUpWithoutDriftAndInAnyOrder() {
        Buckets money = new Buckets(Buckets.Kind.SAMPLE, Fixed.Step.MICRO, S, 10 * S, 10 * S);
        long[] state = started(money, 0);
        for (int i = 0; i < 1_000_000; i++) {
            money.record(state, AT, 5 * S, 0.1);
        }
        assertThat(money.sum(state, AT, 5 * S)).isEqualTo(100_000);
        money.record(state, AT, 15 * S, 3);
        assertThat(money.sum(state, AT, 15 * S)).isEqualTo(3);
    }

    @Test
    void aBucketThatIsFullStaysFullAndTheSumComesBack() {
        Buckets samples = of(Buckets.Kind.SAMPLE, S, 2 * S);
        long[] state = started(samples, 0);
        for (int i = 0; i < 5; i++) {
            samples.record(state, AT, S, 1e300);
        }
        assertThat(samples.sum(state, AT, S)).isBetween(1e8, 1e10);
        samples.record(state, AT, 2 * S, 5);
        assertThat(samples.sum(state, AT, 3 * S)).isEqualTo(5);
    }

    @Test
    void badWidthsAreRefused() {
        assertThatThrownBy(() -> of(Buckets.Kind.SAMPLE, 0, 1)).hasMessageContaining("bucket in nanoseconds = 0");
        assertThatThrownBy(() -> of(Buckets.Kind.SAMPLE, 1, 65)).hasMessageContaining("width in nanoseconds = 65");
        Buckets buckets = of(Buckets.Kind.SAMPLE, 1, 8);
        assertThatThrownBy(() -> buckets.resize(started(buckets, 0), AT, 0, 65)).hasMessageContaining("65");
    }
}

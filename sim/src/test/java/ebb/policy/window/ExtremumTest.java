package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtremumTest {
    private static final int AT = 1;

    private static long[] started(Extremum extremum) {
        long[] state = new long[extremum.slots() + 1];
        extremum.start(state, AT, 0);
        return state;
    }

    /** A value, when it was last there; {@code Long.MAX_VALUE} for the level that holds. */
    private record Seen(double value, long last) {}

    private static Double slow(List<Seen> all, Extremum.Side side, long bucket, long width, long now) {
        double extreme = Double.NaN;
        long n = Math.ceilDiv(width, bucket);
        for (Seen each : all) {
            boolean live = each.last == Long.MAX_VALUE
                    || (bucket == 1
                            ? each.last > now - width
                            : Math.floorDiv(now, bucket) - Math.floorDiv(each.last, bucket) < n);
            if (live && !(side == Extremum.Side.MAX ? each.value <= extreme : each.value >= extreme)) {
                extreme = each.value;
            }
        }
        return extreme;
    }

    @ParameterizedTest
    @CsvSource({"MAX, 1, 1", "MAX, 10, 2", "MIN, 1, 3", "MIN, 7, 4"})
    void samplesEqualASearchOfAll(Extremum.Side side, long bucket, long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            long width = 1 + random.nextLong(100);
            Extremum window =
                    bucket == 1 ? Extremum.exact(side, width, 100, 128) : Extremum.byBuckets(side, bucket, width, 100);
            long[] state = started(window);
            List<Seen> all = new ArrayList<>();
            long now = random.nextLong(-50, 50);
            for (int i = 0; i < 80; i++) {
                now += random.nextInt(20) == 0 ? random.nextInt(150) : random.nextInt(4);
                if (random.nextInt(3) > 0) {
                    double value = random.nextInt(30);
                    window.record(state, AT, now, value);
                    all.add(new Seen(value, now));
                }
                String as = "seed " + seed + " run " + run + " step " + i;
                Double value = window.value(state, AT, now);
                assertThat(value).as(as).isEqualTo(slow(all, side, bucket, width, now));
                long next = window.nextBoundary(state, AT, now);
                assertThat(next == Memory.NO_CHANGE).as(as).isEqualTo(value.isNaN());
                if (next != Memory.NO_CHANGE) {
                    assertThat(slow(all, side, bucket, width, next - 1)).as(as).isEqualTo(value);
                    assertThat(slow(all, side, bucket, width, next)).as(as).isNotEqualTo(value);
                    assertThat(window.value(state, AT, next)).as(as).isEqualTo(slow(all, side, bucket, width, next));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"MAX, 1, 5", "MAX, 10, 6", "MIN, 1, 7", "MIN, 7, 8"})
    void aLevelCountsAsLongAsItHolds(Extremum.Side side, long bucket, long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            long width = 1 + random.nextLong(100);
            Extremum window =
                    bucket == 1 ? Extremum.exact(side, width, 100, 128) : Extremum.byBuckets(side, bucket, width, 100);
            long[] state = started(window);
            List<Seen> all = new ArrayList<>();
            long now = random.nextInt(100);
            long since = 0;
            for (int i = 0; i < 60; i++) {
                now += random.nextInt(20) == 0 ? random.nextInt(250) : random.nextInt(6);
                if (random.nextInt(3) > 0) {
                    double level = random.nextInt(12);
                    window.level(state, AT, now, level);
                    if (!all.isEmpty()) {
                        Seen held = all.removeLast();
                        // A level ends before the next begins: at a boundary it is not in the new bucket.
                        all.add(new Seen(held.value, bucket == 1 ? now : Math.max(since, now - 1)));
                    }
                    all.add(new Seen(level, Long.MAX_VALUE));
                    since = now;
                }
                String as = "seed " + seed + " run " + run + " step " + i;
                Double value = window.value(state, AT, now);
                assertThat(value).as(as).isEqualTo(slow(all, side, bucket, width, now));
                long next = window.nextBoundary(state, AT, now);
                if (next != Memory.NO_CHANGE) {
                    assertThat(window.value(state, AT, next - 1)).as(as).isEqualTo(value);
                    assertThat(window.value(state, AT, next))
                            .as(as)
                            .isNotEqualTo(value)
                            .isEqualTo(slow(all, side, bucket, width, next));
                } else {
                    assertThat(slow(all, side, bucket, width, now + 10_000))
                            .as(as)
                            .isEqualTo(value);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void whatIsJoinedIsNeverLessExtremeAndLeavesInTheEnd(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            Extremum few = Extremum.exact(Extremum.Side.MAX, 100, 100, 4);
            Extremum all = Extremum.exact(Extremum.Side.MAX, 100, 100, 4096);
            long[] fewState = started(few);
            long[] allState = started(all);
            long now = 0;
            double start = 1000;
            boolean joined = false;
            for (int i = 0; i < 100; i++) {
                now += 1 + random.nextInt(5);
                start -= random.nextInt(4);
                few.level(fewState, AT, now, start);
                all.level(allState, AT, now, start);
                assertThat(few.value(fewState, AT, now))
                        .as("seed " + seed)
                        .isBetween(all.value(allState, AT, now), 1000.0);
                joined |= few.value(fewState, AT, now) > all.value(allState, AT, now);
            }
            assertThat(joined).isTrue();
            assertThat(few.value(fewState, AT, now + 100)).isEqualTo(start);
        }
    }

    @Test
    void neighboursThatAreNearestInTimeAreJoined() {
        Extremum max = Extremum.exact(Extremum.Side.MAX, 100, 100, 3);
        long[] state = started(max);
        max.record(state, AT, 0, 9);
        max.record(state, AT, 50, 8);
        max.record(state, AT, 55, 7);
        max.record(state, AT, 90, 6); // 8 and 7 become an 8 of 55
        assertThat(max.value(state, AT, 99)).isEqualTo(9);
        assertThat(max.value(state, AT, 100)).isEqualTo(8);
        assertThat(max.value(state, AT, 154)).isEqualTo(8);
        assertThat(max.value(state, AT, 155)).isEqualTo(6);
        assertThat(max.value(state, AT, 190)).isNaN();
    }

    @Test
    void whatAShorterWidthLetGoDoesNotComeBack() {
        Extremum max = Extremum.byBuckets(Extremum.Side.MAX, 10, 50, 100);
        long[] state = started(max);
        max.record(state, AT, 0, 9);
        max.record(state, AT, 30, 5);
        max.resize(state, AT, 30, 20);
        assertThat(max.value(state, AT, 30)).isEqualTo(5);
        max.resize(state, AT, 31, 100);
        assertThat(max.value(state, AT, 31)).isEqualTo(5);
        assertThat(max.nextBoundary(state, AT, 31)).isEqualTo(130);
    }
}

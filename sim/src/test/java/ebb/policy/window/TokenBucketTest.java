package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long S = 1_000_000_000L;
    private static final int AT = 1;

    private final TokenBucket bucket = new TokenBucket();
    private final long[] state = new long[bucket.slots() + 1];

    @Test
    void isFullAtFirstThenFollowsItsRates() {
        bucket.start(state, AT, 0);
        assertThat(bucket.tokens(state, AT, 0)).isNaN();
        assertThat(bucket.crossing(state, AT, 0, 5)).isEqualTo(Memory.NO_CHANGE);
        bucket.rates(state, AT, 0, 1, 3, 100);
        assertThat(bucket.tokens(state, AT, 10 * S)).isEqualTo(80);
        bucket.rates(state, AT, 10 * S, 1, 0, 100);
        assertThat(bucket.tokens(state, AT, 25 * S)).isEqualTo(95);
        assertThat(bucket.tokens(state, AT, 31 * S)).isEqualTo(100);
        bucket.rates(state, AT, 31 * S, 0, 50, 60); // a smaller bucket loses what is above
        assertThat(bucket.tokens(state, AT, 32 * S)).isEqualTo(10);
        assertThat(bucket.tokens(state, AT, 40 * S)).isZero();
        bucket.rates(state, AT, 40 * S, 2, 0, 60);
        bucket.take(state, AT, 45 * S, 4);
        assertThat(bucket.tokens(state, AT, 45 * S)).isEqualTo(6);
        bucket.take(state, AT, 45 * S, 40);
        assertThat(bucket.tokens(state, AT, 46 * S)).isEqualTo(2);
    }

    @Test
    void theSameRatesAgainLeaveNoTrace() {
        bucket.start(state, AT, 0);
        bucket.rates(state, AT, 0, 0.1, 0.3, 7);
        long[] before = state.clone();
        bucket.rates(state, AT, 12_345, 0.1, 0.3, 7);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void crossesALevelThenPassesIt() {
        bucket.start(state, AT, 0);
        bucket.rates(state, AT, 0, 0, 1, 100);
        long at = bucket.crossing(state, AT, 0, 25);
        assertThat(at).isEqualTo(75 * S);
        assertThat(bucket.tokens(state, AT, at)).isEqualTo(25);
        long below = bucket.crossing(state, AT, at, 25);
        assertThat(below).isEqualTo(at + 1);
        assertThat(bucket.crossing(state, AT, below, 25)).isEqualTo(Memory.NO_CHANGE);
        assertThat(bucket.crossing(state, AT, 0, 101)).isEqualTo(Memory.NO_CHANGE);
        assertThat(bucket.crossing(state, AT, 0, 0)).isEqualTo(100 * S);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrossingIsTheFirstInstantOfChange(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            bucket.start(state, AT, 0);
            long now = random.nextInt(1_000_000);
            bucket.rates(state, AT, now, random.nextInt(3) * 0.7, random.nextInt(3) * 0.9, 50 * random.nextDouble());
            now += random.nextInt(50) * S;
            bucket.rates(state, AT, now, random.nextDouble(), random.nextDouble(), 50 * random.nextDouble());
            now += random.nextInt(50) * S;
            double level = 50 * random.nextDouble();
            int sign = Double.compare(bucket.tokens(state, AT, now), level);
            long next = bucket.crossing(state, AT, now, level);
            String as = "seed " + seed + " run " + run;
            if (next == Memory.NO_CHANGE) {
                assertThat(Double.compare(bucket.tokens(state, AT, now + 1_000_000 * S), level))
                        .as(as)
                        .isEqualTo(sign);
            } else {
                assertThat(next).as(as).isGreaterThan(now);
                assertThat(Double.compare(bucket.tokens(state, AT, next - 1), level))
                        .as(as)
                        .isEqualTo(sign);
                assertThat(Double.compare(bucket.tokens(state, AT, next), level))
                        .as(as)
                        .isNotEqualTo(sign);
                assertThat(bucket.tokens(state, AT, next)).as(as).isCloseTo(level, within(1e-7));
            }
        }
    }

    @Test
    void ratesThatAreNoNumbersAreRefused() {
        bucket.start(state, AT, 0);
        assertThatThrownBy(() -> bucket.rates(state, AT, 0, Double.NaN, 0, 1)).hasMessageContaining("fill = NaN");
        assertThatThrownBy(() -> bucket.rates(state, AT, 0, 0, 0, -1)).hasMessageContaining("cap = -1.0");
    }
}

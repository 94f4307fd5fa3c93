package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.random.Draw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpansionTest {
    private static final long MINUTE = 60_000_000_000L;

    private static long[] times(Expansion expansion, int n) {
        long[] times = new long[n + 2];
        Arrays.fill(times, -1);
        expansion.fill(new Draw().at(1, 2), 5 * MINUTE, MINUTE, times, 1, n);
        assertThat(times[0]).isEqualTo(-1);
        assertThat(times[n + 1]).isEqualTo(-1);
        return Arrays.copyOfRange(times, 1, n + 1);
    }

    @ParameterizedTest
    @EnumSource
    void staysInTheWindowAndInOrder(Expansion expansion) {
        for (int n : new int[] {1, 2, 7, 1000}) {
            long[] times = times(expansion, n);
            assertThat(times).isSorted();
            assertThat(times[0]).isGreaterThanOrEqualTo(5 * MINUTE);
            assertThat(times[n - 1]).isLessThan(6 * MINUTE);
        }
    }

    @Test
    void placesAsItSays() {
        assertThat(times(Expansion.START, 3)).containsOnly(5 * MINUTE);
        assertThat(times(Expansion.EQUIDISTANT, 3))
                .containsExactly(5 * MINUTE, 5 * MINUTE + 20_000_000_000L, 5 * MINUTE + 40_000_000_000L);
        long[] exponential = times(Expansion.EXPONENTIAL, 1000);
        assertThat(exponential[0]).isEqualTo(5 * MINUTE);
        double mean = Arrays.stream(times(Expansion.UNIFORM, 10_000))
                .mapToDouble(t -> t - 5.0 * MINUTE)
                .average()
                .orElse(0);
        // Uniform on a minute: a standard error of 60 s / sqrt(12 * 10,000).
        assertThat(mean / 1e9).isCloseTo(30, within(4 * 60 / Math.sqrt(120_000)));
    }

    @ParameterizedTest
    @EnumSource
    void theGapLawsFillAWindowToTheLast(Gaps law) {
        for (double shape : new double[] {0.0005, 0.02, 0.4, 1, 3}) {
            long[] times = new long[500];
            law.fill(new Draw().at(3, 4), shape, new Gaps.Span(7 * MINUTE, 10 * MINUTE), times, 0, 500);
            assertThat(times).as("shape " + shape).isSorted();
            assertThat(times[0]).isGreaterThanOrEqualTo(7 * MINUTE);
            assertThat(times[499]).isLessThan(17 * MINUTE);
        }
    }

    @Test
    void gammaGapsHaveTheBurstinessOfTheirShape() {
        long[] times = new long[200_000];
        Gaps.GAMMA.fill(new Draw().at(3, 4), 0.25, new Gaps.Span(0, 3_600_000_000_000L), times, 0, times.length);
        double[] gaps = new double[times.length - 1];
        for (int i = 1; i < times.length; i++) {
            gaps[i - 1] = times[i] - times[i - 1];
        }
        assertThat(Replayed.cv(gaps)).isCloseTo(2, within(0.03));
    }
}

package ebb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.random.Draw;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    private final Draw draw = new Draw();
    private final Histogram expected = new Histogram(1_000, 2_000_000, 3);

    private Durations recorded(int count, long seed) {
        Durations durations = new Durations();
        for (int i = 0; i < count; i++) {
            long nanos = (long) (1e9 * draw.at(seed, i).gamma(0.3));
            durations.recordValue(nanos);
            expected.recordValue(nanos);
        }
        return durations;
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "100,200", "2048,0", "2049,0", "2000,2000", "5000,100", "100,5000", "5000,5000"})
    void fewOrManyTwoTogetherAreOneHistogram(int one, int other) {
        expected.setAutoResize(true);
        Durations all = recorded(one, 1);
        all.add(recorded(other, 2));
        assertThat(all.total()).isEqualTo(one + other);
        assertThat(all.histogram()).isEqualTo(expected);
        assertThat(all.histogram().getMaxValue()).isEqualTo(expected.getMaxValue());
    }
}

package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void countsOnlyWhatLiesInTheWindow() {
        Levels levels = new Levels(10, 20);
        levels.change(5, 1); // 1 from 5
        levels.change(12, 1); // 1 until 12, then 2
        levels.change(18, -2); // 2 until 18, then 0
        levels.change(30, 1);

        assertThat(levels.share(0)).isEqualTo(0.2);
        assertThat(levels.share(1)).isEqualTo(0.2);
        assertThat(levels.share(2)).isEqualTo(0.6);
        assertThat(levels.share(1_000)).isZero();
        assertThat(levels.atMost(1.5)).isEqualTo(0.4);
        assertThat(levels.spread(1)).isEqualTo(0.2 + 0.6);
        assertThat(levels.histogram().getValueAtPercentile(50)).isEqualTo(2);
    }
}

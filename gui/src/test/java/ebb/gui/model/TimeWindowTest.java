package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeWindowTest {
    private final TimeWindow window = new TimeWindow();

    TimeWindowTest() {
        window.length(86_400);
    }

    @Test
    void whatTheMousePointsAtStaysWhereItIs() {
        window.zoom(0.5, 21_600);
        assertThat(window.from()).isCloseTo(10_800, within(1e-6));
        assertThat(window.to()).isCloseTo(54_000, within(1e-6));
    }

    @Test
    void itNeverLeavesTheDayAndNeverVanishes() {
        window.show(80_000, 90_000);
        assertThat(window.to()).isEqualTo(86_400);
        assertThat(window.to() - window.from()).isEqualTo(10_000);
        window.zoom(1e-9, 80_000);
        assertThat(window.to() - window.from()).isEqualTo(10);
        window.zoom(1e9, 80_000);
        assertThat(window.zoomed()).isFalse();
    }

    @Test
    void theWindowFollowsTheCursor() {
        window.show(0, 3_600);
        window.point(40_000);
        assertThat(window.from()).isLessThan(40_000);
        assertThat(window.to()).isGreaterThan(40_000);
        assertThat(window.to() - window.from()).isCloseTo(3_600, within(1e-6));
    }

    @Test
    void aDayOfTheSameLengthKeepsIt() {
        window.show(0, 3_600);
        window.length(86_400);
        assertThat(window.to()).isEqualTo(3_600);
        window.length(3_600);
        assertThat(window.zoomed()).isFalse();
    }
}

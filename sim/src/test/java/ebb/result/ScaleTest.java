package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
    @Test
    void isLogarithmicWhereValuesSpreadMoreThanTwentyfold() {
        assertThat(Scale.of(1, 20).isLog()).isFalse();
        assertThat(Scale.of(1, 21).isLog()).isTrue();
        assertThat(Scale.of(0, 20).isLog()).isFalse();
    }

    @Test
    void zeroStandsBelowTheLeastOfALogarithmicScale() {
        Scale scale = Scale.of(0, 0.01, 100);
        assertThat(scale.at(0)).isLessThan(scale.at(0.01)).isGreaterThan(scale.lower());
        assertThat(labels(scale.ticks(8))).startsWith("0").contains("0.01", "1", "100");
    }

    @Test
    void ticksAreRoundAndInside() {
        assertThat(labels(Scale.fromZero(47).ticks(5))).containsExactly("0", "10", "20", "30", "40");
        assertThat(labels(Scale.fromZero(1234).ticks(5))).containsExactly("0", "500", "1,000");
        assertThat(labels(Scale.fromZero(0).ticks(2))).isNotEmpty();
        Scale scale = Scale.of(3, 800);
        assertThat(scale.ticks(8)).allMatch(each -> each.at() >= scale.lower() && each.at() <= scale.upper());
    }

    @ParameterizedTest
    @CsvSource({"86400, 0 h, 2 h", "604800, 0 d, 1 d", "3600, 0 min, 5 min", "60, 0 s, 5 s", "1209600, 0 d, 2 d"})
    void timeIsToldInHoursAndDays(double seconds, String first, String second) {
        List<String> labels = labels(Scale.time(seconds, 12));
        assertThat(labels).startsWith(first, second).hasSizeLessThan(16);
    }

    @Test
    void pathsAreShorterAndTheSame() {
        assertThat(SvgPath.shortened("d", "M1 2 L3 2 L3 5.5 L2.5 4 L2.5 4 Z")).isEqualTo("M1 2h2v3.5l-.5-1.5z");
        assertThat(SvgPath.polygon("0 1 5 1 5 3")).isEqualTo("M0 1h5v2z");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.000000012, 1.2E-8",
        "0.01234, 0.0123",
        "9.999, 10",
        "99.96, 100",
        "1234.5, '1,234'",
        "1234567.8, '1,234,568'",
        "-1234567, '-1,234,567'",
    })
    void numbersForPeopleHaveThreeDigits(double value, String text) {
        assertThat(Text.shown(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1e21, 1000000000000000000000", "1.5e-9, 0.0000000015", "0.1, 0.1", "-0.0, 0", "86400, 86400"})
    void numbersForFilesAreExactAndWithoutExponent(double value, String text) {
        assertThat(Text.exact(value)).isEqualTo(text);
        assertThat(Double.parseDouble(Text.exact(value))).isEqualTo(value + 0.0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "0.0000123, 12.3 µs", "0.25, 250 ms", "59.9, 59.9 s", "600, 10 min", "7200, 2 h"})
    void durationsAreInTheUnitThatReadsBest(double seconds, String text) {
        assertThat(Text.duration(seconds)).isEqualTo(text);
    }

    private static List<String> labels(List<Scale.Tick> ticks) {
        return ticks.stream().map(Scale.Tick::label).toList();
    }
}

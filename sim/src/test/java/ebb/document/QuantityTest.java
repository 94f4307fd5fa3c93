package ebb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, 250000000, 250ms",
        "5m, 300000000000, 5m",
        "1h30m, 5400000000000, 1h30m",
        "90m, 5400000000000, 1h30m",
        "24h, 86400000000000, 24h",
        "7d, 604800000000000, 168h",
        "1.5s, 1500000000, 1.5s",
        "12us, 12000, 12us",
        "0, 0, 0s",
        "-5s, -5000000000, -5s"
    })
    void durationsAreExactNanosecondsAndComeBack(String text, long nanos, String printed) {
        assertThat(Quantity.DURATION.parse(text)).isEqualTo(nanos);
        assertThat(Quantity.DURATION.print(nanos)).isEqualTo(printed);
        assertThat(Quantity.DURATION.parse(printed)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 m", "m5", "5x", "", "1h-5m", "NaN", "99999999999d", "1e3s"})
    void whatIsNoDurationIsNull(String text) {
        assertThat(Quantity.DURATION.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "16Gi, 17179869184, 16Gi",
        "10GB, 10000000000, 10GB",
        "500M, 500000000, 500MB",
        "1.5Ki, 1536, 1536B",
        "123, 123, 123B",
        "0, 0, 0B"
    })
    void bytesFollowKubernetesSuffixes(String text, long bytes, String printed) {
        assertThat(Quantity.BYTES.parse(text)).isEqualTo(bytes);
        assertThat(Quantity.BYTES.print(bytes)).isEqualTo(printed);
        assertThat(Quantity.BYTES.parse(printed)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"5/s, 5", "20/min, 0.3333333333333333", "1000/day, 0.011574074074074073", "36/h, 0.01"})
    void ratesAreEventsASecondAndComeBack(String text, double rate) {
        assertThat(Quantity.RATE.parse(text)).isEqualTo(rate);
        assertThat(Quantity.RATE.parse(Quantity.RATE.print(rate))).isEqualTo(rate);
    }

    @Test
    void aRateOrABandwidthWithoutItsPeriodIsNone() {
        assertThat(Quantity.RATE.parse("5")).isNull();
        assertThat(Quantity.RATE.parse("5/fortnight")).isNull();
        assertThat(Quantity.BANDWIDTH.parse("250MB")).isNull();
        assertThat(Quantity.BANDWIDTH.parse("250MB/s")).isEqualTo(250_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"70%, 0.7", "0.7, 0.7", "99.9%, 0.999", "7%, 0.07"})
    void shares(String text, double ratio) {
        assertThat(Quantity.RATIO.parse(text)).isEqualTo(ratio);
    }

    @ParameterizedTest
    @CsvSource({"500m, 500", "0.5, 500", "2, 2000", "0.001, 1"})
    void coresAreThousandths(String text, long millis) {
        assertThat(Quantity.MILLIS.parse(text)).isEqualTo(millis);
        assertThat(Quantity.MILLIS.parse(Quantity.MILLIS.print(millis))).isEqualTo(millis);
    }

    @Test
    void aTenthOfAThousandthOfACoreIsNone() {
        assertThat(Quantity.MILLIS.parse("0.0001")).isNull();
    }

    @Test
    void notANumberIsNoNumber() {
        assertThat(Quantity.NUMBER.parse("NaN")).isNull();
        assertThat(Quantity.NUMBER.parse("1e999")).isNull();
        assertThat(Quantity.NUMBER.parse(".5")).isEqualTo(0.5);
        assertThat(Quantity.INTEGER.parse("1.5")).isNull();
        assertThat(Quantity.INTEGER.parse("1e3")).isEqualTo(1000L);
    }

    @Test
    void amountsAndInstants() {
        assertThat(Quantity.MONEY.parse("3 USD")).isEqualTo(new Money(3, "USD"));
        assertThat(Quantity.MONEY.parse("3")).isNull();
        assertThat(Quantity.INSTANT.parse("2026-01-05T01:00:00+01:00"))
                .isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
        assertThat(Quantity.INSTANT.parse("2026-01-05")).isNull();
    }
}

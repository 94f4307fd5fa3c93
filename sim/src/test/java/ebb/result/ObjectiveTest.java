package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectiveTest {
    @ParameterizedTest
    @CsvSource({
        "wait_p95 <= 20s, WAIT_P95, AT_MOST, 20",
        "wait_p95<=1.5min, WAIT_P95, AT_MOST, 90",
        "latency_p99 < 90 us, LATENCY_P99, BELOW, 0.00009",
        "wait_max == 0, WAIT_MAX, EQUAL, 0",
        "cost <= 3 USD, COST, AT_MOST, 3",
        "rejected == 0, REJECTED, EQUAL, 0",
        "requests >= 1_000_000 requests, REQUESTS, AT_LEAST, 1000000",
        "cold_share < 1%, COLD_SHARE, BELOW, 0.01",
        "cold_share < 0.07, COLD_SHARE, BELOW, 0.07",
        "regret <= 1.5, REGRET, AT_MOST, 1.5",
        "pod_seconds <= 3h, POD_SECONDS, AT_MOST, 10800",
        "utilisation > .5, UTILISATION, ABOVE, 0.5",
    })
    void readsMetricComparisonAndBound(String line, Metric metric, Objective.Comparison comparison, double bound) {
        assertThat(ObjectiveReader.read(line, "llm", "USD"))
                .isEqualTo(new ObjectiveReader.Reading(
                        new Objective("llm", metric, Double.NaN, comparison, bound), List.of()));
    }

    @Test
    void readsAThreshold() {
        assertThat(objective("wait_over(2 s) <= 5%", null))
                .isEqualTo(new Objective(null, Metric.WAIT_OVER, 2, Objective.Comparison.AT_MOST, 0.05));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait_p59 <= 20s | 1 | wait_p59 | is not a metric | Maybe wait_p50?",
                "wait_p95 <= 20 | 13 | 20 | does not fit the metric's unit | Give a number with ns, us, ms, s, min, h or d, as in 20s.",
                "cost <= 3 EUR | 9 | 3 EUR | does not fit the metric's unit | Give an amount in the currency of the prices, as in 3 USD.",
                "rejected == 1% | 13 | 1% | does not fit the metric's unit | Give a number of requests, as in 10.",
                "rejected = 1 | 10 | = | is not a comparison | Use one of <= >= == < >.",
                "rejected <= many | 13 | many | is not an amount | Give a number of requests, as in 10.",
                "wait_over <= 5% | 10 | '' | wait_over needs a threshold | Write wait_over(20s).",
                "wait_p95(3s) <= 5s | 10 | 3s | wait_p95 takes no threshold | Leave the brackets out.",
                "cost <= NaN USD | 9 | NaN USD | is not an amount | Give an amount in the currency of the prices, as in 3 USD.",
                "cost <= 1e999 USD | 9 | 1e999 USD | does not fit the metric's unit | Give an amount in the currency of the prices, as in 3 USD.",
            })
    void saysWhatIsWrongWhereAndWhatToDo(String line, int column, String value, String rule, String wayOut) {
        ObjectiveReader.Reading reading = ObjectiveReader.read(line, null, "USD");
        assertThat(reading.objective()).isNull();
        assertThat(reading.problems()).containsExactly(new ObjectiveReader.Problem(column, value, rule, wayOut));
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(ObjectiveReader.read("waitp95 =< 20s", null, "USD").problems())
                .extracting(ObjectiveReader.Problem::column)
                .containsExactly(1, 9);
        assertThat(ObjectiveReader.read("", null, "USD").problems()).hasSize(2);
    }

    @Test
    void isMetOnItsBoundOnly() {
        assertThat(judge("rejected <= 1", "llm").met()).isTrue();
        assertThat(judge("rejected < 1", "llm").met()).isFalse();
        assertThat(judge("rejected == 1", null).met()).isTrue();
        assertThat(judge("cost > 0.5 USD", null).met()).isFalse();
        assertThat(judge("cost >= 0.5 USD", null).met()).isTrue();
    }

    /** A constant start of 10 s is recorded in a bucket that ends at 10.0076 s. */
    @Test
    void aQuantileInTheBoundsBucketIsTheBound() {
        assertThat(judge("wait_max <= 10s", "llm").met()).isTrue();
        assertThat(judge("wait_max < 10s", "llm").met()).isFalse();
        assertThat(judge("wait_max <= 9.99s", "llm").met()).isFalse();
        assertThat(judge("start_up_p95 == 10s", null).met()).isTrue();
        assertThat(judge("wait_mean <= 4.9999s", "llm").met()).isFalse();
    }

    @Test
    void tellsTheShareOverABoundInTime() {
        Verdict verdict = judge("wait_p95 <= 7s", "llm");
        assertThat(verdict.met()).isFalse();
        assertThat(verdict.shareOver()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(verdict.text("USD"))
                .isEqualTo("llm: wait_p95 <= 7 s: not met, it was 10 s (33.3 % of served requests above)");
        assertThat(judge("wait_over(7s) <= 30%", "llm").value()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(judge("wait_over(7s) <= 34%", "llm").met()).isTrue();
    }

    @Test
    void withoutAValueItIsMetOnlyWhereNothingArrived() {
        assertThat(judge("wait_p95 <= 7s", "hook").met()).isTrue();
        RunRecord small = SmallRun.run(1);
        ServiceStatistics allRejected = new ServiceStatistics();
        allRejected.requests = allRejected.rejected = 3;
        RunRecord run = RunRecord.of(
                small.key(), List.of(new ServiceRecord("llm", allRejected, null, null)), NodeStatistics.NONE, 0);
        Verdict verdict = objective("wait_p95 <= 7s", "llm").judge(run);
        assertThat(verdict.met()).isFalse();
        assertThat(verdict.text("USD")).contains("no value");
    }

    @Test
    void anUnknownServiceIsRefused() {
        assertThatThrownBy(() -> judge("wait_p95 <= 7s", "lmm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lmm")
                .hasMessageContaining("[llm, hook]");
    }

    @ParameterizedTest
    @CsvSource({
        "cold_share < 7%, cold_share < 7 %",
        "wait_p95 <= 1.5min, wait_p95 <= 90 s",
        "cost <= 0.1 USD, cost <= 0.1 USD",
        "wait_over(2s) <= 5%, wait_over(2 s) <= 5 %",
        "regret <= 1.20, regret <= 1.2",
        "pod_seconds <= 1h, pod_seconds <= 3600 pod s",
    })
    void isWrittenInOneWay(String line, String text) {
        assertThat(objective(line, null).text("USD")).isEqualTo(text);
    }

    private static Verdict judge(String line, @Nullable String service) {
        return objective(line, service).judge(SmallRun.run(1));
    }

    private static Objective objective(String line, @Nullable String service) {
        return Objects.requireNonNull(ObjectiveReader.read(line, service, "USD").objective(), line);
    }
}

package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricTest {
    private final RunSummary run = SmallRun.results().summary().runs().getFirst();

    @Test
    void everyRequestIsInOneCount() {
        assertThat(value("requests")).isEqualTo(4);
        assertThat(value("warm")
                        + value("queued")
                        + value("cold_triggered")
                        + value("cold_waited")
                        + value("rejected")
                        + value("timed_out")
                        + value("failed")
                        + value("cancelled"))
                .isEqualTo(4);
    }

    @Test
    void sharesAreOfServedOrOfAllRequests() {
        assertThat(value("cold_share")).isEqualTo(2.0 / 3);
        assertThat(value("lost_share")).isEqualTo(0.25);
        assertThat(value("utilisation")).isEqualTo(6.0 / 26);
    }

    @Test
    void timesAreSecondsAndMeansExact() {
        assertThat(value("wait_mean")).isEqualTo(5);
        assertThat(value("wait_p50")).isCloseTo(5, within(0.005));
        assertThat(value("wait_max")).isCloseTo(10, within(0.01));
        assertThat(value("latency_max")).isCloseTo(12, within(0.012));
        assertThat(value("stage_weights_seconds")).isEqualTo(10);
        assertThat(value("pod_seconds")).isEqualTo(36);
    }

    @Test
    void noWaitIsZeroAndNotTheWidthOfTheFirstBucket() {
        ServiceStatistics warm = new ServiceStatistics();
        warm.requests = warm.warm = 1;
        warm.wait.recordValue(0);
        ServiceRecord record = new ServiceRecord("warm", warm, null, null);
        assertThat(Measured.of(Figures.of(record)).value(Metric.WAIT_MAX)).isZero();
    }

    @Test
    void regretIsCostOverTheLeastCost() {
        assertThat(value("optimum_cost")).isEqualTo(0.25);
        assertThat(value("regret")).isEqualTo(2);
        LeastCost least = Objects.requireNonNull(run.total().least());
        assertThat(least.word()).isEqualTo("bound");
        assertThat(least.ignores()).containsExactly("bills round up");
    }

    @Test
    void aMetricOfNothingHasNoValue() {
        Map<Metric, Double> hook = service(run, "hook").values();
        assertThat(hook)
                .doesNotContainKeys(Metric.WAIT_MEAN, Metric.WAIT_P95, Metric.COLD_SHARE, Metric.REGRET)
                .doesNotContainKeys(Metric.NODE_SECONDS, Metric.GPU_USE, Metric.SKIPPED_ROWS);
        assertThat(hook.get(Metric.REQUESTS)).isZero();
    }

    @Test
    void nodesCostInTotalOnly() {
        NodeStatistics nodes = new NodeStatistics(1, 1, 0, 60 * SmallRun.SECOND, 2.5, 0.5, 0.25, 1);
        RunRecord small = SmallRun.run(1);
        RunSummary with = RunSummary.of(RunRecord.of(small.key(), small.services(), nodes, 0), List.of());
        assertThat(with.value(Metric.COST)).isEqualTo(3);
        assertThat(with.value(Metric.NODE_COST)).isEqualTo(2.5);
        assertThat(with.value(Metric.GPU_USE)).isEqualTo(1);
        assertThat(service(with, "llm").value(Metric.COST)).isEqualTo(0.5);
    }

    @Test
    void nothingLostNothingWaitedYetCheaperThanTheLeastIsABug() {
        ServiceStatistics s = new ServiceStatistics();
        s.requests = s.warm = 1;
        s.cost = 0.9;
        assertThatThrownBy(() -> new ServiceRecord("llm", s, null, new LeastCost(1, List.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0.9")
                .hasMessageContaining("optimum")
                .hasMessageContaining("1.0");
        s.waitNanos = 1;
        assertThat(new ServiceRecord("llm", s, null, new LeastCost(1, List.of())).name())
                .isEqualTo("llm");
    }

    @Test
    void namesAreUniqueAndFoundAgain() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::title))
                .doesNotHaveDuplicates()
                .allMatch(each -> each.matches("[a-z][a-z0-9_]*"));
        assertThat(Metric.named("wait_p95")).isEqualTo(Metric.WAIT_P95);
        assertThat(Metric.named("wait_p96")).isNull();
    }

    @Test
    void definitionsAreOneSentence() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::text)).allMatch(each -> each.endsWith("."));
    }

    @Test
    void docsResultsHasEveryMetric() throws IOException {
        assertThat(Files.readString(page())).contains(table());
    }

    /** Prints the table of docs/results.md. */
    public static void main(String[] none) {
        System.out.print(table());
    }

    private static String table() {
        return Arrays.stream(Metric.values())
                .map(each -> "| `" + each.title() + "` | " + each.unit().text("currency") + " | "
                        + each.better().text() + " | " + each.text() + " |")
                .collect(
                        Collectors.joining("\n", "| metric | unit | better | definition |\n|---|---|---|---|\n", "\n"));
    }

    private static Path page() {
        Path page = Path.of("docs/results.md");
        return Files.exists(page) ? page : Path.of("..").resolve(page);
    }

    private static Measured service(RunSummary run, String name) {
        return Objects.requireNonNull(run.services().get(name), name);
    }

    private double value(String title) {
        return run.total().value(Objects.requireNonNull(Metric.named(title), title));
    }
}

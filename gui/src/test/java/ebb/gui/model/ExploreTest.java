package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problem;
import ebb.gui.model.Workspace.Choice;
import ebb.result.Metric;
import ebb.result.ResultFolder;
import ebb.result.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hand does on the screen Explore, without a screen. */
class ExploreTest {
    static final String SCENARIO = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: small, title: an hour of a small service }
            duration: 1h
            services:
              web:
                traffic: { generate: { arrivals: { bursty: { rate: 20/min, cv: 4 } }, service_time: 200ms } }
                pod: { cpu: 1, memory: 1Gi, concurrency: 2, startup: container-web-500mb }
            policies: [ scale-to-zero ]
            """;

    @TempDir
    Path folder;

    private final Ui ui = new Ui();
    private final Edits edits = new Edits();
    private Explore explore = new Explore(edits, new Sources(null), ui);

    @BeforeEach
    void open() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
        edits.open(Workspace.EMPTY.of(file.toString(), "", ""));
        ui.until(this::swept);
    }

    @AfterEach
    void close() {
        explore.close();
    }

    private boolean swept() {
        return explore.dayProperty().get() != null
                && explore.progressProperty().get() >= 1
                && explore.sweepProperty().get() != null;
    }

    private Day day() {
        return Objects.requireNonNull(explore.dayProperty().get());
    }

    private Sweep sweep() {
        return Objects.requireNonNull(explore.sweepProperty().get());
    }

    @Test
    void opensWithTheDayTheSweptSettingsAndTheBound() {
        assertThat(day().policy().name()).isEqualTo("keep-alive");
        // The setting asked about, 25 others of which one may be the same, and the scenario's own policy.
        assertThat(sweep().runs()).hasSizeBetween(25, 27);
        assertThat(sweep().frontier(Metric.WAIT_P95)).isNotEmpty();
        assertThat(Objects.requireNonNull(day().least()).cost()).isPositive();
        assertThat(explore.knobs()).extracting(knob -> knob.parameter().name()).containsExactly("keep_alive");
        assertThat(explore.summary())
                .startsWith("keep-alive: wait p95")
                .contains("USD")
                .contains("above the");
    }

    @Test
    void aTurnedKnobReplaysTheDay() throws InterruptedException {
        Day before = day();
        explore.turn(explore.knobs().getFirst(), 1);
        ui.until(() -> day() != before);
        assertThat(day().policy().parameter("keep_alive")).isEqualTo(1);
        assertThat(day().value(Metric.COST)).isLessThan(before.value(Metric.COST));
        assertThat(explore.trail()).containsExactly(before);
    }

    @Test
    void theNewestTurnWins() throws InterruptedException {
        for (int seconds = 1; seconds <= 40; seconds++) {
            explore.turn(explore.knobs().getFirst(), seconds);
        }
        ui.until(() -> day().policy().parameter("keep_alive") == 40);
        assertThat(explore.trail()).hasSizeLessThanOrEqualTo(20);
        edits.undo();
        ui.until(() -> day().policy().parameter("keep_alive") == 300);
    }

    @Test
    void aPointIsAdoptedWithItsPolicy() throws InterruptedException {
        RunSummary other = sweep().summary().runs().stream()
                .filter(each -> each.key().policy().name().equals("scale-to-zero"))
                .findFirst()
                .orElseThrow();
        explore.adopt(other);
        ui.until(() -> day().policy().name().equals("scale-to-zero"));
        assertThat(edits.current().choice().policy()).isEqualTo("scale-to-zero");
        assertThat(day().value(Metric.COST)).isEqualTo(other.total().value(Metric.COST));
    }

    @Test
    void aPlaceBetweenTwoPointsIsReplayed() throws InterruptedException {
        List<RunSummary> line = sweep().ofPolicy("keep-alive", Metric.WAIT_P95);
        RunSummary one = line.getFirst();
        RunSummary other = line.getLast();
        explore.between(one, other, 0.5);
        double low = one.key().policy().parameter("keep_alive");
        double high = other.key().policy().parameter("keep_alive");
        double between = edits.current().choice().parameters().getOrDefault("keep_alive", Double.NaN);
        assertThat(between).isStrictlyBetween(Math.min(low, high), Math.max(low, high));
        ui.until(() -> day().policy().parameter("keep_alive") == between);
    }

    @Test
    void aIsKeptAndComparedWith() throws InterruptedException {
        Day first = day();
        explore.pin();
        assertThat(explore.pinnedProperty().get()).isSameAs(first);
        explore.turn(explore.knobs().getFirst(), 1);
        ui.until(() -> day() != first);
        assertThat(explore.pinnedProperty().get()).isSameAs(first);
        explore.adoptPinned();
        ui.until(() -> day().policy().parameter("keep_alive") == 300);
        explore.pin();
        assertThat(edits.current().pinned()).isNull();
    }

    @Test
    void theStateAtAnInstantIsLitAndExplained() {
        double at = day().coldStart(Double.NaN, true);
        assertThat(at).isPositive();
        assertThat(day().standing(at).state(0)).isBetween(0, 3);
        assertThat(day().explained(at)).contains("asks for").containsAnyOf("Waking", "Serving", "Idle");
        assertThat(day().explained(Double.NaN)).isEmpty();
    }

    @Test
    void theTableSaysWhatTheTimelinesShow() {
        List<List<String>> rows = day().table(0, 60);
        assertThat(rows.getFirst())
                .startsWith("seconds", "arrivals, requests/s")
                .contains("pods busy, pods", "cost rate, USD/h");
        assertThat(rows).hasSize((int) (60 / day().stepSeconds()) + 1);
    }

    @Test
    void aBrokenScenarioKeepsWhatIsShownAndSaysWhere() throws IOException, InterruptedException {
        Day before = day();
        Path broken = Files.writeString(folder.resolve("broken.yaml"), SCENARIO.replace("1Gi", "1Gx"));
        edits.change("open", Workspace.EMPTY.of(broken.toString(), "", ""));
        ui.until(() -> !explore.problems().isEmpty());
        Problem problem = explore.problems().getFirst();
        assertThat(problem.toString()).contains("broken.yaml:8:").contains("1Gx");
        assertThat(explore.dayProperty().get()).isSameAs(before);
    }

    @Test
    void aBrokenPolicyKeepsWhatIsShown() {
        Day before = day();
        explore.choose(new Choice("draft.yaml", "kind: ScalingPolicy\n", Map.of()));
        assertThat(explore.problems()).isNotEmpty();
        assertThat(explore.dayProperty().get()).isSameAs(before);
    }

    @Test
    void aStoppedSweepKeepsWhatIsDone() throws InterruptedException {
        explore.choose(new Choice("hybrid-histogram", "", Map.of()));
        ui.until(() -> explore.sweepProperty().get() != null && sweep().runs().size() >= 2);
        int done = sweep().runs().size();
        explore.cancel();
        assertThat(explore.progressProperty().get()).isEqualTo(1);
        assertThat(sweep().runs()).hasSize(done);
        assertThat(explore.statusProperty().get()).contains(done + " replays are kept");
    }

    @Test
    void theResultIsWrittenAsARunWritesIt() throws IOException {
        Path page = explore.export(folder.resolve("out"));
        assertThat(page).exists();
        assertThat(ResultFolder.read(folder.resolve("out")).runs()).hasSizeGreaterThan(20);
        Workspace again = new Sources(null).opened(folder.resolve("out"), Workspace.EMPTY);
        assertThat(again.scenario()).isEqualTo(folder.resolve("out").toString());
    }

    @Test
    void aTraceAloneIsServed() throws IOException, InterruptedException {
        Path trace = Files.writeString(folder.resolve("requests.csv"), "t_s\n0\n1.5\n2\n400\n401\n1200\n");
        edits.change("open", new Sources(null).opened(trace, Workspace.EMPTY));
        ui.until(() -> explore.dayProperty().get() != null && day().value(Metric.REQUESTS) >= 5);
        assertThat(explore.problems()).isEmpty();
    }
}

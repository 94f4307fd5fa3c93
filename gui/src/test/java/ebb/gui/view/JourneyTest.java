package ebb.gui.view;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gui.chart.FrontierPainter;
import ebb.gui.model.Command;
import ebb.gui.model.Day;
import ebb.gui.model.Desk;
import ebb.gui.model.Sources;
import ebb.policy.PolicyLibrary;
import java.awt.geom.Point2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import jfx.incubator.scene.control.richtext.CodeArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What users do from end to end, with mouse and keys, in the real window on the headless platform. */
@ExtendWith(ApplicationExtension.class)
class JourneyTest {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before each test, by start
    private Shell shell;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @Start
    void start(Stage shown) {
        stage = shown;
        Look look = new Look();
        shell = new Shell(stage, new Desk(null), new Sources(null), look);
        stage.setScene(shell.scene(980, 900));
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private static void until(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private Path trace() throws IOException {
        StringBuilder rows = new StringBuilder("t_s\n");
        for (int i = 0; i < 400; i++) {
            // Three requests, then a pause that grows: each keep-alive meets some and misses others.
            rows.append(i / 3 * (5 + i / 8) + i % 3).append('\n');
        }
        return Files.writeString(folder.resolve("requests.csv"), rows);
    }

    private Day day() {
        return Objects.requireNonNull(shell.explore().dayProperty().get());
    }

    private static Point2D you(FrontierView frontier) {
        FrontierPainter painter = (FrontierPainter) Objects.requireNonNull(frontier.painter());
        return Objects.requireNonNull(
                painter.pixel(Objects.requireNonNull(painter.data().you())));
    }

    @Test
    void dropATraceDragAdoptExport(FxRobot robot) throws Exception {
        Path trace = trace();
        robot.interact(() -> shell.open(trace));
        until(() -> shell.explore().dayProperty().get() != null
                && shell.explore().progressProperty().get() >= 1);

        // The slider, by hand.
        Slider slider = robot.lookup("#knob-keep_alive").queryAs(Slider.class);
        Day before = day();
        robot.clickOn(slider);
        until(() -> day() != before);

        // The marker, along the frontier.
        FrontierView frontier = robot.lookup("#cost-against-latency").queryAs(FrontierView.class);
        Day clicked = day();
        Point2D at = you(frontier);
        var screen = frontier.localToScreen(at.getX(), at.getY());
        robot.drag(screen.getX(), screen.getY(), MouseButton.PRIMARY)
                .moveBy(-60, -20)
                .moveBy(-60, -20)
                .drop();
        until(() -> day() != clicked);
        assertThat(shell.edits().undoLabelProperty().get()).isEqualTo("drag along the frontier");

        // A point of the frontier, by the keyboard.
        Day dragged = day();
        robot.interact(frontier::requestFocus);
        robot.type(KeyCode.RIGHT);
        until(() -> day() != dragged);

        // One step back is one step.
        double keepAlive = day().policy().parameter("keep_alive");
        robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
        until(() -> day().policy().parameter("keep_alive") != keepAlive);

        for (String ending : new String[] {"svg", "pdf", "png", "csv"}) {
            Path file = folder.resolve("frontier." + ending);
            robot.interact(() -> shell.export(false, file));
            assertThat(file).exists();
            assertThat(Files.size(file)).isGreaterThan(500);
            Path days = folder.resolve("days." + ending);
            robot.interact(() -> shell.export(true, days));
            assertThat(Files.size(days)).isGreaterThan(500);
        }
        assertThat(Files.readString(folder.resolve("frontier.svg")))
                .contains("<svg")
                .contains("wait p95");
    }

    @Test
    void breakAPolicyFindTheLineMendRun(FxRobot robot) throws Exception {
        Path trace = trace();
        robot.interact(() -> shell.open(trace));
        until(() -> shell.explore().dayProperty().get() != null);
        robot.press(KeyCode.CONTROL).type(KeyCode.E).release(KeyCode.CONTROL);
        until(() -> shell.draft().modelProperty().get() != null);
        String good = Objects.requireNonNull(PolicyLibrary.find("keep-alive")).text();
        robot.interact(() -> shell.draft().textProperty().set(good.replace("to: Zero", "to: Zreo")));
        until(() -> !shell.draft().problems().isEmpty());
        assertThat(robot.lookup("#run").queryButton().isDisabled()).isTrue();

        // F8 goes to the line, and selects what is wrong.
        robot.type(KeyCode.F8);
        WaitForAsyncUtils.waitForFxEvents();
        CodeArea editor = robot.lookup("#editor").queryAs(CodeArea.class);
        int line = editor.getCaretPosition().index();
        assertThat(editor.getPlainText(line)).contains("Zreo");

        Button fix = robot.lookup("#fix").queryButton();
        robot.clickOn(fix);
        until(() -> shell.draft().problems().isEmpty());
        assertThat(robot.lookup("#problems").queryListView().getItems()).isEmpty();
        assertThat(editor.getText().strip()).isEqualTo(good.strip());

        // Another law, and one key.
        Day before = day();
        robot.interact(() -> shell.draft().textProperty().set(good.replace("default: 5m", "default: 1s")));
        until(() -> shell.draft().differences().stream()
                .anyMatch(each -> each.line().contains("1s")));
        robot.type(KeyCode.F5);
        until(() -> day() != before);
        assertThat(day().policy().parameter("keep_alive")).isEqualTo(1);
        assertThat(robot.lookup("#cost-against-latency").query().isVisible()).isTrue();
    }

    @Test
    void everyCommandHasItsPlaceInThePalette(FxRobot robot) throws Exception {
        robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
        WaitForAsyncUtils.waitForFxEvents();
        ListView<?> found = robot.lookup("#found").queryListView();
        assertThat(found.getItems()).hasSameSizeAs(shell.commandList());
        robot.write("policy scr");
        robot.type(KeyCode.ESCAPE);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(robot.lookup("#found").tryQuery()).isEmpty();
        robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
        robot.write("Go to Policy");
        robot.type(KeyCode.ENTER);
        until(() -> robot.lookup("#editor").query().isVisible());
        assertThat(shell.commandList()).extracting(Command::title).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeReadSaysWhyAndWhere(FxRobot robot) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.csv"), "t_s\n1\n2\nthree\n");
        robot.interact(() -> shell.open(broken));
        Node home = robot.lookup("#open").query();
        assertThat(home.getScene()).isNotNull();
        assertThat(robot.lookup(".problem").queryLabeled().getText())
                .contains("broken.csv:4:")
                .contains("three");
    }

    @Test
    void everythingThatCanBeUsedHasAName(FxRobot robot) throws Exception {
        Path trace = trace();
        robot.interact(() -> shell.open(trace));
        until(() -> shell.explore().dayProperty().get() != null);
        for (Node each : robot.from(stage.getScene().getRoot())
                .lookup((Node node) -> node.isFocusTraversable() && node.getId() != null)
                .queryAll()) {
            boolean named = each.getAccessibleText() != null
                    || (each instanceof javafx.scene.control.Labeled labeled
                            && !labeled.getText().isEmpty());
            assertThat(named).as(String.valueOf(each)).isTrue();
        }
    }
}

package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now = 7_000_000_000L;

    private Progress progress(Progress.Style style, int parts) {
        return new Progress(out, style, () -> now, "runs", parts);
    }

    private void pass(double seconds) {
        now += Math.round(seconds * 1e9);
    }

    private String shown() {
        String text = bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        bytes.reset();
        return text;
    }

    @Test
    void linesComeAtMostEveryFiveSeconds() {
        Progress progress = progress(Progress.Style.LINES, 4);
        pass(4.9);
        progress.done(0); // at 4.9 s: too early to say anything
        assertThat(shown()).isEmpty();
        pass(0.1);
        progress.at(1, 0.5); // at 5 s
        assertThat(shown()).isEqualTo("1 of 4 runs, 37 %, about 8 s left\n");
        pass(4.9);
        progress.done(1); // at 9.9 s
        assertThat(shown()).isEmpty();
        pass(0.1);
        progress.done(2); // at 10 s
        assertThat(shown()).isEqualTo("3 of 4 runs, 75 %, about 3 s left\n");
        progress.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void aTerminalSeesOneLineThatIsWrittenOver() {
        Progress progress = progress(Progress.Style.LIVE, 2);
        pass(2);
        progress.at(0, 0.5);
        assertThat(shown()).isEqualTo("0 of 2 runs, 25 %, about 6 s left");
        pass(0.05);
        progress.at(0, 0.6); // 50 ms later: too soon
        assertThat(shown()).isEmpty();
        pass(0.05);
        progress.done(0);
        assertThat(shown()).isEqualTo("\r\u001b[K1 of 2 runs, 50 %, about 2 s left");
        progress.note("first is done");
        assertThat(shown()).isEqualTo("\r\u001b[Kfirst is done\n");
        progress.close();
        assertThat(shown()).isEmpty(); // nothing was drawn since
    }

    @Test
    void closingLeavesACleanLine() {
        Progress progress = progress(Progress.Style.LIVE, 1);
        pass(1);
        progress.at(0, 0.5);
        shown();
        progress.close();
        assertThat(shown()).isEqualTo("\r\u001b[K");
        progress.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void whatIsOverSoonLeavesNoTrace() {
        Progress progress = progress(Progress.Style.LIVE, 1);
        pass(0.2);
        progress.done(0);
        progress.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void quietSaysNothingAtAll() {
        Progress progress = progress(Progress.Style.QUIET, 1);
        pass(3600);
        progress.at(0, 0.5);
        progress.note("half");
        progress.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void noEstimateFromTooLittle() {
        Progress progress = progress(Progress.Style.LIVE, 1000);
        pass(0.5);
        progress.at(0, 1); // 0.1 % after half a second
        assertThat(shown()).isEqualTo("1 of 1000 runs, 0 %");
        pass(0.5);
        progress.at(1, 1); // long enough, but 0.2 %
        assertThat(shown()).endsWith("2 of 1000 runs, 0 %");
    }

    @Test
    void whatWasDoneStaysDone() {
        Progress progress = progress(Progress.Style.LIVE, 2);
        progress.done(0);
        progress.done(0);
        progress.at(0, 0.3);
        progress.at(1, Double.NaN);
        progress.at(1, -4);
        pass(1);
        progress.at(1, 0.2);
        assertThat(shown()).startsWith("1 of 2 runs, 60 %");
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        int parts = 64;
        Progress progress = progress(Progress.Style.LINES, parts + 1);
        Thread[] threads = new Thread[parts];
        for (int i = 0; i < parts; i++) {
            int part = i;
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int step = 1; step <= 100; step++) {
                    progress.at(part, step / 100.0);
                }
            });
        }
        for (Thread each : threads) {
            each.join();
        }
        pass(60);
        progress.at(parts, 0.5);
        assertThat(shown()).startsWith("64 of 65 runs, 99 %");
    }

    @ParameterizedTest
    @CsvSource({"0.2, 1 s", "8.4, 8 s", "59.6, 1 min", "200, 3 min 20 s", "3600, 1 h", "7505, 2 h 5 min"})
    void durationsReadWell(double seconds, String text) {
        assertThat(Progress.duration(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"true, false, LIVE", "false, false, LINES", "true, true, QUIET", "false, true, QUIET"})
    void theStyleSuitsStandardError(boolean terminal, boolean quiet, Progress.Style style) {
        assertThat(Progress.Style.of(new Terminal(false, terminal, false, 80), quiet))
                .isEqualTo(style);
    }

    @Test
    void theLauncherSaysWhatIsATerminal() {
        Map<String, String> launcher =
                Map.of("ebb.terminal.out", "true", "ebb.terminal.err", "false", "ebb.columns", "100");
        assertThat(terminal(Map.of(), launcher)).isEqualTo(new Terminal(true, false, true, 100));
        assertThat(terminal(Map.of(), Map.of())).isEqualTo(new Terminal(false, false, false, 80));
        assertThat(terminal(Map.of("NO_COLOR", "1"), launcher)).isEqualTo(new Terminal(true, false, false, 100));
        assertThat(terminal(Map.of("NO_COLOR", ""), launcher)).isEqualTo(new Terminal(true, false, true, 100));
        assertThat(terminal(Map.of("TERM", "dumb"), launcher)).isEqualTo(new Terminal(false, false, false, 100));
    }

    @ParameterizedTest
    @CsvSource({"20, 60", "100, 100", "300, 120", "x, 80", "'', 80", "-5, 80", "999999999999, 80"})
    void linesStayReadable(String said, int columns) {
        assertThat(terminal(Map.of(), Map.of("ebb.columns", said)).columns()).isEqualTo(columns);
    }

    private static Terminal terminal(Map<String, String> environment, Map<String, String> properties) {
        return Terminal.of(environment, name -> properties.getOrDefault(name, ""));
    }
}

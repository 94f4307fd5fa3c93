package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are recorded, repeated, explained, forked and used as traffic. */
class ReplayCommandTest {
    private static final String SCENARIO = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: small }
            duration: 2h
            services:
              web:
                traffic: { generate: { arrivals: { poisson: { rate: 2/min } }, service_time: 20s } }
                pod: { startup: 2s }
                limits: { max: 4 }
              batch:
                traffic: { generate: { arrivals: { poisson: { rate: 6/h } }, service_time: 1m } }
                pod: { startup: 10s }
            policies: [{ name: keep-alive, keep_alive: 30s }, knative-kpa, idle-timeout]
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("small.yaml"), SCENARIO);
    }

    private int ebb(String... args) {
        out.reset();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(new Terminal(false, false, false, 120), to, to, args);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String to, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "run",
                folder.resolve("small.yaml").toString(),
                "--out",
                folder.resolve(to).toString(),
                "-q"));
        all.addAll(List.of(more));
        return ebb(all.toArray(String[]::new));
    }

    private String log(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aRecordedRunIsRepeated() {
        assertThat(run("out", "--log")).isZero();
        assertThat(ebb("replay", log("out/logs"))).isZero();
        assertThat(text().lines()).hasSize(6).allMatch(line -> line.contains(": as recorded, "));
        assertThat(ebb("replay", log("out/logs/run-2/web.ebblog"), "--json")).isZero();
        assertThat(text()).contains("\"policy\":\"knative-kpa\",\"equal\":true");
    }

    @Test
    void theSameRunGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        run("one", "--log", "--details", "--threads", "1");
        run("four", "--log", "--details", "--threads", "4");
        try (Stream<Path> files = Files.walk(folder.resolve("one/logs"))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Path other = folder.resolve("four/logs")
                        .resolve(folder.resolve("one/logs").relativize(each));
                assertThat(other).hasSameBinaryContentAs(each);
            }
        }
    }

    @Test
    void recordingChangesNoFigureAlsoWhereThereIsAShorterWay() throws IOException {
        String shortWay = "{ name: fixed-keep-alive, keep_alive: 1m }";
        run("plain", "--policy", shortWay, "--set", "services.web.limits.max=1");
        run("logged", "--policy", shortWay, "--set", "services.web.limits.max=1", "--log", "jsonl");
        assertThat(folder.resolve("logged/summary.csv"))
                .hasSameTextualContentAs(folder.resolve("plain/summary.csv"), StandardCharsets.UTF_8);
        assertThat(ebb("replay", log("logged/logs"))).isZero();
    }

    @Test
    void aChangedEventFailsAndIsNamed() throws IOException {
        run("out", "--log", "jsonl", "--log-service", "web");
        Path log = folder.resolve("out/logs/run-1/web.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        int at = 0;
        while (!lines.get(at).contains("\"arrivals\":1")) {
            at++;
        }
        lines.set(at, lines.get(at).replace("\"queued\":1", "\"queued\":3"));
        Files.write(log, lines);
        assertThat(ebb("replay", log.toString())).isEqualTo(1);
        assertThat(text())
                .contains("DIFFERENT at record", "the log has 1 pods in Waking", "the replay 3 pods in Waking");
    }

    @Test
    void explainSaysStateGuardLawAndLimit() {
        run("out", "--log");
        assertThat(ebb("policy", "explain", log("out"), "--at", "1h", "--service", "web"))
                .isZero();
        assertThat(text().lines()).hasSize(1);
        assertThat(text())
                .matches(
                        "(?s)web at 1h: (Zero|Serving|Idle) for [0-9.]+s \\(last: (when|after) .*: .*\\); law \\d pods, "
                                + ".*: \\d pods \\(decision \\d+ at [0-9.]+ s\\)\\n");
        assertThat(ebb("policy", "explain", log("out"), "--at", "1h", "--service", "wob"))
                .isEqualTo(2);
        assertThat(text()).contains("wob", "Maybe web?");
        assertThat(ebb("policy", "explain", log("out"), "--at", "soon")).isEqualTo(2);
    }

    @Test
    void aForkWithNothingChangedChangesNothing() {
        run("out", "--log");
        assertThat(ebb("replay", log("out/logs/run-1/web.ebblog"), "--fork", "100", "--set", "keep_alive=30s"))
                .isZero();
        assertThat(text()).contains("0 were forced: the model does what was recorded");
        assertThat(text().lines().filter(line -> line.startsWith("  ")).skip(1))
                .hasSizeGreaterThan(8)
                .allMatch(line -> line.split(" +", -1)[4].matches("0|–"));
    }

    @Test
    void aForkAtTheBeginningIsARunOfTheOtherPolicy() throws IOException {
        run("out", "--log");
        assertThat(ebb("replay", log("out/logs/run-1/web.ebblog"), "--fork", "1", "--set", "keep_alive=10m", "--json"))
                .isZero();
        String forked = text().replaceAll("(?s).*\"cost\":\\{\"recorded\":[0-9.E-]+,\"forked\":([0-9.E-]+),.*", "$1");
        run("other", "--policy", "{ name: keep-alive, keep_alive: 10m }");
        String summary = Files.readString(folder.resolve("other/summary.csv"));
        assertThat(summary).contains(forked.substring(0, 8));
    }

    @Test
    void aForkIsAskedRightly() {
        run("out", "--log");
        String log = log("out/logs/run-1/web.ebblog");
        assertThat(ebb("replay", log, "--fork", "5")).isEqualTo(2);
        assertThat(ebb("replay", log, "--set", "keep_alive=1m")).isEqualTo(2);
        assertThat(ebb("replay", log, "--fork", "5", "--set", "keepalive=1m")).isEqualTo(2);
        assertThat(text()).contains("names no parameter of keep-alive", "Maybe keep_alive?");
        assertThat(ebb("replay", log, "--fork", "99999999", "--set", "keep_alive=1m"))
                .isEqualTo(2);
        assertThat(text()).contains("--fork = 99999999 must be a record of the log");
        assertThat(ebb("replay", log, "--fork", "5", "--set", "keep_alive=-1m")).isEqualTo(2);
    }

    @Test
    void aLogWithItsRequestsIsTraffic() throws IOException {
        run("out", "--log", "--details");
        String log = log("out/logs/run-1/web.ebblog");
        assertThat(ebb("trace", "info", log)).isZero();
        assertThat(text()).contains("ebb-log");
        run("again", "--log", "--trace", "web=" + log);
        String once = Files.readString(folder.resolve("out/summary.csv"));
        String again = Files.readString(folder.resolve("again/summary.csv"));
        assertThat(requests(again)).isEqualTo(requests(once)).isNotEmpty();
        run("bare", "--log");
        assertThat(ebb("trace", "info", log("bare/logs/run-1/web.ebblog"))).isEqualTo(2);
        assertThat(text()).contains("is a log without requests", "--details");
    }

    /** The lines of the service, without what names the traffic. */
    private static List<String> requests(String summary) {
        return summary.lines()
                .filter(line -> line.contains(",web,"))
                .map(line -> line.substring(line.indexOf(",web,")))
                .toList();
    }

    @Test
    void servicesThatAreNotThereAreNamed() {
        assertThat(run("out", "--log", "--log-service", "wob")).isEqualTo(2);
        assertThat(text()).contains("wob, is not a service of this run. Maybe web?");
        assertThat(run("out", "--details")).isEqualTo(2);
    }
}

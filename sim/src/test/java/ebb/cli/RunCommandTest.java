package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private static final String SCENARIO = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: small }
            duration: 1h
            services:
              web:
                traffic: { generate: { arrivals: { poisson: { rate: 1/min } }, service_time: 1s } }
                pod: { startup: 2s }
            policies: [fixed-keep-alive, scale-to-zero]
            objectives:
              - rejected == 0
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    private Path scenario = Path.of("");

    @BeforeEach
    void write() throws IOException {
        scenario = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
    }

    private int run(String... args) {
        String[] all = new String[args.length + 4];
        all[0] = "run";
        all[1] = scenario.toString();
        all[2] = "--out";
        all[3] = folder.resolve("out").toString();
        System.arraycopy(args, 0, all, 4, args.length);
        return Main.run(new Terminal(false, false, false, 120), printer(out), printer(err), all);
    }

    private static PrintStream printer(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String runJson() throws IOException {
        return Files.readString(folder.resolve("out/run.json"));
    }

    @Test
    void aTableAFolderAndTheReportsName() throws IOException {
        assertThat(run()).isEqualTo(Subcommand.DONE);
        assertThat(printed())
                .contains("fixed-keep-alive", "scale-to-zero", "cost USD", "regret", "met")
                .contains("Report: " + folder.resolve("out"));
        assertThat(runJson()).contains("\"name\" : \"small\"", "\"policy\" : \"scale-to-zero\"");
        assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/summary.csv");
    }

    @Test
    void anObjectiveThatIsNotMetIsTheExitCode() throws IOException {
        assertThat(run("--set", "objectives=[wait_p95 <= 1ms]")).isEqualTo(Subcommand.OBJECTIVE_FAILED);
        assertThat(printed()).contains("0 of 1");
    }

    @Test
    void badInputIsSaidWholeAndWritesNothing() {
        assertThat(run("--set", "duration=x", "--policy", "keep")).isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained()).isEqualTo("""
                        --set duration:1:1: duration = x, must be a duration such as 250ms, 5m or 1h30m
                        --policy:1:1: policies[0] = keep, is not a policy. Known: always-on, fixed-keep-alive,\
                         idle-timeout, scale-to-zero, target-concurrency, keep-alive, delayed-off, step-scaling, knative-kpa,\
                         hpa-v2, keda, keda-http, and 16 more.
                        """);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void theCommandInTheResultRepeatsItAndHoldsNoThreads() throws IOException {
        assertThat(run("--seed", "3,4", "--policy", "{ name: idle-timeout, idle_timeout: [1m, 2m] }", "--threads", "2"))
                .isZero();
        assertThat(runJson())
                .contains("--policy '{ name: idle-timeout, idle_timeout: [1m, 2m] }' --seed 3,4\"")
                .doesNotContain("--threads", "--out", folder.toString());
        assertThat(runJson().split("\"seed\" : ", -1)).hasSize(5);
    }

    @Test
    void quietPrintsNothingAndJsonPrintsTheRuns() {
        assertThat(run("--quiet")).isZero();
        assertThat(printed() + complained()).isEmpty();
        assertThat(run("--json")).isZero();
        assertThat(printed().strip()).startsWith("[").endsWith("]").contains("\"idle_pod_seconds\"");
    }

    @Test
    void aScenarioThatIsNotThere() {
        scenario = folder.resolve("other.yaml");
        assertThat(run()).isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained()).isEqualTo(scenario + ":1:1: is not there. Check the name and the folder.\n");
    }

    @Test
    void oneThreadAtLeast() {
        assertThat(run("--threads", "0")).isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained()).contains("--threads = 0 must be at least 1");
    }

    @Test
    void aTraceInPlaceOfTheFirstServicesTraffic() throws IOException {
        Path trace = Files.writeString(folder.resolve("t.csv"), "t_ms,duration_ms\n0,5\n1000,5\n");
        assertThat(run("--trace", trace.toString())).isZero();
        assertThat(runJson()).contains("\"trace\" : \"t.csv\"");
        assertThat(run("--trace", "wbe=" + "t")).isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained()).contains("--trace:1:1: wbe, is not a service of this scenario. Maybe web?");
    }

    @Test
    void filesAndNamesOfPoliciesMakeOneGridThatIsWholeInTheResult() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.yaml"), """
                # Ours since March.
                name: idle-timeout
                idle_timeout: [1m, 2m]
                """);
        Path mixed = Files.writeString(
                folder.resolve("mixed.json"),
                "{ \"label\": \"mixed\", \"name\": \"scale-to-zero\", \"services\": { \"web\": \"always-on\" } }");
        Path bare = Files.writeString(folder.resolve("bare"), "name: fixed-keep-alive\n");
        assertThat(run(
                        "--policy",
                        mine.toString(),
                        "--policy",
                        "always-on",
                        "--policy",
                        mixed.toString(),
                        "--policy",
                        bare.toString(),
                        "--policy",
                        "{ name: target-concurrency, target: 0.5 }"))
                .isZero();
        String json = runJson();
        assertThat(Pattern.compile("\"policy\" : \"([a-z-]+)\",\\s+\"parameters\"")
                        .matcher(json)
                        .results()
                        .map(each -> each.group(1)))
                .containsExactly(
                        "idle-timeout", "idle-timeout", "always-on", "mixed", "fixed-keep-alive", "target-concurrency");
        // The scenario as resolved says all that the files said.
        assertThat(json)
                .contains(
                        "policies:\\n  -\\n    name: idle-timeout\\n    idle_timeout:\\n      - 1m\\n      - 2m\\n  - always-on\\n")
                .contains("label: \\\"mixed\\\"", "web: \\\"always-on\\\"", "name: fixed-keep-alive", "target: 0.5")
                .contains("/mine.yaml --policy always-on --policy ")
                .doesNotContain(folder.toString());
    }

    @Test
    void whatIsWrongInAPolicysFileIsSaidAtItsPlaceTogetherWithTheRest() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "name: idle-timeot\nidle_timeout: 1m\n");
        Path high =
                Files.writeString(folder.resolve("high.yaml"), "name: idle-timeout\nidle_timout: 1m\nexponential: 2\n");
        Path list = Files.writeString(folder.resolve("list.yml"), "- scale-to-zero\n");
        Path gone = folder.resolve("gone.json");
        assertThat(run(
                        "--policy",
                        wrong.toString(),
                        "--policy",
                        high.toString(),
                        "--policy",
                        list.toString(),
                        "--policy",
                        gone.toString(),
                        "--policy",
                        folder.toString(),
                        "--set",
                        "duration=x"))
                .isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained().lines())
                .containsExactlyInAnyOrder(
                        wrong + ":1:7: name = idle-timeot, is not a policy. Maybe idle-timeout?",
                        high + ":2:1: idle_timout, is not a field of policies[1]. Maybe idle_timeout?",
                        high + ":3:14: exponential = 2, must be at most 1",
                        list + ":1:1: is not made of key: value lines",
                        gone + ":1:1: is not there. Check the name and the folder.",
                        folder + ":1:1: is a folder. Name a file in it.",
                        "--set duration:1:1: duration = x, must be a duration such as 250ms, 5m or 1h30m");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whereNoPolicyCanBeReadTheRestOfTheScenarioIsCheckedStill() {
        assertThat(run("--policy", "gone.yaml", "--policy", "{ name: x", "--set", "duration=x"))
                .isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("gone.yaml:1:1: is not there"))
                .anyMatch(line -> line.startsWith("--policy:1:"))
                .anyMatch(line -> line.startsWith("--set duration:1:1: "));
    }

    @Test
    void runsAPolicyOfTheLanguageWithWhatItExtends() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: base }
                params: { stay: 5m }
                states:
                  Zero: { scale: 0, go: [ { when: request, to: Up } ] }
                  Up: { scale: 1, go: [ { when: idle, to: Idle } ] }
                  Idle: { scale: 1, go: [ { when: request, to: Up }, { after: stay, to: Zero } ] }
                limits: { max: 1 }
                """);
        Path mine = Files.writeString(folder.resolve("mine.yaml"), """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: mine }
                extends: base.yaml
                params: { stay: 1h }
                """);
        String limits = "services.web.limits={ max: 1 }";
        assertThat(run("--policy", mine.toString(), "--policy", "fixed-keep-alive", "--set", limits))
                .isEqualTo(Subcommand.DONE);
        // Once awake it stays: an hour is longer than any gap of an hour's traffic.
        assertThat(Pattern.compile("mine +\\d+ +([0-9.]+)")
                        .matcher(printed())
                        .results()
                        .count())
                .isEqualTo(1);
        assertThat(runJson()).contains("\"stay\" : 3600", "kind: \\\"ScalingPolicy\\\"", "Idle");
        assertThat(printed()).doesNotContain("base");
    }

    @Test
    void whatIsWrongWithAPolicyIsSaidWhereItStands() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.yaml"), """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: mine }
                states:
                  Up: { scale: in_flight, go: [ { when: redy > 1, to: Up } ] }
                limits: { max: 1 }
                """);
        assertThat(run("--policy", mine.toString())).isEqualTo(Subcommand.BAD_INPUT);
        assertThat(complained())
                .contains(mine + ":5:16: in_flight, must be whole pods, and it is a whole number in req")
                .contains(mine + ":5:41: redy, means nothing here. Maybe ready?");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}

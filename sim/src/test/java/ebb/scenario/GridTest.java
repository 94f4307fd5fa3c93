package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.result.LeastCost;
import ebb.result.Metric;
import ebb.result.ResultFolder;
import ebb.result.Results;
import ebb.result.RunRecord;
import ebb.result.ServiceBrief;
import ebb.result.ServiceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
    private static final String ALONE = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: small }
            duration: 1h
            services:
              web:
                traffic: { file: web.csv }
                service_time: trace
                pod: { startup: 2s }
                tariff: { hour: 3.6 USD }
            policies: [{ name: fixed-keep-alive, keep_alive: [1m, 10m] }]
            """;

    private static final Grid.Progress SILENT = new Grid.Progress() {
        @Override
        public void at(int run, double share) {}

        @Override
        public boolean stopped() {
            return false;
        }
    };

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void traces() throws IOException {
        // One second of service each, at 0, 300 and 3000 s.
        write("web.csv", "t_ms,duration_ms\n0,1000\n300000,1000\n3000000,1000\n");
        write("bare.csv", "t_ms\n0\n5\n");
        write(
                "many.csv",
                "t_ms,service,duration_ms\n0,a,1000\n1000,b,500\n2000,c,100\n600000,a,1000\n700000,b,100\n700500,c,1\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private Grid grid(String scenario, String... sets) {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.text("s.yaml", scenario, problems);
        List<Settings> settings = new ArrayList<>();
        Stream.of(sets)
                .map(each -> Settings.parse(each, problems))
                .filter(Objects::nonNull)
                .forEach(settings::add);
        return Grid.of(new Grid.Request(tree, folder, settings, new TracePath(List.of(folder)), false), problems);
    }

    private static ServiceRecord only(RunRecord run) {
        assertThat(run.services()).hasSize(1);
        return run.services().getFirst();
    }

    @Test
    void threeRequestsAreCountedAndPaidByHand() {
        List<RunRecord> runs = grid(ALONE).run(1, SILENT);
        assertThat(runs).hasSize(2);
        // 1 min: three pods, each 2 s starting, 1 s busy, 60 s idle, at 0.001 USD a second.
        ServiceRecord minute = only(runs.get(0));
        assertThat(minute.statistics().requests).isEqualTo(3);
        assertThat(minute.statistics().coldTriggered).isEqualTo(3);
        assertThat(minute.statistics().cost).isCloseTo(3 * 63 * 0.001, within(1e-9));
        // 10 min: the second request at 300 s finds the first one's pod, which goes at 901 s; the last one's is there
        // to the end, 3600 s.
        ServiceRecord ten = only(runs.get(1));
        assertThat(ten.statistics().coldTriggered).isEqualTo(2);
        assertThat(ten.statistics().warm).isEqualTo(1);
        assertThat(ten.statistics().cost).isCloseTo((901 + 600) * 0.001, within(1e-9));
        // The optimum starts three times two seconds ahead, for nobody waits.
        LeastCost least = Objects.requireNonNull(minute.least());
        assertThat(least.cost()).isCloseTo(3 * 3 * 0.001, within(1e-12));
        assertThat(least.exact()).isTrue();
        assertThat(ten.least()).isEqualTo(least);
    }

    @Test
    void settingsThenSeedsThenPoliciesMakeTheGrid() {
        Grid grid = grid(ALONE, "services.web.pod.startup=1s,5s", "seeds=[7, 8]");
        assertThat(grid.runs().stream()
                        .map(Run::key)
                        .map(key -> key.settings() + " " + key.seed() + " "
                                + key.policy().parameter("keep_alive")))
                .containsExactly(
                        "{seeds=[7, 8], services.web.pod.startup=1s} 7 60.0",
                        "{seeds=[7, 8], services.web.pod.startup=1s} 7 600.0",
                        "{seeds=[7, 8], services.web.pod.startup=1s} 8 60.0",
                        "{seeds=[7, 8], services.web.pod.startup=1s} 8 600.0",
                        "{seeds=[7, 8], services.web.pod.startup=5s} 7 60.0",
                        "{seeds=[7, 8], services.web.pod.startup=5s} 7 600.0",
                        "{seeds=[7, 8], services.web.pod.startup=5s} 8 60.0",
                        "{seeds=[7, 8], services.web.pod.startup=5s} 8 600.0");
    }

    @Test
    void aRunOfMixedPoliciesIsCalledByItsLabelAndSaysWhatItStandsFor() {
        Grid grid = grid(ALONE.replace(
                "[{ name: fixed-keep-alive, keep_alive: [1m, 10m] }]",
                "[{ label: mixed, name: scale-to-zero, services: { web: { name: always-on, replicas: [1, 2] } } }]"));
        assertThat(grid.runs().stream()
                        .map(each -> each.key().policy().name()
                                + each.key().policy().parameters()
                                + each.key().settings()))
                .containsExactly(
                        "mixed{}{policy=scale-to-zero, policy.web=always-on}",
                        "mixed{}{policy=scale-to-zero, policy.web=always-on replicas=2}");
        assertThat(only(grid.run(1, SILENT).getLast()).statistics().maxPods).isEqualTo(2);
    }

    @Test
    void theSameBytesOnOneThreadAndOnThree() throws IOException {
        String template = ALONE.replace("web.csv }", "many.csv }\n    template: true");
        for (int threads : new int[] {1, 3}) {
            Grid grid = grid(template, "services.web.pod.startup=1s,{ exponential: { mean: 3s } }");
            Results results = new Results(grid.experiment(), "ebb run", "0", grid.run(threads, SILENT));
            ResultFolder.write(folder.resolve("out" + threads), results);
        }
        try (Stream<Path> files = Files.walk(folder.resolve("out1"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(4);
            for (Path each : all) {
                Path other =
                        folder.resolve("out3").resolve(folder.resolve("out1").relativize(each));
                if (!each.toString().endsWith(".html")) {
                    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(each));
                }
            }
        }
    }

    @Test
    void aTemplateIsSimulatedServiceByServiceAndReportedAsOne() {
        String template = ALONE.replace("web.csv }", "many.csv }\n    template: true");
        RunRecord run = grid(template).run(2, SILENT).getFirst();
        assertThat(only(run).name()).isEqualTo("web");
        assertThat(only(run).statistics().requests).isEqualTo(6);
        // Three services that share no pod: each of them starts one for each of its requests.
        assertThat(only(run).statistics().startedPods).isEqualTo(6);
        assertThat(only(run).least()).isNotNull();
        assertThat(only(run).members())
                .extracting(
                        ServiceBrief::name,
                        each -> each.value(Metric.REQUESTS),
                        each -> each.value(Metric.STARTED_PODS),
                        each -> each.value(Metric.COLD_TRIGGERED),
                        each -> each.value(Metric.WAIT_MEAN),
                        ServiceBrief::optimum)
                .containsExactly(
                        tuple("web/a", 2.0, 2.0, 2.0, 2.0, "optimum"),
                        tuple("web/b", 2.0, 2.0, 2.0, 2.0, "optimum"),
                        tuple("web/c", 2.0, 2.0, 2.0, 2.0, "optimum"));
        ServiceBrief a = only(run).members().getFirst();
        // Two pods, each 2 s starting, 1 s busy, 60 s idle at 0.001 USD a second; the optimum has no idle time.
        assertThat(a.value(Metric.POD_SECONDS)).isEqualTo(126);
        assertThat(a.value(Metric.IDLE_POD_SECONDS)).isEqualTo(120);
        assertThat(a.value(Metric.COST)).isCloseTo(0.126, within(1e-12));
        assertThat(a.value(Metric.OPTIMUM_COST)).isCloseTo(0.006, within(1e-12));
        assertThat(a.value(Metric.REGRET)).isCloseTo(21, within(1e-9));
        assertThat(only(run).members().stream()
                        .mapToDouble(each -> each.value(Metric.COST))
                        .sum())
                .isCloseTo(only(run).statistics().cost, within(1e-12));
    }

    @Test
    void aServiceOfItsOwnStandsForItself() {
        assertThat(only(grid(ALONE).run(1, SILENT).getFirst()).members()).isEmpty();
    }

    @Test
    void withoutATemplateOneServiceGetsTheRequestsOfAll() {
        RunRecord run =
                grid(ALONE.replace("web.csv", "many.csv")).run(1, SILENT).getLast();
        assertThat(only(run).statistics().requests).isEqualTo(6);
        assertThat(only(run).statistics().startedPods).isEqualTo(3);
        RunRecord one = grid(ALONE.replace("web.csv", "many.csv, service: b"))
                .run(1, SILENT)
                .getFirst();
        assertThat(only(one).statistics().requests).isEqualTo(2);
    }

    @Test
    void aWindowOfATraceFasterThanItWas() {
        RunRecord run = grid(ALONE.replace("web.csv", "web.csv, from: 5m, until: 50m, speed: 2"))
                .run(1, SILENT)
                .getFirst();
        assertThat(only(run).statistics().requests).isEqualTo(1);
        Grid whole =
                grid(ALONE.replace("web.csv", "web.csv, from: 100s, speed: 100").replace("duration: 1h\n", ""));
        // At 2 s and at 29 s: the keep-alive of a minute spans the gap.
        assertThat(only(whole.run(1, SILENT).getFirst()).statistics().startedPods)
                .isEqualTo(1);
    }

    @Test
    void anotherTraceTakesThePlaceOfTheFirstServicesOwn() {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.text("s.yaml", ALONE, problems);
        List<Settings> traces = Settings.traces(tree, List.of("many.csv", "web=web.csv"), problems);
        Grid grid = Grid.of(new Grid.Request(tree, folder, traces, new TracePath(List.of(folder)), false), problems);
        assertThat(grid.runs().stream().map(each -> each.key().trace()))
                .containsExactly("many.csv", "many.csv", "web.csv", "web.csv");
        assertThat(grid.runs().getFirst().key().traceHash())
                .isNotEqualTo(grid.runs().getLast().key().traceHash());
    }

    @Test
    void aTraceThatIsNotThereIsNamedWithItsOwner() {
        assertThatThrownBy(() -> grid(ALONE.replace("web.csv", "llm_azure2023_code.csv.gz")))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("s.yaml:7:22: llm_azure2023_code.csv.gz, is not on the trace path (")
                .hasMessageEndingWith("It is Azure LLM inference trace 2023 (Patel et al., Splitwise, ISCA 2024;"
                        + " CC-BY-4.0), published in the repository Azure/AzurePublicDataset,"
                        + " data/AzureLLMInferenceTrace_code.csv. Name its folder with --traces DIR or EBB_TRACES.");
    }

    @Test
    void aTraceWithoutServiceTimesNeedsALaw() {
        assertThatThrownBy(() -> grid(ALONE.replace("web.csv", "bare.csv")))
                .hasMessage("s.yaml:7:14: web, has traffic without service times. Give service_time a law.");
        assertThat(grid(ALONE.replace("web.csv", "bare.csv").replace("time: trace", "time: 1s"))
                        .runs())
                .hasSize(2);
    }

    @Test
    void aServiceThatTheTraceHasNot() {
        assertThatThrownBy(() -> grid(ALONE.replace("web.csv", "many.csv, service: bb")))
                .hasMessage("s.yaml:7:14: bb, is no service of the trace. Maybe b?");
    }

    @Test
    void aServiceCountsInTheProgressAsMuchAsItHasRequests() {
        String two = ALONE.replaceFirst("(?s)services:.*?policies:", """
                services:
                  rare: { traffic: { generate: { arrivals: { poisson: { rate: 1/min } }, service_time: 1s } }, pod: { startup: 1s } }
                  busy: { traffic: { generate: { arrivals: { poisson: { rate: 5/s } }, service_time: 1s } }, pod: { startup: 1s } }
                policies:""");
        List<Double> shares = new ArrayList<>();
        grid(two).run(1, new Grid.Progress() {
            @Override
            public void at(int run, double share) {
                if (run == 0) {
                    shares.add(share);
                }
            }

            @Override
            public boolean stopped() {
                return false;
            }
        });
        assertThat(shares).isSorted().endsWith(1.0);
        // Rare is done; then busy says how far it is every 4,096 events.
        assertThat(shares.getFirst()).isBetween(0.001, 0.01);
        assertThat(shares).hasSizeGreaterThan(5);
    }

    @Test
    void aPartThatTheOthersWouldWaitForBeginsFirst() {
        double[] weights = {1, 1, 9, 1, 2};
        assertThat(Grid.order(weights, 2)).containsExactly(2, 0, 1, 3, 4);
        assertThat(Grid.order(weights, 1)).as("nobody waits").containsExactly(0, 1, 2, 3, 4);
        assertThat(Grid.order(new double[0], 2)).isEmpty();
    }

    @Test
    void whatWasDoneBeforeAStopIsKeptInOrder() {
        Grid grid = grid(ALONE);
        Grid.Progress afterTheFirst = new Grid.Progress() {
            private volatile boolean stop;

            @Override
            public void at(int run, double share) {
                stop |= run == 0 && share == 1;
            }

            @Override
            public boolean stopped() {
                return stop;
            }
        };
        List<RunRecord> done = grid.run(1, afterTheFirst);
        assertThat(done).hasSize(1);
        assertThat(done.getFirst().key()).isEqualTo(grid.runs().getFirst().key());
    }

    @Test
    void aSettingThatLeadsNowhereIsSaid() {
        assertThatThrownBy(() -> grid(ALONE, "duration.hours=3", "services.web.queue.limt=5", "policies[3].name=x"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--set duration.hours:1:1: duration.hours, leads nowhere at hours."
                        + " It would have to stand at s.yaml:4:11.")
                .hasMessageContaining("--set policies[3].name:1:1: policies[3].name, leads nowhere at 3.")
                .hasMessageContaining("--set services.web.queue.limt:1:1: limt, is not a field of queue. Maybe limit?");
        assertThatThrownBy(() -> grid(ALONE, "duration"))
                .hasMessage("--set:1:1: duration, must be path=value. Write services.web.queue.limit=50,100.");
    }

    @Test
    void theResolvedScenarioOfAGridSimulatesTheSame() {
        Grid once = grid(ALONE);
        Grid again = grid(once.experiment().scenario());
        assertThat(again.experiment().scenario()).isEqualTo(once.experiment().scenario());
        assertThat(only(again.run(1, SILENT).getFirst()).statistics().cost)
                .isEqualTo(only(once.run(1, SILENT).getFirst()).statistics().cost);
    }

    @Test
    void theCharsetOfTheMachineDoesNotMatter() throws IOException {
        Files.write(
                folder.resolve("s.yaml"), ("\uFEFF" + ALONE.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));
        Problems problems = new Problems();
        Tree.Mapping tree = Document.open(folder.resolve("s.yaml"), "s.yaml", problems);
        assertThat(ScenarioReader.read(tree, folder, problems).name()).isEqualTo("small");
        problems.throwIfAny();
    }
}

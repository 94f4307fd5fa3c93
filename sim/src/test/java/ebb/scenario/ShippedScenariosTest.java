package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.RealTraces;
import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.document.YamlWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that come with the project. */
class ShippedScenariosTest {
    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("scenarios"))) {
                return folder.resolve("scenarios");
            }
        }
        throw new IllegalStateException(
                "no folder scenarios above " + Path.of("").toAbsolutePath());
    }

    private static List<String> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".yaml"))
                    .map(each -> root().relativize(each).toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    static List<String> own() {
        return in(root());
    }

    static List<String> real() {
        return in(root().resolve("real"));
    }

    static List<String> all() {
        return Stream.of(own(), real(), in(root().resolve("large")))
                .flatMap(List::stream)
                .toList();
    }

    private static Scenario read(String name) {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.open(root().resolve(name), name, problems);
        Scenario scenario = ScenarioReader.read(tree, root(), problems);
        problems.throwIfAny();
        return scenario;
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsAndComesBackFromItsResolvedForm(String name) {
        Scenario once = read(name);
        Problems problems = new Problems();
        String text = YamlWriter.write(once.resolved());
        Scenario again = ScenarioReader.read(Document.text(name, text, problems), root(), problems);
        problems.throwIfAny();
        assertThat(YamlWriter.write(again.resolved())).isEqualTo(text);
        assertThat(again.policies()).isEqualTo(once.policies());
        assertThat(again.objectives()).isEqualTo(once.objectives());
        assertThat(name).endsWith(once.name() + ".yaml");
    }

    @Test
    void sixExperimentsNeedNothingButTheProjectAndSayWhatTheyClaim() {
        assertThat(own())
                .contains(
                        "quickstart.yaml",
                        "llm-bursty.yaml",
                        "function-long-tail.yaml",
                        "shared-gpus.yaml",
                        "diurnal-web.yaml",
                        "flash-crowd.yaml");
        for (String name : own()) {
            Scenario scenario = read(name);
            assertThat(scenario.claim()).as(name).isNotBlank();
            assertThat(scenario.services())
                    .as(name)
                    .allSatisfy(each -> assertThat(each.traffic()).isInstanceOf(TrafficPlan.Generated.class));
        }
    }

    @Test
    void theRealOnesNamePublicDataSets() {
        for (String name : real()) {
            assertThat(read(name).services()).as(name).allSatisfy(each -> {
                TrafficPlan.Recorded recorded = (TrafficPlan.Recorded) each.traffic();
                assertThat(DataSet.of(recorded.file())).as(recorded.file()).isNotNull();
            });
        }
    }

    @Test
    void theRealOnesOpenWhereTheTracesAre() {
        for (String name : real()) {
            Scenario scenario = read(name);
            TrafficPlan.Recorded recorded =
                    (TrafficPlan.Recorded) scenario.services().getFirst().traffic();
            RealTraces.with("ShippedScenariosTest of " + name, List.of(recorded.file()), folder -> {
                Workload workload =
                        Workload.open(scenario, 1, new TracePath(List.of(folder)), false, new KeptTraffic.Room());
                assertThat(workload.durationNanos()).as(name).isPositive();
                assertThat(workload.members()).as(name).isNotEmpty();
            });
        }
    }
}

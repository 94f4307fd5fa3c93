package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.RealTraces;
import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.Fate;
import ebb.cluster.Observation;
import ebb.cluster.Simulation;
import ebb.random.Law;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void lambdaIsPredictedAsByTheReference() {
        RealTraces.with("lambda replay", List.of(LambdaReplay.FILE), folder -> {
            Comparison comparison = LambdaReplay.compare(folder.resolve(LambdaReplay.FILE));
            assertThat(comparison.lines())
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line.ours()).isEqualTo(line.theirs()));
        });
    }

    @Test
    void theKeepAliveTableOfTheAzureSampleIsTheReferences() {
        List<String> files = List.of(KeepAliveTable.MINUTES_FILE, KeepAliveTable.SERVICES_FILE);
        RealTraces.with("keep-alive table", files, folder -> {
            Comparison comparison =
                    KeepAliveTable.compare(folder.resolve(files.getFirst()), folder.resolve(files.getLast()));
            assertThat(comparison.asked()).isEqualTo(6);
            assertThat(comparison.held()).as(comparison.toString()).isEqualTo(6);
        });
    }

    /** Two at once make two instances; the newer serves until it is alone for 600 s; the older is gone by then. */
    @Test
    void thePlatformTakesTheNewestIdleInstanceAndDropsEachAfterItsOwnIdleTime() {
        long[] seconds = {0, 1, 100, 590, 605, 1206, 1811};
        List<Fate> fates = new ArrayList<>();
        Arrivals.Source source = new Arrivals.Source() {
            private boolean given;

            @Override
            public boolean next(Arrivals into) {
                into.timeNanos = java.util.Arrays.stream(seconds)
                        .map(second -> second * SECOND)
                        .toArray();
                into.from = 0;
                into.to = seconds.length;
                boolean first = !given;
                given = true;
                return first;
            }
        };
        ClusterSpec cluster = new ClusterSpec(
                0,
                2_000 * SECOND,
                List.of(FunctionPlatform.spec("f", Law.of(2), Law.of(0.5))),
                null,
                Observation.PERFECT,
                List.of(),
                1,
                0);
        Simulation.Options options =
                new Simulation.Options(0, 0, (service, ordinal, arrival, start, end, fate) -> fates.add(fate));
        Simulation.run(cluster, List.of(source), options, at -> true);

        assertThat(fates)
                .containsExactly(
                        Fate.COLD_TRIGGERED, // 0: ends at 2.5
                        Fate.COLD_TRIGGERED, // 1: the first is busy
                        Fate.WARM, // 100, at the second
                        Fate.WARM, // 590, at the second; the first goes at 602.5
                        Fate.WARM, // 605: the second, idle since 592
                        Fate.WARM, // 1206: idle since 607
                        Fate.COLD_TRIGGERED); // 1811: idle since 1208, gone at 1808
    }

    @Test
    void whatIsOnlyShownIsNotAsked() {
        Comparison golden = new Comparison(
                "t",
                "n",
                List.of(
                        Comparison.Line.checked("a", "1", "1", true),
                        Comparison.Line.checked("b", "1", "2", false),
                        Comparison.Line.shown("c", "1", "2")));

        assertThat(golden.asked()).isEqualTo(2);
        assertThat(golden.held()).isEqualTo(1);
    }
}

package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.trace.RequestStream;
import ebb.trace.Requests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptTrafficTest {
    /** Two windows of five requests of 12 bytes, whose columns are used again. */
    private int drawn;

    private RequestStream draw() {
        drawn++;
        long[] times = new long[8];
        int[] sessions = new int[8];
        int[] window = {0};
        return into -> {
            if (window[0] == 2) {
                return false;
            }
            for (int i = 0; i < 8; i++) {
                times[i] = 100L * window[0] + i;
                sessions[i] = 10 * i;
            }
            window[0]++;
            into.timeNanos = times;
            into.sessions = sessions;
            into.from = 2;
            into.to = 7;
            return true;
        };
    }

    private static List<String> read(RequestStream stream) {
        List<String> rows = new ArrayList<>();
        Requests window = new Requests();
        while (stream.next(window)) {
            assertThat(window.serviceNanos).isNull();
            int[] sessions = window.sessions == null ? new int[0] : window.sessions;
            for (int i = window.from; i < window.to; i++) {
                rows.add(window.timeNanos[i] + "/" + sessions[i]);
            }
        }
        return rows;
    }

    private static final List<String> ALL =
            Arrays.asList("2/20", "3/30", "4/40", "5/50", "6/60", "102/20", "103/30", "104/40", "105/50", "106/60");

    @Test
    void isDrawnOnceAndGoesWithTheLastRun() {
        KeptTraffic.Room room = new KeptTraffic.Room(120);
        KeptTraffic kept = new KeptTraffic(room, 2);
        // The first run reads it twice: for the simulation and for the bound.
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        kept.done();
        assertThat(room.left()).isZero();
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        assertThat(drawn).isEqualTo(1);
        kept.done();
        assertThat(room.left()).isEqualTo(120);
        // Whoever comes later still gets it.
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        assertThat(drawn).isEqualTo(2);
    }

    @Test
    void whatFindsNoRoomIsDrawnEachTimeAndTakesNone() {
        KeptTraffic.Room room = new KeptTraffic.Room(119);
        KeptTraffic kept = new KeptTraffic(room, 2);
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        assertThat(room.left()).isEqualTo(119);
        assertThat(read(kept.open(this::draw))).isEqualTo(ALL);
        kept.done();
        kept.done();
        assertThat(room.left()).isEqualTo(119);
        assertThat(drawn).isEqualTo(3);
    }

    /** Each run says that it is done, so that a grid of many seeds needs no more room than one. */
    @Test
    void aGridThatIsDoneKeepsNothing() {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.text("s.yaml", """
                apiVersion: ebb.dev/v1
                kind: Scenario
                metadata: { name: small }
                duration: 1h
                services:
                  web:
                    traffic: { generate: { arrivals: { poisson: { rate: 1/s } }, service_time: 1s } }
                    pod: { startup: 2s }
                policies: [fixed-keep-alive, scale-to-zero]
                """, problems);
        Scenario scenario = ScenarioReader.read(tree, Path.of(""), problems);
        problems.throwIfAny();
        KeptTraffic.Room room = new KeptTraffic.Room(1 << 20);
        Workload workload = Workload.open(scenario, 1, new TracePath(List.of()), false, room);
        assertThat(room.left()).isEqualTo(1 << 20);
        for (PolicyChoice each : scenario.policies()) {
            Run run = new Run(
                    scenario,
                    each,
                    Map.of(),
                    workload,
                    1,
                    (member, cluster, service) -> Bound.of(cluster, service, member.arrivals()));
            run.simulate(run.parts().getFirst(), share -> {
                assertThat(room.left()).isLessThan(1 << 20);
                return true;
            });
        }
        assertThat(room.left()).isEqualTo(1 << 20);
    }
}

package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.cluster.Simulation;
import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.result.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is replayed in memory is what a run gives, and its moments add up to its day. */
class RehearsalTest {
    private static final String SCENARIO = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: rehearsed, title: two services }
            duration: 2h
            services:
              web:
                traffic: { generate: { arrivals: { bursty: { rate: 30/min, cv: 4 } }, service_time: { lognormal: { median: 200ms, sigma: 0.5 } } } }
                pod: { cpu: 1, memory: 1Gi, concurrency: 2, startup: container-web-500mb }
              other:
                traffic: { generate: { arrivals: { poisson: { rate: 2/min } }, service_time: 1s } }
                pod: { cpu: 1, memory: 1Gi, startup: container-web-500mb }
            policies: [ { name: keep-alive, keep_alive: 2m } ]
            """;

    private static Grid.Request request(Problems problems) {
        Tree.Mapping tree = Document.text("rehearsed.yaml", SCENARIO, problems);
        return new Grid.Request(tree, Path.of(""), List.of(), new TracePath(List.of()), false);
    }

    private static Rehearsal open(String service) {
        Problems problems = new Problems();
        return Rehearsal.open(request(problems), service, problems);
    }

    private static PolicyDefinition keepAlive() {
        return PolicyDocument.builtIn("keep-alive");
    }

    private static RunRecord replayed(Rehearsal rehearsal, double keepAlive, boolean detailed) {
        return rehearsal
                .replay(keepAlive().with(Map.of("keep_alive", keepAlive)), detailed, share -> true)
                .run();
    }

    @Test
    void givesTheFiguresOfARun() {
        Problems problems = new Problems();
        RunRecord run = Grid.of(request(problems), problems)
                .run(1, new Grid.Progress() {
                    @Override
                    public void at(int number, double share) {}

                    @Override
                    public boolean stopped() {
                        return false;
                    }
                })
                .getFirst();
        RunRecord alone = replayed(open("web"), 120, false);
        assertThat(alone.services()).hasSize(1);
        assertThat(alone.total().statistics().cost)
                .isEqualTo(run.services().getFirst().statistics().cost);
        assertThat(alone.total().statistics().latencyNanos)
                .isEqualTo(run.services().getFirst().statistics().latencyNanos);
        assertThat(alone.total().least()).isEqualTo(run.services().getFirst().least());
    }

    @Test
    void watchingChangesNothing() {
        Rehearsal rehearsal = open("web");
        RunRecord watched = replayed(rehearsal, 30, true);
        RunRecord alone = replayed(rehearsal, 30, false);
        assertThat(watched.total().statistics().latencyNanos)
                .isEqualTo(alone.total().statistics().latencyNanos);
        assertThat(watched.total().statistics().cost).isEqualTo(alone.total().statistics().cost);
    }

    @Test
    void replaysTheSameTrafficUnderEachParameter() {
        Rehearsal rehearsal = open("web");
        RunRecord brief = replayed(rehearsal, 1, false);
        RunRecord lasting = replayed(rehearsal, 3600, false);
        assertThat(lasting.total().statistics().requests)
                .isEqualTo(brief.total().statistics().requests);
        assertThat(lasting.total().statistics().cost)
                .isGreaterThan(brief.total().statistics().cost);
        assertThat(lasting.total().statistics().startedPods)
                .isLessThan(brief.total().statistics().startedPods);
    }

    @Test
    void everyDecisionStandsWhereThePolicyStoodAndExplainsItself() {
        var replay = open("web").replay(keepAlive().with(Map.of("keep_alive", 30.0)), true, share -> true);
        ReplayDetail detail = java.util.Objects.requireNonNull(replay.detail());
        List<String> states = List.of("Zero", "Waking", "Serving", "Idle");
        assertThat(detail.decisions()).isGreaterThan(10);
        for (int i = 0; i < detail.decisions(); i++) {
            assertThat(detail.explain(i))
                    .startsWith(states.get(detail.standingOf(i).state(0)));
        }
        assertThat(detail.decisionAt(-1)).isEqualTo(-1);
        int middle = detail.decisions() / 2;
        assertThat(detail.nanosOf(detail.decisionAt(detail.nanosOf(middle)))).isEqualTo(detail.nanosOf(middle));
    }

    @Test
    void costOverTimeAddsUpToTheCost() {
        var replay = open("web").replay(keepAlive().with(Map.of()), true, share -> true);
        ReplayDetail detail = java.util.Objects.requireNonNull(replay.detail());
        int steps = java.util.Objects.requireNonNull(replay.run().total().timeline()).steps;
        double sum = 0;
        double slowest = 0;
        for (int i = 0; i < steps; i++) {
            sum += detail.costPerHour(i) * detail.stepNanos() / 3_600e9;
            slowest = Math.max(slowest, Double.isNaN(detail.latency(i, 1)) ? 0 : detail.latency(i, 1));
        }
        assertThat(sum).isCloseTo(replay.run().total().statistics().cost, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(slowest * 1e9)
                .isCloseTo(
                        (double) replay.run()
                                .total()
                                .statistics()
                                .latency
                                .histogram()
                                .getMaxValue(),
                        org.assertj.core.api.Assertions.withinPercentage(0.2));
    }

    @Test
    void stopsWhenItIsTold() {
        assertThatThrownBy(() -> open("web").replay(keepAlive().with(Map.of()), true, share -> false))
                .isInstanceOf(Simulation.Stopped.class);
    }

    @Test
    void refusesAServiceThatIsNotThere() {
        assertThatThrownBy(() -> open("wbe"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Maybe web?");
    }
}

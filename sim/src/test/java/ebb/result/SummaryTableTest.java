package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
    @Test
    void cheapestFirstWithUnitsFrontierAndWhatFailed() {
        RunRecord dear = run("always-on", Map.of("replicas", 1.0), 9, 0);
        RunRecord waiting = run("scale-to-zero", Map.of(), 3, 40);
        RunRecord middle = run("fixed-keep-alive", Map.of("keep_alive", 300.0), 5, 2);
        RunRecord beaten = run("fixed-keep-alive", Map.of("keep_alive", 600.0), 6, 2);
        String table = new SummaryTable(SmallRun.results(List.of(dear, waiting, middle, beaten), "wait_p95 <= 20s")
                        .summary())
                .text();
        assertThat(table).isEqualTo("""
                          policy                            requests  cold %  wait p50 s  p95 s  p99 s  pod h  cost USD  regret  objectives
                        * scale-to-zero                            1       0          40     40     40      1         3       1      0 of 1
                        * fixed-keep-alive keep_alive=300s         1       0           2      2      2      1         5    1.67         met
                          fixed-keep-alive keep_alive=600s         1       0           2      2      2      1         6       2         met
                        * always-on                                1       0           0      0      0      1         9       3         met

                        * On the frontier: no run of the same traffic costs, waits (wait p95) and loses less.
                        Regret is cost over the optimum (3 USD): the least cost at which no request waits.
                        scale-to-zero: wait_p95 <= 20 s: not met, it was 40 s (100 % of served requests above)
                        """);
    }

    @Test
    void neverWiderThan120Columns() {
        RunRecord wide = run("goes-on-" + " and-on-".repeat(20), Map.of(), 123_456_789, 0.0123);
        assertThat(new SummaryTable(SmallRun.results(List.of(wide)).summary())
                        .text()
                        .lines())
                .allMatch(line -> line.length() <= 120)
                .anyMatch(line -> line.strip().startsWith("and-on-"));
    }

    @Test
    void jsonIsTheRunsOfRunJson() {
        Summary summary = SmallRun.results("cost <= 3 USD").summary();
        assertThat(new SummaryTable(summary).json())
                .startsWith("[")
                .contains("\"wait_p95\"")
                .contains("\"met\" : true");
    }

    @Test
    void aRunOfOtherTrafficBeatsNone() {
        RunRecord cheap = run("scale-to-zero", Map.of(), 1, 0);
        RunRecord dear = run("always-on", Map.of(), 2, 0);
        assertThat(frontier(cheap, dear)).containsExactly(true, false);
        RunKey key = dear.key();
        RunRecord elsewhere = new RunRecord(
                new RunKey(key.policy(), key.settings(), "other.csv", "cd".repeat(32), key.seed()),
                dear.services(),
                dear.total(),
                dear.nodes(),
                0);
        assertThat(frontier(cheap, elsewhere)).containsExactly(true, true);
    }

    private static List<Boolean> frontier(RunRecord... runs) {
        Summary summary = SmallRun.results(List.of(runs)).summary();
        Frontier frontier = new Frontier(summary);
        return summary.runs().stream().map(frontier::holds).toList();
    }

    private static RunRecord run(String policy, Map<String, Double> parameters, double cost, double wait) {
        ServiceStatistics s = new ServiceStatistics();
        s.requests = 1;
        s.warm = 1;
        s.cost = cost;
        s.idlePodNanos = 3600 * SmallRun.SECOND;
        s.waitNanos = Math.round(wait * 1e9);
        s.wait.recordValue(s.waitNanos);
        return RunRecord.of(
                SmallRun.key(policy, parameters, 1),
                List.of(new ServiceRecord("llm", s, null, wait > 0 || cost >= 3 ? new LeastCost(3, List.of()) : null)),
                NodeStatistics.NONE,
                0);
    }
}

package ebb.result;

import java.util.List;

/**
 * Which runs no other run of the same traffic and seed beats: none costs no more, waits no longer and loses no more, and is better in one of
 * them.
 *
 * <p>Waiting is the quantile that the first objective of all services together bounds; where none does, the first of the 95th, 99th and 99.9th
 * percentile of the wait that is above zero in at least half of the runs.
 */
final class Frontier {
    private static final List<Metric> CANDIDATES = List.of(Metric.WAIT_P95, Metric.WAIT_P99, Metric.WAIT_P999);

    private final List<RunSummary> runs;
    private final Metric wait;

    Frontier(Summary summary) {
        this.runs = summary.runs();
        this.wait = bounded(summary.experiment().objectives());
    }

    /** The quantile that stands for waiting. */
    Metric waitMetric() {
        return wait;
    }

    /** @return {@code wait p95} */
    String waitName() {
        return wait.title().replace('_', ' ');
    }

    double wait(RunSummary run) {
        return run.value(wait);
    }

    boolean holds(RunSummary run) {
        return comparable(run) && runs.stream().noneMatch(other -> beats(other, run));
    }

    /** @return the runs that it holds, cheapest first */
    List<RunSummary> held() {
        return SummaryTable.cheapestFirst(runs.stream().filter(this::holds).toList());
    }

    private Metric bounded(List<Objective> objectives) {
        return objectives.stream()
                .filter(each -> each.service() == null)
                .map(Objective::metric)
                .filter(each -> each.title().matches("(wait|latency)_(p\\d+|max)"))
                .findFirst()
                .orElseGet(this::telling);
    }

    private Metric telling() {
        return CANDIDATES.stream()
                .filter(each ->
                        2 * runs.stream().filter(run -> run.value(each) > 0).count() >= runs.size())
                .findFirst()
                .orElse(Metric.WAIT_P95);
    }

    private boolean beats(RunSummary a, RunSummary b) {
        return comparable(a)
                && a.key().traceHash().equals(b.key().traceHash())
                && a.key().seed() == b.key().seed()
                && cost(a) <= cost(b)
                && wait(a) <= wait(b)
                && lost(a) <= lost(b)
                && (cost(a) < cost(b) || wait(a) < wait(b) || lost(a) < lost(b));
    }

    boolean comparable(RunSummary run) {
        return !Double.isNaN(cost(run)) && !Double.isNaN(wait(run));
    }

    private static double cost(RunSummary run) {
        return run.value(Metric.COST);
    }

    private static double lost(RunSummary run) {
        return run.value(Metric.LOST_SHARE);
    }
}

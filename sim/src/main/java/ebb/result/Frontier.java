package ebb.result;

import java.util.List;

/**
 * Which runs no other run of the same traffic and seed beats: none costs no more, waits no longer (95th percentile) and loses no more, and
 * is better in one of them.
 */
final class Frontier {
    private Frontier() {}

    static boolean holds(RunSummary run, List<RunSummary> all) {
        return comparable(run) && all.stream().noneMatch(other -> beats(other, run));
    }

    private static boolean beats(RunSummary a, RunSummary b) {
        return comparable(a)
                && a.key().traceHash().equals(b.key().traceHash())
                && a.key().seed() == b.key().seed()
                && cost(a) <= cost(b)
                && wait(a) <= wait(b)
                && lost(a) <= lost(b)
                && (cost(a) < cost(b) || wait(a) < wait(b) || lost(a) < lost(b));
    }

    private static boolean comparable(RunSummary run) {
        return !Double.isNaN(cost(run)) && !Double.isNaN(wait(run));
    }

    private static double cost(RunSummary run) {
        return run.value(Metric.COST);
    }

    private static double wait(RunSummary run) {
        return run.value(Metric.WAIT_P95);
    }

    private static double lost(RunSummary run) {
        return run.value(Metric.LOST_SHARE);
    }
}

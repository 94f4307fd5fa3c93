package ebb.result;

import java.util.List;

/**
 * Results as numbers, as {@code run.json} holds them.
 *
 * @param runs in the grid's order
 */
public record Summary(Experiment experiment, String command, String version, List<RunSummary> runs) {
    public Summary {
        runs = List.copyOf(runs);
    }

    /** @return whether every run meets every objective */
    public boolean meetsAll() {
        return runs.stream().allMatch(RunSummary::meetsAll);
    }
}

package ebb.result;

import java.util.List;

/**
 * All runs of an experiment.
 *
 * @param command that repeats it, with paths as the user gave them
 * @param version of Ebb
 * @param runs in the grid's order, which never depends on threads
 */
public record Results(Experiment experiment, String command, String version, List<RunRecord> runs) {
    public Results {
        runs = List.copyOf(runs);
    }

    public Summary summary() {
        return new Summary(
                experiment,
                command,
                version,
                runs.stream()
                        .map(each -> RunSummary.of(each, experiment.objectives()))
                        .toList());
    }
}

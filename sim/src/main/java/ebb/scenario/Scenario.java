package ebb.scenario;

import ebb.cluster.NodesSpec;
import ebb.cluster.Observation;
import ebb.document.Tree;
import ebb.document.YamlWriter;
import ebb.result.Experiment;
import ebb.result.Objective;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as described by a file: checked, every default filled in.
 *
 * @param name the result folder's
 * @param title one line
 * @param claim what the results are to show; empty where nothing is claimed
 * @param startEpochNanos the instant of time 0
 * @param durationNanos how long arrivals count; 0: as long as the longest traffic
 * @param currency of all amounts
 * @param nodes null: room is unlimited
 * @param policies each is run
 * @param changes in order of time
 * @param resolved the file with every default filled in
 */
public record Scenario(
        String name,
        String title,
        String claim,
        long startEpochNanos,
        long durationNanos,
        List<Long> seeds,
        String currency,
        List<ServicePlan> services,
        @Nullable NodesSpec nodes,
        Observation observation,
        List<PolicyChoice> policies,
        List<ChangePlan> changes,
        List<Objective> objectives,
        Tree.Mapping resolved) {
    public Scenario {
        seeds = List.copyOf(seeds);
        services = List.copyOf(services);
        policies = List.copyOf(policies);
        changes = List.copyOf(changes);
        objectives = List.copyOf(objectives);
    }

    /** The question that its runs answer. */
    public Experiment experiment() {
        return new Experiment(name, title, claim, YamlWriter.write(resolved), currency, objectives);
    }
}

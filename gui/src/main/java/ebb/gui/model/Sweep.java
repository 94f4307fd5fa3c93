package ebb.gui.model;

import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.ScalingPolicy;
import ebb.result.Experiment;
import ebb.result.Metric;
import ebb.result.Results;
import ebb.result.RunRecord;
import ebb.result.RunSummary;
import ebb.result.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Many settings of a policy that were replayed, and which of them no other beats.
 *
 * @param experiment the question, with the objective that names the latency
 * @param runs done so far
 */
public record Sweep(Experiment experiment, List<RunRecord> runs, Summary summary) {
    private static final int ONE = 25;
    private static final int SIDE = 7;
    private static final int MANY = 60;
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29};

    static Sweep of(Experiment experiment, List<RunRecord> runs) {
        Summary summary = new Results(experiment, "ebb gui", "", runs).summary();
        return new Sweep(experiment, List.copyOf(runs), summary);
    }

    /** @return by rising cost, those that wait less than all before */
    public List<RunSummary> frontier(Metric latency) {
        return frontier(summary.runs(), latency);
    }

    /** @return the frontier of one policy's settings */
    public List<RunSummary> ofPolicy(String policy, Metric latency) {
        return frontier(
                summary.runs().stream()
                        .filter(each -> each.key().policy().name().equals(policy))
                        .toList(),
                latency);
    }

    private static List<RunSummary> frontier(List<RunSummary> runs, Metric latency) {
        List<RunSummary> rising = runs.stream()
                .filter(each -> !Double.isNaN(each.total().value(Metric.COST))
                        && !Double.isNaN(each.total().value(latency)))
                .sorted((a, b) ->
                        Double.compare(a.total().value(Metric.COST), b.total().value(Metric.COST)))
                .toList();
        List<RunSummary> held = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (RunSummary each : rising) {
            double wait = each.total().value(latency);
            if (wait < least) {
                least = wait;
                held.add(each);
            }
        }
        return held;
    }

    /** The settings that are worth trying, the one that is asked about first. */
    static List<ScalingPolicy> settings(PolicyDefinition definition, Map<String, Double> current) {
        List<Knob> knobs = definition.parameters().stream()
                .filter(each -> tuned(definition, each))
                .map(each -> new Knob(each, current.getOrDefault(each.name(), each.standard())))
                .filter(Knob::continuous)
                .toList();
        Set<Map<String, Double>> all = new LinkedHashSet<>();
        all.add(Map.copyOf(current));
        int count = switch (knobs.size()) {
            case 0 -> 0;
            case 1 -> ONE;
            case 2 -> SIDE * SIDE;
            default -> MANY;
        };
        for (int i = 0; i < count; i++) {
            Map<String, Double> tried = new LinkedHashMap<>(current);
            for (int k = 0; k < knobs.size(); k++) {
                tried.put(knobs.get(k).parameter().name(), knobs.get(k).at(place(i, k, knobs.size(), count)));
            }
            all.add(Map.copyOf(tried));
        }
        return all.stream().map(definition::with).toList();
    }

    /** Even steps of one, a grid of two, and of more a sequence that fills their space evenly (Halton 1960). */
    private static double place(int number, int knob, int knobs, int count) {
        if (knobs == 1) {
            return number / (count - 1.0);
        } else if (knobs == 2) {
            return (knob == 0 ? number % SIDE : number / SIDE) / (SIDE - 1.0);
        }
        int base = PRIMES[knob % PRIMES.length];
        double place = 0;
        double share = 1;
        for (int rest = number + 1; rest > 0; rest /= base) {
            share /= base;
            place += share * (rest % base);
        }
        return place;
    }

    private static boolean tuned(PolicyDefinition definition, Parameter parameter) {
        if (!(definition instanceof PolicyDocument document)) {
            return true;
        }
        ParameterModel model = document.model().parameters().get(parameter.name());
        return model != null && model.tune();
    }
}

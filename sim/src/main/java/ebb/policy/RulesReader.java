package ebb.policy;

import ebb.document.Mapping;
import ebb.document.Node;
import ebb.policy.PolicyModel.ActionModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code rules}: a policy without states. Each rule becomes a machine of its name that is Off or On; those of lower priority come
 * first, and the last one that is on has the word.
 */
final class RulesReader {
    private static final int MOST_PRIORITY = 1_000_000;

    private final Expressions expressions;
    private final RegionReader regions;

    private record Rule(int priority, RegionModel region) {}

    RulesReader(Expressions expressions, RegionReader regions) {
        this.expressions = expressions;
        this.regions = regions;
    }

    List<RegionModel> read(Node section) {
        List<Rule> rules = new ArrayList<>();
        for (Node each : section.list()) {
            // Of two of one priority the first has the word: it comes last.
            rules.addFirst(rule(each));
        }
        rules.sort(Comparator.comparingInt(Rule::priority));
        return rules.stream().map(Rule::region).toList();
    }

    private Rule rule(Node node) {
        Mapping mapping = node.mapping();
        String name = mapping.get("name").text();
        LawModel desired = mapping.has("desired") ? regions.law(mapping.get("desired")) : null;
        if (!mapping.has("desired")) {
            mapping.get("desired").missing("Say how many pods.");
        }
        Expression when = expressions.readIfPresent(mapping.get("when"));
        Expression forTime = expressions.readIfPresent(mapping.get("for"));
        Expression keepFor = expressions.readIfPresent(mapping.get("keep_for"));
        int priority = mapping.get("priority").integer(-MOST_PRIORITY, MOST_PRIORITY, 0);
        if (when == null && (forTime != null || keepFor != null)) {
            mapping.problem("has a time and no when", "A rule without when always holds.");
        }
        mapping.done();
        List<StateModel> states = new ArrayList<>();
        if (when != null) {
            states.add(state("Off", null, List.of(way(when, false, forTime, "On", node)), node));
        }
        List<TransitionModel> back = when == null ? List.of() : List.of(way(when, true, keepFor, "Off", node));
        states.add(state("On", desired, back, node));
        return new Rule(priority, new RegionModel(name, null, List.of(), states, null, node.at()));
    }

    private static StateModel state(String name, @Nullable LawModel scale, List<TransitionModel> go, Node node) {
        return new StateModel(
                name,
                scale,
                Map.of(),
                Map.of(),
                ActionModel.NONE,
                ActionModel.NONE,
                go,
                go.size(),
                List.of(),
                node.at());
    }

    private static TransitionModel way(
            Expression when, boolean negated, @Nullable Expression forTime, String to, Node node) {
        TriggerModel trigger = new TriggerModel.When(when, negated, forTime);
        return new TransitionModel(
                trigger, null, to, to, Map.of(), ActionModel.NONE, RegionReader.text(trigger, null), node.at());
    }
}

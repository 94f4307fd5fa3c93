package ebb.policy;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.policy.PolicyModel.ActionModel;
import ebb.policy.PolicyModel.Alert;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.LimitsModel;
import ebb.policy.PolicyModel.Output;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.Tick;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.expr.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the machines of a policy. */
final class RegionReader {
    private static final int MOST_STATES = 200;

    private final Expressions expressions;
    private final Function<Node, @Nullable Tick> ticks;
    private final Problems problems;

    RegionReader(Expressions expressions, Function<Node, @Nullable Tick> ticks, Problems problems) {
        this.expressions = expressions;
        this.ticks = ticks;
        this.problems = problems;
    }

    List<RegionModel> read(Node section) {
        List<RegionModel> all = new ArrayList<>();
        for (Node each : section.mapping().each()) {
            all.add(region(each));
        }
        return all;
    }

    private RegionModel region(Node node) {
        Mapping mapping = node.mapping();
        Tick tick = ticks.apply(mapping.get("tick"));
        List<Node> nodes = mapping.get("states").mapping().each();
        if (nodes.isEmpty() || nodes.size() > MOST_STATES) {
            node.problem("needs 1 to " + MOST_STATES + " states", "");
        }
        List<StateModel> states = nodes.stream().map(this::state).toList();
        List<TransitionModel> initial = initial(mapping.get("initial"));
        LimitsModel limits = mapping.has("limits") ? new LimitsReader(expressions).read(mapping.get("limits")) : null;
        mapping.done();
        RegionModel read = new RegionModel(node.name(), tick, initial, states, limits, node.at());
        targets(read);
        return read;
    }

    private void targets(RegionModel region) {
        List<String> names = region.states().stream().map(StateModel::name).toList();
        region.initial().forEach(each -> target(each, names));
        region.states().forEach(state -> state.go().forEach(each -> target(each, names)));
    }

    private void target(TransitionModel transition, List<String> names) {
        String to = transition.to();
        if (to != null && !names.contains(to)) {
            problems.add(transition.at(), to, "is no state of this region", NearestName.suggest(to, names));
        }
    }

    private List<TransitionModel> initial(Node node) {
        if (node.kind() == Node.Kind.SCALAR) {
            return List.of(new TransitionModel(
                    new TriggerModel.Always(),
                    null,
                    node.text(),
                    Map.of(),
                    ActionModel.NONE,
                    "at the start",
                    node.at()));
        }
        return node.list().stream().map(each -> transition(each, true)).toList();
    }

    private StateModel state(Node node) {
        Mapping mapping = node.mapping();
        LawModel scale = mapping.has("scale") ? law(mapping.get("scale")) : null;
        Map<Output, Expression> outputs = new LinkedHashMap<>();
        for (Output each : Output.values()) {
            Node output = mapping.get(PolicyReader.title(each));
            Expression value = expressions.readIfPresent(output);
            if (value != null) {
                outputs.put(each, value);
            }
        }
        Map<String, Expression> overlays = expressions(mapping.get("set"));
        ActionModel enter = actions(mapping.get("enter"));
        ActionModel exit = actions(mapping.get("exit"));
        List<TransitionModel> go = mapping.get("go").list().stream()
                .map(each -> transition(each, false))
                .toList();
        mapping.done();
        return new StateModel(node.name(), scale, outputs, overlays, enter, exit, go, node.at());
    }

    private @Nullable LawModel law(Node node) {
        if (node.is("hold")) {
            return new LawModel.Hold();
        }
        Expression value = expressions.read(node);
        if (value == null) {
            return null;
        }
        boolean high = value.syntax() instanceof Syntax.Call call && call.name().equals("high_water");
        boolean low = value.syntax() instanceof Syntax.Call call && call.name().equals("low_water");
        return high || low ? mark((Syntax.Call) value.syntax(), high, value, node) : new LawModel.Formula(value);
    }

    private static @Nullable LawModel mark(Syntax.Call call, boolean high, Expression value, Node node) {
        if (call.arguments().size() != 1
                || !List.of("from").containsAll(call.named().keySet())) {
            node.problem("takes one value, and from = another", "");
            return null;
        }
        Syntax from = call.named().get("from");
        return new LawModel.Mark(
                high,
                new Expression(value.text(), call.arguments().getFirst(), value.place()),
                from == null ? null : new Expression(value.text(), from, value.place()));
    }

    private Map<String, Expression> expressions(Node node) {
        Map<String, Expression> all = new LinkedHashMap<>();
        for (Node each : node.mapping().each()) {
            Expression value = expressions.read(each);
            if (value != null) {
                all.put(each.name(), value);
            }
        }
        return all;
    }

    private ActionModel actions(Node node) {
        if (!node.present()) {
            return ActionModel.NONE;
        }
        Mapping mapping = node.mapping();
        Expression step = expressions.readIfPresent(mapping.get("step"));
        Alert alert = mapping.has("alert") ? alert(mapping.get("alert")) : null;
        String emit = mapping.get("emit").textOrNull();
        mapping.done();
        return new ActionModel(step, alert, emit);
    }

    private static Alert alert(Node node) {
        Mapping mapping = node.mapping();
        Alert read = new Alert(
                mapping.get("text").text(),
                mapping.get("severity").choice(List.of("info", "ticket", "page"), "ticket"));
        mapping.done();
        return read;
    }

    private TransitionModel transition(Node node, boolean initial) {
        Mapping mapping = node.mapping();
        TriggerModel trigger = trigger(mapping, initial);
        Expression guard = expressions.readIfPresent(mapping.get("if"));
        String to = mapping.get("to").textOrNull();
        Map<String, Expression> set = expressions(mapping.get("set"));
        ActionModel actions = actions(mapping.get("do"));
        mapping.done();
        if (to == null && set.isEmpty() && actions.equals(ActionModel.NONE)) {
            node.problem("leads nowhere and does nothing", "Give it to, set or do.");
        }
        return new TransitionModel(trigger, guard, to, set, actions, text(trigger, guard), node.at());
    }

    private TriggerModel trigger(Mapping mapping, boolean initial) {
        List<String> given = List.of("when", "unless", "after", "before").stream()
                .filter(mapping::has)
                .toList();
        if (given.size() != 1) {
            given.forEach(mapping::get);
            if (!(initial && given.isEmpty())) {
                mapping.problem("needs one of when, unless, after, before", "A second condition is written if.");
            }
            return new TriggerModel.Always();
        }
        TriggerModel read = switch (given.getFirst()) {
            case "after" -> after(mapping);
            case "before" -> before(mapping);
            default -> when(mapping, given.getFirst());
        };
        return read == null ? new TriggerModel.Always() : read;
    }

    private @Nullable TriggerModel when(Mapping mapping, String key) {
        Expression condition = expressions.read(mapping.get(key));
        Expression forTime = expressions.readIfPresent(mapping.get("for"));
        return condition == null ? null : new TriggerModel.When(condition, key.equals("unless"), forTime);
    }

    private @Nullable TriggerModel after(Mapping mapping) {
        Expression time = expressions.read(mapping.get("after"));
        return time == null ? null : new TriggerModel.After(time);
    }

    private @Nullable TriggerModel before(Mapping mapping) {
        Expression instant = expressions.read(mapping.get("before"));
        Expression by = expressions.read(mapping.get("by"));
        return instant == null || by == null ? null : new TriggerModel.Before(instant, by);
    }

    private static String text(TriggerModel trigger, @Nullable Expression guard) {
        String text = switch (trigger) {
            case TriggerModel.When when ->
                (when.negated() ? "unless " : "when ")
                        + when.condition()
                        + (when.forTime() == null ? "" : " for " + when.forTime());
            case TriggerModel.After after -> "after " + after.time();
            case TriggerModel.Before before -> "before " + before.instant() + " by " + before.by();
            case TriggerModel.Always always -> "at the start";
        };
        return guard == null ? text : text + ", if " + guard;
    }
}

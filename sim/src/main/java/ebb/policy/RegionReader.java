package ebb.policy;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.policy.PolicyModel.ActionModel;
import ebb.policy.PolicyModel.Alert;
import ebb.policy.PolicyModel.GroupModel;
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

    private static final int DEEPEST = 4;

    private final Expressions expressions;
    private final Function<Node, @Nullable Tick> ticks;
    private final Problems problems;
    /** The innermost state that each name of a state of the region leads to. */
    private final Map<String, String> leaves = new LinkedHashMap<>();
    /** Parameters that the states around set, the outermost first. */
    private final List<Map<String, Expression>> overlaid = new ArrayList<>();

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
        leaves.clear();
        nodes.forEach(each -> leaf(each, 1));
        if (nodes.isEmpty() || leaves.size() > MOST_STATES) {
            node.problem("needs 1 to " + MOST_STATES + " states", "");
        }
        List<StateModel> states = new ArrayList<>();
        nodes.forEach(each -> state(each, List.of(), states));
        List<TransitionModel> initial = initial(mapping.get("initial"));
        LimitsModel limits =
                mapping.has("limits") ? new LimitsReader(expressions).read(mapping.get("limits"), false) : null;
        mapping.done();
        return new RegionModel(node.name(), tick, initial, states, limits, node.at());
    }

    // Names.

    /** Notes which innermost state each name of a state leads to. @return that state's name */
    private String leaf(Node node, int depth) {
        if (node.kind() != Node.Kind.MAPPING || !node.mapping().has("states")) {
            name(node, node.name());
            return node.name();
        }
        if (depth > DEEPEST) {
            node.problem("has states within states deeper than " + DEEPEST, "");
            return node.name();
        }
        List<Node> inner = node.mapping().get("states").mapping().each();
        String first = "";
        Node initial = node.mapping().get("initial");
        String chosen = initial.present() ? initial.text() : "";
        for (Node each : inner) {
            String leaf = leaf(each, depth + 1);
            first = first.isEmpty() && (chosen.isEmpty() || chosen.equals(each.name())) ? leaf : first;
        }
        if (inner.isEmpty()) {
            node.problem("needs a state within", "Or leave states out.");
        } else if (first.isEmpty()) {
            List<String> names = inner.stream().map(Node::name).toList();
            initial.problem("is no state within " + node.name(), NearestName.suggest(chosen, names));
        }
        name(node, first);
        return first;
    }

    private void name(Node node, String leaf) {
        if (leaves.putIfAbsent(node.name(), leaf) != null) {
            problems.add(node.at(), node.name(), "is a state of this region already", "Choose another name.");
        }
    }

    private @Nullable String target(Node node, Position at) {
        String to = node.textOrNull();
        if (to != null && !leaves.containsKey(to)) {
            problems.add(at, to, "is no state of this region", NearestName.suggest(to, leaves.keySet()));
        }
        return to;
    }

    private List<TransitionModel> initial(Node node) {
        if (node.kind() == Node.Kind.SCALAR) {
            String to = target(node, node.at());
            return List.of(new TransitionModel(
                    new TriggerModel.Always(),
                    null,
                    to == null ? null : leaves.get(to),
                    to,
                    Map.of(),
                    ActionModel.NONE,
                    "at the start",
                    node.at()));
        }
        return node.list().stream().map(each -> transition(each, true)).toList();
    }

    // States.

    /** Reads a state with all within it. */
    private void state(Node node, List<GroupModel> around, List<StateModel> into) {
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
        Map<String, Expression> overlays = new LinkedHashMap<>(around.isEmpty() ? Map.of() : overlaid.getLast());
        overlays.putAll(expressions(mapping.get("set")));
        ActionModel enter = actions(mapping.get("enter"));
        ActionModel exit = actions(mapping.get("exit"));
        List<TransitionModel> go = mapping.get("go").list().stream()
                .map(each -> transition(each, false))
                .toList();
        if (mapping.has("states")) {
            mapping.get("states");
            List<GroupModel> within = new ArrayList<>(around);
            within.add(new GroupModel(node.name(), scale, outputs, enter, exit, go, node.at()));
            mapping.get("initial");
            overlaid.addLast(overlays);
            if (within.size() <= DEEPEST) {
                mapping.get("states").mapping().each().forEach(each -> state(each, within, into));
            }
            overlaid.removeLast();
        } else {
            into.add(innermost(new StateModel(
                    node.name(), scale, outputs, overlays, enter, exit, go, go.size(), around, node.at())));
        }
        mapping.done();
    }

    /** A state with what the states around it say put in. */
    private static StateModel innermost(StateModel own) {
        LawModel scale = own.scale();
        Map<Output, Expression> outputs = new LinkedHashMap<>(own.outputs());
        List<TransitionModel> go = new ArrayList<>(own.go());
        for (GroupModel each : own.around().reversed()) {
            scale = scale == null ? each.scale() : scale;
            each.outputs().forEach(outputs::putIfAbsent);
            go.addAll(each.go());
        }
        return new StateModel(
                own.name(),
                scale,
                outputs,
                own.overlays(),
                own.enter(),
                own.exit(),
                go,
                own.own(),
                own.around(),
                own.at());
    }

    @Nullable
    LawModel law(Node node) {
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
        String to = target(mapping.get("to"), node.at());
        Map<String, Expression> set = expressions(mapping.get("set"));
        ActionModel actions = actions(mapping.get("do"));
        mapping.done();
        if (to == null && set.isEmpty() && actions.equals(ActionModel.NONE)) {
            node.problem("leads nowhere and does nothing", "Give it to, set or do.");
        }
        return new TransitionModel(
                trigger,
                guard,
                to == null ? null : leaves.getOrDefault(to, to),
                to,
                set,
                actions,
                text(trigger, guard),
                node.at());
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

    static String text(TriggerModel trigger, @Nullable Expression guard) {
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

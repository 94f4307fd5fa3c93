package ebb.policy;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyModel.Combine;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.PolicyModel.PatternModel;
import ebb.policy.PolicyModel.Tick;
import ebb.policy.PolicyModel.VariableModel;
import ebb.policy.PolicyModel.WindowModel;
import ebb.policy.expr.Definition;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Function;
import ebb.policy.expr.Parser;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a policy document: bases put in, every expression parsed, every problem noted with its place. */
public final class PolicyReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern SIGNATURE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\(([^)]*)\\)");
    private static final int MOST_NAMES = 500;
    private static final long LEAST_TICK = 1_000_000;
    private static final long MOST_TICK = 86_400_000_000_000L;

    private final SourceText source = new SourceText();
    private final Problems problems;
    private final Expressions expressions;
    private final Map<String, String> sections = new HashMap<>();
    private boolean complete = true;

    private PolicyReader(Problems problems) {
        this.problems = problems;
        this.expressions = new Expressions(source, problems);
    }

    /**
     * @param file as the user named it
     * @return what could be read; whole only if there are no problems
     */
    public static PolicyModel read(String file, String text, PolicyFiles files, Problems problems) {
        PolicyReader reader = new PolicyReader(problems);
        Bases bases = new Bases(files, reader.source, problems);
        return reader.policy(bases.open(file, text), bases);
    }

    static PolicyModel read(Tree.Mapping document, PolicyFiles files, Problems problems) {
        PolicyReader reader = new PolicyReader(problems);
        return reader.policy(document, new Bases(files, reader.source, problems));
    }

    private PolicyModel policy(Tree.Mapping document, Bases bases) {
        Mapping head = Document.read(document, "ScalingPolicy", problems);
        Mapping metadata = head.get("metadata").mapping();
        String name = metadata.get("name").text("policy");
        String about = metadata.get("text").text("");
        metadata.done();
        Tree.Mapping flat = bases.flat(document, 0);
        return body(name, about, flat);
    }

    private PolicyModel body(String name, String about, Tree.Mapping flat) {
        Mapping root = new Mapping(problems, "this policy", flat);
        Tick tick = tick(root.get("tick"));
        Map<String, ParameterModel> parameters = named(root.get("params"), this::parameter);
        Map<String, Unit> metrics = named(root.get("metrics"), this::unit);
        Map<String, Expression> signals = named(root.get("signals"), expressions::read);
        Map<String, Expression> perPod = named(root.get("per_pod"), expressions::read);
        Map<String, FunctionModel> functions = functions(root.get("functions"));
        Map<String, PatternModel> patterns = named(root.get("patterns"), this::pattern);
        Map<String, WindowModel> windows = named(root.get("windows"), node -> window(node, flat));
        Map<String, VariableModel> variables = named(root.get("vars"), this::variable);
        Combine combine = root.get("combine").choice(Combine.class, Combine.MAX);
        RegionReader regions = new RegionReader(expressions, this::tick, problems);
        List<PolicyModel.RegionModel> machines = regions.read(root.get("regions"));
        if (root.has("rules")) {
            if (!machines.isEmpty() || root.has("combine")) {
                root.get("rules")
                        .problem("stand in the place of states, regions and combine", "Write one or the other.");
            }
            machines = new RulesReader(expressions, regions).read(root.get("rules"));
            Set<String> names = new HashSet<>();
            machines.reversed().forEach(each -> ruleName(each, names, problems));
            combine = Combine.PRIORITY;
        }
        PolicyModel.LimitsModel limits = new LimitsReader(expressions).read(root.get("limits"), true);
        // What is promised and what is tested is read where it is checked and run.
        root.get("guarantees").list();
        root.get("tests").list();
        root.done();
        boolean unreadable = flat.entries().isEmpty() && !problems.none();
        complete &= !unreadable && !machines.isEmpty();
        if (machines.isEmpty() && !unreadable) {
            root.problem("needs states or regions", "Write states: with a name and a scale: each, or rules:.");
        }
        if (limits.max() == null && !unreadable) {
            Mapping at = root.has("limits") ? root.get("limits").mapping() : root;
            at.problem("needs limits.max", "Write limits: { max: 20 }, or max: unlimited.");
        }
        return new PolicyModel(
                name,
                about,
                flat,
                tick,
                parameters,
                metrics,
                signals,
                perPod,
                functions,
                patterns,
                windows,
                variables,
                combine,
                machines,
                limits,
                complete && expressions.complete());
    }

    /** Reads one named thing; null if it cannot be read. */
    interface Each<T> {
        @Nullable
        T read(Node node);
    }

    /** Rules are named like all else, so that {@code in(panic.On)} can ask for them. */
    private static void ruleName(PolicyModel.RegionModel rule, Set<String> names, Problems problems) {
        if (!names.add(rule.name())) {
            problems.add(rule.at(), rule.name(), "names two rules", "Choose another name.");
        }
        if (!NAME.matcher(rule.name()).matches()) {
            problems.add(rule.at(), rule.name(), "is no name: letters, digits and _, a letter first", "");
        }
    }

    private <T> Map<String, T> named(Node section, Each<T> each) {
        Map<String, T> all = new LinkedHashMap<>();
        List<Node> nodes = section.mapping().each();
        if (nodes.size() > MOST_NAMES) {
            section.problem("has more than " + MOST_NAMES + " names", "");
            return all;
        }
        for (Node node : nodes) {
            name(node);
            alone(section.name(), node);
            T read = each.read(node);
            if (read != null) {
                all.put(node.name(), read);
            } else {
                complete = false;
            }
        }
        return all;
    }

    /** One name has one meaning, in whatever section; metrics are named only where they are aggregated. */
    private void alone(String section, Node node) {
        String other = section.equals("metrics") ? null : sections.putIfAbsent(node.name(), section);
        if (other != null && !other.equals(section)) {
            node.problems().add(node.at(), node.name(), "is a name under " + other + " too", "Choose another name.");
        }
    }

    private static void name(Node node) {
        String name = node.name();
        if (!NAME.matcher(name).matches()) {
            node.problems().add(node.at(), name, "is no name: letters, digits and _, a letter first", "");
        } else if (Parser.isKeyword(name) || Function.titles().contains(name) || Values.isValue(name)) {
            node.problems().add(node.at(), name, "has a meaning of its own", "Choose another name.");
        }
    }

    @Nullable
    Tick tick(Node node) {
        if (!node.present()) {
            return null;
        }
        if (node.kind() != Node.Kind.MAPPING) {
            return new Tick(node.duration(LEAST_TICK, MOST_TICK), false, null);
        }
        Mapping tick = node.mapping();
        long every = tick.get("every").duration(LEAST_TICK, MOST_TICK);
        boolean sampled = tick.get("mode")
                .choice(List.of("reactive", "sampled"), "reactive")
                .equals("sampled");
        Expression poke = expressions.readIfPresent(tick.get("poke"));
        tick.done();
        return new Tick(every, sampled, poke);
    }

    private @Nullable ParameterModel parameter(Node node) {
        Mapping mapping = node.mapping();
        List<String> choices =
                mapping.get("choices").list().stream().map(Node::text).toList();
        Syntax.Literal standard =
                choices.isEmpty() ? literal(mapping.get("default")) : choice(mapping.get("default"), choices);
        List<Node> range = mapping.get("range").list();
        if (!range.isEmpty() && range.size() != 2) {
            mapping.get("range").problem("must be [least, most]", "");
        }
        Syntax.Literal least = range.size() == 2 ? literal(range.get(0)) : null;
        Syntax.Literal most = range.size() == 2 ? literal(range.get(1)) : null;
        boolean logarithmic =
                mapping.get("scale").choice(List.of("linear", "log"), "linear").equals("log");
        boolean tune = mapping.get("tune").flag(true);
        String text = mapping.get("text").text("");
        mapping.done();
        if (standard == null) {
            return null;
        }
        inRange(mapping.get("default"), standard, least, most);
        return new ParameterModel(node.name(), standard, least, most, choices, logarithmic, tune, text, node.at());
    }

    private static void inRange(
            Node node, Syntax.Literal standard, Syntax.@Nullable Literal least, Syntax.@Nullable Literal most) {
        double value = number(standard);
        if (least != null
                && least.type().kind() != standard.type().kind()
                && !(isNumber(least) && isNumber(standard))) {
            node.problem("is not of the kind of its range", "A duration needs a unit, such as 5s.");
            return;
        }
        if (least != null && most != null && !(number(least) <= value && value <= number(most))) {
            node.problem("lies outside its range", "");
        }
    }

    private static boolean isNumber(Syntax.Literal literal) {
        return literal.type().kind().isNumber();
    }

    /** @return the literal's value as a double, a duration's in seconds */
    static double number(Syntax.Literal literal) {
        return switch (literal.type().kind()) {
            case REAL -> Double.longBitsToDouble(literal.bits());
            case DURATION -> literal.bits() / 1e9;
            case BOOL, INT, INSTANT, NAME, NOTHING -> literal.bits();
        };
    }

    private static Syntax.@Nullable Literal choice(Node node, List<String> choices) {
        String name = node.text();
        int place = choices.indexOf(name);
        if (place < 0) {
            node.problem("is not one of its choices", NearestName.suggest(name, choices));
            return null;
        }
        return new Syntax.Literal(0, Type.name(choices), place, false);
    }

    private Syntax.@Nullable Literal literal(Node node) {
        if (!node.present()) {
            node.missing();
            return null;
        }
        Expression read = expressions.read(node);
        return switch (read == null ? null : read.syntax()) {
            case null -> null;
            case Syntax.Literal literal -> literal;
            case Syntax.Negative(int at, Syntax.Literal literal) -> negative(at, literal);
            default -> {
                node.problem("must be a value, not a formula", "");
                yield null;
            }
        };
    }

    private static Syntax.Literal negative(int at, Syntax.Literal literal) {
        long bits = literal.type().isReal()
                ? Double.doubleToRawLongBits(-Double.longBitsToDouble(literal.bits()))
                : -literal.bits();
        return new Syntax.Literal(at, literal.type(), bits, literal.bare());
    }

    /** {@code jobs_waiting: req}: the unit of a metric from outside. */
    private @Nullable Unit unit(Node node) {
        String text = node.text();
        if (text.equals("ratio")) {
            return Unit.NONE;
        }
        try {
            return Parser.parse("1 " + text) instanceof Syntax.Literal literal && !literal.bare()
                    ? literal.type().unit()
                    : wrongUnit(node);
        } catch (ExpressionException bad) {
            return wrongUnit(node);
        }
    }

    private static @Nullable Unit wrongUnit(Node node) {
        node.problem("must be a unit such as req, token/s, byte or ratio", "");
        return null;
    }

    private @Nullable VariableModel variable(Node node) {
        if (node.kind() != Node.Kind.MAPPING) {
            Expression initial = expressions.read(node);
            return initial == null ? null : new VariableModel(node.name(), initial, false, node.at());
        }
        Mapping mapping = node.mapping();
        Expression initial = expressions.read(mapping.get("init"));
        boolean durable = mapping.get("durable").flag(false);
        mapping.done();
        return initial == null ? null : new VariableModel(node.name(), initial, durable, node.at());
    }

    private static @Nullable WindowModel window(Node node, Tree.Mapping flat) {
        Tree tree = flat.entries().get("windows") instanceof Tree.Mapping all
                ? all.entries().get(node.name())
                : null;
        return tree == null ? null : new WindowModel(node.name(), tree, node.at());
    }

    // Functions.

    private Map<String, FunctionModel> functions(Node section) {
        Map<String, FunctionModel> all = new LinkedHashMap<>();
        for (Node node : section.mapping().each()) {
            Matcher signature = SIGNATURE.matcher(node.name());
            if (!signature.matches()) {
                node.problems().add(node.at(), node.name(), "must be name(argument, …)", "");
                complete = false;
                continue;
            }
            FunctionModel read = function(node, signature.group(1), signature.group(2));
            if (read != null) {
                all.put(read.definition().name(), read);
            }
        }
        return all;
    }

    private @Nullable FunctionModel function(Node node, String name, String arguments) {
        List<String> parameters = new ArrayList<>();
        for (String each : arguments.split(",", -1)) {
            if (!each.isBlank()) {
                parameters.add(each.strip());
            }
        }
        Map<String, Expression> parts = new LinkedHashMap<>();
        if (node.kind() == Node.Kind.MAPPING) {
            for (Node part : node.mapping().each()) {
                Expression read = expressions.read(part);
                if (read != null) {
                    parts.put(part.name(), read);
                }
            }
        } else {
            Expression read = expressions.read(node);
            if (read != null) {
                parts.put("return", read);
            }
        }
        Expression result = parts.get("return");
        if (result == null) {
            node.problem("needs return", "");
            return null;
        }
        Map<String, Syntax> locals = new LinkedHashMap<>();
        parts.forEach((key, value) -> {
            if (!key.equals("return")) {
                locals.put(key, value.syntax());
            }
        });
        return new FunctionModel(new Definition(name, parameters, locals, result.syntax()), parts, node.at());
    }

    // Patterns.

    private @Nullable PatternModel pattern(Node node) {
        return new PatternReader(expressions).read(node);
    }

    /** In words, of an enum's constant. */
    static String title(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

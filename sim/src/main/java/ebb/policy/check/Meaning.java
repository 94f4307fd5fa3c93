package ebb.policy.check;

import ebb.document.Quantity;
import ebb.document.Tree;
import ebb.policy.Expression;
import ebb.policy.Metrics;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.Values;
import ebb.policy.check.Atom.Origin;
import ebb.policy.expr.Operator;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of a policy say, as sums and conditions over atoms. Units are left to the compiler, which has seen to them;
 * durations and instants are in seconds.
 *
 * <p>A value may be unknown, and logic is Kleene's, so a condition is asked for in four ways: that it is true, that it is false, and that
 * it is not (which is more, for it may be unknown).
 */
final class Meaning {
    private static final int DEEPEST = 40;
    private static final int LONG = 200;
    private static final Set<String> LEVELS =
            Set.of("in_flight", "queued", "ready", "starting", "draining", "replicas", "present", "concurrency_limit");
    private static final Set<String> EVENTS =
            Set.of("arrival", "done", "pod_ready", "pod_failed", "pod_gone", "tick", "action_failed", "restart");
    private static final Set<String> WINDOWED = Set.of(
            "avg",
            "avg_buckets",
            "avg_exp",
            "sum",
            "count",
            "rate",
            "min_over",
            "max_over",
            "last",
            "ewma",
            "slope",
            "quantile",
            "forecast",
            "token_bucket",
            "age",
            "failures",
            "histogram");
    private static final Set<String> HULLS =
            Set.of("avg", "avg_buckets", "min_over", "max_over", "last", "ewma", "quantile");

    private final PolicyModel model;
    private final Atoms atoms;
    private final boolean declared;
    private final Map<String, Range> overlaid = new HashMap<>();
    private @Nullable RegionModel region;
    private @Nullable StateModel state;
    private final Found<Linear> sums = new Found<>();
    // By what is asked: 1 for true rather than false, 2 for certain.
    private final List<Found<Formula>> formulas = List.of(new Found<>(), new Found<>(), new Found<>(), new Found<>());
    private final Found<Around> insides = new Found<>();
    private final Found<String> keys = new Found<>();
    private final Map<String, String> shortened = new HashMap<>();
    private boolean frozen;
    private int depth;

    /** What was found out of expressions of the document, each where it stands: the same place, not the same text. */
    private static final class Found<V> {
        private final IdentityHashMap<Syntax, IdentityHashMap<Around, V>> all = new IdentityHashMap<>();

        @Nullable
        V get(Syntax syntax, Around around) {
            IdentityHashMap<Around, V> here = all.get(syntax);
            return here == null ? null : here.get(around);
        }

        void put(Syntax syntax, Around around, V value) {
            all.computeIfAbsent(syntax, key -> new IdentityHashMap<>()).put(around, value);
        }

        void clear() {
            all.clear();
        }
    }

    /** Names within a function that is written out. */
    record Around(Map<String, Given> names) {
        static final Around NOTHING = new Around(Map.of());
    }

    /**
     * What a name within a function stands for.
     *
     * @param place where a part of the function stands; null for an argument, which stands where the function is called
     */
    record Given(Syntax syntax, Around around, Expression.@Nullable Place place) {}

    /** @param declared whether a parameter without a range is taken as its default; else it may be anything */
    Meaning(PolicyModel model, Atoms atoms, boolean declared) {
        this.model = model;
        this.atoms = atoms;
        this.declared = declared;
        for (RegionModel each : model.regions()) {
            for (StateModel one : each.states()) {
                one.overlays().forEach((name, value) -> {
                    Range range = atoms.range(sum(value.syntax()));
                    overlaid.merge(name, range, Range::with);
                });
            }
        }
    }

    Atoms atoms() {
        return atoms;
    }

    /** From now on expressions stand in this state. */
    void in(@Nullable RegionModel region, @Nullable StateModel state) {
        this.region = region;
        this.state = state;
        forget();
    }

    private void forget() {
        sums.clear();
        formulas.forEach(Found::clear);
    }

    /** The value that an expression had when a clock was started: what is measured may be another since. */
    Linear frozen(Expression expression) {
        frozen = true;
        forget();
        Linear sum = sum(expression.syntax());
        frozen = false;
        forget();
        return sum;
    }

    Linear sum(Syntax syntax) {
        return sum(syntax, Around.NOTHING);
    }

    Linear stateTime() {
        return Linear.atom(atoms.take("state.time", EnumSet.of(Origin.TIME), Range.POSITIVE, false)
                .number());
    }

    Linear demand() {
        return level("in_flight").plus(level("queued"), 1);
    }

    Linear level(String name) {
        Range range = new Range(name.equals("concurrency_limit") ? 1 : 0, Double.POSITIVE_INFINITY);
        Atom atom = take(name, EnumSet.of(Origin.LEVEL), range, true);
        if (name.equals("ready")) {
            atoms.mayBeUnknown(atom);
        }
        return Linear.atom(atom.number());
    }

    private Atom take(String key, Set<Origin> origins, Range range, boolean whole) {
        boolean still = origins.equals(EnumSet.of(Origin.PARAMETER)) || origins.isEmpty();
        return atoms.take(frozen && !still ? "earlier " + key : key, origins, range, whole);
    }

    /** Something not looked into that may be unknown. */
    private Linear data(String key, Set<Origin> origins, Range range, boolean whole) {
        Atom atom = take(key, origins, range, whole);
        atoms.mayBeUnknown(atom);
        return Linear.atom(atom.number());
    }

    private Linear anything(Syntax syntax, Around around) {
        return data(key(syntax, around), EnumSet.of(Origin.DATA), Range.ANY, false);
    }

    // Sums.

    Linear sum(Syntax syntax, Around around) {
        Linear known = sums.get(syntax, around);
        if (known == null) {
            known = computed(syntax, around);
            sums.put(syntax, around, known);
        }
        return known;
    }

    private Linear computed(Syntax syntax, Around around) {
        if (++depth > DEEPEST) {
            depth--;
            return anything(syntax, around);
        }
        try {
            return switch (syntax) {
                case Syntax.Literal literal -> Linear.of(number(literal));
                case Syntax.Name name -> named(name, around);
                case Syntax.Negative negative -> sum(negative.operand(), around).times(-1);
                case Syntax.Binary binary -> binary(binary, around);
                case Syntax.If choice -> choice(choice, around);
                case Syntax.Call call -> call(call, around);
                case Syntax.Not not -> anything(not, around);
            };
        } finally {
            depth--;
        }
    }

    static double number(Syntax.Literal literal) {
        return switch (literal.type().kind()) {
            case REAL -> Double.longBitsToDouble(literal.bits());
            case DURATION, INSTANT -> literal.bits() / 1e9;
            case BOOL, INT, NAME, NOTHING -> literal.bits();
        };
    }

    private Linear named(Syntax.Name name, Around around) {
        String title = name.name();
        Given given = around.names().get(title);
        if (given != null) {
            return sum(given.syntax(), given.around());
        }
        Expression signal = model.signals().get(title);
        if (signal != null) {
            return sum(signal.syntax(), Around.NOTHING);
        }
        Expression perPod = model.perPod().get(title);
        if (perPod != null) {
            return sum(perPod.syntax(), Around.NOTHING);
        }
        ParameterModel parameter = model.parameters().get(title);
        return parameter == null ? value(name, around) : parameter(parameter);
    }

    Linear parameter(ParameterModel parameter) {
        Range range = range(parameter);
        boolean whole = parameter.standard().type().kind() == Type.Kind.INT
                || !parameter.choices().isEmpty();
        return range.least() == range.most()
                ? Linear.of(range.least())
                : Linear.atom(atoms.take(parameter.name(), EnumSet.of(Origin.PARAMETER), range, whole)
                        .number());
    }

    /** @return what a parameter may be, the values included that states put in its place */
    Range range(ParameterModel parameter) {
        double standard = number(parameter.standard());
        Range range;
        if (!parameter.choices().isEmpty()) {
            range = new Range(0, parameter.choices().size() - 1.0);
        } else if (parameter.least() != null && parameter.most() != null) {
            range = new Range(number(parameter.least()), number(parameter.most()));
        } else {
            range = declared ? Range.of(standard) : Range.ANY;
        }
        Range overlay = overlaid.get(parameter.name());
        return overlay == null ? range : range.with(overlay);
    }

    private Linear value(Syntax.Name name, Around around) {
        String title = name.name();
        if (LEVELS.contains(title)) {
            return level(title);
        }
        if (model.variables().containsKey(title)) {
            return data(title, EnumSet.of(Origin.OWN), Range.ANY, false);
        }
        return switch (title) {
            case "now" -> time("now", Range.ANY);
            case "attached" -> time("attached", Range.ANY);
            case "never" -> Linear.of(-(double) (1L << 62) / 1e9);
            case "state.time" -> stateTime();
            case "path.time" -> time("path.time", Range.POSITIVE);
            case "unlimited" -> Linear.of(Integer.MAX_VALUE);
            // Before the first decision there is none to speak of.
            case "scale", "law" -> own(title, Range.POSITIVE, true);
            case "desired" -> own("desired", new Range(-1, Double.POSITIVE_INFINITY), true);
            case "proposed" -> data("proposed", EnumSet.of(Origin.OWN), Range.POSITIVE, true);
            case "limits.min" -> limit(false);
            case "limits.max" -> limit(true);
            // A service without prices has none of these: they are unknown then, not 0.
            case "cost.per_pod" ->
                data(title, EnumSet.of(Origin.DATA), new Range(Double.MIN_VALUE, Double.POSITIVE_INFINITY), false);
            case "cost.rate", "cost.today", "cold_start.last", "memory_request", "cpu_request", "gpu_request" ->
                data(title, EnumSet.of(Origin.DATA), Range.POSITIVE, false);
            default -> other(name, around);
        };
    }

    private Linear other(Syntax.Name name, Around around) {
        String title = name.name();
        if (title.startsWith("cold_start.")) {
            return Linear.atom(
                    take(title, EnumSet.of(Origin.TIME), Range.POSITIVE, false).number());
        }
        if (title.startsWith("pod.")) {
            boolean instant = title.contains("sampled") || title.contains("started") || title.endsWith("changed");
            return data(title, EnumSet.of(Origin.DATA), instant ? Range.ANY : Range.POSITIVE, false);
        }
        int dot = title.indexOf('.');
        boolean part = dot > 0 && model.signals().containsKey(title.substring(0, dot));
        for (Values each : Values.values()) {
            if (each.title().equals(title) && !each.type().choices().isEmpty()) {
                return own(title, new Range(0, each.type().choices().size() - 1.0), true);
            }
        }
        return part
                ? data(title, EnumSet.of(Origin.DATA), Range.POSITIVE, title.endsWith(".count"))
                : anything(name, around);
    }

    private Linear time(String key, Range range) {
        return Linear.atom(take(key, EnumSet.of(Origin.TIME), range, false).number());
    }

    private Linear own(String key, Range range, boolean whole) {
        return Linear.atom(take(key, EnumSet.of(Origin.OWN), range, whole).number());
    }

    private Linear limit(boolean max) {
        PolicyModel.LimitsModel own = region == null ? null : region.limits();
        Expression inner = own == null ? null : max ? own.max() : own.min();
        Expression outer = max ? model.limits().max() : model.limits().min();
        Expression chosen = inner == null ? outer : inner;
        Linear sum = chosen == null ? Linear.of(0) : sum(chosen.syntax());
        // The service has limits too.
        Range range = atoms.range(sum);
        Range within =
                max ? new Range(0, range.most()) : new Range(Math.max(0, range.least()), Double.POSITIVE_INFINITY);
        String key = (region == null ? "" : region.name() + " ") + (max ? "limits.max" : "limits.min");
        return Linear.atom(take(key, EnumSet.of(Origin.LEVEL), within, true).number());
    }

    private Linear binary(Syntax.Binary binary, Around around) {
        return switch (binary.operator()) {
            case PLUS -> sum(binary.left(), around).plus(sum(binary.right(), around), 1);
            case MINUS -> sum(binary.left(), around).minus(sum(binary.right(), around));
            case TIMES -> product(binary, around);
            case OVER -> quotient(binary, around);
            case COALESCE -> coalesced(binary, around);
            case OR, AND, EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> anything(binary, around);
        };
    }

    private Linear product(Syntax.Binary binary, Around around) {
        Linear left = sum(binary.left(), around);
        Linear right = sum(binary.right(), around);
        if (left.isConstant() || right.isConstant()) {
            return left.isConstant() ? right.times(left.constant()) : left.times(right.constant());
        }
        boolean whole = atoms.isWhole(left) && atoms.isWhole(right);
        Linear made = made(binary, around, atoms.range(left).times(atoms.range(right)), whole, left, right);
        Linear zero = Linear.of(0);
        atoms.fact(
                made.factors().keySet().iterator().next(),
                Formula.any(
                        Formula.less(made, zero),
                        Formula.less(zero, made),
                        Formula.equal(left, zero),
                        Formula.equal(right, zero)));
        return made;
    }

    private Linear quotient(Syntax.Binary binary, Around around) {
        Linear left = sum(binary.left(), around);
        Linear right = sum(binary.right(), around);
        if (right.isConstant() && right.constant() != 0) {
            return left.times(1 / right.constant());
        }
        Range range = atoms.range(left).over(atoms.range(right));
        Linear made = made(binary, around, range, false, left, right);
        if (atoms.range(right).holds(0)) {
            atoms.mayBeUnknown(atoms.atom(made.factors().keySet().iterator().next()));
        }
        return made;
    }

    private Linear coalesced(Syntax.Binary binary, Around around) {
        Linear first = sum(binary.left(), around);
        if (atoms.isKnown(first)) {
            return first;
        }
        Linear second = sum(binary.right(), around);
        Range range = atoms.range(first).with(atoms.range(second));
        boolean whole = atoms.isWhole(first) && atoms.isWhole(second);
        Atom atom = opaque(binary, around, range, whole, first, second);
        Linear sum = Linear.atom(atom.number());
        if (!atoms.isKnown(second)) {
            atoms.mayBeUnknown(atom);
        }
        atoms.fact(
                atom.number(),
                Formula.any(
                        Formula.all(atoms.known(first), Formula.equal(sum, first)),
                        Formula.all(atoms.unknown(first), Formula.equal(sum, second))));
        return sum;
    }

    private Linear choice(Syntax.If choice, Around around) {
        Linear then = sum(choice.then(), around);
        Linear otherwise = sum(choice.otherwise(), around);
        Range range = atoms.range(then).with(atoms.range(otherwise));
        boolean whole = atoms.isWhole(then) && atoms.isWhole(otherwise);
        Atom atom = opaque(choice, around, range, whole, then, otherwise);
        Linear sum = Linear.atom(atom.number());
        Formula taken = is(choice.condition(), around, true);
        Formula left = is(choice.condition(), around, false);
        Formula unknown =
                Formula.all(isNot(choice.condition(), around, true), isNot(choice.condition(), around, false));
        boolean certain = atoms.isKnown(then) && atoms.isKnown(otherwise) && isKnown(choice.condition(), around);
        if (!certain) {
            atoms.mayBeUnknown(atom);
        }
        atoms.fact(
                atom.number(),
                Formula.any(
                        Formula.all(taken, Formula.equal(sum, then)),
                        Formula.all(left, Formula.equal(sum, otherwise)),
                        certain ? Formula.FALSE : Formula.all(unknown, atoms.unknown(sum))));
        return sum;
    }

    private boolean isKnown(Syntax condition, Around around) {
        return atoms.of(isNot(condition, around, true)).stream()
                .noneMatch(each -> atoms.atom(each).key().startsWith("unknown "));
    }

    /** Something made of sums that is not a sum itself. */
    private Linear made(Syntax syntax, Around around, Range range, boolean whole, Linear... parts) {
        Atom atom = opaque(syntax, around, range, whole, parts);
        for (Linear each : parts) {
            if (!atoms.isKnown(each)) {
                atoms.mayBeUnknown(atom);
            }
        }
        return Linear.atom(atom.number());
    }

    private Atom opaque(Syntax syntax, Around around, Range range, boolean whole, Linear... parts) {
        Set<Origin> origins = atoms.origins(parts);
        return take(key(syntax, around), origins.isEmpty() ? EnumSet.of(Origin.PARAMETER) : origins, range, whole);
    }

    // Calls.

    private Linear call(Syntax.Call call, Around around) {
        FunctionModel function = model.functions().get(call.name());
        if (function != null) {
            return sum(function.definition().result(), inside(function, call, around));
        }
        List<Linear> parts = new ArrayList<>();
        if (!WINDOWED.contains(call.name()) && !call.name().startsWith("pods.")) {
            call.arguments().forEach(each -> parts.add(sum(each, around)));
        }
        return switch (call.name()) {
            case "ceil" -> rounded(call, around, parts.getFirst(), 0, 1);
            case "floor" -> rounded(call, around, parts.getFirst(), -1, 0);
            case "trunc", "round" -> rounded(call, around, parts.getFirst(), -1, 1);
            case "max" -> extreme(call, around, parts, true);
            case "min" -> extreme(call, around, parts, false);
            case "clamp" -> clamped(call, around, parts);
            case "abs", "sqrt", "exp", "erlang_n" ->
                made(call, around, Range.POSITIVE, false, parts.toArray(Linear[]::new));
            case "max_valid", "min_valid", "ln", "pow" ->
                made(call, around, hull(call, parts), false, parts.toArray(Linear[]::new));
            case "uniform" -> data(key(call, around), EnumSet.of(Origin.OWN), Range.TRUTH, false);
            case "end_of" -> time(key(call, around), Range.ANY);
            default -> measured(call, around);
        };
    }

    private static Range hullOf(List<Range> ranges) {
        return ranges.stream().reduce(Range::with).orElse(Range.ANY);
    }

    private Range hull(Syntax.Call call, List<Linear> parts) {
        return call.name().endsWith("_valid")
                ? hullOf(parts.stream().map(atoms::range).toList())
                : Range.ANY;
    }

    Around inside(FunctionModel function, Syntax.Call call, Around around) {
        Around known = insides.get(call, around);
        if (known == null) {
            known = opened(function, call, around);
            insides.put(call, around, known);
        }
        return known;
    }

    private static Around opened(FunctionModel function, Syntax.Call call, Around around) {
        Map<String, Given> names = new HashMap<>();
        List<String> parameters = function.definition().parameters();
        for (int i = 0; i < Math.min(parameters.size(), call.arguments().size()); i++) {
            names.put(parameters.get(i), new Given(call.arguments().get(i), around, null));
        }
        function.definition().locals().forEach((name, syntax) -> {
            Expression part = function.parts().get(name);
            names.put(name, new Given(syntax, new Around(Map.copyOf(names)), part == null ? null : part.place()));
        });
        return new Around(names);
    }

    /** @param down least of what rounding adds, and the most */
    private Linear rounded(Syntax.Call call, Around around, Linear of, double down, double up) {
        if (call.arguments().size() > 1 || atoms.isWhole(of)) {
            Range range = atoms.range(of);
            return call.arguments().size() > 1
                    ? made(call, around, range.least() >= 0 ? Range.POSITIVE : Range.ANY, false, of)
                    : of;
        }
        Range range = atoms.range(of);
        Range wide = new Range(Math.floor(range.least() + down + 1e-9), Math.ceil(range.most() + up - 1e-9));
        Range kept = range.least() >= 0 ? wide.greatest(Range.of(0)) : wide;
        Linear made = made(call, around, kept, true, of);
        int atom = made.factors().keySet().iterator().next();
        Formula least = down == 0 ? Formula.atMost(of, made) : Formula.less(of.plus(Linear.of(down), 1), made);
        Formula most = up == 0 ? Formula.atMost(made, of) : Formula.less(made, of.plus(Linear.of(up), 1));
        atoms.fact(atom, Formula.all(least, most));
        return made;
    }

    private Linear extreme(Syntax.Call call, Around around, List<Linear> parts, boolean most) {
        Range range = parts.stream()
                .map(atoms::range)
                .reduce(most ? Range::greatest : Range::lesser)
                .orElse(Range.ANY);
        boolean whole = parts.stream().allMatch(atoms::isWhole);
        Linear made = made(call, around, range, whole, parts.toArray(Linear[]::new));
        List<Formula> bounds = new ArrayList<>();
        List<Formula> equals = new ArrayList<>();
        for (Linear each : parts) {
            bounds.add(most ? Formula.atMost(each, made) : Formula.atMost(made, each));
            equals.add(most ? Formula.atMost(made, each) : Formula.atMost(each, made));
        }
        bounds.add(new Formula.Any(equals));
        atoms.fact(made.factors().keySet().iterator().next(), new Formula.All(bounds));
        return made;
    }

    private Linear clamped(Syntax.Call call, Around around, List<Linear> parts) {
        Range range =
                atoms.range(parts.get(0)).greatest(atoms.range(parts.get(1))).lesser(atoms.range(parts.get(2)));
        boolean whole = parts.stream().allMatch(atoms::isWhole);
        Linear made = made(call, around, range, whole, parts.toArray(Linear[]::new));
        atoms.fact(made.factors().keySet().iterator().next(), Formula.atMost(made, parts.get(2)));
        return made;
    }

    /** Windows, forecasts, figures over pods. */
    private Linear measured(Syntax.Call call, Around around) {
        String name = call.name();
        int dot = name.indexOf('.');
        boolean ofHistogram = dot > 0 && !name.startsWith("pods.");
        Range subject = ofHistogram || call.arguments().isEmpty()
                ? Range.POSITIVE
                : subject(call.arguments().getFirst(), around);
        Range range = switch (name) {
            case "slope", "token_bucket" -> Range.ANY;
            case "count", "age", "failures", "pods.count" -> Range.POSITIVE;
            case "pods.min", "pods.max", "pods.avg" -> subject;
            default -> HULLS.contains(name) ? subject : subject.least() >= 0 ? Range.POSITIVE : Range.ANY;
        };
        boolean whole = name.equals("pods.count") || name.equals("failures");
        Atom atom = take(key(call, around), EnumSet.of(Origin.DATA), range, whole);
        if (!name.equals("pods.count")) {
            atoms.mayBeUnknown(atom);
        }
        return Linear.atom(atom.number());
    }

    private Range subject(Syntax what, Around around) {
        boolean metric = what instanceof Syntax.Name name
                && !around.names().containsKey(name.name())
                && (model.metrics().containsKey(name.name()) || isMetric(name.name()));
        return metric ? Range.POSITIVE : atoms.range(sum(what, around));
    }

    private static boolean isMetric(String name) {
        for (Metrics each : Metrics.values()) {
            if (each.title().equals(name)) {
                return true;
            }
        }
        return false;
    }

    // Conditions.

    /** That it is so, or that it is false. */
    Formula is(Syntax syntax, Around around, boolean value) {
        return says(syntax, around, value, true);
    }

    /** That it is not true, or not false: it may be unknown. */
    Formula isNot(Syntax syntax, Around around, boolean value) {
        return says(syntax, around, value, false);
    }

    private Formula says(Syntax syntax, Around around, boolean value, boolean certain) {
        Found<Formula> asked = formulas.get((value ? 1 : 0) + (certain ? 2 : 0));
        Formula known = asked.get(syntax, around);
        if (known == null) {
            known = said(syntax, around, value, certain);
            asked.put(syntax, around, known);
        }
        return known;
    }

    private Formula said(Syntax syntax, Around around, boolean value, boolean certain) {
        if (++depth > DEEPEST) {
            depth--;
            return truth(key(syntax, around), EnumSet.of(Origin.DATA), true, value, certain);
        }
        try {
            return switch (syntax) {
                case Syntax.Literal literal -> constant(literal.bits() == 1, value, certain);
                case Syntax.Name name -> condition(name, around, value, certain);
                case Syntax.Not not -> says(not.operand(), around, !value, certain);
                case Syntax.Binary binary -> logic(binary, around, value, certain);
                case Syntax.If choice -> chosen(choice, around, value, certain);
                case Syntax.Call call -> asked(call, around, value, certain);
                case Syntax.Negative negative ->
                    truth(key(negative, around), EnumSet.of(Origin.DATA), true, value, certain);
            };
        } finally {
            depth--;
        }
    }

    private static Formula constant(boolean is, boolean value, boolean certain) {
        return (is == value) == certain ? Formula.TRUE : Formula.FALSE;
    }

    private Formula logic(Syntax.Binary binary, Around around, boolean value, boolean certain) {
        return switch (binary.operator()) {
            case AND, OR -> {
                // Both must be true for `and` to be, both false for `or`; "not" turns it round once more.
                boolean both = (binary.operator() == Operator.AND) == value == certain;
                Formula left = says(binary.left(), around, value, certain);
                Formula right = says(binary.right(), around, value, certain);
                yield both ? Formula.all(left, right) : Formula.any(left, right);
            }
            case COALESCE -> otherwise(binary, around, value, certain);
            case EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> comparison(binary, around, value, certain);
            case PLUS, MINUS, TIMES, OVER -> truth(key(binary, around), EnumSet.of(Origin.DATA), true, value, certain);
        };
    }

    private Formula otherwise(Syntax.Binary binary, Around around, boolean value, boolean certain) {
        Formula unknown = Formula.all(isNot(binary.left(), around, true), isNot(binary.left(), around, false));
        Formula first = says(binary.left(), around, value, true);
        Formula wrong = says(binary.left(), around, !value, true);
        return certain
                ? Formula.any(first, Formula.all(unknown, says(binary.right(), around, value, true)))
                : Formula.any(wrong, Formula.all(unknown, says(binary.right(), around, value, false)));
    }

    private Formula chosen(Syntax.If choice, Around around, boolean value, boolean certain) {
        Formula taken = Formula.all(is(choice.condition(), around, true), says(choice.then(), around, value, certain));
        Formula left =
                Formula.all(is(choice.condition(), around, false), says(choice.otherwise(), around, value, certain));
        return certain
                ? Formula.any(taken, left)
                : Formula.any(
                        taken,
                        left,
                        Formula.all(isNot(choice.condition(), around, true), isNot(choice.condition(), around, false)));
    }

    private Formula comparison(Syntax.Binary binary, Around around, boolean value, boolean certain) {
        Operator operator = binary.operator();
        boolean equality = operator == Operator.EQUAL || operator == Operator.UNEQUAL;
        List<String> choices = equality ? choices(binary.left(), around) : List.of();
        if (equality && choices.isEmpty() && isTruth(binary.left(), around)) {
            return truth(key(binary, around), EnumSet.of(Origin.DATA), true, value, certain);
        }
        Linear left = sum(binary.left(), around);
        boolean named = !choices.isEmpty() && binary.right() instanceof Syntax.Name;
        Linear right =
                named ? Linear.of(choices.indexOf(((Syntax.Name) binary.right()).name())) : sum(binary.right(), around);
        Formula holds = compared(operator, left, right);
        Formula fails = compared(opposite(operator), left, right);
        boolean positive = value == certain;
        Formula wanted = positive ? holds : fails;
        return certain
                ? Formula.all(wanted, atoms.known(left), atoms.known(right))
                : Formula.any(wanted, atoms.unknown(left), atoms.unknown(right));
    }

    private static Formula compared(Operator operator, Linear left, Linear right) {
        return switch (operator) {
            case EQUAL -> Formula.equal(left, right);
            case UNEQUAL -> Formula.different(left, right);
            case LESS -> Formula.less(left, right);
            case AT_MOST -> Formula.atMost(left, right);
            case GREATER -> Formula.less(right, left);
            default -> Formula.atMost(right, left);
        };
    }

    private static Operator opposite(Operator operator) {
        return switch (operator) {
            case EQUAL -> Operator.UNEQUAL;
            case UNEQUAL -> Operator.EQUAL;
            case LESS -> Operator.AT_LEAST;
            case AT_MOST -> Operator.GREATER;
            case GREATER -> Operator.AT_MOST;
            default -> Operator.LESS;
        };
    }

    /** @return the names that a value can be; empty if it is none of names */
    private List<String> choices(Syntax syntax, Around around) {
        if (!(syntax instanceof Syntax.Name name) || around.names().containsKey(name.name())) {
            return List.of();
        }
        ParameterModel parameter = model.parameters().get(name.name());
        if (parameter != null) {
            return parameter.choices();
        }
        for (Values each : Values.values()) {
            if (each.title().equals(name.name())) {
                return each.type().choices();
            }
        }
        return name.name().equals("pod.phase")
                ? List.of("pending", "running", "succeeded", "failed", "unknown")
                : List.of();
    }

    private boolean isTruth(Syntax syntax, Around around) {
        return switch (syntax) {
            case Syntax.Literal literal -> literal.type().kind() == Type.Kind.BOOL;
            case Syntax.Not not -> true;
            case Syntax.Binary binary ->
                switch (binary.operator()) {
                    case AND, OR, EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> true;
                    case COALESCE -> isTruth(binary.right(), around);
                    case PLUS, MINUS, TIMES, OVER -> false;
                };
            case Syntax.Name name -> isTruth(name, around);
            case Syntax.Call call ->
                Set.of("in", "valid", "pods.any", "pods.all").contains(call.name())
                        || isTruth(model.functions().get(call.name()), call, around);
            case Syntax.If choice -> isTruth(choice.then(), around);
            case Syntax.Negative negative -> false;
        };
    }

    private boolean isTruth(@Nullable FunctionModel function, Syntax.Call call, Around around) {
        return function != null && isTruth(function.definition().result(), inside(function, call, around));
    }

    private boolean isTruth(Syntax.Name name, Around around) {
        String title = name.name();
        Given given = around.names().get(title);
        if (given != null) {
            return isTruth(given.syntax(), given.around());
        }
        Expression signal = model.signals().get(title);
        if (signal != null) {
            return isTruth(signal.syntax(), Around.NOTHING);
        }
        Expression perPod = model.perPod().get(title);
        if (perPod != null) {
            return isTruth(perPod.syntax(), Around.NOTHING);
        }
        ParameterModel parameter = model.parameters().get(title);
        if (parameter != null) {
            return parameter.standard().type().kind() == Type.Kind.BOOL;
        }
        return EVENTS.contains(title)
                || Set.of("idle", "request", "scrapable", "path.confirmed", "pod.deleting", "pod.ready")
                        .contains(title)
                || model.patterns().containsKey(title)
                || model.windows().containsKey(title);
    }

    private Formula condition(Syntax.Name name, Around around, boolean value, boolean certain) {
        String title = name.name();
        Given given = around.names().get(title);
        if (given != null) {
            return says(given.syntax(), given.around(), value, certain);
        }
        Expression signal = model.signals().get(title);
        if (signal != null) {
            return says(signal.syntax(), Around.NOTHING, value, certain);
        }
        Expression perPod = model.perPod().get(title);
        if (perPod != null) {
            return says(perPod.syntax(), Around.NOTHING, value, certain);
        }
        ParameterModel parameter = model.parameters().get(title);
        if (parameter != null) {
            return declared && !parameter.tune()
                    ? constant(parameter.standard().bits() == 1, value, certain)
                    : truth(title, EnumSet.of(Origin.PARAMETER), false, value, certain);
        }
        return word(name, around, value, certain);
    }

    private Formula word(Syntax.Name name, Around around, boolean value, boolean certain) {
        String title = name.name();
        boolean positive = value == certain;
        Formula waiting = Formula.less(Linear.of(0), demand());
        Formula arrived = truth("arrival", EnumSet.of(Origin.EVENT), false, positive, true);
        return switch (title) {
            case "true", "false" -> constant(title.equals("true"), value, certain);
            case "none", "invalid" -> certain ? Formula.FALSE : Formula.TRUE;
            case "idle" -> positive ? Formula.atMost(demand(), Linear.of(0)) : waiting;
            case "request" ->
                positive ? Formula.any(waiting, arrived) : Formula.all(Formula.atMost(demand(), Linear.of(0)), arrived);
            default -> {
                Formula composite = window(title, value, certain);
                if (composite != null) {
                    yield composite;
                }
                Origin origin = EVENTS.contains(title)
                        ? Origin.EVENT
                        : model.windows().containsKey(title)
                                ? Origin.TIME
                                : model.patterns().containsKey(title) ? Origin.DATA : Origin.OWN;
                boolean pods = title.startsWith("pod.");
                yield truth(key(name, around), EnumSet.of(pods ? Origin.DATA : origin), pods, value, certain);
            }
        };
    }

    /** @return what a window of the calendar is that others make up; null for one that stands for itself */
    private @Nullable Formula window(String title, boolean value, boolean certain) {
        PolicyModel.WindowModel window = model.windows().get(title);
        if (window == null || !(window.tree() instanceof Tree.Mapping mapping) || ++depth > DEEPEST) {
            return null;
        }
        try {
            return mapping.entries().get("not") instanceof Tree.Scalar other
                    ? window(other, !value, certain)
                    : joined(mapping, value, certain);
        } finally {
            depth--;
        }
    }

    private @Nullable Formula joined(Tree.Mapping mapping, boolean value, boolean certain) {
        boolean any = mapping.entries().containsKey("any");
        if (!(mapping.entries().get(any ? "any" : "all") instanceof Tree.Sequence others)) {
            return null;
        }
        List<Formula> parts = others.items().stream()
                .map(each -> window(each, value, certain))
                .toList();
        return any == (value == certain) ? new Formula.Any(parts) : new Formula.All(parts);
    }

    private Formula window(Tree named, boolean value, boolean certain) {
        String name = named instanceof Tree.Scalar scalar ? scalar.text() : "";
        return word(new Syntax.Name(0, name), Around.NOTHING, value, certain);
    }

    private Formula asked(Syntax.Call call, Around around, boolean value, boolean certain) {
        FunctionModel function = model.functions().get(call.name());
        if (function != null) {
            return says(function.definition().result(), inside(function, call, around), value, certain);
        }
        if (call.name().equals("in")) {
            return inState(call, around, value, certain);
        }
        if (call.name().equals("valid") && call.arguments().size() == 1) {
            return valid(call.arguments().getFirst(), around, value == certain);
        }
        return truth(key(call, around), EnumSet.of(Origin.DATA), true, value, certain);
    }

    private Formula inState(Syntax.Call call, Around around, boolean value, boolean certain) {
        String asked = call.arguments().getFirst() instanceof Syntax.Name name ? name.name() : "";
        String plain = asked.substring(asked.indexOf('.') + 1);
        return state != null && !frozen && isHere(asked, plain)
                ? constant(state.name().equals(plain), value, certain)
                : truth(key(call, around), EnumSet.of(Origin.OWN), false, value, certain);
    }

    private boolean isHere(String asked, String plain) {
        return region != null
                && (asked.equals(region.name() + "." + plain) || asked.equals(plain))
                && region.states().stream().anyMatch(each -> each.name().equals(plain));
    }

    private Formula valid(Syntax what, Around around, boolean positive) {
        if (isTruth(what, around)) {
            return truth("valid " + key(what, around), EnumSet.of(Origin.DATA), false, positive, true);
        }
        Linear sum = sum(what, around);
        return positive ? atoms.known(sum) : atoms.unknown(sum);
    }

    private Formula truth(String key, Set<Origin> origins, boolean maybeUnknown, boolean value, boolean certain) {
        boolean still = origins.equals(EnumSet.of(Origin.PARAMETER));
        Atom atom = atoms.take((frozen && !still ? "earlier " : "") + "truth " + key, origins, Range.TRUTH, true);
        if (!maybeUnknown) {
            return new Formula.Truth(atom.number(), value == certain);
        }
        atoms.mayBeUnknown(atom);
        int unknown = atoms.unknown(atom.number());
        return certain
                ? Formula.all(new Formula.Truth(atom.number(), value), new Formula.Truth(unknown, false))
                : Formula.any(new Formula.Truth(atom.number(), !value), new Formula.Truth(unknown, true));
    }

    // Keys.

    /** @return one text for all that says the same; a long one is shortened to a number */
    String key(Syntax syntax, Around around) {
        String known = keys.get(syntax, around);
        if (known == null) {
            String text = written(syntax, around);
            known = text.length() < LONG ? text : shortened.computeIfAbsent(text, key -> "#" + shortened.size());
            keys.put(syntax, around, known);
        }
        return known;
    }

    private String written(Syntax syntax, Around around) {
        return switch (syntax) {
            case Syntax.Literal literal -> written(literal);
            case Syntax.Name name -> {
                Given given = around.names().get(name.name());
                yield given == null ? name.name() : key(given.syntax(), given.around());
            }
            case Syntax.Not not -> "not " + operand(not.operand(), around);
            case Syntax.Negative negative -> "-" + operand(negative.operand(), around);
            case Syntax.Binary binary ->
                operand(binary.left(), around) + " " + binary.operator().sign() + " " + operand(binary.right(), around);
            case Syntax.If choice ->
                "if " + key(choice.condition(), around) + " then " + key(choice.then(), around) + " else "
                        + key(choice.otherwise(), around);
            case Syntax.Call call -> key(call, around);
        };
    }

    private String operand(Syntax syntax, Around around) {
        String key = key(syntax, around);
        return key.contains(" ") && !(syntax instanceof Syntax.Call) ? "(" + key + ")" : key;
    }

    private static String written(Syntax.Literal literal) {
        return switch (literal.type().kind()) {
            case DURATION -> Quantity.DURATION.print(literal.bits());
            case BOOL -> literal.bits() == 1 ? "true" : "false";
            case INT, REAL, INSTANT, NAME, NOTHING -> {
                double number = number(literal);
                yield number == Math.rint(number) && Math.abs(number) < 1e15
                        ? String.valueOf((long) number)
                        : String.valueOf(number);
            }
        };
    }

    private String key(Syntax.Call call, Around around) {
        String arguments =
                call.arguments().stream().map(each -> key(each, around)).collect(Collectors.joining(", "));
        String named = call.named().entrySet().stream()
                .map(each -> each.getKey() + "=" + key(each.getValue(), around))
                .collect(Collectors.joining(", "));
        FunctionModel function = model.functions().get(call.name());
        return function != null
                ? key(function.definition().result(), inside(function, call, around))
                : call.name() + "(" + arguments + (named.isEmpty() ? "" : "; " + named) + ")";
    }
}

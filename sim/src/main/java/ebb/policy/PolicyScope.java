package ebb.policy;

import ebb.document.NearestName;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.ServiceFacts.Part;
import ebb.policy.expr.Checker;
import ebb.policy.expr.Definition;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Mention;
import ebb.policy.expr.Operator;
import ebb.policy.expr.Reading;
import ebb.policy.expr.Scope;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import ebb.policy.window.GapHistogram;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What names mean in one region of a policy: it sees its own variables as they are, those of others as they were when the step began. */
final class PolicyScope implements Scope {
    private static final long NEVER = ebb.policy.window.Memory.NEVER;

    private final Compiler compiler;
    private final Compiler.Machine machine;
    private final Map<String, Term> words;
    private final Map<String, Term> signals = new HashMap<>();
    private final Map<String, GapHistogram> histograms = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private int entered;

    /** @param machine the region's; the policy's own for its limits */
    PolicyScope(Compiler compiler, Compiler.Machine machine) {
        this(compiler, machine, Map.of());
    }

    /** @param words that mean something here and nowhere else */
    PolicyScope(Compiler compiler, Compiler.Machine machine, Map<String, Term> words) {
        this.compiler = compiler;
        this.machine = machine;
        this.words = words;
        this.entered = machine.entered;
    }

    String machine() {
        return machine.name;
    }

    /** @param slot of the instant at which the state that is compiled was entered, where it has states within */
    <T> T within(int slot, Supplier<T> compile) {
        int outside = entered;
        entered = slot;
        try {
            return compile.get();
        } finally {
            entered = outside;
        }
    }

    @Override
    public @Nullable Term value(Syntax.Name name, boolean pods) {
        String title = name.name();
        Term inPod = pods ? pod(title) : null;
        if (inPod != null) {
            return inPod;
        }
        if (compiler.model.signals().containsKey(title)) {
            return signal(name);
        }
        Term own = own(title);
        if (own != null) {
            return own;
        }
        int dot = title.indexOf('.');
        if (dot > 0 && compiler.model.signals().containsKey(title.substring(0, dot))) {
            return ofHistogram(name, title.substring(0, dot), title.substring(dot + 1), null, null);
        }
        if (title.equals(Values.COST_TODAY.title())) {
            compiler.readsSpent();
        }
        Term known = words.containsKey(title) ? words.get(title) : Values.named(title);
        return known == null ? word(title) : known;
    }

    /** Parameters, variables, patterns, windows of the calendar. */
    private @Nullable Term own(String title) {
        ParameterModel parameter = compiler.model.parameters().get(title);
        if (parameter != null) {
            return compiler.parameter(parameter);
        }
        if (compiler.model.variables().containsKey(title)) {
            return compiler.variable(title, machine);
        }
        if (compiler.model.patterns().containsKey(title)) {
            return compiler.pattern(title);
        }
        return compiler.opening(title);
    }

    private @Nullable Term word(String title) {
        Edge edge = Edge.named(title);
        if (edge != null) {
            return Values.edge(edge.bit());
        }
        return switch (title) {
            case "now" -> new Term.Clock(Type.INSTANT);
            case "never" -> Values.constant(Type.INSTANT, NEVER);
            case "unlimited" -> Values.constant(Type.whole(Unit.POD), Integer.MAX_VALUE);
            case "idle" ->
                new Term.Comparison(Operator.EQUAL, Values.demand(), Values.constant(Type.whole(Unit.REQ), 0));
            case "request" ->
                new Term.Logic(
                        Operator.OR,
                        new Term.Comparison(
                                Operator.GREATER, Values.demand(), Values.constant(Type.whole(Unit.REQ), 0)),
                        Values.edge(Edge.ARRIVAL.bit()));
            case "proposed" ->
                new Term.Native(Type.whole(Unit.POD), (Reading.Whole) frame -> frame.proposed, Mention.OWN);
            case "concurrency_limit" ->
                Values.constant(
                        Type.whole(Unit.REQ.per(Unit.POD)), compiler.service().concurrency());
            case "memory_request" ->
                Values.real(Unit.BYTE.per(Unit.POD), compiler.facts(Part.MEMORY).memoryBytes());
            case "cpu_request" ->
                Values.real(Unit.CORE.per(Unit.POD), compiler.facts(Part.CPU).cores());
            case "gpu_request" ->
                Values.real(Unit.GPU.per(Unit.POD), compiler.facts(Part.GPU).gpus());
            case "cost.per_pod" -> perPod();
            case "cost.rate" -> costRate();
            case "path.time" -> Values.since(Head.PATH_SINCE.slot());
            case "state.time" -> entered < 0 ? null : Values.since(entered);
            case "limits.min" -> compiler.limit(machine, false);
            case "limits.max" -> compiler.limit(machine, true);
            case "cold_start.p50" -> compiler.coldStart(0.5);
            case "cold_start.p90" -> compiler.coldStart(0.9);
            case "cold_start.p95" -> compiler.coldStart(0.95);
            case "cold_start.p99" -> compiler.coldStart(0.99);
            case "cold_start.mean" -> compiler.coldStart(-1);
            default -> null;
        };
    }

    private Term perPod() {
        return Values.real(
                Unit.MONEY.per(Unit.SECOND).per(Unit.POD),
                compiler.facts(Part.COST).costPerPodSecond());
    }

    /** Of allocated pods: those that start and those on their way out cost too. */
    private Term costRate() {
        double each = compiler.facts(Part.COST).costPerPodSecond();
        return new Term.Native(
                Type.real(Unit.MONEY.per(Unit.SECOND)),
                (Reading.Real) frame -> each
                        * (frame.state[Head.READY.slot()]
                                + frame.state[Head.STARTING.slot()]
                                + frame.state[Head.DRAINING.slot()]),
                Mention.PODS);
    }

    // Signals.

    private Term signal(Syntax.Name name) {
        String title = name.name();
        Term known = signals.get(title);
        if (known != null) {
            return known;
        }
        if (!open.add(title)) {
            throw new ExpressionException(name.at(), title, "is made of itself", "");
        }
        try {
            return signal(name, title);
        } finally {
            open.remove(title);
        }
    }

    private Term signal(Syntax.Name name, String title) {
        Expression expression = compiler.signal(title);
        if (isHistogram(expression)) {
            throw new ExpressionException(
                    name.at(),
                    title,
                    "is a histogram, not a value",
                    "Ask it: " + title + ".mean, .count, .quantile_floor(share).");
        }
        // A signal is of the region: its time is that of the innermost state.
        Term inner = within(machine.entered, () -> compiler.check(expression, this));
        Term made = inner instanceof Term.Constant || inner instanceof Term.Slot
                ? inner
                : new Term.Memo(compiler.memo(title, machine), inner);
        signals.put(title, made);
        return made;
    }

    private static boolean isHistogram(Expression expression) {
        return expression.syntax() instanceof Syntax.Call call && call.name().equals("histogram");
    }

    private @Nullable Term ofHistogram(
            Syntax at, String signal, String part, Syntax.@Nullable Call call, @Nullable Checker asking) {
        Expression expression = compiler.signal(signal);
        if (!isHistogram(expression)) {
            return null;
        }
        GapHistogram histogram = histograms.get(signal);
        if (histogram == null) {
            Checker checker = compiler.checker(this);
            histogram = compiler.aggregates.histogram(
                    (Syntax.Call) expression.syntax(), checker, places, signal + "@" + machine.name);
            histograms.put(signal, histogram);
        }
        GapHistogram window = histogram;
        int place = places.getOrDefault(signal + "@" + machine.name, 0);
        double share = call == null || asking == null || call.arguments().size() != 1
                ? Double.NaN
                : compiler.widths.number(call.arguments().getFirst(), asking);
        boolean asksShare = part.startsWith("quantile_");
        if (asksShare == Double.isNaN(share)) {
            throw new ExpressionException(
                    at.at(), signal + "." + part, asksShare ? "takes a share such as 5%" : "takes no arguments", "");
        }
        int mentions = Mention.LEVELS | Mention.EDGES;
        return switch (part) {
            case "quantile_floor" ->
                new Term.Native(
                        Type.DURATION, (Reading.Whole) f -> window.quantileFloor(f.state, place, share), mentions);
            case "quantile_ceil" ->
                new Term.Native(
                        Type.DURATION, (Reading.Whole) f -> window.quantileCeil(f.state, place, share), mentions);
            case "out_of_range" ->
                new Term.Native(Type.real(Unit.NONE), (Reading.Real) f -> window.outOfRange(f.state, place), mentions);
            case "count" ->
                new Term.Native(Type.whole(Unit.NONE), (Reading.Whole) f -> window.count(f.state, place), mentions);
            case "bin_cv" ->
                new Term.Native(Type.real(Unit.NONE), (Reading.Real) f -> window.binCv(f.state, place), mentions);
            case "mean" ->
                new Term.Native(Type.DURATION, (Reading.Whole) f -> nanos(window.mean(f.state, place)), mentions);
            default ->
                throw new ExpressionException(
                        at.at(),
                        part,
                        "is no part of a histogram",
                        "Known: quantile_floor, quantile_ceil, out_of_range, count, bin_cv, mean.");
        };
    }

    private static long nanos(double value) {
        return Double.isNaN(value) ? Invalid.LONG : (long) value;
    }

    // Pods.

    private @Nullable Term pod(String title) {
        Expression named = compiler.model.perPod().get(title);
        if (named != null) {
            if (!open.add(title)) {
                throw new ExpressionException(0, title, "is made of itself", "");
            }
            try {
                return compiler.checkInPods(named, this);
            } finally {
                open.remove(title);
            }
        }
        String of = title.startsWith("pod.") ? title.substring(4) : title;
        if (title.startsWith("pod.")) {
            Term known = podValue(of);
            if (known != null) {
                return known;
            }
        }
        return compiler.podMetric(of);
    }

    private @Nullable Term podValue(String of) {
        if (of.equals("idle_for")) {
            return since(PodColumn.IDLE_SINCE);
        }
        if (of.equals("age")) {
            return since(PodColumn.CREATED);
        }
        PodColumn column = PodColumn.named(of);
        if (column != null) {
            compiler.reads(column);
        }
        return column == null ? null : new Term.PodSlot(column.type(), column.column(), Mention.PODS);
    }

    private static Term since(PodColumn column) {
        return new Term.Arithmetic(
                Type.DURATION,
                Operator.MINUS,
                new Term.Clock(Type.INSTANT),
                new Term.PodSlot(Type.INSTANT, column.column(), Mention.PODS));
    }

    // Calls.

    @Override
    public @Nullable Term call(Syntax.Call call, Checker checker) {
        if (Aggregates.knows(call.name())) {
            return compiler.aggregates.term(call, checker, machine.recorded);
        }
        int dot = call.name().indexOf('.');
        if (dot > 0 && compiler.model.signals().containsKey(call.name().substring(0, dot))) {
            return ofHistogram(call, call.name().substring(0, dot), call.name().substring(dot + 1), call, checker);
        }
        return switch (call.name()) {
            case "in" -> compiler.inState(call, machine);
            case "end_of" -> endOf(call);
            case "uniform" -> compiler.uniform(call);
            default -> null;
        };
    }

    private Term endOf(Syntax.Call call) {
        boolean named = call.arguments().size() == 1 && call.arguments().getFirst() instanceof Syntax.Name;
        Term end = named ? compiler.ending(((Syntax.Name) call.arguments().getFirst()).name()) : null;
        if (end == null) {
            throw new ExpressionException(
                    call.at(),
                    call.name(),
                    "takes a window of the calendar",
                    NearestName.suggest("", compiler.model.windows().keySet()));
        }
        return end;
    }

    @Override
    public @Nullable Term silence(Term value) {
        return compiler.aggregates.silence(value);
    }

    @Override
    public @Nullable Definition function(String name) {
        FunctionModel function = compiler.model.functions().get(name);
        return function == null ? null : function.definition();
    }

    @Override
    public Collection<String> names() {
        Set<String> all = new TreeSet<>(Values.names());
        all.addAll(words.keySet());
        PolicyModel model = compiler.model;
        List.of(
                        model.signals(),
                        model.parameters(),
                        model.variables(),
                        model.patterns(),
                        model.windows(),
                        model.functions(),
                        model.perPod())
                .forEach(each -> all.addAll(each.keySet()));
        all.addAll(Aggregates.names());
        all.addAll(model.metrics().keySet());
        for (Metrics each : Metrics.values()) {
            all.add(each.title());
        }
        return all;
    }

    @Override
    public int memo() {
        return compiler.memo();
    }
}

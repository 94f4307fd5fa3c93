package ebb.policy;

import ebb.document.NearestName;
import ebb.document.Problems;
import ebb.policy.PolicyModel.ActionModel;
import ebb.policy.PolicyModel.GroupModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.LimitsModel;
import ebb.policy.PolicyModel.Output;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.PolicyModel.PatternModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.Tick;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.PolicyModel.VariableModel;
import ebb.policy.Program.Action;
import ebb.policy.Program.Assignment;
import ebb.policy.Program.Law;
import ebb.policy.Program.Region;
import ebb.policy.Program.State;
import ebb.policy.Program.Transition;
import ebb.policy.expr.Budget;
import ebb.policy.expr.Checker;
import ebb.policy.expr.Code;
import ebb.policy.expr.Codes;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Function;
import ebb.policy.expr.Mention;
import ebb.policy.expr.Operator;
import ebb.policy.expr.PodTable;
import ebb.policy.expr.Reading;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import ebb.policy.expr.Units;
import ebb.policy.expr.Way;
import ebb.policy.window.Absence;
import ebb.policy.window.CalendarWindow;
import ebb.policy.window.HistogramQuantile;
import ebb.policy.window.Samples;
import ebb.policy.window.Sequence;
import ebb.policy.window.Tally;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a program of a policy and its parameters; what has no meaning is noted with its place. */
final class Compiler {
    private static final int COLD_STARTS = 5;
    private static final String TIME = "must be a duration";
    private static final long DEFAULT_TICK = 1_000_000_000;

    final PolicyModel model;
    private final ServiceFacts facts;
    private final Set<ServiceFacts.Part> read = EnumSet.noneOf(ServiceFacts.Part.class);
    private final Set<String> podMetrics = new TreeSet<>();
    private boolean readsSpent;
    private boolean readsUse;
    final Aggregates aggregates;
    final Widths widths;
    private final Map<String, Double> given;
    private final Problems problems;
    private final Layout layout = new Layout();
    private final PodTable pods = new PodTable(Head.PODS.slot());
    private final Codes codes = new Codes(pods);
    private final Units units = new Units();
    private final Budget budget = new Budget();
    private final List<Feed> feeds = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final Machine whole = new Machine("policy", null);
    private final Map<String, Term> parameters = new HashMap<>();
    private final Map<String, Program.Overlay> overlaid = new LinkedHashMap<>();
    private final Map<String, Program.Variable> variables = new LinkedHashMap<>();
    private final Map<String, Type> variableTypes = new HashMap<>();
    private final Map<String, Machine> setters = new HashMap<>();
    private final Map<String, CalendarWindow> calendars;
    private final Map<String, CalendarSlots> calendarSlots = new HashMap<>();
    private final Map<String, PatternCode> patterns = new LinkedHashMap<>();
    private final Set<String> open = new HashSet<>();
    private final Deque<Expression> reading = new ArrayDeque<>();
    private final ScaleDown scaleDown;
    private final Set<String> said = new HashSet<>();
    /** What belongs to a state with states within, and the slot of the instant at which that was entered. */
    private final IdentityHashMap<Object, Integer> homes = new IdentityHashMap<>();
    /** What was made of it. */
    private final IdentityHashMap<Object, Object> once = new IdentityHashMap<>();

    private final Map<String, Integer> signalMemos = new LinkedHashMap<>();
    private final List<Expression> watched = new ArrayList<>();
    private final List<Code> watches = new ArrayList<>();
    private @Nullable ColdStarts coldStarts;
    private int memos;
    private int transitions;
    private final List<List<Way>> ways = new ArrayList<>();
    private @Nullable Code waiting;

    /** One region while it is compiled. */
    static final class Machine {
        final String name;
        final @Nullable RegionModel model;
        final List<Feed> recorded = new ArrayList<>();
        int state = -1;
        int seen = -1;
        int entered = -1;
        boolean sampled;

        Machine(String name, @Nullable RegionModel model) {
            this.name = name;
            this.model = model;
        }
    }

    /** An expression is wrong, and that is noted. */
    private static final class Noted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Noted() {
            super(null, null, false, false);
        }
    }

    /**
     * @param given parameters that are not at their defaults: numbers, durations in seconds, conditions 0 or 1, names by their place
     * @param calendars windows of the calendar by name
     */
    Compiler(
            PolicyModel model,
            Map<String, Double> given,
            ServiceFacts facts,
            Map<String, CalendarWindow> calendars,
            Problems problems) {
        this.model = model;
        this.given = given;
        this.facts = facts;
        this.calendars = calendars;
        this.problems = problems;
        widths = new Widths(() -> memos + 1, this::settings);
        aggregates = new Aggregates(layout, model, widths, codes, feeds, metrics, reading::getLast);
        scaleDown = new ScaleDown(aggregates);
    }

    /** Conditions that are looked at from outside after a step; in them scale is the decision, law what was proposed. */
    Compiler watching(List<Expression> conditions) {
        watched.addAll(conditions);
        return this;
    }

    /** @return the conditions that are looked at from outside, once there is a program */
    List<Code> watches() {
        return watches;
    }

    /** @return null if there are problems */
    @Nullable
    Program program() {
        try {
            return made();
        } catch (Layout.Full full) {
            problems.add(model.limits().at(), "", full.rule, "Let a window be shorter or its steps longer.");
            return null;
        }
    }

    private @Nullable Program made() {
        long before = problems.count();
        model.functions().forEach((name, function) -> new Recursion(model, problems).look(name, function));
        overlays();
        for (RegionModel each : model.regions()) {
            machine(each);
        }
        variables();
        List<Region> regions = new ArrayList<>();
        for (Machine each : machines) {
            regions.add(region(each));
        }
        model.patterns().keySet().forEach(this::tryPattern);
        model.signals().forEach((name, expression) -> tryCheck(expression));
        PolicyScope outside = new PolicyScope(this, whole, Values.outside());
        watched.forEach(each -> watches.add(code(each, outside, Type.BOOL, "must be a condition")));
        Limited limits = limited("limits", model.limits(), whole, tick());
        scaleDown.withoutRule().forEach(this::withoutRule);
        if (problems.count() > before) {
            return null;
        }
        return finished(regions, limits);
    }

    private Program finished(List<Region> regions, Limited limits) {
        List<Program.Variable> all = new ArrayList<>();
        PolicyScope scope = new PolicyScope(this, whole);
        for (VariableModel each : model.variables().values()) {
            Program.Variable variable = variables.get(each.name());
            Type type = variableTypes.get(each.name());
            if (variable != null && type != null) {
                Code initial = code(each.initial(), scope, type, "must be what it is set to");
                all.add(new Program.Variable(
                        each.name(), variable.slot(), variable.seen(), initial, type.kind(), each.durable()));
            }
        }
        codes.states(ways);
        int count = layout.size();
        pods.settle(count, PodColumn.COUNT + metrics.size());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(layout.name(i));
        }
        return new Program(
                model,
                names,
                regions,
                List.copyOf(feeds),
                List.copyOf(patterns.values()),
                all,
                List.copyOf(overlaid.values()),
                List.copyOf(metrics),
                limits,
                facts.limits(),
                pods,
                codes,
                new Program.Reads(
                        Set.copyOf(read), readsSpent ? facts.costPerPodSecond() : 0, readsUse, List.copyOf(podMetrics)),
                memos + 1,
                signalMemos);
    }

    private long tick() {
        Tick tick = model.tick();
        long least = tick == null ? Long.MAX_VALUE : tick.everyNanos();
        for (RegionModel each : model.regions()) {
            least = each.tick() == null ? least : Math.min(least, each.tick().everyNanos());
        }
        return least == Long.MAX_VALUE ? DEFAULT_TICK : least;
    }

    /** What a policy reads of its service, beyond its limits. */
    ServiceFacts facts(ServiceFacts.Part part) {
        read.add(part);
        return facts;
    }

    Limits service() {
        return facts.limits();
    }

    /** What was spent is read: it is counted from then on. */
    void readsSpent() {
        read.add(ServiceFacts.Part.COST);
        readsSpent = true;
    }

    /** A pod's column is read. */
    void reads(PodColumn column) {
        readsUse |= column.isUse();
    }

    // Expressions.

    Checker checker(PolicyScope scope) {
        return new Checker(scope, units, NearestName::suggest, budget);
    }

    Expression signal(String name) {
        Expression known = model.signals().get(name);
        if (known == null) {
            throw new IllegalArgumentException("no signal " + name);
        }
        return known;
    }

    /** @throws RuntimeException if it has no meaning, which is then noted */
    Term check(Expression expression, PolicyScope scope) {
        return noted(expression, () -> checker(scope).check(expression.syntax()));
    }

    Term checkInPods(Expression expression, PolicyScope scope) {
        return noted(expression, () -> checker(scope).checkInPods(expression.syntax()));
    }

    private Term noted(Expression expression, Supplier<Term> check) {
        reading.addLast(expression);
        try {
            return check.get();
        } catch (ExpressionException bad) {
            note(expression, bad);
            throw new Noted();
        } finally {
            reading.removeLast();
        }
    }

    private void note(Expression expression, ExpressionException bad) {
        String value = bad.value().isEmpty() ? expression.text() : bad.value();
        if (said.add(expression.place().of(bad.at()) + value + bad.rule())) {
            problems.add(expression.place().of(bad.at()), value, bad.rule(), bad.wayOut());
        }
    }

    /** @return what an expression is; null if it is no value */
    @Nullable
    Type type(@Nullable Expression expression) {
        try {
            return expression == null || isHistogram(expression)
                    ? null
                    : check(expression, new PolicyScope(this, whole)).type();
        } catch (Noted known) {
            return null;
        }
    }

    private static boolean isHistogram(Expression expression) {
        return expression.syntax() instanceof Syntax.Call call && call.name().equals("histogram");
    }

    private void tryCheck(Expression expression) {
        if (isHistogram(expression)) {
            return;
        }
        try {
            Machine any = new Machine("unused", null);
            any.entered = Head.NOW.slot(); // state.time means something where a region reads it
            check(expression, new PolicyScope(this, any));
        } catch (Noted known) {
            // Said where it was noted.
        }
    }

    private void withoutRule(Aggregates.Unruled window) {
        note(
                window.expression(),
                new ExpressionException(
                        window.call().at(),
                        window.call().name(),
                        "has no rule for missing data, and may take pods away",
                        "Write missing = hold(5m), invalid, zero or breach."));
    }

    /** @return code that gives that type; of something harmless if it is wrong */
    private Code code(Expression expression, PolicyScope scope, Type type, String rule) {
        return code(expression, scope, type, rule, new int[1]);
    }

    private Code code(Expression expression, PolicyScope scope, Type type, String rule, int[] mentions) {
        return codes.code(term(expression, scope, type, rule, mentions));
    }

    private Term term(Expression expression, PolicyScope scope, Type type, String rule, int[] mentions) {
        try {
            Term term = noted(expression, () -> {
                Checker checker = checker(scope);
                Term made = checker.as(checker.check(expression.syntax()), type, expression.syntax(), rule);
                if (rule.equals(TIME) && made instanceof Term.Constant constant && constant.bits() < 0) {
                    throw new ExpressionException(expression.syntax().at(), "", "must not be negative", "");
                }
                return made;
            });
            mentions[0] |= term.mentions();
            scaleDown.compiled(term);
            return term;
        } catch (Noted known) {
            return new Term.Constant(type, 0);
        }
    }

    int memo() {
        return memos++;
    }

    int memo(String signal, Machine machine) {
        int memo = memos++;
        String key = machine.name + "." + signal;
        // Patterns and limits have a scope each, and one name.
        for (int i = 2; signalMemos.containsKey(key); i++) {
            key = machine.name + "#" + i + "." + signal;
        }
        signalMemos.put(key, memo);
        return memo;
    }

    // Parameters.

    private void overlays() {
        for (RegionModel region : model.regions()) {
            Set<String> own = new HashSet<>();
            for (StateModel state : region.states()) {
                state.overlays().forEach((name, value) -> {
                    ParameterModel parameter = model.parameters().get(name);
                    if (parameter == null) {
                        problems.add(
                                value.place().of(0),
                                name,
                                "is no parameter, and a state sets parameters only",
                                NearestName.suggest(name, model.parameters().keySet()));
                    } else if (own.add(name) && overlaid.containsKey(name)) {
                        problems.add(
                                value.place().of(0), name, "is set by states of two regions", "Let one region set it.");
                    } else {
                        overlaid.computeIfAbsent(
                                name,
                                key -> new Program.Overlay(key, layout.take("params." + key, 1), bits(parameter)));
                    }
                });
            }
        }
    }

    private long bits(ParameterModel parameter) {
        Double value = given.get(parameter.name());
        if (value == null) {
            return parameter.standard().bits();
        }
        return switch (parameter.standard().type().kind()) {
            case REAL -> Double.doubleToRawLongBits(value);
            case DURATION -> Math.round(value * 1e9);
            case BOOL, INT, INSTANT, NAME, NOTHING -> Math.round(value);
        };
    }

    Term parameter(ParameterModel parameter) {
        return parameters.computeIfAbsent(parameter.name(), name -> {
            Type type = parameterType(parameter);
            Program.Overlay overlay = overlaid.get(name);
            long bits = bits(parameter);
            boolean fraction =
                    type.kind() == Type.Kind.INT && given.containsKey(name) && given.getOrDefault(name, 0.0) % 1 != 0;
            if (fraction) {
                return new Term.Constant(
                        Type.real(type.unit()), Double.doubleToRawLongBits(given.getOrDefault(name, 0.0)));
            }
            return overlay == null
                    ? new Term.Constant(type, bits)
                    : new Term.Slot(type, overlay.slot(), Mention.PARAMETERS);
        });
    }

    /** A bare number takes the unit that its uses need. */
    private Type parameterType(ParameterModel parameter) {
        Type type = parameter.standard().type();
        if (!parameter.standard().bare()) {
            return type;
        }
        Unit unit = units.fresh();
        return type.isReal() ? Type.real(unit) : Type.whole(unit);
    }

    /** The parameters as they are, then as each state would have them. */
    private Iterable<long[]> settings() {
        List<List<Assignment>> overlays = new ArrayList<>();
        for (RegionModel region : model.regions()) {
            for (StateModel state : region.states()) {
                if (!state.overlays().isEmpty()) {
                    overlays.add(overlays(state));
                }
            }
        }
        // What they read has its slots by now.
        long[] base = new long[layout.size() + 1];
        overlaid.values().forEach(each -> base[each.slot()] = each.bits());
        List<long[]> all = new ArrayList<>();
        all.add(base);
        overlays.forEach(each -> all.add(overlaid(base, each)));
        return all;
    }

    private long[] overlaid(long[] base, List<Assignment> overlays) {
        long[] changed = base.clone();
        Frame frame = new Frame(memos + 1);
        frame.state = base;
        for (Assignment each : overlays) {
            changed[each.slot()] = each.value().bits(frame);
        }
        return changed;
    }

    private List<Assignment> overlays(StateModel state) {
        List<Assignment> all = new ArrayList<>();
        PolicyScope scope = new PolicyScope(this, whole);
        state.overlays().forEach((name, value) -> {
            Program.Overlay overlay = overlaid.get(name);
            ParameterModel parameter = model.parameters().get(name);
            if (overlay != null && parameter != null) {
                int from = scaleDown.mark();
                all.add(new Assignment(
                        overlay.slot(),
                        code(value, scope, parameter(parameter).type(), "must be what the parameter is")));
                scaleDown.sets(overlay.slot(), from);
            }
        });
        return all;
    }

    // Variables.

    private void variables() {
        for (RegionModel region : model.regions()) {
            Machine machine = machine(region.name());
            region.initial().forEach(each -> setters(each, machine));
            region.states().forEach(state -> state.go().forEach(each -> setters(each, machine)));
        }
        for (VariableModel each : model.variables().values()) {
            variable(each);
        }
    }

    private void setters(TransitionModel transition, Machine machine) {
        transition.set().forEach((name, value) -> {
            if (!model.variables().containsKey(name)) {
                problems.add(
                        value.place().of(0),
                        name,
                        "is no variable",
                        NearestName.suggest(name, model.variables().keySet()));
            }
            Machine before = setters.putIfAbsent(name, machine);
            if (before != null && before != machine) {
                problems.add(
                        value.place().of(0),
                        name,
                        "is set by two regions, " + before.name + " and " + machine.name,
                        "Let one region set it.");
            }
        });
    }

    private void variable(VariableModel model) {
        Type type;
        try {
            type = check(model.initial(), new PolicyScope(this, whole)).type();
        } catch (Noted known) {
            return;
        }
        boolean literal = model.initial().syntax() instanceof Syntax.Literal bare && bare.bare();
        if (literal) {
            // 0 may stand for any number, and a variable that is once a fraction is a real one.
            type = setTo(model.name(), units.fresh());
        }
        variableTypes.put(model.name(), type);
        int slot = layout.take("vars." + model.name(), 1);
        int seen = layout.take("vars." + model.name() + ".seen", 1);
        variables.put(model.name(), new Program.Variable(model.name(), slot, seen, null, type.kind(), model.durable()));
    }

    /** @return a whole number if all that it is set to are; the unit is found by its uses */
    private Type setTo(String name, Unit unit) {
        VariableModel variable = model.variables().get(name);
        boolean real = variable != null && mayBeReal(variable.initial().syntax());
        for (RegionModel region : model.regions()) {
            for (StateModel state : region.states()) {
                for (TransitionModel each : state.go()) {
                    Expression value = each.set().get(name);
                    real |= value != null && mayBeReal(value.syntax());
                }
            }
        }
        return real ? Type.real(unit) : Type.whole(unit);
    }

    private static boolean mayBeReal(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Literal literal -> literal.type().isReal();
            case Syntax.Name name -> false;
            case Syntax.Call call ->
                !List.of("ceil", "floor", "trunc").contains(call.name())
                        && call.arguments().stream().anyMatch(Compiler::mayBeReal);
            case Syntax.Not not -> false;
            case Syntax.Negative negative -> mayBeReal(negative.operand());
            case Syntax.Binary binary ->
                binary.operator() == Operator.OVER || mayBeReal(binary.left()) || mayBeReal(binary.right());
            case Syntax.If choice -> mayBeReal(choice.then()) || mayBeReal(choice.otherwise());
        };
    }

    Term variable(String name, Machine asking) {
        Program.Variable variable = variables.get(name);
        Type type = variableTypes.get(name);
        if (variable == null || type == null) {
            throw new Noted();
        }
        boolean own = setters.get(name) == asking || asking == whole;
        return new Term.Slot(type, own ? variable.slot() : variable.seen(), Mention.OWN);
    }

    // Patterns, calendars, what the engine measures.

    /** @return whether a window of the calendar is open; null if there is none of that name */
    @Nullable
    Term opening(String name) {
        CalendarSlots slots = calendar(name);
        return slots == null ? null : new Term.Native(Type.BOOL, slots.open(), Mention.TIME);
    }

    /** @return when its interval ends, the next one's if it is not open; null if there is none of that name */
    @Nullable
    Term ending(String name) {
        CalendarSlots slots = calendar(name);
        return slots == null ? null : new Term.Native(Type.INSTANT, slots.end(), Mention.TIME);
    }

    private @Nullable CalendarSlots calendar(String name) {
        CalendarWindow window = calendars.get(name);
        return window == null
                ? null
                : calendarSlots.computeIfAbsent(
                        name, key -> new CalendarSlots(layout.take("windows." + key, CalendarSlots.SLOTS), window));
    }

    private void tryPattern(String name) {
        try {
            pattern(name);
        } catch (Noted known) {
            // Said where it was noted.
        }
    }

    Term pattern(String name) {
        PatternCode known = patterns.get(name);
        if (known == null) {
            PatternModel pattern = model.patterns().get(name);
            if (pattern == null || !open.add(name)) {
                throw new Noted();
            }
            int from = scaleDown.mark();
            try {
                known = pattern(name, pattern);
            } catch (IllegalArgumentException bad) {
                problems.add(pattern.at(), name, "cannot be made: " + bad.getMessage(), "");
                throw new Noted();
            }
            scaleDown.sets(known.value(), from);
            open.remove(name);
            patterns.put(name, known);
        }
        return new Term.Slot(
                Type.BOOL,
                known.value(),
                Mention.OWN | Mention.LEVELS | Mention.PODS | Mention.SAMPLES | Mention.TIME | Mention.EDGES);
    }

    private PatternCode pattern(String name, PatternModel pattern) {
        PolicyScope scope = new PolicyScope(this, whole);
        return switch (pattern) {
            case PatternModel.Holds holds ->
                new PatternCode(
                        layout,
                        name,
                        new PatternCode.Kind.Holds(
                                condition(holds.condition(), scope),
                                holds.forTime() == null ? null : duration(holds.forTime(), scope)),
                        keep(holds.keepFor(), scope));
            case PatternModel.Follows follows ->
                new PatternCode(
                        layout,
                        name,
                        new PatternCode.Kind.Follows(
                                follows.events().stream()
                                        .map(each -> condition(each, scope))
                                        .toList(),
                                new Sequence(follows.events().size(), fixed(follows.within(), scope))),
                        keep(follows.keepFor(), scope));
            case PatternModel.Often often ->
                new PatternCode(
                        layout,
                        name,
                        new PatternCode.Kind.Often(
                                condition(often.event(), scope), new Tally(often.n(), fixed(often.within(), scope))),
                        keep(often.keepFor(), scope));
            case PatternModel.OfSamples samples ->
                new PatternCode(
                        layout,
                        name,
                        new PatternCode.Kind.OfSamples(
                                condition(samples.condition(), scope), new Samples(samples.n(), samples.of())),
                        keep(samples.keepFor(), scope));
            case PatternModel.Without without ->
                new PatternCode(
                        layout,
                        name,
                        new PatternCode.Kind.Without(
                                condition(without.event(), scope),
                                condition(without.other(), scope),
                                new Absence(fixed(without.within(), scope))),
                        keep(without.keepFor(), scope));
        };
    }

    private @Nullable Code keep(@Nullable Expression time, PolicyScope scope) {
        return time == null ? null : duration(time, scope);
    }

    private long fixed(Expression time, PolicyScope scope) {
        try {
            return widths.constant(time.syntax(), checker(scope));
        } catch (ExpressionException bad) {
            note(time, bad);
            throw new Noted();
        }
    }

    private Code condition(Expression expression, PolicyScope scope) {
        return code(expression, scope, Type.BOOL, "must be a condition");
    }

    private Code duration(Expression expression, PolicyScope scope) {
        return code(expression, scope, Type.DURATION, TIME);
    }

    /** @param share a quantile; below 0 for the mean */
    Term coldStart(double share) {
        ColdStarts known = coldStarts;
        if (known == null) {
            known = new ColdStarts(layout);
            coldStarts = known;
            feeds.add(known);
        }
        ColdStarts starts = known;
        long hint = facts(ServiceFacts.Part.COLD_START).coldStartNanos();
        return new Term.Native(
                Type.DURATION,
                (Reading.Whole) frame -> starts.count(frame.state) < COLD_STARTS
                        ? hint
                        : share < 0 ? starts.mean(frame.state) : starts.quantile(frame.state, frame.now, share),
                Mention.PODS);
    }

    /** How long starts took. */
    private static final class ColdStarts extends Feed {
        private final HistogramQuantile times;
        private final int sum;
        private final int count;

        ColdStarts(Layout layout) {
            this(layout, new HistogramQuantile());
        }

        private ColdStarts(Layout layout, HistogramQuantile times) {
            super(layout, "cold_start", times, COLD_STARTS);
            this.times = times;
            this.sum = layout.take("cold_start.sum", 1);
            this.count = layout.take("cold_start.count", 1);
        }

        @Override
        void start(long[] state, long nowNanos) {
            super.start(state, nowNanos);
            state[sum] = 0;
            state[count] = 0;
        }

        @Override
        boolean takeOver(long[] state, Feed before, long[] old) {
            boolean taken = super.takeOver(state, before, old);
            if (taken && before instanceof ColdStarts one) {
                state[sum] = old[one.sum];
                state[count] = old[one.count];
            }
            return taken;
        }

        @Override
        void coldStart(long[] state, long nowNanos, long nanos) {
            times.observe(state, at, nowNanos, nanos / 1e9);
            state[sum] += nanos;
            state[count]++;
        }

        long count(long[] state) {
            return state[count];
        }

        long mean(long[] state) {
            return state[sum] / state[count];
        }

        long quantile(long[] state, long nowNanos, double share) {
            return Math.round(1e9 * times.quantile(state, at, nowNanos, 0, share));
        }
    }

    @Nullable
    Term podMetric(String name) {
        Metrics known = Metrics.named(name);
        Unit declared = model.metrics().get(name);
        if (declared == null && (known == null || known.kind() != Metrics.Kind.SAMPLE)) {
            return null;
        }
        int metric = aggregates.index(name);
        podMetrics.add(name);
        Unit unit = declared != null ? declared : known == null ? Unit.NONE : known.unit();
        return new Term.PodSlot(Type.real(unit), PodColumn.COUNT + metric, Mention.PODS | Mention.SAMPLES);
    }

    Term uniform(Syntax.Call call) {
        if (call.arguments().size() != 1 || !(call.arguments().getFirst() instanceof Syntax.Name name)) {
            throw new ExpressionException(call.at(), call.name(), "takes the name of a stream in quotes", "");
        }
        long stream = Draw.key(name.name());
        Draw draw = new Draw();
        return new Term.Native(
                Type.real(Unit.NONE),
                (Reading.Real) frame -> draw.at(
                                Draw.base(frame.seed, 0, Purpose.POLICY, stream), frame.state[Head.DRAWS.slot()]++)
                        .uniform(),
                Mention.OWN);
    }

    Term inState(Syntax.Call call, Machine asking) {
        if (call.arguments().size() != 1 || !(call.arguments().getFirst() instanceof Syntax.Name name)) {
            throw new ExpressionException(call.at(), call.name(), "takes the name of a state", "");
        }
        String state = name.name().substring(name.name().indexOf('.') + 1);
        String region =
                name.name().contains(".") ? name.name().substring(0, name.name().indexOf('.')) : "";
        List<Machine> found = new ArrayList<>();
        for (Machine each : machines) {
            boolean has = each.model != null && each.model.states().stream().anyMatch(one -> isWithin(one, state));
            if (has && (region.isEmpty() || each.name.equals(region))) {
                found.add(each);
            }
        }
        Machine of = found.contains(asking) ? asking : found.size() == 1 ? found.getFirst() : null;
        if (of == null || of.model == null) {
            throw new ExpressionException(
                    name.at(),
                    name.name(),
                    found.isEmpty() ? "is no state" : "is a state of several regions",
                    found.isEmpty() ? NearestName.suggest(state, states()) : "Write region.State.");
        }
        List<String> names = of.model.states().stream().map(StateModel::name).toList();
        Type type = Type.name(names);
        Term.Slot slot = new Term.Slot(type, of == asking ? of.state : of.seen, Mention.OWN);
        Term any = null;
        for (StateModel each : of.model.states()) {
            if (isWithin(each, state)) {
                Term is =
                        new Term.Comparison(Operator.EQUAL, slot, new Term.Constant(type, names.indexOf(each.name())));
                any = any == null ? is : new Term.Logic(Operator.OR, any, is);
            }
        }
        return Objects.requireNonNull(any);
    }

    /** Whether a state has a name, or one of the states around it has. */
    private static boolean isWithin(StateModel state, String name) {
        return state.name().equals(name)
                || state.around().stream().anyMatch(each -> each.name().equals(name));
    }

    private List<String> states() {
        return model.regions().stream()
                .flatMap(each -> each.states().stream())
                .map(StateModel::name)
                .toList();
    }

    /** {@code limits.min} and {@code limits.max}: the region's own if it has one, within the service's. */
    Term limit(Machine machine, boolean max) {
        LimitsModel own = machine.model == null ? null : machine.model.limits();
        Expression inner = own == null ? null : max ? own.max() : own.min();
        Expression outer = max ? model.limits().max() : model.limits().min();
        Expression chosen = inner == null ? outer : inner;
        Type pods = Type.whole(Unit.POD);
        Term service = new Term.Constant(
                pods, max ? facts.limits().max() : facts.limits().min());
        if (chosen == null) {
            return service;
        }
        Term term = noted(chosen, () -> {
            Checker checker = checker(new PolicyScope(this, whole));
            return checker.as(checker.check(chosen.syntax()), pods, chosen.syntax(), "must be whole pods");
        });
        return new Term.Applied(pods, max ? Function.MIN : Function.MAX, List.of(term, service));
    }

    // Regions.

    private Machine machine(String name) {
        for (Machine each : machines) {
            if (each.name.equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no region " + name);
    }

    private void machine(RegionModel region) {
        Machine machine = new Machine(region.name(), region);
        Tick tick = region.tick() == null ? model.tick() : region.tick();
        machine.sampled = tick != null && tick.sampled();
        machine.state = layout.take(region.name() + ".state", 1);
        machine.seen = layout.take(region.name() + ".state.seen", 1);
        machine.entered = layout.take(region.name() + ".entered", 1);
        machines.add(machine);
    }

    private Region region(Machine machine) {
        RegionModel region = machine.model;
        if (region == null) {
            throw new IllegalStateException("a region without a model");
        }
        Tick tick = region.tick() == null ? model.tick() : region.tick();
        PolicyScope scope = new PolicyScope(this, machine);
        List<String> names = region.states().stream().map(StateModel::name).toList();
        int[] mentions = new int[1];
        groups(region);
        String name = region.name();
        int proposal = layout.take(name + ".proposal", 1);
        int nextTick = layout.take(name + ".next_tick", 1);
        int poked = layout.take(name + ".poked", 1);
        boolean silent =
                region.states().stream().allMatch(each -> each.outputs().isEmpty());
        int outputs = silent ? -1 : layout.take(name + ".outputs", Output.values().length);
        List<Transition> initial = region.initial().stream()
                .map(each -> transition(each, names, scope, mentions))
                .toList();
        List<State> states = new ArrayList<>();
        for (StateModel each : region.states()) {
            states.add(state(each, names, scope, mentions));
        }
        Code poke = tick == null || !tick.sampled() ? null : poke(tick, scope);
        Limited limits = region.limits() == null
                ? null
                : limited(name + ".limits", region.limits(), machine, tick == null ? DEFAULT_TICK : tick.everyNanos());
        return new Region(
                name,
                machines.indexOf(machine),
                machine.sampled,
                tick == null ? 0 : tick.everyNanos(),
                poke,
                machine.state,
                machine.seen,
                machine.entered,
                proposal,
                nextTick,
                poked,
                initial,
                states,
                machine.recorded,
                limits,
                outputs,
                mentions[0]);
    }

    private Code poke(Tick tick, PolicyScope scope) {
        if (tick.poke() != null) {
            return condition(tick.poke(), scope);
        }
        Term asleep =
                new Term.Comparison(Operator.EQUAL, Values.REPLICAS.term(), new Term.Constant(Type.whole(Unit.POD), 0));
        if (waiting == null) {
            Term requests =
                    new Term.Comparison(Operator.GREATER, Values.demand(), new Term.Constant(Type.whole(Unit.REQ), 0));
            waiting = codes.code(new Term.Logic(Operator.AND, requests, asleep));
        }
        return waiting;
    }

    // States within states.

    private void groups(RegionModel region) {
        for (StateModel state : region.states()) {
            for (GroupModel each : state.around()) {
                if (!homes.containsKey(each)) {
                    int entered = layout.take(region.name() + "." + each.name() + ".entered", 1);
                    homes.put(each, entered);
                    each.go().forEach(go -> homes.put(go, entered));
                    each.outputs().values().forEach(output -> homes.put(output, entered));
                    if (each.scale() != null) {
                        homes.put(each.scale(), entered);
                    }
                }
            }
        }
    }

    /** Compiles what several states may share, once, with the time in the state as it is where it stands. */
    private <T> T shared(Object of, Class<T> type, PolicyScope scope, Supplier<T> compile) {
        Integer home = homes.get(of);
        if (home == null) {
            return compile.get();
        }
        Object known = once.get(of);
        if (known == null) {
            known = scope.within(home, compile);
            once.put(of, known);
        }
        return type.cast(known);
    }

    private Program.Group group(GroupModel group, List<String> names, PolicyScope scope, int[] mentions) {
        return shared(
                group,
                Program.Group.class,
                scope,
                () -> new Program.Group(
                        group.name(),
                        homes.getOrDefault(group, -1),
                        group.scale() == null ? null : shared(group.scale(), scope, mentions),
                        action(group.enter(), scope),
                        action(group.exit(), scope),
                        group.go().stream()
                                .map(each -> shared(each, names, scope, mentions))
                                .toList()));
    }

    private Law shared(LawModel law, PolicyScope scope, int[] mentions) {
        return shared(law, Law.class, scope, () -> law(law, scope, mentions));
    }

    private Transition shared(TransitionModel transition, List<String> names, PolicyScope scope, int[] mentions) {
        return shared(transition, Transition.class, scope, () -> transition(transition, names, scope, mentions));
    }

    private State state(StateModel state, List<String> names, PolicyScope scope, int[] mentions) {
        List<Program.Group> around = state.around().stream()
                .map(each -> group(each, names, scope, mentions))
                .toList();
        Map<Output, Code> outputs = new LinkedHashMap<>();
        state.outputs()
                .forEach((output, value) -> outputs.put(
                        output, shared(value, Code.class, scope, () -> output(output, value, scope, mentions))));
        List<Transition> go = state.go().stream()
                .map(each -> shared(each, names, scope, mentions))
                .toList();
        State made = new State(
                state.name(),
                ways.size(),
                state.scale() == null ? null : shared(state.scale(), scope, mentions),
                state.scale() != null && !homes.containsKey(state.scale()),
                outputs,
                overlays(state),
                action(state.enter(), scope),
                action(state.exit(), scope),
                go,
                state.own(),
                around);
        ways.add(go.stream().map(Transition::way).toList());
        return made;
    }

    private Law law(LawModel law, PolicyScope scope, int[] mentions) {
        int from = scaleDown.mark();
        Law made = made(law, scope, mentions);
        if (made.form() != Law.Form.HIGH_WATER) {
            scaleDown.takesAway(from);
        }
        return made;
    }

    private Law made(LawModel law, PolicyScope scope, int[] mentions) {
        return switch (law) {
            case LawModel.Formula formula ->
                new Law(Law.Form.FORMULA, pods(formula.value(), scope, mentions), null, -1);
            case LawModel.Hold hold -> new Law(Law.Form.HOLD, null, null, -1);
            case LawModel.Mark mark ->
                new Law(
                        mark.high() ? Law.Form.HIGH_WATER : Law.Form.LOW_WATER,
                        pods(mark.value(), scope, mentions),
                        mark.from() == null ? null : pods(mark.from(), scope, mentions),
                        layout.take(scope.machine() + ".mark", 1));
        };
    }

    private Code pods(Expression expression, PolicyScope scope, int[] mentions) {
        return code(expression, scope, Type.whole(Unit.POD), "must be whole pods", mentions);
    }

    private Code output(Output output, Expression value, PolicyScope scope, int[] mentions) {
        return switch (output) {
            case MIN, MAX, PREWARM -> {
                int from = scaleDown.mark();
                Code pods = pods(value, scope, mentions);
                scaleDown.takesAway(from);
                yield pods;
            }
            case GATEWAYS -> code(value, scope, Type.whole(units.fresh()), "must be a whole number", mentions);
            case PATH -> named(value, scope, List.of("unknown", "direct", "gateway"), mentions);
            case BALANCER -> named(value, scope, Decision.BALANCERS, mentions);
            case VICTIMS -> named(value, scope, Decision.VICTIMS, mentions);
        };
    }

    /** A choice of names, perhaps by a condition: {@code if b > 0 then direct else gateway}. */
    private Code named(Expression value, PolicyScope scope, List<String> names, int[] mentions) {
        try {
            Term term = noted(value, () -> choice(value.syntax(), scope, names));
            mentions[0] |= term.mentions();
            return codes.code(term);
        } catch (Noted known) {
            return codes.code(new Term.Constant(Type.name(names), 0));
        }
    }

    private Term choice(Syntax syntax, PolicyScope scope, List<String> names) {
        Type type = Type.name(names);
        return switch (syntax) {
            case Syntax.Name name
            when names.contains(name.name()) -> new Term.Constant(type, names.indexOf(name.name()));
            case Syntax.If choice ->
                new Term.If(
                        type,
                        checker(scope).condition(choice.condition()),
                        choice(choice.then(), scope, names),
                        choice(choice.otherwise(), scope, names));
            default -> throw new ExpressionException(syntax.at(), "", "must be one of " + String.join(", ", names), "");
        };
    }

    private Action action(ActionModel action, PolicyScope scope) {
        if (action.equals(ActionModel.NONE)) {
            return Action.NOTHING;
        }
        Code step =
                action.step() == null ? null : code(action.step(), scope, Type.whole(Unit.POD), "must be whole pods");
        List<Decision.Notice> notices = new ArrayList<>();
        if (action.alert() != null) {
            notices.add(
                    new Decision.Notice(action.alert().text(), action.alert().severity()));
        }
        if (action.emit() != null) {
            notices.add(new Decision.Notice(action.emit(), ""));
        }
        return new Action(step, List.copyOf(notices));
    }

    private Transition transition(TransitionModel transition, List<String> names, PolicyScope scope, int[] mentions) {
        TriggerModel trigger = transition.trigger();
        int from = scaleDown.mark();
        Code condition = null;
        Code time = null;
        Code instant = null;
        boolean negated = false;
        List<Watch> watches = List.of();
        Way.Cause cause = Way.Cause.ALWAYS;
        switch (trigger) {
            case TriggerModel.When when -> {
                cause = Way.Cause.WHEN;
                negated = when.negated();
                Term term = term(when.condition(), scope, Type.BOOL, "must be a condition", mentions);
                condition = codes.code(term);
                watches = Watch.of(term, negated, pods);
                time = when.forTime() == null ? null : code(when.forTime(), scope, Type.DURATION, TIME, mentions);
            }
            case TriggerModel.After after -> {
                cause = Way.Cause.AFTER;
                time = code(after.time(), scope, Type.DURATION, TIME, mentions);
            }
            case TriggerModel.Before before -> {
                cause = Way.Cause.BEFORE;
                instant = code(before.instant(), scope, Type.INSTANT, "must be an instant", mentions);
                time = code(before.by(), scope, Type.DURATION, TIME, mentions);
            }
            case TriggerModel.Always always -> {}
        }
        Code guard = transition.guard() == null
                ? null
                : code(transition.guard(), scope, Type.BOOL, "must be a condition", mentions);
        Action action = action(transition.actions(), scope);
        if (transition.to() != null || !addsPods(transition.actions())) {
            scaleDown.takesAway(from);
        }
        List<Assignment> set = new ArrayList<>();
        transition.set().forEach((name, value) -> {
            Program.Variable variable = variables.get(name);
            Type type = variableTypes.get(name);
            if (variable != null && type != null) {
                set.add(new Assignment(variable.slot(), code(value, scope, type, "must be what the variable is")));
                scaleDown.sets(variable.slot(), from);
                scaleDown.sets(variable.seen(), from);
            }
        });
        boolean clocked = cause == Way.Cause.AFTER || (cause == Way.Cause.WHEN && time != null);
        int number = transitions++;
        int deadline = clocked ? layout.take("deadline of " + transition.text(), 1) : -1;
        return new Transition(
                new Way(number, cause, condition, negated, time, instant, guard, deadline),
                transition.to() == null ? -1 : names.indexOf(transition.to()),
                transition.named() == null ? "" : transition.named(),
                set,
                action,
                watches,
                transition.text());
    }

    /** Whether a transition that stays where it is can take no pods away: it does nothing, or adds a number of them. */
    private static boolean addsPods(ActionModel actions) {
        return actions.step() == null
                || (actions.step().syntax() instanceof Syntax.Literal literal && literal.bits() >= 0);
    }

    // Limits.

    private Limited limited(String name, LimitsModel model, Machine machine, long tickNanos) {
        int from = scaleDown.mark();
        Limited made = made(name, model, machine, tickNanos);
        scaleDown.takesAway(from);
        return made;
    }

    private Limited made(String name, LimitsModel model, Machine machine, long tickNanos) {
        PolicyScope scope = new PolicyScope(this, machine);
        return new Limited(
                layout,
                name,
                tickNanos,
                model.min() == null ? null : pods(model.min(), scope, new int[1]),
                model.max() == null ? null : pods(model.max(), scope, new int[1]),
                model.stabilize() == null ? null : stabilize(model.stabilize(), scope),
                model.up() == null ? null : rate(model.up(), scope),
                model.down() == null ? null : rate(model.down(), scope),
                model.quota().stream().map(each -> quota(each, scope)).toList(),
                model.budget() == null ? null : budget(name, model.budget(), scope));
    }

    /** Most pods that a resource is enough for. */
    private Code quota(Expression most, PolicyScope scope) {
        Term pods;
        try {
            pods = noted(most, () -> {
                Checker checker = checker(scope);
                Term given = checker.check(most.syntax());
                Unit unit = units.resolve(given.type().unit());
                boolean known = List.of(Unit.GPU, Unit.CORE, Unit.BYTE).contains(unit);
                if (!given.type().kind().isNumber() || !known) {
                    throw new ExpressionException(
                            most.syntax().at(),
                            "",
                            "must be gpu, core or bytes, and it is " + checker.shown(given.type()),
                            "Money over time is a budget.");
                }
                double each = unit.equals(Unit.GPU)
                        ? facts(ServiceFacts.Part.GPU).gpus()
                        : unit.equals(Unit.CORE)
                                ? facts(ServiceFacts.Part.CPU).cores()
                                : facts(ServiceFacts.Part.MEMORY).memoryBytes();
                Type number = Type.real(unit);
                // What a pod does not ask for cannot run out.
                return each <= 0
                        ? new Term.Constant(Type.whole(Unit.POD), Integer.MAX_VALUE)
                        : new Term.Applied(
                                Type.whole(Unit.POD),
                                Function.FLOOR,
                                List.of(new Term.Arithmetic(
                                        Type.real(Unit.POD),
                                        Operator.OVER,
                                        checker.as(given, number, most.syntax(), "must be a number"),
                                        Values.real(unit.per(Unit.POD), each))));
            });
        } catch (Noted known) {
            pods = new Term.Constant(Type.whole(Unit.POD), 0);
        }
        scaleDown.compiled(pods);
        return codes.code(pods);
    }

    private Limited.Money budget(String name, PolicyModel.Budget model, PolicyScope scope) {
        Type rate = Type.real(Unit.MONEY.per(Unit.SECOND));
        return new Limited.Money(
                code(model.amount(), scope, rate, "must be money over time, such as 60 USD per day"),
                model.burst() == null ? null : duration(model.burst(), scope),
                model.guard() == null ? null : duration(model.guard(), scope),
                model.hard(),
                facts(ServiceFacts.Part.COST).costPerPodSecond(),
                layout.take(name + ".budget", Limited.BUCKET.slots()));
    }

    private Limited.Stabilize stabilize(PolicyModel.Stabilize model, PolicyScope scope) {
        long most = Math.max(most(model.up(), scope), most(model.down(), scope));
        return new Limited.Stabilize(
                duration(model.up(), scope),
                duration(model.down(), scope),
                model.seed() == null ? null : pods(model.seed(), scope, new int[1]),
                most);
    }

    private long most(Expression time, PolicyScope scope) {
        try {
            return widths.of(time.syntax(), checker(scope), 0).widest();
        } catch (ExpressionException bad) {
            note(time, bad);
            return 0;
        }
    }

    private Limited.Rate rate(PolicyModel.Rate model, PolicyScope scope) {
        return switch (model) {
            case PolicyModel.Rate.To to -> new Limited.Rate.To(pods(to.pods(), scope, new int[1]));
            case PolicyModel.Rate.Policies policies ->
                new Limited.Rate.By(
                        policies.largest(),
                        policies.of().stream().map(each -> step(each, scope)).toList());
        };
    }

    private Limited.Rate.Step step(PolicyModel.Rate.Step model, PolicyScope scope) {
        Code amount = model.percent()
                ? code(model.amount(), scope, Type.real(Unit.NONE), "must be a share such as 100%")
                : pods(model.amount(), scope, new int[1]);
        return new Limited.Rate.Step(model.percent(), amount, duration(model.per(), scope), most(model.per(), scope));
    }
}

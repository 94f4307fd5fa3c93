package ebb.policy.expr;

import ebb.policy.expr.Term.Constant;
import ebb.policy.expr.Term.Converted;
import ebb.policy.expr.Type.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives an expression its meaning: resolves names, finds types and units, says what does not fit.
 *
 * <p>A number without a unit takes the one that its place needs where it is added, compared or chosen; as a factor it is a plain number.
 */
public final class Checker {
    private static final int DEEPEST_CALL = 16;
    private static final int DEEPEST_PODS = 2;

    private final Scope scope;
    private final Units units;
    private final Nearest nearest;
    private final Budget budget;
    private Map<String, Local> locals = Map.of();
    private int pods;
    private int calls;

    /** Finds the name that was meant. */
    public interface Nearest {
        /** @return a sentence: {@code Maybe ready?} */
        String suggest(String wrong, Collection<String> known);
    }

    /** A name within a function: an argument where it was called, or a part of it. */
    private static final class Local {
        final Syntax syntax;
        final Map<String, Local> around;
        final boolean kept;

        @Nullable
        Term term;

        Local(Syntax syntax, Map<String, Local> around, boolean kept) {
            this.syntax = syntax;
            this.around = around;
            this.kept = kept;
        }
    }

    /** Of an expression that stands alone. */
    public Checker(Scope scope, Units units, Nearest nearest) {
        this(scope, units, nearest, new Budget());
    }

    /** @param budget of all expressions of the policy */
    public Checker(Scope scope, Units units, Nearest nearest, Budget budget) {
        this.budget = budget;
        this.scope = scope;
        this.units = units;
        this.nearest = nearest;
    }

    public Units units() {
        return units;
    }

    /** @throws ExpressionException at what has no meaning */
    public Term check(Syntax syntax) {
        if (!budget.takes()) {
            throw wrong(
                    syntax,
                    "",
                    "is the end: a policy's expressions have at most " + Budget.MOST + " parts, calls written out",
                    "");
        }
        return switch (syntax) {
            case Syntax.Literal literal -> literal(literal);
            case Syntax.Name name -> name(name);
            case Syntax.Call call -> call(call);
            case Syntax.Not not -> new Term.Not(condition(not.operand()));
            case Syntax.Negative negative -> negative(negative);
            case Syntax.Binary binary -> binary(binary);
            case Syntax.If choice -> choice(choice);
        };
    }

    /** @return the term where one pod is looked at */
    public Term checkInPods(Syntax syntax) {
        pods++;
        Term term = check(syntax);
        pods--;
        return term;
    }

    /** @return a condition */
    public Term condition(Syntax syntax) {
        Term term = check(syntax);
        return as(term, Type.BOOL, syntax, "must be a condition");
    }

    /**
     * @param needed what its place takes
     * @param rule "must be pods"
     */
    public Term as(Term term, Type needed, Syntax syntax, String rule) {
        Term fitting = fit(term, needed);
        if (fitting == null) {
            boolean fraction = needed.kind() == Kind.INT
                    && term.type().isReal()
                    && units.unify(term.type().unit(), needed.unit());
            throw wrong(
                    syntax,
                    "",
                    rule + ", and it is " + shown(term.type()),
                    fraction ? "Round it, with ceil or floor." : "");
        }
        return fitting;
    }

    /** @return the term as that type; null if it cannot be */
    private @Nullable Term fit(Term term, Type needed) {
        Type type = term.type();
        if (type.kind() == Kind.NOTHING) {
            return new Converted(needed, term);
        }
        if (needed.kind().isNumber() && type.kind().isNumber() && units.unify(type.unit(), needed.unit())) {
            if (needed.kind() == type.kind()) {
                return term;
            }
            return needed.isReal() ? real(term) : null;
        }
        if (needed.kind() == Kind.DURATION && type.kind().isNumber() && !isLiteral(term)) {
            return units.unify(type.unit(), Unit.SECOND) ? new Converted(Type.DURATION, real(term)) : null;
        }
        if (needed.isReal() && type.kind() == Kind.DURATION) {
            return units.unify(needed.unit(), Unit.SECOND) ? seconds(term) : null;
        }
        boolean same = needed.kind() == type.kind() && !needed.kind().isNumber();
        return same && (needed.kind() != Kind.NAME || needed.choices().equals(type.choices())) ? term : null;
    }

    private static boolean isLiteral(Term term) {
        return term instanceof Constant;
    }

    private static Term real(Term term) {
        if (term.type().isReal()) {
            return term;
        }
        Type type = Type.real(term.type().unit());
        return term instanceof Constant constant
                ? new Constant(type, Double.doubleToRawLongBits(Invalid.real(constant.bits())))
                : new Converted(type, term);
    }

    private static Term seconds(Term duration) {
        return new Converted(Type.real(Unit.SECOND), duration);
    }

    public String shown(Type type) {
        return type.kind().isNumber()
                ? new Type(type.kind(), units.resolve(type.unit()), List.of()).toString()
                : type.toString();
    }

    // Names.

    private Term literal(Syntax.Literal literal) {
        Type type = literal.type();
        if (!literal.bare()) {
            return new Constant(type, literal.bits());
        }
        Unit unit = units.fresh();
        return new Constant(type.isReal() ? Type.real(unit) : Type.whole(unit), literal.bits());
    }

    private Term name(Syntax.Name name) {
        Local local = locals.get(name.name());
        if (local != null) {
            return local(local);
        }
        if (name.name().equals("invalid") || name.name().equals("none")) {
            return new Constant(Type.NOTHING, Invalid.LONG);
        }
        Term known = scope.value(name, pods > 0);
        if (known == null) {
            throw wrong(name, name.name(), "means nothing here", nearest.suggest(name.name(), names()));
        }
        return known;
    }

    private Collection<String> names() {
        TreeSet<String> all = new TreeSet<>(scope.names());
        all.addAll(locals.keySet());
        all.addAll(Function.titles());
        return all;
    }

    private Term local(Local local) {
        if (local.term != null) {
            return local.term;
        }
        Map<String, Local> outside = locals;
        locals = local.around;
        Term term = check(local.syntax);
        locals = outside;
        if (local.kept && !term.perPod() && !(term instanceof Constant)) {
            term = new Term.Memo(scope.memo(), term);
            local.term = term;
        }
        return term;
    }

    // Calls.

    private Term call(Syntax.Call call) {
        Function function = Function.named(call.name());
        if (function != null) {
            return applied(function, call);
        }
        if (call.name().startsWith("pods.")) {
            return overPods(call);
        }
        Definition definition = scope.function(call.name());
        if (definition != null) {
            return defined(definition, call);
        }
        Term known = scope.call(call, this);
        if (known == null) {
            throw wrong(call, call.name(), "is no function", nearest.suggest(call.name(), names()));
        }
        return known;
    }

    private Term defined(Definition definition, Syntax.Call call) {
        int needed = definition.parameters().size();
        if (call.arguments().size() != needed || !call.named().isEmpty()) {
            throw wrong(
                    call,
                    call.name(),
                    "takes " + needed + " arguments: " + String.join(", ", definition.parameters()),
                    "");
        }
        if (++calls > DEEPEST_CALL) {
            throw wrong(
                    call, call.name(), "calls functions deeper than " + DEEPEST_CALL, "A function cannot call itself.");
        }
        Map<String, Local> outside = locals;
        Map<String, Local> inside = new HashMap<>();
        for (int i = 0; i < needed; i++) {
            inside.put(
                    definition.parameters().get(i), new Local(call.arguments().get(i), outside, false));
        }
        for (Map.Entry<String, Syntax> each : definition.locals().entrySet()) {
            inside.put(each.getKey(), new Local(each.getValue(), Map.copyOf(inside), true));
        }
        locals = inside;
        Term result = check(definition.result());
        locals = outside;
        calls--;
        return result;
    }

    private Term overPods(Syntax.Call call) {
        PodFigure figure = null;
        for (PodFigure each : PodFigure.values()) {
            figure = call.name().equals("pods." + each.name().toLowerCase(Locale.ROOT)) ? each : figure;
        }
        if (figure == null) {
            throw wrong(
                    call,
                    call.name(),
                    "is no figure over pods",
                    "Known: pods.sum, pods.avg, pods.min, pods.max, pods.count, pods.any, pods.all.");
        }
        boolean counts = figure == PodFigure.COUNT;
        if (call.arguments().size() != (counts ? 0 : 1)
                || !Set.of("where").containsAll(call.named().keySet())) {
            throw wrong(
                    call,
                    call.name(),
                    counts ? "takes only where = condition" : "takes one value and where = condition",
                    "");
        }
        if (++pods > DEEPEST_PODS) {
            throw wrong(
                    call, call.name(), "looks at pods within pods within pods", "Name the inner figure as a signal.");
        }
        Syntax where = call.named().get("where");
        Term value =
                counts ? new Constant(Type.BOOL, 1) : check(call.arguments().getFirst());
        Term chosen = where == null ? new Constant(Type.BOOL, 1) : condition(where);
        pods--;
        return new Term.OverPods(podType(figure, value, call), figure, value, chosen);
    }

    private Type podType(PodFigure figure, Term value, Syntax.Call call) {
        Type type = value.type();
        boolean logic = figure == PodFigure.ANY || figure == PodFigure.ALL;
        if (figure != PodFigure.COUNT && logic != (type.kind() == Kind.BOOL)) {
            throw wrong(
                    call, call.name(), logic ? "needs a condition" : "needs a number, and it is " + shown(type), "");
        }
        return switch (figure) {
            case COUNT -> Type.whole(Unit.POD);
            case ANY, ALL -> Type.BOOL;
            case AVG -> Type.real(type.unit());
            // A sum over pods of what one pod has: the pods are not part of its unit.
            case SUM, MIN, MAX -> type;
        };
    }

    private Term applied(Function function, Syntax.Call call) {
        int given = call.arguments().size();
        if (given < function.least() || given > function.most() || !call.named().isEmpty()) {
            String many = function.least() == function.most()
                    ? "" + function.least()
                    : function.least() + " to " + function.most();
            throw wrong(call, call.name(), "takes " + many + " arguments, and has " + given, "");
        }
        List<Term> parts = call.arguments().stream().map(this::check).toList();
        return switch (function) {
            case CEIL, FLOOR, TRUNC ->
                new Term.Applied(
                        Type.whole(number(parts.getFirst(), call).type().unit()), function, parts);
            case ROUND -> rounded(parts, call);
            case ABS -> new Term.Applied(number(parts.getFirst(), call).type(), function, parts);
            case SQRT -> root(parts, call);
            case EXP, LN -> plain(function, parts, call);
            case POW -> power(parts, call);
            case MIN, MAX, CLAMP, MAX_VALID, MIN_VALID -> joined(function, parts, call);
            case VALID -> new Term.Applied(Type.BOOL, function, parts);
            case ERLANG_N -> erlang(parts, call);
        };
    }

    private Term number(Term term, Syntax at) {
        if (!term.type().kind().isNumber()) {
            throw wrong(at, "", "needs a number, and it is " + shown(term.type()), "");
        }
        return term;
    }

    private Term rounded(List<Term> parts, Syntax.Call call) {
        Term first = parts.getFirst();
        if (parts.size() == 1) {
            return new Term.Applied(Type.whole(number(first, call).type().unit()), Function.ROUND, parts);
        }
        List<Term> same = join(parts, call);
        Type type = same.getFirst().type();
        if (type.kind() == Kind.INT) {
            same = same.stream().map(Checker::real).toList();
            type = Type.real(type.unit());
        }
        return new Term.Applied(type, Function.ROUND, same);
    }

    private Term root(List<Term> parts, Syntax.Call call) {
        Unit unit = units.resolve(number(parts.getFirst(), call).type().unit());
        return new Term.Applied(Type.real(unit.power(0.5)), Function.SQRT, List.of(real(parts.getFirst())));
    }

    private Term plain(Function function, List<Term> parts, Syntax.Call call) {
        Term fitting = as(parts.getFirst(), Type.real(Unit.NONE), call, "needs a plain number");
        return new Term.Applied(Type.real(Unit.NONE), function, List.of(fitting));
    }

    private Term power(List<Term> parts, Syntax.Call call) {
        Unit unit = units.resolve(number(parts.getFirst(), call).type().unit());
        Term exponent = as(parts.get(1), Type.real(Unit.NONE), call, "needs a plain number as exponent");
        if (!(exponent instanceof Constant constant)) {
            Term base = as(
                    parts.getFirst(),
                    Type.real(Unit.NONE),
                    call,
                    "needs a plain number where the exponent is computed");
            return new Term.Applied(Type.real(Unit.NONE), Function.POW, List.of(base, exponent));
        }
        return new Term.Applied(
                Type.real(unit.power(constant.real())), Function.POW, List.of(real(parts.getFirst()), exponent));
    }

    private Term erlang(List<Term> parts, Syntax.Call call) {
        List<Term> plain = new ArrayList<>();
        for (Term each : parts) {
            plain.add(as(each, Type.real(Unit.NONE), call, "needs plain numbers: load, wait in service times, share"));
        }
        return new Term.Applied(Type.whole(Unit.POD), Function.ERLANG_N, plain);
    }

    private Term joined(Function function, List<Term> parts, Syntax.Call call) {
        List<Term> same = join(parts, call);
        Type type = same.getFirst().type();
        if (type.kind() == Kind.BOOL || type.kind() == Kind.NAME) {
            throw wrong(call, call.name(), "needs numbers or times, and has " + shown(type), "");
        }
        return new Term.Applied(type, function, same);
    }

    // Operators.

    /** All of them as one type. */
    private List<Term> join(List<Term> parts, Syntax at) {
        Type type = Type.NOTHING;
        for (Term each : parts) {
            type = wider(type, each.type(), at);
        }
        List<Term> same = new ArrayList<>();
        for (Term each : parts) {
            same.add(as(each, type, at, "must be " + shown(type)));
        }
        return same;
    }

    private Type wider(Type a, Type b, Syntax at) {
        if (a.kind() == Kind.NOTHING) {
            return b;
        }
        if (b.kind() == Kind.NOTHING) {
            return a;
        }
        boolean numbers = a.kind().isNumber() && b.kind().isNumber();
        if (numbers && !units.unify(a.unit(), b.unit())) {
            throw wrong(at, "", "puts together " + shown(a) + " and " + shown(b), "");
        }
        if (numbers) {
            return a.isReal() ? a : b;
        }
        if (a.kind() == b.kind()) {
            return a;
        }
        if ((a.kind() == Kind.DURATION && b.isReal()) || (b.kind() == Kind.DURATION && a.isReal())) {
            return Type.DURATION;
        }
        throw wrong(at, "", "puts together " + shown(a) + " and " + shown(b), bareTime(a, b));
    }

    private static String bareTime(Type a, Type b) {
        boolean time = a.kind() == Kind.DURATION || b.kind() == Kind.DURATION;
        return time && (a.kind().isNumber() || b.kind().isNumber()) ? "A duration needs a unit, such as 5s." : "";
    }

    private Term negative(Syntax.Negative negative) {
        Term operand = check(negative.operand());
        if (operand instanceof Constant constant && operand.type().kind() != Kind.BOOL) {
            long bits = operand.type().isReal() ? Double.doubleToRawLongBits(-constant.real()) : -constant.bits();
            return new Constant(operand.type(), bits);
        }
        Type type = operand.type();
        if (!type.kind().isNumber() && type.kind() != Kind.DURATION) {
            throw wrong(negative, "-", "needs a number or a duration, and it is " + shown(type), "");
        }
        Term zero = new Constant(type, type.isReal() ? Double.doubleToRawLongBits(0) : 0);
        return new Term.Arithmetic(type, Operator.MINUS, zero, operand);
    }

    private Term binary(Syntax.Binary binary) {
        return switch (binary.operator()) {
            case OR, AND -> new Term.Logic(binary.operator(), condition(binary.left()), condition(binary.right()));
            case COALESCE -> {
                List<Term> same = join(List.of(check(binary.left()), check(binary.right())), binary);
                yield new Term.Coalesce(same.getFirst().type(), same.get(0), same.get(1));
            }
            case EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> comparison(binary);
            case PLUS, MINUS -> sum(binary);
            case TIMES -> product(binary);
            case OVER -> quotient(binary);
        };
    }

    private Term comparison(Syntax.Binary binary) {
        Term named = namedChoice(binary.left(), binary.right());
        Term left = check(binary.left());
        Term right = named == null ? check(binary.right()) : named;
        List<Term> same = join(List.of(left, right), binary);
        Kind kind = same.getFirst().type().kind();
        boolean ordered = kind != Kind.BOOL && kind != Kind.NAME;
        if (!ordered && binary.operator() != Operator.EQUAL && binary.operator() != Operator.UNEQUAL) {
            throw wrong(binary, binary.operator().sign(), "orders what has no order", "Only == and != compare them.");
        }
        Term.Comparison made = new Term.Comparison(binary.operator(), same.get(0), same.get(1));
        if (made.gain() == Term.UNEVEN) {
            throw wrong(
                    binary,
                    binary.operator().sign(),
                    "compares times that move unevenly",
                    "Compare each part by itself.");
        }
        return breached(made, made);
    }

    /** A comparison that is true as well where a value in it is silent and that counts as a breach. */
    private Term breached(Term made, Term within) {
        Term silence = scope.silence(within);
        Term all = silence == null ? made : new Term.Logic(Operator.OR, silence, made);
        for (Term each : within.parts()) {
            all = each instanceof Term.Comparison ? all : breached(all, each);
        }
        return all;
    }

    /** In {@code behavior == static} the right side is one of the choices of the left. */
    private @Nullable Term namedChoice(Syntax left, Syntax right) {
        if (!(right instanceof Syntax.Name name) || !(left instanceof Syntax.Name)) {
            return null;
        }
        Type type = check(left).type();
        if (type.kind() != Kind.NAME) {
            return null;
        }
        int place = type.choices().indexOf(name.name());
        if (place < 0) {
            throw wrong(name, name.name(), "is not " + shown(type), nearest.suggest(name.name(), type.choices()));
        }
        return new Constant(type, place);
    }

    private Term sum(Syntax.Binary binary) {
        Term left = check(binary.left());
        Term right = check(binary.right());
        Kind a = left.type().kind();
        Kind b = right.type().kind();
        boolean minus = binary.operator() == Operator.MINUS;
        if (a == Kind.INSTANT && b == Kind.INSTANT && minus) {
            return new Term.Arithmetic(Type.DURATION, binary.operator(), left, right);
        }
        if (a == Kind.INSTANT && b != Kind.INSTANT) {
            Term moved = as(right, Type.DURATION, binary.right(), "must be a duration, for it is added to an instant");
            return new Term.Arithmetic(Type.INSTANT, binary.operator(), left, moved);
        }
        if (b == Kind.INSTANT && !minus) {
            return new Term.Arithmetic(
                    Type.INSTANT,
                    binary.operator(),
                    right,
                    as(left, Type.DURATION, binary.left(), "must be a duration"));
        }
        List<Term> same = join(List.of(left, right), binary);
        Type type = same.getFirst().type();
        if (!type.kind().isNumber() && type.kind() != Kind.DURATION) {
            throw wrong(binary, binary.operator().sign(), "needs numbers or times, and has " + shown(type), "");
        }
        return new Term.Arithmetic(type, binary.operator(), same.get(0), same.get(1));
    }

    private Term product(Syntax.Binary binary) {
        Term left = factor(binary.left());
        Term right = factor(binary.right());
        if (left.type().kind() == Kind.DURATION || right.type().kind() == Kind.DURATION) {
            boolean first = left.type().kind() == Kind.DURATION;
            Term duration = first ? left : right;
            Term other = first ? right : left;
            if (isPlain(other)) {
                return new Term.Arithmetic(Type.DURATION, Operator.TIMES, duration, real(other));
            }
            return timed(
                    multiplied(seconds(duration), other.type().kind() == Kind.DURATION ? seconds(other) : real(other)));
        }
        return timed(multiplied(left, right));
    }

    private Term multiplied(Term left, Term right) {
        Unit unit = units.resolve(left.type().unit())
                .times(units.resolve(right.type().unit()));
        boolean whole = left.type().kind() == Kind.INT && right.type().kind() == Kind.INT;
        return whole
                ? new Term.Arithmetic(Type.whole(unit), Operator.TIMES, left, right)
                : new Term.Arithmetic(Type.real(unit), Operator.TIMES, real(left), real(right));
    }

    private Term quotient(Syntax.Binary binary) {
        Term left = factor(binary.left());
        Term right = factor(binary.right());
        if (right instanceof Constant constant
                && (right.type().isReal() ? constant.real() == 0 : constant.bits() == 0)) {
            throw wrong(binary, "/", "divides by 0", "");
        }
        boolean duration = left.type().kind() == Kind.DURATION;
        if (duration && right.type().kind() != Kind.DURATION && isPlain(right)) {
            return new Term.Arithmetic(Type.DURATION, Operator.OVER, left, real(right));
        }
        Term over = duration ? seconds(left) : real(left);
        Term under = right.type().kind() == Kind.DURATION ? seconds(right) : real(right);
        Unit unit =
                units.resolve(over.type().unit()).per(units.resolve(under.type().unit()));
        return timed(new Term.Arithmetic(Type.real(unit), Operator.OVER, over, under));
    }

    /** A product in seconds is a duration. */
    private static Term timed(Term product) {
        return product.type().isReal() && product.type().unit().isSecond()
                ? new Converted(Type.DURATION, product)
                : product;
    }

    /** A bare number that multiplies or divides is a plain one. */
    private Term factor(Syntax syntax) {
        Term term =
                syntax instanceof Syntax.Literal literal ? new Constant(literal.type(), literal.bits()) : check(syntax);
        if (!term.type().kind().isNumber() && term.type().kind() != Kind.DURATION) {
            throw wrong(syntax, "", "must be a number or a duration, and it is " + shown(term.type()), "");
        }
        return term;
    }

    private boolean isPlain(Term term) {
        if (!term.type().kind().isNumber()) {
            return false;
        }
        Unit unit = units.resolve(term.type().unit());
        return unit.isNone() || (!unit.isKnown() && units.unify(unit, Unit.NONE));
    }

    private Term choice(Syntax.If choice) {
        Term condition = condition(choice.condition());
        List<Term> same = join(List.of(check(choice.then()), check(choice.otherwise())), choice);
        return new Term.If(same.getFirst().type(), condition, same.get(0), same.get(1));
    }

    private static ExpressionException wrong(Syntax at, String value, String rule, String wayOut) {
        return new ExpressionException(at.at(), value, rule, wayOut);
    }
}

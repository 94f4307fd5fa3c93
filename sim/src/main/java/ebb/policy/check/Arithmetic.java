package ebb.policy.check;

import ebb.document.Quantity;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.PolicyModel.LimitsModel;
import ebb.policy.PolicyModel.PatternModel;
import ebb.policy.PolicyModel.Rate;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.check.Atom.Origin;
import ebb.policy.check.Corners.Corner;
import ebb.policy.check.Meaning.Around;
import ebb.policy.check.Meaning.Given;
import ebb.policy.check.Solver.Answer;
import ebb.policy.expr.Operator;
import ebb.policy.expr.Syntax;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Divisions by what may be 0, roots and logarithms of what may have none, times that may be negative: over the ranges of the parameters and
 * over what levels may be.
 *
 * <p>A condition before it counts: {@code if}, {@code and}, {@code or} are followed. What may be 0 because nothing was measured is left
 * alone, for its quotient is unknown in the same way, and so is what stands left of {@code ??}.
 */
final class Arithmetic {
    private static final int MOST_VISITS = 20_000;
    private static final Set<Origin> PLAIN = EnumSet.of(Origin.PARAMETER, Origin.LEVEL);

    private final PolicyModel model;
    private final Meaning meaning;
    private final Atoms atoms;
    private final Solver solver;
    private final Corners corners;
    private final List<Finding> findings;
    private final Set<String> said = new HashSet<>();
    private int visits;

    /** Where a part of an expression stands, what is true there, and where the function was called that it is in. */
    private record Place(
            Expression.Place text, Formula path, @Nullable Place outer) {
        Place where(Formula more) {
            return new Place(text, Formula.all(path, more), outer);
        }

        Place in(Expression expression) {
            return new Place(expression.place(), path, null);
        }

        /** In a part of the function that is looked at, or where it was called. */
        Place of(Given given) {
            Place caller = outer == null ? this : outer;
            return given.place() == null
                    ? new Place(caller.text, path, caller.outer)
                    : new Place(given.place(), path, outer);
        }

        Place within(Expression result) {
            return new Place(result.place(), path, this);
        }
    }

    Arithmetic(PolicyModel model, List<Finding> findings) {
        this.model = model;
        this.findings = findings;
        atoms = new Atoms();
        meaning = new Meaning(model, atoms, true);
        solver = new Solver(atoms);
        corners = new Corners(model, meaning);
    }

    void check() {
        for (RegionModel region : model.regions()) {
            meaning.in(region, null);
            region.initial().forEach(this::look);
            for (StateModel state : region.states()) {
                meaning.in(region, state);
                look(state);
            }
            if (region.limits() != null) {
                look(region.limits());
            }
        }
        meaning.in(null, null);
        look(model.limits());
        model.patterns().values().forEach(this::look);
        model.signals().values().forEach(each -> widths(each.syntax(), each.place()));
    }

    private void look(StateModel state) {
        switch (state.scale()) {
            case PolicyModel.LawModel.Formula formula -> look(formula.value());
            case PolicyModel.LawModel.Mark mark -> {
                look(mark.value());
                look(mark.from());
            }
            case PolicyModel.LawModel.Hold hold -> {}
            case null -> {}
        }
        state.outputs().values().forEach(this::look);
        state.overlays().values().forEach(this::look);
        state.go().forEach(this::look);
    }

    private void look(TransitionModel transition) {
        Formula path = Formula.TRUE;
        switch (transition.trigger()) {
            case TriggerModel.When when -> {
                look(when.condition());
                time(when.forTime());
                path = meaning.is(when.condition().syntax(), Around.NOTHING, !when.negated());
            }
            case TriggerModel.After after -> time(after.time());
            case TriggerModel.Before before -> {
                look(before.instant());
                time(before.by());
            }
            case TriggerModel.Always always -> {}
        }
        if (transition.guard() != null) {
            look(transition.guard(), path);
            path = Formula.all(path, meaning.is(transition.guard().syntax(), Around.NOTHING, true));
        }
        Formula taken = path;
        transition.set().values().forEach(each -> look(each, taken));
        if (transition.actions().step() != null) {
            look(transition.actions().step(), taken);
        }
    }

    private void look(LimitsModel limits) {
        look(limits.min());
        look(limits.max());
        if (limits.stabilize() != null) {
            time(limits.stabilize().up());
            time(limits.stabilize().down());
        }
        rate(limits.up());
        rate(limits.down());
    }

    private void rate(@Nullable Rate rate) {
        switch (rate) {
            case Rate.To to -> look(to.pods());
            case Rate.Policies policies ->
                policies.of().forEach(each -> {
                    look(each.amount());
                    time(each.per());
                });
            case null -> {}
        }
    }

    private void look(PatternModel pattern) {
        switch (pattern) {
            case PatternModel.Holds holds -> {
                look(holds.condition());
                time(holds.forTime());
                time(holds.keepFor());
            }
            case PatternModel.Follows follows -> {
                follows.events().forEach(this::look);
                time(follows.within());
            }
            case PatternModel.Often often -> {
                look(often.event());
                time(often.within());
            }
            case PatternModel.OfSamples samples -> look(samples.condition());
            case PatternModel.Without without -> {
                look(without.event());
                look(without.other());
                time(without.within());
            }
        }
    }

    private void look(@Nullable Expression expression) {
        if (expression != null) {
            look(expression, Formula.TRUE);
        }
    }

    private void look(Expression expression, Formula path) {
        visits = 0;
        visit(expression.syntax(), Around.NOTHING, new Place(expression.place(), path, null));
    }

    // Times.

    private void time(@Nullable Expression time) {
        if (time == null) {
            return;
        }
        look(time);
        notNegative(time.syntax(), time.place(), "a time");
    }

    private void notNegative(Syntax time, Expression.Place place, String what) {
        Linear sum = meaning.sum(time);
        if (atoms.range(sum).least() >= 0 || !EnumSet.of(Origin.PARAMETER).containsAll(atoms.origins(sum))) {
            return;
        }
        for (Corner each : corners.of(time, Around.NOTHING)) {
            if (each.value() < 0) {
                say(
                        time,
                        place,
                        "negative-time",
                        meaning.key(time, Around.NOTHING),
                        "is " + what + " of " + Quantity.DURATION.print(Math.round(each.value() * 1e9)) + with(each),
                        "Narrow a range, or take max(0s, …).");
                return;
            }
        }
    }

    private String with(Corner corner) {
        return corner.parameters().isEmpty() ? "" : " with " + corners.shown(corner);
    }

    /** Widths of windows are times, too. */
    private void widths(Syntax syntax, Expression.Place place) {
        switch (syntax) {
            case Syntax.Call call -> {
                boolean windowed = call.arguments().size() == 2
                        && Set.of("avg", "avg_exp", "sum", "count", "rate", "min_over", "max_over", "slope")
                                .contains(call.name());
                if (windowed) {
                    notNegative(call.arguments().get(1), place, "a window");
                }
                call.arguments().forEach(each -> widths(each, place));
            }
            case Syntax.Binary binary -> {
                widths(binary.left(), place);
                widths(binary.right(), place);
            }
            case Syntax.If choice -> {
                widths(choice.condition(), place);
                widths(choice.then(), place);
                widths(choice.otherwise(), place);
            }
            case Syntax.Not not -> widths(not.operand(), place);
            case Syntax.Negative negative -> widths(negative.operand(), place);
            case Syntax.Literal literal -> {}
            case Syntax.Name name -> {}
        }
    }

    // Divisions.

    private void visit(Syntax syntax, Around around, Place place) {
        if (++visits > MOST_VISITS) {
            return;
        }
        switch (syntax) {
            case Syntax.Literal literal -> {}
            case Syntax.Name name -> named(name, around, place);
            case Syntax.Not not -> visit(not.operand(), around, place);
            case Syntax.Negative negative -> visit(negative.operand(), around, place);
            case Syntax.Binary binary -> binary(binary, around, place);
            case Syntax.If choice -> {
                visit(choice.condition(), around, place);
                visit(choice.then(), around, place.where(meaning.is(choice.condition(), around, true)));
                visit(choice.otherwise(), around, place.where(meaning.is(choice.condition(), around, false)));
            }
            case Syntax.Call call -> call(call, around, place);
        }
    }

    private void named(Syntax.Name name, Around around, Place place) {
        Given given = around.names().get(name.name());
        Expression signal = model.signals().get(name.name());
        if (given != null) {
            visit(given.syntax(), given.around(), place.of(given));
        } else if (signal != null) {
            visit(signal.syntax(), Around.NOTHING, place.in(signal));
        }
    }

    private void binary(Syntax.Binary binary, Around around, Place place) {
        switch (binary.operator()) {
            case AND -> {
                visit(binary.left(), around, place);
                visit(binary.right(), around, place.where(meaning.is(binary.left(), around, true)));
            }
            case OR -> {
                visit(binary.left(), around, place);
                visit(binary.right(), around, place.where(meaning.is(binary.left(), around, false)));
            }
            // What is unknown on the left is provided for.
            case COALESCE -> visit(binary.right(), around, place);
            default -> {
                visit(binary.left(), around, place);
                visit(binary.right(), around, place);
                if (binary.operator() == Operator.OVER) {
                    divisor(binary, around, place);
                }
            }
        }
    }

    private void call(Syntax.Call call, Around around, Place place) {
        FunctionModel function = model.functions().get(call.name());
        if (function != null) {
            Expression result = function.parts().get("return");
            visit(
                    function.definition().result(),
                    meaning.inside(function, call, around),
                    result == null ? place : place.within(result));
            return;
        }
        if (call.name().equals("valid") || call.name().startsWith("pods.")) {
            return;
        }
        call.arguments().forEach(each -> visit(each, around, place));
        if ((call.name().equals("sqrt") || call.name().equals("ln"))
                && call.arguments().size() == 1) {
            defined(call, around, place);
        }
    }

    private void divisor(Syntax.Binary division, Around around, Place place) {
        Linear divisor = meaning.sum(division.right(), around);
        Set<Origin> origins = atoms.origins(divisor);
        if (!atoms.range(divisor).holds(0) || !PLAIN.containsAll(origins)) {
            return;
        }
        String text = meaning.key(division.right(), around);
        if (origins.contains(Origin.LEVEL)) {
            Formula zero = Formula.all(place.path(), Formula.equal(divisor, Linear.of(0)), atoms.known(divisor));
            if (solver.answer(zero) == Answer.POSSIBLE) {
                say(
                        division,
                        place.text(),
                        "division-by-zero",
                        text,
                        "divides and may be 0",
                        "Divide by max(1, …), or ask first: if " + text + " > 0 then … else ….");
            }
            return;
        }
        crossesZero(division, around, place, text);
    }

    private void crossesZero(Syntax.Binary division, Around around, Place place, String text) {
        Corner below = null;
        Corner above = null;
        for (Corner each : corners.of(division.right(), around)) {
            below = below == null && each.value() <= 0 ? each : below;
            above = above == null && each.value() >= 0 ? each : above;
        }
        boolean reachable = solver.answer(
                        Formula.all(place.path(), Formula.equal(meaning.sum(division.right(), around), Linear.of(0))))
                != Answer.IMPOSSIBLE;
        if (below != null && above != null && reachable) {
            String how = below.value() == 0 || above.value() == 0
                    ? "is 0" + with(below.value() == 0 ? below : above)
                    : "is " + Corners.number(below.value()) + with(below) + " and " + Corners.number(above.value())
                            + with(above);
            say(
                    division,
                    place.text(),
                    "division-by-zero",
                    text,
                    "divides and " + how,
                    "Narrow a range so that 0 is not in it.");
        }
    }

    private void defined(Syntax.Call call, Around around, Place place) {
        Linear of = meaning.sum(call.arguments().getFirst(), around);
        boolean root = call.name().equals("sqrt");
        Range range = atoms.range(of);
        if (range.least() > 0
                || (root && range.least() >= 0)
                || !EnumSet.of(Origin.PARAMETER).containsAll(atoms.origins(of))) {
            return;
        }
        for (Corner each : corners.of(call.arguments().getFirst(), around)) {
            if (each.value() < 0 || (!root && each.value() == 0)) {
                say(
                        call,
                        place.text(),
                        "not-a-number",
                        meaning.key(call, around),
                        "has no value: it is " + call.name() + " of " + Corners.number(each.value()) + with(each),
                        "Narrow a range.");
                return;
            }
        }
    }

    private void say(Syntax syntax, Expression.Place place, String rule, String value, String text, String wayOut) {
        if (said.add(place.of(syntax.at()) + rule)) {
            findings.add(Finding.error(rule, place.of(syntax.at()), value, text, wayOut));
        }
    }
}

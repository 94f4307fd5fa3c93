package ebb.policy.check;

import ebb.document.Quantity;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.expr.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Times that do not fit each other, with the parameters at their defaults: likely to be meant otherwise. */
final class Timers {
    // A23: how long a start takes, as far as is known before the first.
    private static final double COLD_START = 10;
    private static final Set<String> WINDOWED =
            Set.of("avg", "avg_buckets", "avg_exp", "sum", "count", "rate", "min_over", "max_over", "slope");

    private final PolicyModel model;
    private final List<Finding> findings;
    private final Corners corners;
    private final Set<Expression> seen = new HashSet<>();
    private double widest;

    Timers(PolicyModel model, List<Finding> findings) {
        this.model = model;
        this.findings = findings;
        corners = new Corners(model, new Meaning(model, new Atoms(), true));
    }

    void check() {
        for (RegionModel region : model.regions()) {
            for (StateModel state : region.states()) {
                state.go().forEach(each -> sleep(region, each));
                if (state.scale() instanceof LawModel.Formula formula) {
                    windows(formula.value(), region);
                }
                if (state.scale() instanceof LawModel.Mark mark) {
                    windows(mark.value(), region);
                }
            }
        }
        cooldown();
    }

    /** A pod that goes sooner than one comes is gone when it is needed. */
    private void sleep(RegionModel region, TransitionModel transition) {
        Expression time = switch (transition.trigger()) {
            case TriggerModel.After after -> after.time();
            case TriggerModel.When when -> when.forTime();
            case TriggerModel.Before before -> null;
            case TriggerModel.Always always -> null;
        };
        double seconds = time == null ? Double.NaN : corners.standard(time.syntax());
        if (time != null && seconds > 0 && seconds < COLD_START && leadsToZero(region, transition.to())) {
            findings.add(Finding.warning(
                    "short-keep-alive",
                    time.place().of(time.syntax().at()),
                    time.text(),
                    "is " + shown(seconds) + " until the last pod goes, less than a start takes (" + shown(COLD_START)
                            + " until starts were seen)",
                    "Make it longer than cold_start.p95."));
        }
    }

    private boolean leadsToZero(RegionModel region, @Nullable String to) {
        return region.states().stream()
                .filter(each -> each.name().equals(to))
                .anyMatch(each -> each.scale() instanceof LawModel.Formula(Expression value)
                        && value.syntax() instanceof Syntax.Literal literal
                        && literal.bits() == 0);
    }

    private void windows(Expression expression, RegionModel region) {
        if (seen.add(expression)) {
            windows(expression.syntax(), expression, region);
        }
    }

    private void windows(Syntax syntax, Expression in, RegionModel region) {
        switch (syntax) {
            case Syntax.Literal literal -> {}
            case Syntax.Name name -> {
                Expression signal = model.signals().get(name.name());
                if (signal != null) {
                    windows(signal, region);
                }
            }
            case Syntax.Not not -> windows(not.operand(), in, region);
            case Syntax.Negative negative -> windows(negative.operand(), in, region);
            case Syntax.Binary binary -> {
                windows(binary.left(), in, region);
                windows(binary.right(), in, region);
            }
            case Syntax.If choice -> {
                windows(choice.condition(), in, region);
                windows(choice.then(), in, region);
                windows(choice.otherwise(), in, region);
            }
            case Syntax.Call call -> {
                window(call, in);
                call.arguments().forEach(each -> windows(each, in, region));
            }
        }
    }

    private void window(Syntax.Call call, Expression in) {
        if (!WINDOWED.contains(call.name()) || call.arguments().size() != 2) {
            return;
        }
        double width = corners.standard(call.arguments().get(1));
        Syntax explicit = call.named().get("bucket");
        double bucket = explicit == null ? Double.NaN : corners.standard(explicit);
        widest = width > widest ? width : widest;
        if (width > 0 && width < 2 * bucket) {
            findings.add(Finding.warning(
                    "short-window",
                    in.place().of(call.at()),
                    call.name(),
                    "has a window of " + shown(width) + " and buckets of " + shown(bucket)
                            + ": it holds one at most, and jumps",
                    "Make the window at least two buckets wide."));
        }
    }

    /** What was wanted within a window is wanted until it has passed; going down sooner is going down on old numbers. */
    private void cooldown() {
        PolicyModel.Stabilize stabilize = model.limits().stabilize();
        double down = stabilize == null
                ? Double.NaN
                : corners.standard(stabilize.down().syntax());
        if (stabilize != null && down > 0 && down < widest) {
            findings.add(Finding.warning(
                    "short-cooldown",
                    stabilize.down().place().of(stabilize.down().syntax().at()),
                    stabilize.down().text(),
                    "is a cool-down of " + shown(down) + ", less than the window of " + shown(widest)
                            + " that the law reads",
                    "Make it at least as long."));
        }
    }

    private static String shown(double seconds) {
        return Quantity.DURATION.print(Math.round(seconds * 1e9));
    }
}

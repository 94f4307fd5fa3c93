package ebb.policy.check;

import ebb.document.Problems;
import ebb.policy.Expression;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.Output;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyProbe;
import ebb.policy.ServiceFacts;
import ebb.policy.check.Guarantee.Kind;
import ebb.policy.check.Guarantee.Outcome;
import ebb.policy.check.Guarantee.Subject;
import ebb.policy.check.Guarantee.Verdict;
import ebb.policy.check.Meaning.Around;
import ebb.policy.expr.Syntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How sure the promises of a policy are: some hold by the way the engine is made, most are tried on the engine itself with every sequence
 * of a few events, the rest can only be watched.
 */
public final class Guarantees {
    private final PolicyDocument document;
    private final PolicyModel model;
    private final Problems problems;

    private Guarantees(PolicyDocument document, Problems problems) {
        this.document = document;
        this.model = document.model();
        this.problems = problems;
    }

    /**
     * @param problems what is wrong with the promises themselves
     * @return in the order of the document; none if there are problems
     */
    public static List<Outcome> of(PolicyDocument document, Problems problems) {
        long before = problems.count();
        List<Guarantee> all = new GuaranteeReader(document.model(), problems).read();
        Guarantees checker = new Guarantees(document, problems);
        List<Outcome> outcomes = all.stream().map(checker::outcome).toList();
        return problems.count() > before ? List.of() : outcomes;
    }

    private Outcome outcome(Guarantee guarantee) {
        List<Expression> watched = new ArrayList<>();
        for (@Nullable Expression each : Watch.expressions(guarantee)) {
            if (each != null) {
                watched.add(each);
            }
        }
        PolicyProbe probe =
                document.watching(watched, ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 1), problems);
        if (probe == null) {
            return monitored(guarantee, "");
        }
        if (guarantee.kind() == Kind.SLO) {
            return monitored(guarantee, "needs a simulation of the service, or the service itself");
        }
        if (guarantee.timed()) {
            return monitored(guarantee, "speaks of an instant of the calendar");
        }
        String construction = construction(guarantee);
        return construction.isEmpty()
                ? new Explorer(model, guarantee, probe).outcome()
                : new Outcome(guarantee, Verdict.BY_CONSTRUCTION, 0, construction, List.of(), List.of());
    }

    private static Outcome monitored(Guarantee guarantee, String why) {
        return new Outcome(guarantee, Verdict.MONITORED, 0, why, List.of(), List.of());
    }

    // By construction.

    /** @return why it holds whatever happens; empty if that is not known */
    private String construction(Guarantee guarantee) {
        Subject subject = guarantee.subject();
        if (subject != null) {
            return guarantee.kind() == Kind.NEVER && marks(subject, guarantee.during())
                    ? "the law of that state only goes one way"
                    : "";
        }
        Expression condition = guarantee.condition();
        boolean plain = guarantee.kind() == Kind.ALWAYS || guarantee.kind() == Kind.NEVER;
        return plain && condition != null && followsFromLimits(guarantee, condition)
                ? "limits come last, and they say so"
                : "";
    }

    /** Whether the only law there is holds its mark in the state that is spoken of. */
    private boolean marks(Subject subject, @Nullable Expression during) {
        List<RegionModel> lawful = model.regions().stream()
                .filter(each -> each.states().stream().anyMatch(one -> one.scale() != null))
                .toList();
        StateModel state = during == null ? null : state(during);
        return lawful.size() == 1
                && state != null
                && lawful.getFirst().states().contains(state)
                && subject.slot().equals("law")
                && state.scale() instanceof LawModel.Mark mark
                && mark.high() != subject.up();
    }

    private @Nullable StateModel state(Expression during) {
        if (!(during.syntax() instanceof Syntax.Call call)
                || !call.name().equals("in")
                || !(call.arguments().getFirst() instanceof Syntax.Name name)) {
            return null;
        }
        return model.regions().stream()
                .flatMap(each -> each.states().stream())
                .filter(each -> each.name().equals(name.name()))
                .findFirst()
                .orElse(null);
    }

    private boolean followsFromLimits(Guarantee guarantee, Expression condition) {
        Atoms atoms = new Atoms();
        Meaning meaning = new Meaning(model, atoms, false);
        Linear scale = meaning.sum(new Syntax.Name(0, "scale"));
        Formula broken = guarantee.kind() == Kind.ALWAYS
                ? meaning.isNot(condition.syntax(), Around.NOTHING, true)
                : meaning.is(condition.syntax(), Around.NOTHING, true);
        List<Formula> all = new ArrayList<>();
        all.add(broken);
        bound(model.limits().max(), Output.MIN, scale, meaning, all, true);
        bound(model.limits().min(), Output.MAX, scale, meaning, all, false);
        StateModel state = guarantee.during() == null ? null : state(guarantee.during());
        if (state != null) {
            bound(state.outputs().get(Output.MAX), null, scale, meaning, all, true);
            bound(state.outputs().get(Output.MIN), Output.MAX, scale, meaning, all, false);
        }
        return new Solver(atoms).isImpossible(new Formula.All(all));
    }

    /** @param against outputs of states that may move it the other way; null for none */
    private void bound(
            @Nullable Expression bound,
            @Nullable Output against,
            Linear scale,
            Meaning meaning,
            List<Formula> into,
            boolean upper) {
        boolean moved = against != null
                && model.regions().stream()
                        .flatMap(each -> each.states().stream())
                        .anyMatch(each -> each.outputs().containsKey(against)
                                || (upper && each.outputs().containsKey(Output.PREWARM)));
        if (bound == null || moved) {
            return;
        }
        Linear at = meaning.sum(bound.syntax());
        Linear max = model.limits().max() == null
                ? at
                : meaning.sum(model.limits().max().syntax());
        into.add(
                upper ? Formula.atMost(scale, at) : Formula.any(Formula.atMost(at, scale), Formula.atMost(max, scale)));
    }
}

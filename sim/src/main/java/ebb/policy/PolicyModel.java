package ebb.policy;

import ebb.document.Position;
import ebb.document.Tree;
import ebb.policy.expr.Definition;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Unit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is written, bases put in: signals → modes with laws → limits. Everything in the order of the text.
 *
 * @param rendered the flat document
 * @param tick null where all regions say their own or none has one
 * @param metrics units of metrics from outside
 * @param perPod expressions over one pod
 * @param complete whether all of it could be read, so that it can be looked at further though something in it is wrong
 */
public record PolicyModel(
        String name,
        String text,
        Tree.Mapping rendered,
        @Nullable Tick tick,
        Map<String, ParameterModel> parameters,
        Map<String, Unit> metrics,
        Map<String, Expression> signals,
        Map<String, Expression> perPod,
        Map<String, FunctionModel> functions,
        Map<String, PatternModel> patterns,
        Map<String, WindowModel> windows,
        Map<String, VariableModel> variables,
        Combine combine,
        List<RegionModel> regions,
        LimitsModel limits,
        boolean complete) {

    /** How the proposals of several regions become one. */
    public enum Combine {
        MAX,
        MIN,
        SUM,
        /** Each region sees what those before it propose, and may replace it. */
        CHAIN,
        /** The last one that proposes anything. */
        PRIORITY
    }

    /**
     * When a region is evaluated by the clock.
     *
     * @param sampled whether it is evaluated then only
     * @param poke evaluates at once when it becomes true; null for the usual one: a request while there are no pods
     */
    public record Tick(
            long everyNanos, boolean sampled, @Nullable Expression poke) {}

    /**
     * A knob.
     *
     * @param standard its default
     * @param least null for no bound
     * @param most null for no bound
     * @param choices names it can be; empty for a number
     * @param logarithmic whether a tuner should search ratios rather than differences
     * @param tune whether a tuner may move it
     */
    public record ParameterModel(
            String name,
            Syntax.Literal standard,
            Syntax.@Nullable Literal least,
            Syntax.@Nullable Literal most,
            List<String> choices,
            boolean logarithmic,
            boolean tune,
            String text,
            Position at) {}

    /** @param definition with its body parsed; {@code place} finds a place in its part of that name */
    public record FunctionModel(Definition definition, Map<String, Expression> parts, Position at) {}

    /** @param durable whether it survives a restart */
    public record VariableModel(String name, Expression initial, boolean durable, Position at) {}

    /** Something that is true for a while, whatever the state. */
    public sealed interface PatternModel {
        Position at();

        /** A condition that must hold for a time, and is then kept for a time. */
        record Holds(
                Expression condition,
                @Nullable Expression forTime,
                @Nullable Expression keepFor,
                Position at) implements PatternModel {}

        /** One event after another within a time. */
        record Follows(
                List<Expression> events,
                Expression within,
                @Nullable Expression keepFor,
                Position at) implements PatternModel {}

        /** So many events within a time. */
        record Often(
                int n,
                Expression event,
                Expression within,
                @Nullable Expression keepFor,
                Position at) implements PatternModel {}

        /** So many of the last samples. */
        record OfSamples(
                int n,
                int of,
                Expression condition,
                @Nullable Expression keepFor,
                Position at) implements PatternModel {}

        /** One event and not another within a time. */
        record Without(
                Expression event,
                Expression other,
                Expression within,
                @Nullable Expression keepFor,
                Position at) implements PatternModel {}
    }

    /** A window of the calendar, as it stands in the document. */
    public record WindowModel(String name, Tree tree, Position at) {}

    /**
     * One machine of several side by side.
     *
     * @param tick null for the policy's
     * @param initial where it begins; empty for its first state
     * @param limits null for none of its own
     */
    public record RegionModel(
            String name,
            @Nullable Tick tick,
            List<TransitionModel> initial,
            List<StateModel> states,
            @Nullable LimitsModel limits,
            Position at) {}

    /**
     * A state that a region can be in, with what the states around it say put in: their law and outputs where it has none of its own,
     * their transitions after its own. States with states within are in {@code around} only.
     *
     * @param around the states around it, the outermost first; none for most
     * @param own how many of the transitions are its own
     */
    public record StateModel(
            String name,
            @Nullable LawModel scale,
            Map<Output, Expression> outputs,
            Map<String, Expression> overlays,
            ActionModel enter,
            ActionModel exit,
            List<TransitionModel> go,
            int own,
            List<GroupModel> around,
            Position at) {}

    /**
     * A state with states within.
     *
     * @param scale null where it has none of its own; so with the outputs
     * @param go its own transitions
     */
    public record GroupModel(
            String name,
            @Nullable LawModel scale,
            Map<Output, Expression> outputs,
            ActionModel enter,
            ActionModel exit,
            List<TransitionModel> go,
            Position at) {}

    /** Levels besides the number of pods that a state sets. */
    public enum Output {
        MIN,
        MAX,
        PREWARM,
        BALANCER,
        PATH,
        GATEWAYS,
        VICTIMS
    }

    /** How many pods a state wants. */
    public sealed interface LawModel {
        /** A formula. */
        record Formula(Expression value) implements LawModel {}

        /** The region's last proposal. */
        record Hold() implements LawModel {}

        /** The most, or the least, of a formula since the state was entered. */
        record Mark(
                boolean high, Expression value, @Nullable Expression from) implements LawModel {}
    }

    /** What sets a transition off. */
    public sealed interface TriggerModel {
        /** A condition, perhaps for a time; {@code negated} where it must not hold. */
        record When(
                Expression condition,
                boolean negated,
                @Nullable Expression forTime) implements TriggerModel {}

        /** A time after the state was entered. */
        record After(Expression time) implements TriggerModel {}

        /** A time before an instant. */
        record Before(Expression instant, Expression by) implements TriggerModel {}

        /** Nothing more: the last alternative of an initial state. */
        record Always() implements TriggerModel {}
    }

    /**
     * A way from one state to another, or within one.
     *
     * @param guard must be true as well; null for none
     * @param to the innermost state that it leads to; null for an internal one
     * @param named the state as it is written, which may have states within and is entered anew; null for an internal one
     * @param set what variables become
     */
    public record TransitionModel(
            TriggerModel trigger,
            @Nullable Expression guard,
            @Nullable String to,
            @Nullable String named,
            Map<String, Expression> set,
            ActionModel actions,
            String text,
            Position at) {}

    /**
     * What is done once.
     *
     * @param step pods to add to what the region holds; null for none
     * @param emit a name told to the log and to other policies; null for none
     */
    public record ActionModel(
            @Nullable Expression step,
            @Nullable Alert alert,
            @Nullable String emit) {
        public static final ActionModel NONE = new ActionModel(null, null, null);
    }

    /** Something that a person should know. */
    public record Alert(String text, String severity) {}

    /**
     * What is done with a proposal, always in this order.
     *
     * @param max required for the whole policy
     * @param stabilize null for none
     * @param quota most of a resource that all pods together may ask for; several for several resources
     * @param budget null for none
     */
    public record LimitsModel(
            @Nullable Expression min,
            @Nullable Expression max,
            @Nullable Stabilize stabilize,
            @Nullable Rate up,
            @Nullable Rate down,
            List<Expression> quota,
            @Nullable Budget budget,
            Position at) {}

    /**
     * Money over time, of which some is saved.
     *
     * @param burst budget of so long is saved at most; null for two hours
     * @param guard pods must be paid for so long; null for ten minutes
     * @param hard whether it is obeyed below min too
     */
    public record Budget(
            Expression amount,
            @Nullable Expression burst,
            @Nullable Expression guard,
            boolean hard) {}

    /** Holds a proposal between the least of those of a time before it and the greatest of those of another. */
    public record Stabilize(
            Expression up, Expression down, @Nullable Expression seed) {}

    /** How far the number of pods may go at once. */
    public sealed interface Rate {
        /** To a number. */
        record To(Expression pods) implements Rate {}

        /** By so much in a time; the largest change of several, or the smallest. */
        record Policies(boolean largest, List<Step> of) implements Rate {}

        /** @param percent whether amount is percent of what there was, else pods */
        record Step(boolean percent, Expression amount, Expression per) {}
    }
}

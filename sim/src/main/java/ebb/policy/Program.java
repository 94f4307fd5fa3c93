package ebb.policy;

import ebb.policy.PolicyModel.Output;
import ebb.policy.expr.Code;
import ebb.policy.expr.Codes;
import ebb.policy.expr.PodTable;
import ebb.policy.expr.Type;
import ebb.policy.expr.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy ready to run: it never changes, and serves any number of states and threads. */
record Program(
        PolicyModel model,
        List<String> slots,
        List<Region> regions,
        List<Feed> feeds,
        List<PatternCode> patterns,
        List<Variable> variables,
        List<Overlay> parameters,
        List<String> metrics,
        Limited limits,
        Limits service,
        PodTable pods,
        Codes codes,
        Reads reads,
        int memos,
        Map<String, Integer> signals) {

    /** What it is made of, in words. */
    Anatomy anatomy() {
        List<String> transitions = new ArrayList<>();
        regions.forEach(region -> {
            note(transitions, region.initial());
            region.states().forEach(state -> note(transitions, state.go()));
        });
        List<String> columns = new ArrayList<>();
        for (PodColumn each : PodColumn.values()) {
            columns.add(each.name().toLowerCase(Locale.ROOT));
        }
        columns.addAll(metrics);
        return new Anatomy(
                regions.stream()
                        .map(each -> new Anatomy.Region(
                                each.name(),
                                each.states().stream().map(State::name).toList()))
                        .toList(),
                transitions,
                Anatomy.together(slots),
                columns.subList(0, pods.width()),
                metrics);
    }

    private static void note(List<String> all, List<Transition> transitions) {
        for (Transition each : transitions) {
            while (all.size() <= each.number()) {
                all.add("");
            }
            all.set(each.number(), each.text());
        }
    }

    /**
     * What it reads of the world, beyond levels.
     *
     * @param facts of its service
     * @param spends money that a pod costs a second, where the program reads what was spent; else 0
     * @param podUse whether it reads what each pod uses
     * @param podMetrics names of the metrics that it reads of each pod
     */
    record Reads(Set<ServiceFacts.Part> facts, double spends, boolean podUse, List<String> podMetrics) {}

    /** @param seen as others see it until the step is over */
    record Variable(
            String name, int slot, int seen, @Nullable Code initial, Type.Kind kind, boolean durable) {}

    /** A parameter that states put others in the place of. */
    record Overlay(String name, int slot, long bits) {}

    /**
     * One machine.
     *
     * @param state slot of its state, as it sees itself; {@code seen} as others do until the step is over
     * @param outputs first slot of the levels that its state sets, by {@link Output}; -1 if no state sets any
     * @param mentions what its laws and guards read, in any state
     */
    record Region(
            String name,
            int index,
            boolean sampled,
            long tickNanos,
            @Nullable Code poke,
            int state,
            int seen,
            int entered,
            int proposal,
            int nextTick,
            int poked,
            List<Transition> initial,
            List<State> states,
            List<Feed> recorded,
            @Nullable Limited limits,
            int outputs,
            int mentions) {}

    /**
     * One state.
     *
     * @param number its place among the states of all regions
     * @param law null where neither it nor a state around it says anything
     * @param lawful whether the law is its own
     * @param go its own transitions, then those of the states around it
     * @param own how many of the transitions are its own
     * @param around the states around it, the outermost first
     */
    record State(
            String name,
            int number,
            @Nullable Law law,
            boolean lawful,
            Map<Output, Code> outputs,
            List<Assignment> overlays,
            Action enter,
            Action exit,
            List<Transition> go,
            int own,
            List<Group> around) {}

    /**
     * A state with states within.
     *
     * @param entered slot of the instant at which it was entered
     * @param law its own; null for none
     * @param go its own transitions
     */
    record Group(String name, int entered, @Nullable Law law, Action enter, Action exit, List<Transition> go) {}

    /**
     * @param from null for nothing
     * @param mark slot of the greatest or least since its state was entered; -1 for none
     */
    record Law(Form form, @Nullable Code value, @Nullable Code from, int mark) {
        enum Form {
            FORMULA,
            HOLD,
            HIGH_WATER,
            LOW_WATER
        }
    }

    /** What a slot becomes. */
    record Assignment(int slot, Code value) {}

    /** What is done once. */
    record Action(@Nullable Code step, List<Decision.Notice> notices) {
        static final Action NOTHING = new Action(null, List.of());
    }

    /**
     * One transition.
     *
     * @param to place of the state it leads to; -1 for none
     * @param named the state that it is written to lead to, which is entered anew; empty for none
     * @param watches comparisons of the condition, for explanations
     */
    record Transition(
            Way way, int to, String named, List<Assignment> set, Action action, List<Watch> watches, String text) {
        /** Its place among all. */
        int number() {
            return way.number();
        }

        /** Slot of the instant at which its clock is over; -1 for none. */
        int deadline() {
            return way.deadline();
        }
    }
}

package ebb.policy.check;

import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.Combine;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.check.Atom.Origin;
import ebb.policy.check.Solver.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the machine of a region can do: which transitions can be taken, which states are reached, whether zero is left when a request
 * waits, and whether time always goes on.
 */
final class Flow {
    private static final int LONGEST_CYCLE = 6;
    private static final Set<String> MISSABLE =
            Set.of("truth arrival", "truth pod_ready", "truth done", "truth pod_gone");

    private final PolicyModel model;
    private final Meaning meaning;
    private final Atoms atoms;
    private final Solver solver;
    private final List<Finding> findings;
    private final Set<TransitionModel> dead = new HashSet<>();
    private final Set<Set<String>> cycles = new HashSet<>();

    Flow(PolicyModel model, List<Finding> findings) {
        this.model = model;
        this.findings = findings;
        atoms = new Atoms();
        meaning = new Meaning(model, atoms, false);
        solver = new Solver(atoms);
    }

    void check() {
        for (RegionModel region : model.regions()) {
            deadTransitions(region);
            Set<String> reached = reached(region);
            for (StateModel state : region.states()) {
                if (!reached.contains(state.name())) {
                    unreachable(state);
                } else {
                    exits(region, state);
                }
            }
            region.states().forEach(state -> cycles(region, state, new ArrayList<>(), new ArrayList<>()));
        }
    }

    private boolean isSampled(RegionModel region) {
        PolicyModel.Tick tick = region.tick() == null ? model.tick() : region.tick();
        return tick != null && tick.sampled();
    }

    // Conditions of transitions.

    /** That a transition may be taken, with what it says of the time in the state. */
    private Formula enabled(TransitionModel transition) {
        return Formula.all(triggered(transition.trigger()), guarded(transition));
    }

    private Formula guarded(TransitionModel transition) {
        Expression guard = transition.guard();
        return guard == null ? Formula.TRUE : meaning.is(guard.syntax(), Meaning.Around.NOTHING, true);
    }

    private Formula triggered(TriggerModel trigger) {
        return switch (trigger) {
            case TriggerModel.When when -> Formula.all(holds(when), waited(when.forTime()));
            case TriggerModel.After after -> waited(after.time());
            case TriggerModel.Before before -> near(before);
            case TriggerModel.Always always -> Formula.TRUE;
        };
    }

    private Formula holds(TriggerModel.When when) {
        return meaning.is(when.condition().syntax(), Meaning.Around.NOTHING, !when.negated());
    }

    private Formula waited(@Nullable Expression time) {
        return time == null ? Formula.TRUE : Formula.atMost(meaning.frozen(time), meaning.stateTime());
    }

    private Formula near(TriggerModel.Before before) {
        Linear start = meaning.sum(before.instant().syntax())
                .minus(meaning.sum(before.by().syntax()));
        Linear now = Linear.atom(
                atoms.take("now", Set.of(Origin.TIME), Range.ANY, false).number());
        return Formula.all(Formula.atMost(start, now), atoms.known(start));
    }

    /** That a transition may not be taken at once: it may still be waiting. */
    private Formula notEnabled(TransitionModel transition) {
        Expression guard = transition.guard();
        Formula unguarded = guard == null ? Formula.FALSE : meaning.isNot(guard.syntax(), Meaning.Around.NOTHING, true);
        Formula still = switch (transition.trigger()) {
            case TriggerModel.When when when when.forTime() != null -> Formula.TRUE;
            case TriggerModel.When when ->
                meaning.isNot(when.condition().syntax(), Meaning.Around.NOTHING, !when.negated());
            case TriggerModel.After after -> Formula.less(meaning.stateTime(), meaning.frozen(after.time()));
            case TriggerModel.Before before -> Formula.TRUE;
            case TriggerModel.Always always -> Formula.FALSE;
        };
        return Formula.any(still, unguarded);
    }

    // Dead transitions.

    /** A transition of a state around others stands in each of them: it is dead if it is so in all. */
    private void deadTransitions(RegionModel region) {
        Map<TransitionModel, Finding> doomed = new LinkedHashMap<>();
        Set<TransitionModel> alive = new HashSet<>();
        for (StateModel state : region.states()) {
            deadTransitions(region, state, doomed, alive);
        }
        doomed.keySet().removeAll(alive);
        dead.addAll(doomed.keySet());
        findings.addAll(doomed.values());
    }

    private void deadTransitions(
            RegionModel region, StateModel state, Map<TransitionModel, Finding> doomed, Set<TransitionModel> alive) {
        meaning.in(region, state);
        List<Formula> earlier = new ArrayList<>();
        for (TransitionModel each : state.go()) {
            Formula enabled = enabled(each);
            if (solver.isImpossible(enabled)) {
                doomed.put(each, dead(each, "can never be true", "Correct the condition, or remove it."));
            } else if (isShadowed(enabled, earlier) || isOvertaken(region, state, each)) {
                String rule = "is never taken: another one of " + state.name() + " always comes first";
                doomed.put(each, dead(each, rule, "Put it before that, or remove it."));
            } else {
                alive.add(each);
            }
            earlier.add(notEnabled(each));
        }
    }

    private static Finding dead(TransitionModel transition, String rule, String remedy) {
        return Finding.error("dead-transition", transition.at(), transition.text(), rule, remedy);
    }

    private boolean isShadowed(Formula enabled, List<Formula> earlier) {
        List<Formula> all = new ArrayList<>(earlier);
        all.add(enabled);
        return !earlier.isEmpty() && solver.isImpossible(new Formula.All(all));
    }

    /** A reactive state that is left for certain before a clock of it has run out. */
    private boolean isOvertaken(RegionModel region, StateModel state, TransitionModel transition) {
        Expression time = time(transition.trigger());
        if (time == null || isSampled(region)) {
            return false;
        }
        Linear needed = meaning.frozen(time);
        return state.go().stream()
                .filter(each -> !each.equals(transition) && each.to() != null && each.guard() == null)
                .filter(each -> each.trigger() instanceof TriggerModel.After)
                .anyMatch(each -> solver.isImpossible(
                        Formula.atMost(needed, meaning.frozen(((TriggerModel.After) each.trigger()).time()))));
    }

    private static @Nullable Expression time(TriggerModel trigger) {
        return switch (trigger) {
            case TriggerModel.When when -> when.forTime();
            case TriggerModel.After after -> after.time();
            case TriggerModel.Before before -> null;
            case TriggerModel.Always always -> null;
        };
    }

    // States.

    private Set<String> reached(RegionModel region) {
        Set<String> reached = new LinkedHashSet<>();
        List<String> open = new ArrayList<>();
        boolean always = false;
        meaning.in(null, null);
        for (TransitionModel each : region.initial()) {
            if (!always && each.to() != null && !solver.isImpossible(enabled(each))) {
                open.add(each.to());
            }
            always |= each.trigger() instanceof TriggerModel.Always && each.guard() == null;
        }
        if (!always) {
            open.add(region.states().getFirst().name());
        }
        while (!open.isEmpty()) {
            String next = open.removeLast();
            if (reached.add(next)) {
                state(region, next).go().stream()
                        .filter(each -> !dead.contains(each) && each.to() != null)
                        .forEach(each -> open.add(String.valueOf(each.to())));
            }
        }
        return reached;
    }

    private static StateModel state(RegionModel region, String name) {
        return region.states().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseGet(() -> region.states().getFirst());
    }

    private void unreachable(StateModel state) {
        findings.add(Finding.error(
                "unreachable-state",
                state.at(),
                state.name(),
                "is never reached: no transition that can be taken leads to it",
                "Lead one to it, or remove it."));
    }

    private void exits(RegionModel region, StateModel state) {
        List<TransitionModel> exits = state.go().stream()
                .filter(each -> each.to() != null
                        && !dead.contains(each)
                        && !state.name().equals(each.to()))
                .toList();
        meaning.in(region, state);
        boolean asleep = isAtZero(region, state);
        if (exits.isEmpty()) {
            sink(region, state, asleep);
        } else if (waitsForEdge(exits)) {
            findings.add(Finding.error(
                    "missable-edge",
                    exits.getFirst().at(),
                    exits.getFirst().text(),
                    "is the only way out of " + state.name() + ", and the event may have been before it was entered",
                    "Wait for a level: request, idle, ready >= 1."));
        } else if (asleep && !wakes(exits)) {
            findings.add(Finding.warning(
                    "asleep",
                    state.at(),
                    state.name(),
                    "has no pods, and a request that waits does not lead out of it",
                    "Add { when: request, to: … }, if that is not meant."));
        }
    }

    private void sink(RegionModel region, StateModel state, boolean asleep) {
        if (asleep) {
            findings.add(Finding.error(
                    "sink",
                    state.at(),
                    state.name(),
                    "has no pods and no way out: requests wait for ever",
                    "Add { when: request, to: … }."));
        } else if (region.states().size() > 1) {
            findings.add(Finding.warning(
                    "sink",
                    state.at(),
                    state.name(),
                    "has no way out",
                    "Lead a transition out of it, if that is not meant."));
        }
    }

    /** Whether each way out needs something to happen in the very step for which there is a level, too. */
    private boolean waitsForEdge(List<TransitionModel> exits) {
        List<Formula> none = new ArrayList<>();
        for (String each : MISSABLE) {
            if (atoms.knows(each)) {
                Atom atom = atoms.take(each, Set.of(Origin.EVENT), Range.TRUTH, true);
                none.add(new Formula.Truth(atom.number(), false));
            }
        }
        return exits.stream().allMatch(each -> {
            List<Formula> all = new ArrayList<>(none);
            all.add(enabled(each));
            return !none.isEmpty() && solver.isImpossible(new Formula.All(all));
        });
    }

    /** Whether this region alone says how many pods there are, and says none. */
    private boolean isAtZero(RegionModel region, StateModel state) {
        boolean alone = model.regions().stream()
                        .filter(each -> each.states().stream().anyMatch(one -> one.scale() != null))
                        .count()
                == 1;
        boolean least = model.combine() == Combine.MIN;
        if (!(alone || least) || !(state.scale() instanceof LawModel.Formula(Expression value))) {
            return false;
        }
        return atoms.range(meaning.sum(value.syntax())).most() <= 0
                && !isRaised(model.limits().min())
                && !isRaised(region.limits() == null ? null : region.limits().min())
                && model.regions().stream()
                        .flatMap(each -> each.states().stream())
                        .noneMatch(each -> each.outputs().containsKey(PolicyModel.Output.MIN)
                                || each.outputs().containsKey(PolicyModel.Output.PREWARM));
    }

    private boolean isRaised(@Nullable Expression min) {
        return min != null && atoms.range(meaning.sum(min.syntax())).least() > 0;
    }

    /** Whether one of the ways out is taken at once, whatever else is so, when a request waits. */
    private boolean wakes(List<TransitionModel> exits) {
        List<Formula> all = new ArrayList<>();
        all.add(Formula.less(Linear.of(0), meaning.level("queued")));
        all.add(Formula.atMost(meaning.level("ready"), Linear.of(0)));
        exits.forEach(each -> all.add(notEnabled(each)));
        return solver.answer(new Formula.All(all)) != Answer.POSSIBLE;
    }

    // Time that does not go on.

    private void cycles(RegionModel region, StateModel from, List<StateModel> path, List<TransitionModel> taken) {
        if (!path.isEmpty() && path.getFirst().equals(from)) {
            cycle(region, path, taken);
            return;
        }
        if (path.contains(from) || path.size() >= LONGEST_CYCLE) {
            return;
        }
        path.add(from);
        for (TransitionModel each : from.go()) {
            if (each.to() != null && !dead.contains(each)) {
                taken.add(each);
                cycles(region, state(region, each.to()), path, taken);
                taken.removeLast();
            }
        }
        path.removeLast();
    }

    private void cycle(RegionModel region, List<StateModel> path, List<TransitionModel> taken) {
        Set<String> names = new LinkedHashSet<>();
        path.forEach(each -> names.add(each.name()));
        Set<String> known = new HashSet<>(names);
        taken.forEach(each -> known.add(each.at().toString()));
        boolean timed = taken.stream().anyMatch(each -> time(each.trigger()) != null);
        if (!cycles.add(known) || (timed && isSampled(region)) || dependsOnWhatItSets(path, taken)) {
            return;
        }
        Formula together = together(region, path, taken);
        if (solver.answer(together) == Answer.POSSIBLE) {
            boolean certain = atoms.of(together).stream()
                    .allMatch(each -> atoms.atom(each).isFree());
            String round = String.join(", ", names);
            String text = "can be true at one instant with the other ways of the circle " + round
                    + ": time does not go on, the states change without end";
            String wayOut = "Let one of them exclude another, or wait: for or after, longer than 0s.";
            TransitionModel at = taken.getFirst();
            findings.add(
                    certain
                            ? Finding.error("endless", at.at(), at.text(), text, wayOut)
                            : Finding.warning("endless", at.at(), at.text(), text, wayOut));
        }
    }

    private Formula together(RegionModel region, List<StateModel> path, List<TransitionModel> taken) {
        List<Formula> all = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            StateModel state = path.get(i);
            meaning.in(region, state);
            for (TransitionModel earlier : state.go()) {
                if (earlier.equals(taken.get(i))) {
                    break;
                }
                all.add(notEnabled(earlier));
            }
            all.add(enabled(taken.get(i)));
        }
        all.add(Formula.equal(meaning.stateTime(), Linear.of(0)));
        List<Formula> quiet = new ArrayList<>();
        for (int each : atoms.of(new Formula.All(all))) {
            Atom atom = atoms.atom(each);
            // What happens happens once; a clock that was started by it is no second time.
            if (atom.origins().equals(Set.of(Origin.EVENT))) {
                quiet.add(new Formula.Truth(each, false));
            }
        }
        all.addAll(quiet);
        return new Formula.All(all);
    }

    /** Each round may then find something else: nothing is known. */
    private boolean dependsOnWhatItSets(List<StateModel> path, List<TransitionModel> taken) {
        Set<String> changed = new HashSet<>();
        taken.forEach(each -> changed.addAll(each.set().keySet()));
        path.forEach(each -> changed.addAll(each.overlays().keySet()));
        if (changed.isEmpty()) {
            return false;
        }
        Formula all = new Formula.All(taken.stream().map(this::enabled).toList());
        return mentions(all, changed);
    }

    private boolean mentions(Formula formula, Set<String> names) {
        return atoms.of(formula).stream()
                .map(each -> atoms.atom(each).key())
                .anyMatch(key -> key.contains("#") || names.stream().anyMatch(name -> isWordOf(name, key)));
    }

    private static boolean isWordOf(String name, String key) {
        return List.of(key.split("[^A-Za-z0-9_.]+", -1)).contains(name);
    }
}

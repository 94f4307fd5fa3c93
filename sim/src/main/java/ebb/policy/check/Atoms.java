package ebb.policy.check;

import ebb.policy.check.Atom.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The atoms of one policy: each is known by its key, and some have facts that hold whatever else does. */
final class Atoms {
    private final List<Atom> all = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Formula> facts = new HashMap<>();
    private final Map<Integer, Integer> unknowns = new HashMap<>();

    Atom atom(int number) {
        return all.get(number);
    }

    /** @return the atom of that key; a new one with what is given if there is none */
    Atom take(String key, Set<Origin> origins, Range range, boolean whole) {
        Integer known = numbers.get(key);
        if (known != null) {
            return all.get(known);
        }
        Atom made = new Atom(all.size(), key, origins, range, whole);
        all.add(made);
        numbers.put(key, made.number());
        return made;
    }

    boolean knows(String key) {
        return numbers.containsKey(key);
    }

    void fact(int atom, Formula fact) {
        facts.put(atom, fact);
    }

    Formula fact(int atom) {
        return facts.getOrDefault(atom, Formula.TRUE);
    }

    /** The atom may be unknown. */
    void mayBeUnknown(Atom atom) {
        if (!unknowns.containsKey(atom.number())) {
            Atom truth = take("unknown " + atom.key(), atom.origins(), Range.TRUTH, true);
            unknowns.put(atom.number(), truth.number());
        }
    }

    /** @return the truth value that says that an atom is unknown; -1 if it never is */
    int unknown(int atom) {
        return unknowns.getOrDefault(atom, -1);
    }

    /** That none of the atoms of a sum is unknown. */
    Formula known(Linear sum) {
        List<Formula> parts = new ArrayList<>();
        for (int each : sum.factors().keySet()) {
            if (unknown(each) >= 0) {
                parts.add(new Formula.Truth(unknown(each), false));
            }
        }
        return new Formula.All(parts);
    }

    /** That one of the atoms of a sum is unknown. */
    Formula unknown(Linear sum) {
        List<Formula> parts = new ArrayList<>();
        for (int each : sum.factors().keySet()) {
            if (unknown(each) >= 0) {
                parts.add(new Formula.Truth(unknown(each), true));
            }
        }
        return new Formula.Any(parts);
    }

    boolean isKnown(Linear sum) {
        return sum.factors().keySet().stream().allMatch(each -> unknown(each) < 0);
    }

    boolean isWhole(Linear sum) {
        return sum.constant() % 1 == 0
                && sum.factors().entrySet().stream()
                        .allMatch(each -> all.get(each.getKey()).whole() && each.getValue() % 1 == 0);
    }

    Range range(Linear sum) {
        Range range = Range.of(sum.constant());
        for (Map.Entry<Integer, Double> each : sum.factors().entrySet()) {
            range = range.plus(all.get(each.getKey()).range().times(each.getValue()));
        }
        return range;
    }

    Set<Origin> origins(Linear... sums) {
        EnumSet<Origin> origins = EnumSet.noneOf(Origin.class);
        for (Linear sum : sums) {
            sum.factors().keySet().forEach(each -> origins.addAll(all.get(each).origins()));
        }
        return origins;
    }

    /** @return every atom that a condition speaks of */
    Set<Integer> of(Formula formula) {
        Set<Integer> found = new TreeSet<>();
        gather(formula, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        return found;
    }

    private void gather(Formula formula, Set<Integer> into, Set<Formula> seen) {
        if (!seen.add(formula)) {
            return;
        }
        switch (formula) {
            case Formula.All all -> all.parts().forEach(each -> gather(each, into, seen));
            case Formula.Any any -> any.parts().forEach(each -> gather(each, into, seen));
            case Formula.Truth truth -> into.add(truth.atom());
            case Formula.AtMost sum -> into.addAll(sum.sum().factors().keySet());
        }
    }
}

package ebb.policy;

import ebb.policy.expr.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows what may take pods away back to what is measured: laws but for those that only rise, what leads from state to state or steps
 * down, floors, ceilings and limits, and whatever sets a variable, a parameter or a pattern that these read.
 */
final class ScaleDown {
    private final Aggregates aggregates;
    private final List<Term> compiled = new ArrayList<>();
    private final List<Term> roots = new ArrayList<>();
    private final Map<Integer, List<Term>> setters = new HashMap<>();

    ScaleDown(Aggregates aggregates) {
        this.aggregates = aggregates;
    }

    void compiled(Term term) {
        compiled.add(term);
    }

    /** Where compilation stands: what is compiled from here on can be told apart. */
    int mark() {
        return compiled.size();
    }

    /** What was compiled since may take pods away. */
    void takesAway(int from) {
        roots.addAll(compiled.subList(from, compiled.size()));
    }

    /** What was compiled since decides what a slot holds. */
    void sets(int slot, int from) {
        setters.computeIfAbsent(slot, key -> new ArrayList<>()).addAll(compiled.subList(from, compiled.size()));
    }

    /** @return windows of samples that may take pods away and say nothing of missing data, in the order in which they are met */
    List<Aggregates.Unruled> withoutRule() {
        List<Aggregates.Unruled> found = new ArrayList<>();
        // Terms share parts: to compare them by what they are made of would take as long as they are written out.
        Set<Term> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Term> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Term term = open.removeFirst();
            if (seen.add(term)) {
                Aggregates.@Nullable Unruled unruled = aggregates.unruled(term);
                if (unruled != null) {
                    found.add(unruled);
                }
                open.addAll(term.parts());
                open.addAll(aggregates.behind(term));
                if (term instanceof Term.Slot slot) {
                    open.addAll(setters.getOrDefault(slot.index(), List.of()));
                }
            }
        }
        return found;
    }
}

package ebb.policy.check;

import ebb.policy.check.Formula.All;
import ebb.policy.check.Formula.Any;
import ebb.policy.check.Formula.AtMost;
import ebb.policy.check.Formula.Truth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a condition can ever be true.
 *
 * <p>Alternatives are tried one by one; what is left of each is a set of linear inequalities, from which one atom after another is
 * eliminated (Fourier and Motzkin). Over whole numbers {@code a < b} is tightened to {@code a <= b - 1}. "Impossible" is a proof. Work is
 * bounded: beyond it the answer is unknown.
 */
final class Solver {
    private static final int MOST_CASES = 3_000;
    private static final int MOST_PARTS = 200_000;
    private static final int MOST_INEQUALITIES = 250;
    private static final double EPSILON = 1e-9;

    enum Answer {
        POSSIBLE,
        IMPOSSIBLE,
        UNKNOWN
    }

    private final Atoms atoms;
    private int cases;
    private int parts;

    Solver(Atoms atoms) {
        this.atoms = atoms;
    }

    boolean isImpossible(Formula formula) {
        return answer(formula) == Answer.IMPOSSIBLE;
    }

    Answer answer(Formula formula) {
        cases = 0;
        parts = 0;
        Deque<Formula> open = new ArrayDeque<>();
        open.push(formula);
        return search(open, new HashMap<>(), new ArrayList<>(), new HashSet<>());
    }

    /** @param explained atoms whose own facts are among what is open or taken */
    private Answer search(
            Deque<Formula> given, Map<Integer, Boolean> truths, List<AtMost> sums, Set<Integer> explained) {
        Deque<Formula> open = new ArrayDeque<>(given);
        List<Any> choices = new ArrayList<>();
        while (!open.isEmpty()) {
            if (++parts > MOST_PARTS) {
                return Answer.UNKNOWN;
            }
            switch (open.pop()) {
                case All all -> all.parts().forEach(open::push);
                case Any any
                when any.parts().isEmpty() -> {
                    return Answer.IMPOSSIBLE;
                }
                case Any any
                when any.parts().size() == 1 -> open.push(any.parts().getFirst());
                case Any any -> choices.add(any);
                case Truth truth -> {
                    if (truths.getOrDefault(truth.atom(), truth.holds()) != truth.holds()) {
                        return Answer.IMPOSSIBLE;
                    }
                    truths.put(truth.atom(), truth.holds());
                }
                case AtMost sum -> {
                    sums.add(sum);
                    explain(sum.sum(), explained, open);
                }
            }
        }
        if (contradicts(sums)) {
            return Answer.IMPOSSIBLE;
        }
        if (choices.isEmpty()) {
            return ++cases > MOST_CASES ? Answer.UNKNOWN : new Elimination(sums).answer();
        }
        return choose(choices, truths, sums, explained);
    }

    private void explain(Linear sum, Set<Integer> explained, Deque<Formula> open) {
        for (int atom : sum.factors().keySet()) {
            if (explained.add(atom)) {
                open.push(atoms.fact(atom));
            }
        }
    }

    private Answer choose(List<Any> choices, Map<Integer, Boolean> truths, List<AtMost> sums, Set<Integer> explained) {
        Any first = choices.getFirst();
        for (Any each : choices) {
            first = each.parts().size() < first.parts().size() ? each : first;
        }
        Answer worst = Answer.IMPOSSIBLE;
        for (Formula part : first.parts()) {
            if (++cases > MOST_CASES) {
                return Answer.UNKNOWN;
            }
            Deque<Formula> open = new ArrayDeque<>();
            for (Any each : choices) {
                if (!each.equals(first)) {
                    open.push(each);
                }
            }
            open.push(part);
            Answer answer = search(open, new HashMap<>(truths), new ArrayList<>(sums), new HashSet<>(explained));
            if (answer == Answer.POSSIBLE) {
                return answer;
            }
            worst = answer == Answer.UNKNOWN ? answer : worst;
        }
        return worst;
    }

    /** Whether one inequality alone cannot hold within the ranges of its atoms. */
    private boolean contradicts(List<AtMost> sums) {
        for (AtMost each : sums) {
            double least = atoms.range(each.sum()).least();
            if (least > EPSILON || (each.strictly() && least >= 0)) {
                return true;
            }
        }
        return false;
    }

    /** One case: inequalities only. */
    private final class Elimination {
        private List<AtMost> rest = new ArrayList<>();

        Elimination(List<AtMost> sums) {
            Set<Integer> used = new HashSet<>();
            for (AtMost each : sums) {
                rest.add(tightened(each));
                used.addAll(each.sum().factors().keySet());
            }
            used.stream().sorted().forEach(this::bounds);
        }

        private void bounds(int atom) {
            Range range = atoms.atom(atom).range();
            if (Double.isFinite(range.least())) {
                rest.add(new AtMost(Linear.of(range.least()).minus(Linear.atom(atom)), false));
            }
            if (Double.isFinite(range.most())) {
                rest.add(new AtMost(Linear.atom(atom).minus(Linear.of(range.most())), false));
            }
        }

        private AtMost tightened(AtMost given) {
            boolean whole = given.sum().factors().entrySet().stream()
                    .allMatch(each -> atoms.atom(each.getKey()).whole() && each.getValue() % 1 == 0);
            if (!whole) {
                return given;
            }
            double constant = given.sum().constant();
            double up = given.strictly() ? Math.floor(constant) + 1 : Math.ceil(constant - EPSILON);
            return new AtMost(new Linear(given.sum().factors(), up), false);
        }

        Answer answer() {
            while (true) {
                SortedMap<Integer, int[]> uses = uses();
                if (uses.isEmpty()) {
                    return rest.stream().anyMatch(Elimination::isFalse) ? Answer.IMPOSSIBLE : Answer.POSSIBLE;
                }
                int atom = cheapest(uses);
                if (!without(atom)) {
                    return Answer.UNKNOWN;
                }
                if (rest.stream().anyMatch(Elimination::isFalse)) {
                    return Answer.IMPOSSIBLE;
                }
            }
        }

        private static boolean isFalse(AtMost each) {
            double constant = each.sum().constant();
            return each.sum().isConstant() && (constant > EPSILON || (each.strictly() && constant > -EPSILON));
        }

        private SortedMap<Integer, int[]> uses() {
            SortedMap<Integer, int[]> uses = new TreeMap<>();
            for (AtMost each : rest) {
                each.sum()
                        .factors()
                        .forEach((atom, factor) -> uses.computeIfAbsent(atom, key -> new int[2])[factor > 0 ? 0 : 1]++);
            }
            return uses;
        }

        private static int cheapest(SortedMap<Integer, int[]> uses) {
            int best = uses.firstKey();
            for (Map.Entry<Integer, int[]> each : uses.entrySet()) {
                int[] least = uses.getOrDefault(best, each.getValue());
                best = each.getValue()[0] * each.getValue()[1] < least[0] * least[1] ? each.getKey() : best;
            }
            return best;
        }

        /** @return false if too many inequalities are left */
        private boolean without(int atom) {
            List<AtMost> above = new ArrayList<>();
            List<AtMost> below = new ArrayList<>();
            List<AtMost> others = new ArrayList<>();
            for (AtMost each : rest) {
                double factor = each.sum().factor(atom);
                (factor == 0 ? others : factor > 0 ? above : below).add(each);
            }
            if (others.size() + above.size() * below.size() > MOST_INEQUALITIES) {
                return false;
            }
            for (AtMost up : above) {
                for (AtMost down : below) {
                    others.add(new AtMost(
                            up.sum()
                                    .times(1 / up.sum().factor(atom))
                                    .plus(down.sum(), -1 / down.sum().factor(atom)),
                            up.strictly() || down.strictly()));
                }
            }
            rest = others;
            return true;
        }
    }
}

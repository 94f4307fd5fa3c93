package ebb.policy.check;

import java.util.List;

/** A condition over atoms, nothing negated: what a solver takes apart. */
sealed interface Formula {
    Formula TRUE = new All(List.of());
    Formula FALSE = new Any(List.of());

    record All(List<Formula> parts) implements Formula {
        public All {
            parts = List.copyOf(parts);
        }
    }

    record Any(List<Formula> parts) implements Formula {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** A truth value that is so, or not. */
    record Truth(int atom, boolean holds) implements Formula {}

    /** A sum that is at most 0, or less. */
    record AtMost(Linear sum, boolean strictly) implements Formula {}

    static Formula all(Formula... parts) {
        return new All(List.of(parts));
    }

    static Formula any(Formula... parts) {
        return new Any(List.of(parts));
    }

    static Formula atMost(Linear left, Linear right) {
        return new AtMost(left.minus(right), false);
    }

    static Formula less(Linear left, Linear right) {
        return new AtMost(left.minus(right), true);
    }

    static Formula equal(Linear left, Linear right) {
        return all(atMost(left, right), atMost(right, left));
    }

    static Formula different(Linear left, Linear right) {
        return any(less(left, right), less(right, left));
    }
}

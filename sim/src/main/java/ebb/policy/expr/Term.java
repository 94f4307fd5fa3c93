package ebb.policy.expr;

import java.util.List;

/** An expression with its meaning settled: every name resolved, every type known. */
public sealed interface Term {
    Type type();

    /** Groups of values that it reads, as the bits of {@link Mention}. */
    default int mentions() {
        int all = 0;
        for (Term each : parts()) {
            all |= each.mentions();
        }
        return all;
    }

    /** How fast a time moves by itself: 1 as the clock does, 0 not at all, -1 against it, {@link #UNEVEN} now so, now so. */
    default int slope() {
        return 0;
    }

    /** Whether it differs from pod to pod. */
    default boolean perPod() {
        return parts().stream().anyMatch(Term::perPod);
    }

    List<Term> parts();

    int UNEVEN = 9;

    /** @param bits the value; a real's raw bits */
    record Constant(Type type, long bits) implements Term {
        @Override
        public List<Term> parts() {
            return List.of();
        }

        public double real() {
            return Double.longBitsToDouble(bits);
        }
    }

    /** A slot of the state. */
    record Slot(Type type, int index, int mentions) implements Term {
        @Override
        public List<Term> parts() {
            return List.of();
        }
    }

    /** A column of the pod table, in the row of the pod that is looked at. */
    record PodSlot(Type type, int column, int mentions) implements Term {
        @Override
        public List<Term> parts() {
            return List.of();
        }

        @Override
        public boolean perPod() {
            return true;
        }
    }

    /** The time that is, or since an instant: {@code now}, {@code state.time}, {@code pod.idle_for}. */
    record Clock(Type type) implements Term {
        @Override
        public List<Term> parts() {
            return List.of();
        }

        @Override
        public int mentions() {
            return Mention.TIME;
        }

        @Override
        public int slope() {
            return 1;
        }
    }

    /**
     * A named value: computed once in a step, however often it is read. What is asked of it is computed once too: named values that are made
     * of each other twice would else be gone through two to the power of their number.
     */
    record Memo(int index, Term inner, int mentions, int slope, boolean perPod) implements Term {
        public Memo(int index, Term inner) {
            this(index, inner, inner.mentions(), inner.slope(), inner.perPod());
        }

        @Override
        public Type type() {
            return inner.type();
        }

        @Override
        public List<Term> parts() {
            return List.of(inner);
        }

        /** Its number says what it is. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Memo memo && memo.index == index;
        }

        @Override
        public int hashCode() {
            return index;
        }
    }

    /** + - * / of two values of one kind; a duration may be scaled by a real. */
    record Arithmetic(Type type, Operator operator, Term left, Term right) implements Term {
        @Override
        public List<Term> parts() {
            return List.of(left, right);
        }

        @Override
        public int slope() {
            return switch (operator) {
                case PLUS -> even(left.slope(), right.slope(), 1);
                case MINUS -> even(left.slope(), right.slope(), -1);
                default -> left.slope() == 0 && right.slope() == 0 ? 0 : UNEVEN;
            };
        }

        private static int even(int left, int right, int sign) {
            int sum = left + sign * right;
            return left == UNEVEN || right == UNEVEN || Math.abs(sum) > 1 ? UNEVEN : sum;
        }
    }

    /** A comparison of two values of one kind. */
    record Comparison(Operator operator, Term left, Term right) implements Term {
        @Override
        public Type type() {
            return Type.BOOL;
        }

        @Override
        public List<Term> parts() {
            return List.of(left, right);
        }

        /** How fast the left gains on the right. */
        public int gain() {
            int left = left().slope();
            int right = right().slope();
            return left == UNEVEN || right == UNEVEN ? UNEVEN : left - right;
        }
    }

    /** And, or: Kleene's. */
    record Logic(Operator operator, Term left, Term right) implements Term {
        @Override
        public Type type() {
            return Type.BOOL;
        }

        @Override
        public List<Term> parts() {
            return List.of(left, right);
        }
    }

    record Not(Term operand) implements Term {
        @Override
        public Type type() {
            return Type.BOOL;
        }

        @Override
        public List<Term> parts() {
            return List.of(operand);
        }
    }

    record If(Type type, Term condition, Term then, Term otherwise) implements Term {
        @Override
        public List<Term> parts() {
            return List.of(condition, then, otherwise);
        }

        @Override
        public int slope() {
            int slope = then.slope();
            return slope == otherwise.slope() ? slope : UNEVEN;
        }
    }

    /** The first if it is known, else the second. */
    record Coalesce(Type type, Term first, Term second) implements Term {
        @Override
        public List<Term> parts() {
            return List.of(first, second);
        }

        @Override
        public int slope() {
            int slope = first.slope();
            return slope == second.slope() ? slope : UNEVEN;
        }
    }

    /** One value as another type: a whole number as a real one, a duration as seconds and back, nothing as anything. */
    record Converted(Type type, Term inner) implements Term {
        @Override
        public List<Term> parts() {
            return List.of(inner);
        }

        @Override
        public int slope() {
            return type.isTime() && inner.type().isTime() ? inner.slope() : inner.slope() == 0 ? 0 : UNEVEN;
        }
    }

    /** A function of the language on values of fitting types. */
    record Applied(Type type, Function function, List<Term> parts) implements Term {
        public Applied {
            parts = List.copyOf(parts);
        }

        @Override
        public int slope() {
            int first = parts.getFirst().slope();
            boolean same = parts.stream().skip(1).allMatch(each -> each.slope() == first);
            return first == 0 && same ? 0 : same && function.isExtreme() ? first : UNEVEN;
        }
    }

    /** What the engine knows: a window, a forecast, an event. */
    record Native(Type type, Reading reading, int mentions) implements Term {
        @Override
        public List<Term> parts() {
            return List.of();
        }
    }

    /** One figure over the pods for which {@code where} is true. */
    record OverPods(Type type, PodFigure figure, Term value, Term where) implements Term {
        @Override
        public List<Term> parts() {
            return List.of(value, where);
        }

        @Override
        public int mentions() {
            return value.mentions() | where.mentions() | Mention.PODS;
        }

        @Override
        public boolean perPod() {
            return false;
        }
    }
}

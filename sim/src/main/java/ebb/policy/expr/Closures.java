package ebb.policy.expr;

import ebb.policy.expr.Term.Applied;
import ebb.policy.expr.Term.Arithmetic;
import ebb.policy.expr.Term.Clock;
import ebb.policy.expr.Term.Coalesce;
import ebb.policy.expr.Term.Comparison;
import ebb.policy.expr.Term.Constant;
import ebb.policy.expr.Term.Converted;
import ebb.policy.expr.Term.If;
import ebb.policy.expr.Term.Logic;
import ebb.policy.expr.Term.Memo;
import ebb.policy.expr.Term.Native;
import ebb.policy.expr.Term.Not;
import ebb.policy.expr.Term.OverPods;
import ebb.policy.expr.Term.PodSlot;
import ebb.policy.expr.Term.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The back end that always works: each term becomes an object that calls its parts.
 *
 * <p>A named value becomes one object however often it is read.
 */
public final class Closures {
    private final PodTable pods;
    private final Map<Integer, Code> memos = new HashMap<>();

    /** What a closure of two real operands does. */
    private interface RealOperation {
        double of(double a, double b);
    }

    /** What a closure of two whole operands does. */
    private interface WholeOperation {
        long of(long a, long b);
    }

    /** Whether two reals stand to each other so. */
    private interface RealVerdict {
        long of(double a, double b);
    }

    /** @param pods where the pods of a state are */
    public Closures(PodTable pods) {
        this.pods = pods;
    }

    public Code code(Term term) {
        return switch (term) {
            case Constant constant -> constant(constant);
            case Slot slot -> slot(slot);
            case PodSlot slot -> podSlot(slot);
            case Clock clock -> whole(frame -> frame.now);
            case Memo memo -> memo(memo);
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case Comparison comparison -> comparison(comparison);
            case Logic logic -> logic(logic);
            case Not not -> not(code(not.operand()));
            case If choice -> choice(choice);
            case Coalesce coalesce -> coalesce(coalesce);
            case Converted converted -> converted(converted);
            case Applied applied -> applied(applied);
            case Native reading -> reading(reading.reading());
            case OverPods figure -> overPods(figure);
        };
    }

    private Code overPods(OverPods figure) {
        pods.look();
        boolean real = figure.value().type().isReal();
        return new PodCode(pods, figure.figure(), code(figure.value()), real, code(figure.where())).code();
    }

    static Code real(Reading.Real reading) {
        return new Code.Real() {
            @Override
            public double real(Frame frame) {
                return reading.at(frame);
            }
        };
    }

    static Code whole(Reading.Whole reading) {
        return new Code.Whole() {
            @Override
            public long whole(Frame frame) {
                return reading.at(frame);
            }
        };
    }

    private static Code reading(Reading reading) {
        return switch (reading) {
            case Reading.Real of -> real(of);
            case Reading.Whole of -> whole(of);
        };
    }

    private static Code constant(Constant constant) {
        long bits = constant.bits();
        double value = constant.real();
        return constant.type().isReal() ? real(frame -> value) : whole(frame -> bits);
    }

    private static Code slot(Slot slot) {
        int index = slot.index();
        return slot.type().isReal()
                ? real(frame -> Double.longBitsToDouble(frame.state[index]))
                : whole(frame -> frame.state[index]);
    }

    private static Code podSlot(PodSlot slot) {
        int column = slot.column();
        return slot.type().isReal()
                ? real(frame -> Double.longBitsToDouble(frame.state[frame.pod + column]))
                : whole(frame -> frame.state[frame.pod + column]);
    }

    private Code memo(Memo memo) {
        Code known = memos.get(memo.index());
        if (known != null) {
            return known;
        }
        Code inner = code(memo.inner());
        int index = memo.index();
        Code made = memo.type().isReal()
                ? real(frame -> Double.longBitsToDouble(
                        frame.has(index) ? frame.get(index) : frame.put(index, inner.bits(frame))))
                : whole(frame -> frame.has(index) ? frame.get(index) : frame.put(index, inner.whole(frame)));
        memos.put(index, made);
        return made;
    }

    private Code arithmetic(Arithmetic term) {
        Code left = code(term.left());
        Code right = code(term.right());
        if (!term.type().isReal()) {
            return wholeArithmetic(term, left, right);
        }
        RealOperation operation = switch (term.operator()) {
            case PLUS -> Numbers::plus;
            case MINUS -> Numbers::minus;
            case TIMES -> Numbers::times;
            default -> Numbers::over;
        };
        return real(frame -> operation.of(left.real(frame), right.real(frame)));
    }

    private static Code wholeArithmetic(Arithmetic term, Code left, Code right) {
        boolean scaled = term.right().type().isReal();
        return switch (term.operator()) {
            case PLUS -> whole(frame -> Numbers.plus(left.whole(frame), right.whole(frame)));
            case MINUS -> whole(frame -> Numbers.minus(left.whole(frame), right.whole(frame)));
            case TIMES ->
                scaled
                        ? whole(frame -> Numbers.scaled(left.whole(frame), right.real(frame)))
                        : whole(frame -> Numbers.times(left.whole(frame), right.whole(frame)));
            default -> whole(frame -> Numbers.divided(left.whole(frame), right.real(frame)));
        };
    }

    private Code comparison(Comparison term) {
        Code left = code(term.left());
        Code right = code(term.right());
        if (term.left().type().isReal()) {
            RealVerdict verdict = realVerdict(term.operator());
            return whole(frame -> verdict.of(left.real(frame), right.real(frame)));
        }
        WholeOperation verdict = wholeVerdict(term.operator());
        int gain = term.gain();
        if (gain == 0) {
            return whole(frame -> verdict.of(left.whole(frame), right.whole(frame)));
        }
        return whole(frame -> {
            long a = left.whole(frame);
            long b = right.whole(frame);
            frame.meet(a, b, gain);
            return verdict.of(a, b);
        });
    }

    private static WholeOperation wholeVerdict(Operator operator) {
        return switch (operator) {
            case EQUAL -> Numbers::equal;
            case UNEQUAL -> Numbers::unequal;
            case LESS -> Numbers::less;
            case AT_MOST -> Numbers::atMost;
            case GREATER -> Numbers::greater;
            default -> Numbers::atLeast;
        };
    }

    private static RealVerdict realVerdict(Operator operator) {
        return switch (operator) {
            case EQUAL -> Numbers::equal;
            case UNEQUAL -> Numbers::unequal;
            case LESS -> Numbers::less;
            case AT_MOST -> Numbers::atMost;
            case GREATER -> Numbers::greater;
            default -> Numbers::atLeast;
        };
    }

    private Code logic(Logic term) {
        Code left = code(term.left());
        Code right = code(term.right());
        // The value that settles it: false for and, true for or.
        long settles = term.operator() == Operator.AND ? 0 : 1;
        return whole(frame -> {
            long a = left.whole(frame);
            if (a == settles) {
                return settles;
            }
            long b = right.whole(frame);
            return b == settles ? settles : a == Invalid.LONG ? a : b;
        });
    }

    private static Code not(Code operand) {
        return whole(frame -> Numbers.not(operand.whole(frame)));
    }

    private Code choice(If term) {
        Code condition = code(term.condition());
        Code then = code(term.then());
        Code otherwise = code(term.otherwise());
        if (term.type().isReal()) {
            return real(frame -> {
                long value = condition.whole(frame);
                return value == 1 ? then.real(frame) : value == 0 ? otherwise.real(frame) : Invalid.REAL;
            });
        }
        return whole(frame -> {
            long value = condition.whole(frame);
            return value == 1 ? then.whole(frame) : value == 0 ? otherwise.whole(frame) : Invalid.LONG;
        });
    }

    private Code coalesce(Coalesce term) {
        Code first = code(term.first());
        Code second = code(term.second());
        if (term.type().isReal()) {
            return real(frame -> {
                double value = first.real(frame);
                return Double.isNaN(value) ? second.real(frame) : value;
            });
        }
        return whole(frame -> {
            long value = first.whole(frame);
            return value == Invalid.LONG ? second.whole(frame) : value;
        });
    }

    private Code converted(Converted term) {
        Code inner = code(term.inner());
        Type.Kind from = term.inner().type().kind();
        if (from == Type.Kind.NOTHING) {
            return term.type().isReal() ? real(frame -> Invalid.REAL) : inner;
        }
        if (from == Type.Kind.DURATION) {
            return real(frame -> Numbers.seconds(inner.whole(frame)));
        }
        return term.type().isReal()
                ? real(frame -> Invalid.real(inner.whole(frame)))
                : whole(frame -> Numbers.nanos(inner.real(frame)));
    }

    private Code applied(Applied term) {
        List<Code> parts = term.parts().stream().map(this::code).toList();
        boolean real = term.parts().getFirst().type().isReal();
        Code first = parts.getFirst();
        return switch (term.function()) {
            case CEIL -> real ? whole(frame -> Numbers.ceil(first.real(frame))) : first;
            case FLOOR -> real ? whole(frame -> Numbers.floor(first.real(frame))) : first;
            case TRUNC -> real ? whole(frame -> Numbers.trunc(first.real(frame))) : first;
            case ROUND -> rounded(term, parts);
            case ABS ->
                real
                        ? real(frame -> Numbers.absolute(first.real(frame)))
                        : whole(frame -> Numbers.absolute(first.whole(frame)));
            case SQRT -> real(frame -> Numbers.sqrt(first.real(frame)));
            case EXP -> real(frame -> Numbers.exp(first.real(frame)));
            case LN -> real(frame -> Numbers.ln(first.real(frame)));
            case POW -> {
                Code exponent = parts.get(1);
                yield real(frame -> Numbers.pow(first.real(frame), exponent.real(frame)));
            }
            case MIN -> folded(real, parts, Numbers::least, Numbers::least);
            case MAX -> folded(real, parts, Numbers::greatest, Numbers::greatest);
            case CLAMP ->
                folded(
                        real,
                        List.of(folded(real, parts.subList(0, 2), Numbers::greatest, Numbers::greatest), parts.get(2)),
                        Numbers::least,
                        Numbers::least);
            case VALID ->
                real
                        ? whole(frame -> Numbers.valid(first.real(frame)))
                        : whole(frame -> Numbers.valid(first.whole(frame)));
            case MAX_VALID -> folded(real, parts, Numbers::greatestValid, Numbers::greatestValid);
            case MIN_VALID -> folded(real, parts, Numbers::leastValid, Numbers::leastValid);
            case ERLANG_N ->
                whole(frame -> Numbers.erlangServers(
                        first.real(frame),
                        parts.get(1).real(frame),
                        parts.get(2).real(frame)));
        };
    }

    private static Code rounded(Applied term, List<Code> parts) {
        Code first = parts.getFirst();
        if (parts.size() == 1) {
            return term.parts().getFirst().type().isReal() ? whole(frame -> Numbers.round(first.real(frame))) : first;
        }
        Code step = parts.get(1);
        return term.type().isReal()
                ? real(frame -> Numbers.round(first.real(frame), step.real(frame)))
                : whole(frame -> Numbers.round(first.whole(frame), step.whole(frame)));
    }

    private static Code folded(boolean real, List<Code> parts, RealOperation reals, WholeOperation wholes) {
        Code folded = parts.getFirst();
        for (Code each : parts.subList(1, parts.size())) {
            Code before = folded;
            folded = real
                    ? real(frame -> reals.of(before.real(frame), each.real(frame)))
                    : whole(frame -> wholes.of(before.whole(frame), each.whole(frame)));
        }
        return folded;
    }
}

package ebb.policy;

import ebb.policy.expr.Closures;
import ebb.policy.expr.Code;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.PodTable;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison in a transition's condition: what it compares is noted when the transition is taken, and told with the decision.
 *
 * @param expected whether it helps the condition by being true, or by being false
 * @param type of what is compared
 * @param sign between the two
 */
record Watch(Code holds, boolean expected, Code left, Code right, Type type, String sign) {
    private static final MathContext DIGITS = new MathContext(6);

    /** The comparisons of a condition, from the left. */
    static List<Watch> of(Term condition, boolean negated, PodTable pods) {
        List<Watch> all = new ArrayList<>();
        collect(condition, !negated, new Closures(pods), all);
        return List.copyOf(all);
    }

    private static void collect(Term term, boolean expected, Closures closures, List<Watch> into) {
        switch (term) {
            case Term.Memo memo -> collect(memo.inner(), expected, closures, into);
            case Term.Not not -> collect(not.operand(), !expected, closures, into);
            case Term.Logic logic -> logic.parts().forEach(each -> collect(each, expected, closures, into));
            case Term.Comparison comparison ->
                into.add(new Watch(
                        closures.code(comparison),
                        expected,
                        closures.code(comparison.left()),
                        closures.code(comparison.right()),
                        comparison.left().type(),
                        comparison.operator().sign()));
            default -> {}
        }
    }

    /** @return whether it is a reason why the condition is what it is */
    boolean counts(Frame frame) {
        return holds.whole(frame) == (expected ? 1 : 0);
    }

    String text(long leftBits, long rightBits) {
        String compared = printed(type, leftBits) + " " + sign + " " + printed(type, rightBits);
        return expected ? compared : "not " + compared;
    }

    /** A value of a slot as people read it. */
    static String printed(Type type, long bits) {
        boolean unknown = type.isReal() ? !Double.isFinite(Double.longBitsToDouble(bits)) : bits == Invalid.LONG;
        if (unknown) {
            return "unknown";
        }
        return switch (type.kind()) {
            case BOOL -> bits == 1 ? "true" : "false";
            case INT -> bits + unit(type);
            case REAL -> number(Double.longBitsToDouble(bits)) + unit(type);
            case DURATION -> number(bits / 1e9) + "s";
            case INSTANT -> number(bits / 1e9) + "s";
            case NAME ->
                bits >= 0 && bits < type.choices().size() ? type.choices().get((int) bits) : Long.toString(bits);
            case NOTHING -> "nothing";
        };
    }

    private static String unit(Type type) {
        String unit = type.unit().toString();
        return unit.isEmpty() ? "" : " " + unit;
    }

    private static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}

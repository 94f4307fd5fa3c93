package ebb.policy;

import ebb.policy.expr.Checker;
import ebb.policy.expr.Closures;
import ebb.policy.expr.Code;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Mention;
import ebb.policy.expr.PodTable;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Settles what must be known before a policy runs: the widths of windows, from parameters alone. */
final class Widths {
    private static final long LONGEST = 31L * 86_400 * 1_000_000_000;
    private static final PodTable NO_PODS = new PodTable(Head.PODS.slot());

    private final IntSupplier memos;
    private final Supplier<Iterable<long[]>> settings;

    /**
     * A width.
     *
     * @param nanos with the parameters as they are
     * @param widest with any that a state may put in their place
     */
    record Width(Code code, long nanos, long widest, boolean varies) {
        /** @return with the parameters as states have put them, from 1 ns to the widest: two regions may have set them together */
        long now(Frame frame) {
            return Math.clamp(code.whole(frame), 1, Math.max(1, widest));
        }
    }

    /** @param settings states of the parameters: first as they are, then as each state would have them */
    Widths(IntSupplier memos, Supplier<Iterable<long[]>> settings) {
        this.memos = memos;
        this.settings = settings;
    }

    Width of(Syntax syntax, Checker checker, long least) {
        Term term = checker.as(checker.check(syntax), Type.DURATION, syntax, "must be a duration");
        if ((term.mentions() & ~Mention.PARAMETERS) != 0) {
            throw wrong(syntax, "is a width that is not made of parameters alone");
        }
        Code code = new Closures(NO_PODS).code(term);
        Frame frame = new Frame(memos.getAsInt());
        long first = Invalid.LONG;
        long widest = 0;
        for (long[] setting : settings.get()) {
            frame.state = setting;
            frame.changed();
            long nanos = code.whole(frame);
            if (Invalid.is(nanos) || nanos < least || nanos > LONGEST) {
                throw wrong(
                        syntax,
                        "is a width of " + nanos / 1e9 + " s, which must be at least " + least / 1e9
                                + " s and at most 31 days");
            }
            first = Invalid.is(first) ? nanos : first;
            widest = Math.max(widest, nanos);
        }
        return new Width(code, first, widest, term.mentions() != 0);
    }

    /** @return a duration that nothing changes */
    long constant(Syntax syntax, Checker checker) {
        Width width = of(syntax, checker, 1);
        if (width.varies()) {
            throw wrong(syntax, "must not be changed by a state");
        }
        return width.nanos();
    }

    /** @return a plain number that nothing changes */
    double number(Syntax syntax, Checker checker) {
        Term term = checker.as(checker.check(syntax), Type.real(Unit.NONE), syntax, "must be a plain number");
        if (term.mentions() != 0) {
            throw wrong(syntax, "must be made of parameters alone, and none that a state changes");
        }
        return new Closures(NO_PODS).code(term).real(new Frame(memos.getAsInt()));
    }

    private static ExpressionException wrong(Syntax at, String rule) {
        return new ExpressionException(at.at(), "", rule, "");
    }
}

package ebb.policy.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Random expressions without units and times, against Google's CEL for Java: where a value is known, CEL gives the same.
 *
 * <p>Two differences are meant. Whole numbers stop at the ends of 64 bits (the least of them stands for what is unknown) where CEL gives an error; and what is infinite or not a number is
 * unknown, where CEL goes on with it.
 */
@NullMarked
class CelTest {
    private static final int COUNT = Integer.getInteger("ebb.expressions.cel", 1_500);
    private static final long SEED = Long.getLong("ebb.expressions.seed", 20_250_102L);
    private static final int STATES = 5;

    private final CelOptions options = CelOptions.current().build();
    private final Cel cel = cel();
    private int agreed;
    private int errors;
    private int unknown;

    private Cel cel() {
        var builder = CelFactory.legacyCelBuilder()
                .setOptions(options)
                .addCompilerLibraries(CelExtensions.math())
                .addRuntimeLibraries(CelExtensions.math());
        for (int i = 0; i < RandomExpressions.WHOLES; i++) {
            builder.addVar("w" + i, SimpleType.INT);
        }
        for (int i = 0; i < RandomExpressions.REALS; i++) {
            builder.addVar("r" + i, SimpleType.DOUBLE);
        }
        for (int i = 0; i < RandomExpressions.CONDITIONS; i++) {
            builder.addVar("b" + i, SimpleType.BOOL);
        }
        return builder.build();
    }

    @Test
    void whatIsKnownIsWhatCelSays() throws CelValidationException, CelEvaluationException {
        System.out.println("CEL: " + COUNT + " of seed " + SEED + ", others with -Debb.expressions.seed=");
        RandomExpressions random = new RandomExpressions(SEED);
        for (int i = 0; i < COUNT; i++) {
            RandomExpressions.Pair pair = random.common();
            try {
                compare(random, pair, random.checker().check(Parser.parse(pair.ebb())));
            } catch (ExpressionException refused) {
                assertThat(refused.rule()).as(pair.ebb()).isEqualTo("divides by 0");
            }
        }
        System.out.println(
                "CEL: " + agreed + " values agree, " + errors + " are CEL's errors, " + unknown + " are unknown");
        assertThat(agreed).isGreaterThan(COUNT * STATES / 3);
    }

    private void compare(RandomExpressions random, RandomExpressions.Pair pair, Term term)
            throws CelValidationException, CelEvaluationException {
        CelRuntime.Program program = cel.createProgram(cel.compile(pair.cel()).getAst());
        Codes codes = new Codes(random.pods);
        Code code = codes.code(term);
        for (int i = 0; i < STATES; i++) {
            long[] state = random.state(false);
            Frame frame = new Frame(random.memos());
            frame.state = state;
            Object theirs;
            try {
                theirs = program.eval(values(state));
            } catch (CelEvaluationException error) {
                errors++; // a whole number that left its range
                continue;
            }
            if (theirs.equals(Invalid.LONG)) {
                errors++; // so did this one, by ours
                continue;
            }
            long bits = code.bits(frame);
            if (term.type().isReal() ? Double.isNaN(Double.longBitsToDouble(bits)) : Invalid.is(bits)) {
                unknown++;
                continue;
            }
            assertThat(value(term, bits)).as("%s = %s", pair.ebb(), pair.cel()).isEqualTo(zero(theirs));
            agreed++;
        }
    }

    private static Object value(Term term, long bits) {
        return switch (term.type().kind()) {
            case BOOL -> bits == 1;
            case REAL -> zero(Double.longBitsToDouble(bits));
            default -> bits;
        };
    }

    /** Zero has one sign: of least and greatest CEL takes the first of two zeros. */
    private static Object zero(Object value) {
        return value instanceof Double real && real == 0 ? (Object) 0.0 : value;
    }

    private static Map<String, Object> values(long[] state) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < RandomExpressions.WHOLES; i++) {
            values.put("w" + i, RandomExpressions.whole(state, i));
        }
        for (int i = 0; i < RandomExpressions.REALS; i++) {
            values.put("r" + i, RandomExpressions.real(state, i));
        }
        for (int i = 0; i < RandomExpressions.CONDITIONS; i++) {
            values.put("b" + i, RandomExpressions.condition(state, i));
        }
        return values;
    }
}

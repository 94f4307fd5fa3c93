package ebb.policy.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Random typed expressions: closures and the class give the same bits, and ask to be looked at again at the same time. The gate runs a slice;
 * {@code -Debb.expressions=100000} runs as many, {@code -Debb.expressions.seed=} others.
 */
@NullMarked
class RandomExpressionsTest {
    private static final int COUNT = Integer.getInteger("ebb.expressions", 6_000);
    private static final long SEED = Long.getLong("ebb.expressions.seed", 20_250_101L);
    private static final int IN_A_CLASS = 100;
    private static final int STATES = 4;

    private record Case(String text, Term term, Code closure, Code made) {}

    @Test
    void bothBackEndsGiveTheSameBits() {
        System.out.println(
                "random expressions: " + COUNT + " of seed " + SEED + ", others with -Debb.expressions.seed=");
        RandomExpressions random = new RandomExpressions(SEED);
        int compared = 0;
        int known = 0;
        while (compared < COUNT) {
            Codes codes = new Codes(random.pods);
            List<Case> cases = cases(random, codes, Math.min(IN_A_CLASS, COUNT - compared));
            assertThat(codes.generate()).isTrue();
            for (int i = 0; i < STATES; i++) {
                known += compare(random, cases);
            }
            compared += cases.size();
        }
        assertThat(compared).isEqualTo(COUNT);
        assertThat(known).as("values that are known").isGreaterThan(COUNT * STATES / 4);
    }

    private static List<Case> cases(RandomExpressions random, Codes codes, int count) {
        Closures closures = new Closures(random.pods);
        List<Case> cases = new ArrayList<>();
        while (cases.size() < count) {
            String text = random.next().ebb();
            try {
                Term term = random.checker().check(Parser.parse(text));
                cases.add(new Case(text, term, closures.code(term), codes.code(term)));
            } catch (ExpressionException refused) {
                assertThat(refused.rule()).as(text).isIn("compares times that move unevenly", "divides by 0");
            }
        }
        return cases;
    }

    private static int compare(RandomExpressions random, List<Case> cases) {
        int known = 0;
        long[] state = random.state(true);
        Frame one = frame(random, state);
        Frame other = frame(random, state);
        for (Case each : cases) {
            long bits = each.closure().bits(one);
            assertThat(each.made().bits(other)).as(each.text()).isEqualTo(bits);
            assertThat(other.wake).as(each.text()).isEqualTo(one.wake);
            one.wake = Long.MAX_VALUE;
            other.wake = Long.MAX_VALUE;
            one.changed();
            other.changed();
            boolean real = each.term().type().isReal();
            known += real ? (Double.isNaN(Double.longBitsToDouble(bits)) ? 0 : 1) : Invalid.is(bits) ? 0 : 1;
        }
        return known;
    }

    private static Frame frame(RandomExpressions random, long[] state) {
        Frame frame = new Frame(random.memos());
        frame.state = state;
        frame.now = 300_000_000_000L;
        frame.edges = 5;
        frame.reactive = true;
        return frame;
    }
}

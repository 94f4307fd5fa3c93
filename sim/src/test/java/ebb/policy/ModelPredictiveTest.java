package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problems;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan against all plans there are, and the policy on a timeline. */
class ModelPredictiveTest {
    private static final long SECOND = 1_000_000_000;

    private static double cheapest(double[] needed, int step, int before, int most, double startCost, double penalty) {
        if (step == needed.length) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int pods = 0; pods <= most; pods++) {
            least = Math.min(least, cost(needed, step, before, pods, most, startCost, penalty));
        }
        return least;
    }

    private static double cost(
            double[] needed, int step, int before, int pods, int most, double startCost, double penalty) {
        return pods
                + penalty * Math.max(0, needed[step] - pods)
                + startCost * Math.max(0, pods - before)
                + cheapest(needed, step + 1, pods, most, startCost, penalty);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noPlanIsCheaper(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            double[] needed = new double[1 + random.nextInt(4)];
            for (int step = 0; step < needed.length; step++) {
                needed[step] = random.nextInt(5);
            }
            int most = 1 + random.nextInt(4);
            int there = random.nextInt(most + 1);
            double startCost = random.nextInt(6);
            double penalty = 1 + random.nextInt(5);
            int planned = ModelPredictive.plan(needed, there, most, startCost, penalty);
            assertThat(cost(needed, 0, there, planned, most, startCost, penalty))
                    .as("seed %d, series %d", seed, i)
                    .isEqualTo(cheapest(needed, 0, there, most, startCost, penalty));
        }
    }

    @Test
    void growsWithTheDemandAndGoesToZeroAfterIt() {
        PolicyDefinition mpc = Objects.requireNonNull(Policies.named("mpc"));
        Automaton automaton = mpc.with(Map.of("tick", 10.0)).automaton(ServiceFacts.of(new Limits(0, 50, 1), 1));
        Event event = new Event();
        Decision decision = new Decision();
        long[] state = automaton.start(event);
        event.kind = EventKind.REPORT;
        event.inFlight = 6;
        StringBuilder told = new StringBuilder();
        for (long at = 0; at <= 600; at += 10) {
            event.atNanos = at * SECOND;
            event.inFlight = at < 300 ? 6 : 0;
            decision.clear();
            state = automaton.step(state, event, decision);
            if (decision.desired != Decision.NONE && decision.desired != event.replicas) {
                event.replicas = decision.desired;
                told.append(at).append(':').append(decision.desired).append(' ');
            }
        }
        assertThat(told.toString()).startsWith("0:6 ").endsWith(":0 ");
        assertThat(automaton.explain(0, 1500, 0)).isEqualTo("planned for 1.5 requests at once");
    }

    @Test
    void isAsPureAsWhatOthersBringAlong() {
        Problems problems = new Problems();
        Purity.check(ModelPredictive.class, problems);
        assertThat(problems.list()).isEmpty();
    }
}

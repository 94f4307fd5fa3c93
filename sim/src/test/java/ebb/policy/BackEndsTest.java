package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Closures and the class made for a policy: the same states and decisions, to the bit. */
class BackEndsTest {
    private static final int SERIES = 12;
    private static final int PARTS = 5;
    private static final int EVENTS = 60;

    static List<String> builtIns() {
        return List.copyOf(PolicyLibrary.names());
    }

    private static CompiledPolicy policy(String name, int seed) {
        ServiceFacts facts = new ServiceFacts(new Limits(0, 100, 1 + seed % 3), 0.01, 10_000_000_000L, 1e9, 2, 1, seed);
        return (CompiledPolicy) PolicyDocument.builtIn(name).automaton(Map.of(), facts);
    }

    @ParameterizedTest
    @MethodSource("builtIns")
    void bothRunABuiltInToTheSameHash(String name) {
        for (int seed = 1; seed <= SERIES; seed++) {
            CompiledPolicy closures = policy(name, seed);
            closures.program().codes().stay();
            CompiledPolicy generated = policy(name, seed);
            assertThat(generated.program().codes().generate())
                    .as("fits into a class")
                    .isTrue();
            RandomSeries one = new RandomSeries(closures, seed);
            RandomSeries other = new RandomSeries(generated, seed);
            for (int i = 0; i < PARTS; i++) {
                assertThat(other.run(EVENTS))
                        .as("hash of series %d after part %d", seed, i)
                        .isEqualTo(one.run(EVENTS));
            }
        }
    }
}

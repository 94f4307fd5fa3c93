package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.Parameter;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parameter of every policy that comes with Ebb can be dragged, and stays within what the engine takes. */
class KnobTest {
    static java.util.stream.Stream<String> policies() {
        return Policies.names().stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPlaceIsAValueThatThePolicyTakes(String name) {
        PolicyDefinition policy = Objects.requireNonNull(Policies.named(name));
        for (Parameter parameter : policy.parameters()) {
            Knob knob = new Knob(parameter, parameter.standard());
            if (!knob.continuous()) {
                continue;
            }
            for (int i = 0; i <= 100; i++) {
                double value = knob.at(i / 100.0);
                assertThat(value).as(name + " " + parameter.name()).isBetween(parameter.min(), parameter.max());
            }
            double there = knob.at(knob.position(parameter.standard()));
            assertThat(there)
                    .as(name + " " + parameter.name() + " comes back to its default")
                    .isCloseTo(parameter.standard(), org.assertj.core.api.Assertions.withinPercentage(1));
        }
    }
}

package ebb.policy;

import java.util.Map;
import java.util.TreeMap;

/**
 * A policy as chosen for a run: which one, and with which parameters.
 *
 * @param name of a {@link BuiltIn}, as users write it
 * @param parameters every parameter of the policy, by name, durations in seconds; sorted, so that its text is one text
 */
public record ScalingPolicy(String name, Map<String, Double> parameters) {
    public ScalingPolicy {
        parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    public Automaton automaton(Limits limits, long seed) {
        return BuiltIn.named(name).automaton(this, limits, seed);
    }

    public double parameter(String parameter) {
        Double value = parameters.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " has no parameter " + parameter + ": it has " + parameters.keySet());
        }
        return value;
    }
}

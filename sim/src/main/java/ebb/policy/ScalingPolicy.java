package ebb.policy;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A policy as chosen for a run: which one, and with which parameters. Name and parameters make two of them the same.
 *
 * @param name as users write it
 * @param parameters every parameter of the policy, by name, durations in seconds; sorted, so that its text is one text
 * @param definition what makes automata of it; null where it was read from a result and is only named
 */
public record ScalingPolicy(
        String name,
        Map<String, Double> parameters,
        @Nullable PolicyDefinition definition) {
    public ScalingPolicy {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** One that is only named. */
    public ScalingPolicy(String name, Map<String, Double> parameters) {
        this(name, parameters, Policies.named(name));
    }

    public Automaton automaton(ServiceFacts facts) {
        if (definition == null) {
            throw new IllegalStateException("no policy is named " + name);
        }
        return definition.automaton(this, facts);
    }

    public double parameter(String parameter) {
        Double value = parameters.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " has no parameter " + parameter + ": it has " + parameters.keySet());
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScalingPolicy policy
                && policy.name.equals(name)
                && policy.parameters.equals(parameters);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + parameters.hashCode();
    }
}

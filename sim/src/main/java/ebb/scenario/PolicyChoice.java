package ebb.scenario;

import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policies of one run.
 *
 * @param label how tables call it
 * @param standard of the services that have none of their own
 * @param own by the name of the service in the scenario
 */
public record PolicyChoice(String label, ScalingPolicy standard, Map<String, ScalingPolicy> own) {
    public PolicyChoice {
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    ScalingPolicy of(ServicePlan service) {
        ScalingPolicy found = own.get(service.name());
        return found == null ? standard : found;
    }

    /** What a run is called by: the policy, or the label alone where services differ; {@link #settings} then says the rest. */
    ScalingPolicy titled() {
        return label.equals(standard.name()) ? standard : new ScalingPolicy(label, Map.of());
    }

    /** Which policies a label stands for: the standard one and those of services that have their own. */
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        own.forEach((service, policy) -> all.put("policy." + service, words(policy)));
        if (!own.isEmpty()) {
            all.put("policy", words(standard));
        }
        return all;
    }

    private static List<Parameter> parameters(ScalingPolicy policy) {
        PolicyDefinition definition = policy.definition();
        return definition == null ? List.of() : definition.parameters();
    }

    /** A policy in words: its name and what is not at its default. */
    static String words(ScalingPolicy policy) {
        StringBuilder words = new StringBuilder(policy.name());
        for (Parameter each : parameters(policy)) {
            double value = policy.parameter(each.name());
            if (value != each.standard()) {
                words.append(' ').append(each.name()).append('=').append(each.print(value));
            }
        }
        return words.toString();
    }
}

package ebb.scenario;

import ebb.policy.BuiltIn;
import ebb.policy.Parameter;
import ebb.policy.ScalingPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
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

    /** The standard policy under the choice's label. */
    ScalingPolicy titled() {
        return new ScalingPolicy(label, standard.parameters());
    }

    /** A policy in words: its name and what is not at its default. */
    static String words(ScalingPolicy policy) {
        StringBuilder words = new StringBuilder(policy.name());
        for (Parameter each : BuiltIn.named(policy.name()).parameters()) {
            double value = policy.parameter(each.name());
            if (value != each.standard()) {
                words.append(' ').append(each.name()).append('=').append(PolicyReader.print(value, each));
            }
        }
        return words.toString();
    }
}

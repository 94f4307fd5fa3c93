package ebb.gui.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the user works on: everything that is saved, undone and redone.
 *
 * @param scenario a file; {@code example:NAME} for one that comes with Ebb; empty for none
 * @param trace a file that stands in for the service's own traffic; empty for none
 * @param service of the scenario; empty for its first
 * @param choice the policy that is replayed
 * @param pinned the policy it is compared with; null for none
 * @param latency the metric on the vertical axis, as users write it
 * @param objective as users write it; empty for none
 */
public record Workspace(
        String scenario,
        String trace,
        String service,
        Choice choice,
        @Nullable Choice pinned,
        String latency,
        String objective) {
    public static final Workspace EMPTY =
            new Workspace("", "", "", new Choice("keep-alive", "", Map.of()), null, "wait_p95", "");

    /**
     * A policy with its parameters.
     *
     * @param policy the name of one that comes with Ebb, or a file
     * @param text what it says where it was edited; empty for as it stands under its name
     * @param parameters those that are not at their defaults
     */
    public record Choice(String policy, String text, SortedMap<String, Double> parameters) {
        public Choice {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }

        public Choice(String policy, String text, Map<String, Double> parameters) {
            this(policy, text, new TreeMap<>(parameters));
        }

        public Choice with(String parameter, double value) {
            SortedMap<String, Double> changed = new TreeMap<>(parameters);
            changed.put(parameter, value);
            return new Choice(policy, text, changed);
        }

        /** @return whether it is the same policy, whatever the parameters */
        public boolean samePolicy(Choice other) {
            return policy.equals(other.policy) && text.equals(other.text);
        }
    }

    /** @return another scenario, with nothing left of this one's */
    public Workspace of(String otherScenario, String otherTrace, String otherService) {
        return new Workspace(otherScenario, otherTrace, otherService, choice, null, latency, objective);
    }

    public Workspace with(Choice other) {
        return new Workspace(scenario, trace, service, other, pinned, latency, objective);
    }

    public Workspace pin(@Nullable Choice other) {
        return new Workspace(scenario, trace, service, choice, other, latency, objective);
    }

    public Workspace against(String metric) {
        return new Workspace(scenario, trace, service, choice, pinned, metric, objective);
    }

    public Workspace under(String line) {
        return new Workspace(scenario, trace, service, choice, pinned, latency, line);
    }

    /** @return whether it is the same traffic on the same service */
    boolean sameTraffic(Workspace other) {
        return scenario.equals(other.scenario) && trace.equals(other.trace) && service.equals(other.service);
    }
}

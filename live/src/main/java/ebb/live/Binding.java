package ebb.live;

import ebb.policy.Limits;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code ScalingPolicy} resource that was read and found good.
 *
 * @param generation of the resource; a later one replaces an earlier one
 * @param backend name of the Kubernetes Service whose EndpointSlices say where the pods are
 * @param policy with its parameters
 * @param maxChange pods that one write may add or take away, at least 1
 * @param coldStartNanos how long a start takes, as far as is known before the first
 * @param config what the balancer is told; null if no balancer stands in front of it
 * @param candidates policies that decide beside it on the same events, for comparison
 */
public record Binding(
        ServiceName service,
        long generation,
        Target target,
        String backend,
        ScalingPolicy policy,
        Mode mode,
        boolean paused,
        Limits limits,
        int maxChange,
        long coldStartNanos,
        double costPerPodSecond,
        @Nullable ServiceConfig config,
        List<Candidate> candidates) {
    public Binding {
        candidates = List.copyOf(candidates);
    }

    /** A policy that only decides, by a name of its own. */
    public record Candidate(String name, ScalingPolicy policy) {}

    public ServiceFacts facts() {
        return new ServiceFacts(limits, costPerPodSecond, coldStartNanos, 0, 0, 0, seed());
    }

    /** Of the policy's random draws: by the service's name, so that it is the same for each leader. */
    public long seed() {
        return ebb.random.Draw.key(service.toString());
    }

    /** @return whether the policy decides in the same way as another's: the same document, parameters and facts */
    public boolean decidesLike(Binding other) {
        return policy.equals(other.policy)
                && text(policy.definition()).equals(text(other.policy.definition()))
                && facts().equals(other.facts());
    }

    private static String text(@Nullable PolicyDefinition definition) {
        return definition == null ? "" : definition.document();
    }
}

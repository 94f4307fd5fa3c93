package ebb.scenario;

import ebb.cluster.Resources;
import ebb.cluster.ServiceSpec;
import ebb.cluster.ServiceSpec.PodSpec;
import ebb.cost.Amounts;
import ebb.cost.Rent;
import ebb.cost.Tariff;
import ebb.document.Position;
import ebb.policy.ScalingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A service of a scenario, or the pattern of all services of a trace.
 *
 * @param at where its traffic is described, for messages
 * @param template whether each service of the trace becomes one like this, by its own name
 * @param traced whether the trace must say how long requests are served, or their tokens
 * @param pattern everything but the policy that a run chooses; of a template, everything but the name too
 * @param rent what pods cost whose memory the trace says; null where the scenario says it
 */
public record ServicePlan(
        String name,
        Position at,
        boolean template,
        TrafficPlan traffic,
        boolean traced,
        ServiceSpec pattern,
        @Nullable Rent rent) {

    static Amounts amounts(Resources resources) {
        return new Amounts(resources.cpuMillicores(), resources.memoryBytes(), resources.gpuMillis());
    }

    /**
     * The service as a run has it.
     *
     * @param memoryBytes as the trace says; -1 where it does not
     */
    ServiceSpec spec(String service, long memoryBytes, ScalingPolicy scaling) {
        PodSpec pod = rent == null || memoryBytes < 0 ? pattern.pod() : with(memoryBytes);
        Tariff tariff = rent == null ? pattern.tariff() : rent.of(amounts(pod.resources()));
        return new ServiceSpec(
                service,
                pattern.limits(),
                pod,
                pattern.model(),
                pattern.queue(),
                pattern.balancing(),
                pattern.client(),
                pattern.health(),
                scaling,
                tariff,
                pattern.initialReplicas());
    }

    private PodSpec with(long memoryBytes) {
        PodSpec pod = pattern.pod();
        Resources before = pod.resources();
        return new PodSpec(
                new Resources(before.cpuMillicores(), memoryBytes, before.gpuMillis()),
                pod.startUp(),
                pod.graceNanos(),
                pod.crash(),
                pod.restart(),
                pod.hang());
    }
}

package ebb.scenario;

import ebb.balance.Algorithm;
import ebb.cluster.Change;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario applies to running services at a time.
 *
 * @param service by its name in the scenario; null: all
 * @param min pods from then on; null: as before
 * @param max pods from then on; null: as before
 * @param restart whether the policies' engine loses its state
 */
public record ChangePlan(
        long atNanos,
        @Nullable String service,
        @Nullable ScalingPolicy scaling,
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable Algorithm algorithm,
        boolean restart) {

    boolean concerns(ServicePlan plan) {
        return service == null || service.equals(plan.name());
    }

    /** @param before the limits of the service at that time */
    Change change(String name, Limits before) {
        return new Change(atNanos, name, scaling, limits(before), algorithm, restart);
    }

    /** @return null where they stay */
    @Nullable
    Limits limits(Limits before) {
        return min == null && max == null
                ? null
                : new Limits(min == null ? before.min() : min, max == null ? before.max() : max, before.concurrency());
    }
}

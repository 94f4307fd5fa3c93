package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What is applied to a running service at a time. Prices change inside a {@link ebb.cost.Tariff}.
 *
 * <p>Scaling, limits and algorithm that are null stay as they are.
 *
 * @param service by name
 * @param restart whether the policy's engine loses its state, as with a new leader that finds no snapshot: only durable variables survive
 */
public record Change(
        long atNanos,
        String service,
        @Nullable ScalingPolicy scaling,
        @Nullable Limits limits,
        @Nullable Algorithm algorithm,
        boolean restart) {
    public Change(
            long atNanos,
            String service,
            @Nullable ScalingPolicy scaling,
            @Nullable Limits limits,
            @Nullable Algorithm algorithm) {
        this(atNanos, service, scaling, limits, algorithm, false);
    }
}

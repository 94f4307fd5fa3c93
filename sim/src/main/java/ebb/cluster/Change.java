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
 */
public record Change(
        long atNanos,
        String service,
        @Nullable ScalingPolicy scaling,
        @Nullable Limits limits,
        @Nullable Algorithm algorithm) {}

package ebb.cluster;

import ebb.random.Law;

/**
 * What happens to a balancer's report on its way to the policy.
 *
 * @param delay seconds
 * @param loss share of the periodic reports that never arrive, 0..1; the edges 0 to 1 and to idle are sent until they arrive
 */
public record Observation(Law delay, double loss) {
    public static final Observation PERFECT = new Observation(Law.of(0), 0);
}

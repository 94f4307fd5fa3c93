package ebb.result;

import ebb.policy.ScalingPolicy;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which run it was.
 *
 * @param settings what the grid set besides the policy: path in the scenario → value as written
 * @param trace the traffic's name: a file's name without folders, or a generator's
 * @param traceHash SHA-256 in hex
 */
public record RunKey(
        ScalingPolicy policy, SortedMap<String, String> settings, String trace, String traceHash, long seed) {
    public RunKey {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** @return the same for every seed of one choice of policy, parameters, settings and traffic */
    RunKey withoutSeed() {
        return new RunKey(policy, settings, trace, traceHash, 0);
    }
}

package ebb.policy;

import java.util.Set;

/**
 * What a policy is told about its service when it is attached.
 *
 * @param costPerPodSecond of one pod, in the scenario's currency
 * @param coldStartNanos how long a start takes, as far as is known before the first; A23: 10 s
 * @param memoryBytes requested by a pod
 * @param cores requested by a pod
 * @param gpus requested by a pod
 * @param seed of its random draws
 */
public record ServiceFacts(
        Limits limits,
        double costPerPodSecond,
        long coldStartNanos,
        double memoryBytes,
        double cores,
        double gpus,
        long seed) {
    private static final long COLD_START = 10_000_000_000L;

    /** What a policy may read of it, besides limits and seed. */
    enum Part {
        COST,
        COLD_START,
        MEMORY,
        CPU,
        GPU
    }

    public static ServiceFacts of(Limits limits, long seed) {
        return new ServiceFacts(limits, 0, COLD_START, 0, 0, 0, seed);
    }

    /** The same with what is not read left at its default, and no seed: services that then are equal run one program. */
    ServiceFacts only(Set<Part> read) {
        return new ServiceFacts(
                limits,
                read.contains(Part.COST) ? costPerPodSecond : 0,
                read.contains(Part.COLD_START) ? coldStartNanos : COLD_START,
                read.contains(Part.MEMORY) ? memoryBytes : 0,
                read.contains(Part.CPU) ? cores : 0,
                read.contains(Part.GPU) ? gpus : 0,
                0);
    }
}

package ebb.cost;

/**
 * What is paid for: the resources of a pod or of a node.
 *
 * @param cpuMillicores 0 or more
 * @param memoryBytes 0 or more
 * @param gpuMillis thousandths of a GPU
 */
public record Amounts(long cpuMillicores, long memoryBytes, long gpuMillis) {
    private static final double GIB = 1L << 30;

    double cores() {
        return cpuMillicores / 1000.0;
    }

    double gib() {
        return memoryBytes / GIB;
    }

    double gpus() {
        return gpuMillis / 1000.0;
    }

    /**
     * The largest of the shares of what another has, as a node that is full of one resource has no room for more.
     *
     * @return 0 where nothing is asked for; above 1 where it does not fit
     */
    double shareOf(Amounts whole) {
        double cpu = share(cpuMillicores, whole.cpuMillicores);
        double memory = share(memoryBytes, whole.memoryBytes);
        return Math.max(cpu, Math.max(memory, share(gpuMillis, whole.gpuMillis)));
    }

    private static double share(long part, long whole) {
        return part == 0 ? 0 : (double) part / whole;
    }
}

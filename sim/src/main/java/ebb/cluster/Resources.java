package ebb.cluster;

/**
 * What a pod asks for, or what a node has.
 *
 * @param gpuMillis thousandths of a GPU, so that slices are whole numbers
 */
public record Resources(long cpuMillicores, long memoryBytes, long gpuMillis) {
    public static final Resources NONE = new Resources(0, 0, 0);

    double cores() {
        return cpuMillicores / 1000.0;
    }

    Resources plus(Resources other, int times) {
        return new Resources(
                cpuMillicores + times * other.cpuMillicores,
                memoryBytes + times * other.memoryBytes,
                gpuMillis + times * other.gpuMillis);
    }
}

package ebb.policy;

/**
 * What holds for a service whatever its policy says.
 *
 * @param min pods, at least 0
 * @param max pods, at least min
 * @param concurrency requests a pod serves at once, at least 1
 */
public record Limits(int min, int max, int concurrency) {
    public Limits {
        if (min < 0 || max < min || concurrency < 1) {
            throw new IllegalArgumentException("limits min " + min + ", max " + max + ", concurrency " + concurrency
                    + ": 0 <= min <= max and concurrency >= 1");
        }
    }

    public int clamp(long pods) {
        return (int) Math.min(max, Math.max(min, pods));
    }

    /** @return pods for so many requests at once */
    public long podsFor(long requests) {
        return (requests + concurrency - 1) / concurrency;
    }
}

package ebb.policy;

/**
 * One knob of a policy.
 *
 * @param unit what a value is counted in; a duration's value is in seconds
 * @param logarithmic whether a tuner should search ratios rather than differences
 * @param text what it does, one sentence, with the origin of the default
 */
public record Parameter(
        String name, Unit unit, double standard, double min, double max, boolean logarithmic, String text) {
    /** What a value is counted in. */
    public enum Unit {
        SECONDS,
        PODS,
        REQUESTS_PER_POD,
        RATIO
    }
}

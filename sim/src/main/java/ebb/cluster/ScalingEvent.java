package ebb.cluster;

/**
 * A decision that changed the number of pods asked for, with its cause.
 *
 * @param atNanos from the start of the run
 * @param from pods asked for before
 * @param to pods asked for after
 * @param cause in the policy's own words
 */
public record ScalingEvent(long atNanos, String service, int from, int to, String cause) {}

package ebb.live;

/**
 * A decision that was news.
 *
 * @param number among the service's decisions, from 1
 * @param hash of all decisions up to it
 */
public record Decided(long number, long atNanos, int replicas, String why, long hash) {}

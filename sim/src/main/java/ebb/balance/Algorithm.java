package ebb.balance;

/** How the balancer chooses among pods that have a free place. */
public enum Algorithm {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    RANDOM,
    /** The less loaded of two drawn at random. */
    POWER_OF_TWO_CHOICES,
    /** By the request's session key on a hash ring with bounded load. */
    CONSISTENT_HASH,
    /** The pod that served the session before, else the least loaded. */
    SESSION_AFFINITY,
    /** The pod whose KV cache is least used. */
    LEAST_KV_CACHE,
    /** The newest pod with a free place, so that older ones may fall idle: what function platforms do (measured by SimFaaS). */
    NEWEST_FIRST
}

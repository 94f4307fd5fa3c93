package ebb.balance;

/**
 * What a balancer knows of its pods: counts, never the pods themselves. Indices are positions in a list in the order of pod ordinals, so the
 * last pod is the newest; they change when pods come and go, ordinals do not.
 */
public interface Loads {
    /** How many pods there are. */
    int pods();

    /** Requests that a pod has. */
    int inFlight(int pod);

    /** Places that a pod has open for further requests; 0 or less: none. */
    int open(int pod);

    /** KV cache that a pod has in use, tokens; 0 where it has none. */
    long kv(int pod);

    /** The pod's number, rising along the list. */
    long ordinal(int pod);
}

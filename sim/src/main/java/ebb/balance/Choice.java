package ebb.balance;

/**
 * An algorithm at work for one service. It remembers what its algorithm needs and nothing else: time is not known here and chance comes as
 * bits.
 */
public interface Choice {
    /** No pod has a place open. */
    int NONE = -1;

    /** The session of a request that has none. */
    long NO_SESSION = Long.MIN_VALUE;

    /**
     * Chooses among the pods that have a place open; of pods that are alike the first in the list. Costs one or two passes over the pods, at
     * most, and allocates nothing.
     *
     * @param session requests with the same key may want the same pod
     * @param bits 64 random bits, new for each request
     * @return an index, or {@link #NONE}
     */
    int choose(Loads loads, long session, long bits);
}

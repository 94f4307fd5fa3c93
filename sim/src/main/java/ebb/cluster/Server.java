package ebb.cluster;

/**
 * A pod whose requests share it, so that the end of one depends on the others.
 *
 * <p>Whoever changes the set of requests asks {@link #due} afterwards; at that time {@link #step} says, one after another, who is done.
 */
interface Server {
    /** Takes a request in. */
    void admit(int request, long nowNanos);

    /** Takes a request out that is not done. */
    void abort(int request, long nowNanos);

    /** @return when the next step is due; {@link Long#MAX_VALUE} if there is nothing to do */
    long due();

    /** @return a request that is done now and is taken out, or -1 when there is no further one */
    int step(long nowNanos);

    /** After the last {@link #step} of an instant, when those who came in their place are admitted: goes on. */
    void proceed(long nowNanos);

    /** @return tokens of KV cache in use; 0 where there is none */
    long kvTokens();

    void clear();
}

package ebb.policy.window;

/** A structure whose contents lie in a caller's array: {@code slots()} longs that begin at {@code at}. */
public interface Memory {
    /** An instant before all others, far enough from the ends of the range that a difference to it does not overflow. */
    long NEVER = -(1L << 62);

    /** A change that does not come. */
    long NO_CHANGE = Long.MAX_VALUE;

    /** A {@code long} that is not known. */
    long UNKNOWN = Long.MIN_VALUE;

    /** @return how many longs it needs, at least 1 */
    int slots();

    /** Whether what another one wrote into its slots means the same to this one. */
    default boolean reads(Memory other) {
        return getClass() == other.getClass() && slots() == other.slots();
    }

    /** Forgets all: nothing was seen before {@code nowNanos}. */
    void start(long[] state, int at, long nowNanos);
}

package ebb.policy.window;

/** A pattern over events: at each instant it holds or not. */
public interface Pattern extends Memory {
    /** @return whether it holds now */
    boolean value(long[] state, int at, long nowNanos);

    /** @return when it turns to the contrary though nothing happens; {@link #NO_CHANGE} if it does not */
    long nextChange(long[] state, int at, long nowNanos);
}

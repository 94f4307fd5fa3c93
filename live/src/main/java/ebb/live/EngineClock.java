package ebb.live;

import java.util.function.LongSupplier;

/**
 * The time that the engine sees: nanoseconds since 1970, anchored to the wall clock once and driven by a monotonic one, so that a step of the
 * wall clock moves calendars and nothing else.
 */
public final class EngineClock implements LongSupplier {
    private final LongSupplier monotonic;
    private final long anchor;

    /**
     * @param wallNanos what the wall clock says now
     * @param monotonic never goes back
     */
    public EngineClock(long wallNanos, LongSupplier monotonic) {
        this.monotonic = monotonic;
        anchor = wallNanos - monotonic.getAsLong();
    }

    /** The machine's own. */
    public static EngineClock system() {
        return new EngineClock(Math.multiplyExact(System.currentTimeMillis(), 1_000_000L), System::nanoTime);
    }

    @Override
    public long getAsLong() {
        return anchor + monotonic.getAsLong();
    }
}

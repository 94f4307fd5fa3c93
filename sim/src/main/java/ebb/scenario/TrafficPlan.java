package ebb.scenario;

import ebb.document.Position;
import ebb.trace.Expansion;
import ebb.trace.TraceFormat;
import ebb.trace.TrafficSpec;
import org.jspecify.annotations.Nullable;

/** Where a service's requests come from. */
public sealed interface TrafficPlan {
    /** Drawn from laws, with the run's seed. */
    record Generated(TrafficSpec spec) implements TrafficPlan {}

    /**
     * A file on the trace path.
     *
     * @param file as written
     * @param at where it is written, for messages
     * @param format null: found by its content
     * @param expansion of counts into requests
     * @param service whose requests are taken; null: those of all, merged
     */
    record Recorded(
            String file,
            Position at,
            @Nullable TraceFormat format,
            Expansion expansion,
            @Nullable String service,
            Window window)
            implements TrafficPlan {}

    /**
     * A part of a trace, and how fast it is replayed.
     *
     * @param fromNanos of the trace, which becomes time 0
     * @param untilNanos of the trace; {@link Long#MAX_VALUE}: to its end
     * @param speed 2: twice as fast
     */
    record Window(long fromNanos, long untilNanos, double speed) {
        static final Window WHOLE = new Window(0, Long.MAX_VALUE, 1);

        /** @return the run's time for the trace's */
        long run(long traceNanos) {
            return speed == 1 ? traceNanos - fromNanos : Math.round((traceNanos - fromNanos) / speed);
        }
    }
}

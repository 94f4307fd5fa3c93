package ebb.policy.window;

import java.util.List;

/**
 * Times of a calendar: open or not at each instant, given in nanoseconds since the epoch (1677 to 2262). An interval has its beginning and
 * not its end; intervals that touch are one.
 *
 * <p>A local time that a clock passes over in spring is the first instant after the gap; one that it passes twice in autumn is the first
 * of them. Asked once a change, not once an event, so it may allocate.
 */
public sealed interface CalendarWindow
        permits Weekly, Cron, Holidays, CalendarWindow.Any, CalendarWindow.All, CalendarWindow.Not {
    /** How far {@link #nextChange} looks: what stays the same for ten years, though members begin and end, never changes. */
    long HORIZON_NANOS = 3653 * Civil.DAY;

    /** How many beginnings and ends of members {@link #nextChange} looks at, so that no calendar costs more than some milliseconds. */
    int MOST_BOUNDARIES = 4096;

    boolean open(long epochNanos);

    /** @return an instant after this one up to which nothing changes, {@link Memory#NO_CHANGE} if nothing ever does */
    long boundary(long epochNanos);

    /**
     * @return the first instant after this one at which it opens or closes; {@link Memory#NO_CHANGE} if there is none within ten years. A
     *     calendar that does not change at 4096 beginnings and ends of its members gives the last of these: it may be early, never late
     */
    default long nextChange(long epochNanos) {
        boolean open = open(epochNanos);
        long until = epochNanos > Memory.NO_CHANGE - HORIZON_NANOS ? Memory.NO_CHANGE : epochNanos + HORIZON_NANOS;
        long at = epochNanos;
        for (int i = 0; i < MOST_BOUNDARIES; i++) {
            at = boundary(at);
            if (at == Memory.NO_CHANGE || open(at) != open) {
                return at;
            }
            if (at >= until) {
                return Memory.NO_CHANGE;
            }
        }
        return at;
    }

    /** @return when the present interval ends, or the next one where there is none now; {@link Memory#NO_CHANGE} if it does not end */
    default long endOf(long epochNanos) {
        long from = epochNanos;
        if (!open(from)) {
            from = nextChange(from);
        }
        return from == Memory.NO_CHANGE || !open(from) ? from : nextChange(from);
    }

    private static long firstBoundary(List<CalendarWindow> of, long epochNanos) {
        long first = Memory.NO_CHANGE;
        for (CalendarWindow each : of) {
            first = Math.min(first, each.boundary(epochNanos));
        }
        return first;
    }

    /** Open when one of them is. */
    record Any(List<CalendarWindow> of) implements CalendarWindow {
        public Any {
            of = List.copyOf(of);
        }

        @Override
        public boolean open(long epochNanos) {
            return of.stream().anyMatch(each -> each.open(epochNanos));
        }

        @Override
        public long boundary(long epochNanos) {
            return firstBoundary(of, epochNanos);
        }
    }

    /** Open when all of them are. */
    record All(List<CalendarWindow> of) implements CalendarWindow {
        public All {
            of = List.copyOf(of);
        }

        @Override
        public boolean open(long epochNanos) {
            return of.stream().allMatch(each -> each.open(epochNanos));
        }

        @Override
        public long boundary(long epochNanos) {
            return firstBoundary(of, epochNanos);
        }
    }

    /** Open when the other is not. */
    record Not(CalendarWindow of) implements CalendarWindow {
        @Override
        public boolean open(long epochNanos) {
            return !of.open(epochNanos);
        }

        @Override
        public long boundary(long epochNanos) {
            return of.boundary(epochNanos);
        }
    }
}

package ebb.policy.window;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * The events of a calendar file (iCalendar, RFC 5545), merged and in order. Events that come again are written out to the end of 2099.
 *
 * <p>Of each VEVENT it takes DTSTART, DTEND or DURATION, RRULE (FREQ=YEARLY, WEEKLY or DAILY; INTERVAL, COUNT, UNTIL; BYDAY with WEEKLY), EXDATE,
 * and leaves out what is CANCELLED. Days, and times without a zone, are in the window's zone; a TZID must be an IANA name. Other properties
 * and components are passed over.
 */
public final class Holidays implements CalendarWindow {
    private final long[] begins;
    private final long[] ends;

    /** @param line of the file, from 1 */
    public record Problem(int line, String text) {}

    /** @param holidays those that could be read; whole if there is no problem */
    public record Reading(Holidays holidays, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** @param intervals beginning and end of each, in any order */
    Holidays(List<long[]> intervals) {
        List<long[]> sorted = intervals.stream()
                .sorted((one, other) -> Long.compare(one[0], other[0]))
                .toList();
        long[] begin = new long[sorted.size()];
        long[] end = new long[sorted.size()];
        int count = 0;
        for (long[] each : sorted) {
            if (count > 0 && each[0] <= end[count - 1]) {
                end[count - 1] = Math.max(end[count - 1], each[1]);
            } else {
                begin[count] = each[0];
                end[count] = each[1];
                count++;
            }
        }
        this.begins = Arrays.copyOf(begin, count);
        this.ends = Arrays.copyOf(end, count);
    }

    /** @param zone of days, and of times without one */
    public static Reading read(String text, ZoneId zone) {
        return new CalendarFile(zone).read(text);
    }

    /** The last interval that has begun, or -1. */
    private int begun(long epochNanos) {
        int found = Arrays.binarySearch(begins, epochNanos);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public boolean open(long epochNanos) {
        int at = begun(epochNanos);
        return at >= 0 && epochNanos < ends[at];
    }

    @Override
    public long boundary(long epochNanos) {
        int at = begun(epochNanos);
        if (at >= 0 && epochNanos < ends[at]) {
            return ends[at];
        }
        return at + 1 < begins.length ? begins[at + 1] : Memory.NO_CHANGE;
    }
}

package ebb.policy.window;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * The same times on some days of each week.
 *
 * @param days on which it opens; where it crosses midnight it closes on the day after
 * @param from when it opens
 * @param to when it closes: on the next day unless it is later than {@code from}; midnight to midnight is the whole day
 */
public record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) implements CalendarWindow {
    public Weekly {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a weekly window needs a day");
        }
    }

    /** Whole days. */
    public static Weekly days(Set<DayOfWeek> days, ZoneId zone) {
        return new Weekly(days, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, zone);
    }

    private long begin(LocalDate day) {
        return Civil.nanos(day.atTime(from), zone);
    }

    private long end(LocalDate day) {
        return Civil.nanos((to.isAfter(from) ? day : day.plusDays(1)).atTime(to), zone);
    }

    @Override
    public boolean open(long epochNanos) {
        LocalDate today = Civil.local(epochNanos, zone).toLocalDate();
        // Two days back: a zone may skip one.
        for (LocalDate day = today.minusDays(2); !day.isAfter(today); day = day.plusDays(1)) {
            if (days.contains(day.getDayOfWeek()) && begin(day) <= epochNanos && epochNanos < end(day)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long boundary(long epochNanos) {
        LocalDate today = Civil.local(epochNanos, zone).toLocalDate();
        // A week and a day after a gap that swallows the window; at the end of what a long holds there is no day left.
        for (LocalDate day = today.minusDays(2); day.isBefore(today.plusDays(16)); day = day.plusDays(1)) {
            long begin = begin(day);
            long end = end(day);
            if (days.contains(day.getDayOfWeek()) && begin < end && end > epochNanos) {
                return begin > epochNanos ? begin : end;
            }
        }
        return Memory.NO_CHANGE;
    }
}

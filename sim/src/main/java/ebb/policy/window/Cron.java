package ebb.policy.window;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Opens whenever a cron expression says so, for a time: {@code 0 8 * * mon-fri} for 10 h. Five fields: minute, hour, day of the month,
 * month, day of the week (0 and 7 are Sunday); {@code *}, lists, ranges, steps, English names of three letters. As in Vixie's cron (crontab(5)) a
 * day needs to fit only one of the two day fields unless one of them begins with {@code *}. Ranges of days of the week may pass Sunday.
 */
public final class Cron implements CalendarWindow {
    /** The five fields, in their order. */
    private enum Field {
        MINUTE(0, 59, List.of()),
        HOUR(0, 23, List.of()),
        DAY(1, 31, List.of()),
        MONTH(1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
        WEEKDAY(0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        private final int least;
        private final int most;
        private final List<String> names;

        Field(int least, int most, List<String> names) {
            this.least = least;
            this.most = most;
            this.names = names;
        }

        private String title() {
            return switch (this) {
                case MINUTE -> "minute";
                case HOUR -> "hour";
                case DAY -> "day of the month";
                case MONTH -> "month";
                case WEEKDAY -> "day of the week";
            };
        }

        private int value(String text) {
            int named = names.indexOf(text);
            if (named >= 0) {
                return named + least;
            }
            if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw wrong(text, "must be " + least + " to " + most + (names.isEmpty() ? "" : " or one of " + names));
            }
            return Integer.parseInt(text);
        }

        private IllegalArgumentException wrong(String text, String rule) {
            return new IllegalArgumentException("the " + title() + " '" + text + "' " + rule);
        }

        /** @return bit i is set if i fits */
        private long bits(String text) {
            long bits = 0;
            for (String part : text.split(",", -1)) {
                bits |= part(part);
            }
            return this == WEEKDAY ? (bits & 0x7F) | (bits >>> 7) : bits;
        }

        private long part(String part) {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : step(part.substring(slash + 1), part);
            if (range.equals("*")) {
                return every(least, this == WEEKDAY ? 6 : most, step);
            }
            int dash = range.indexOf('-');
            if (dash < 0 && slash >= 0) {
                throw wrong(part, "needs a range before the step, like " + range + "-" + most + "/" + step);
            }
            int from = value(dash < 0 ? range : range.substring(0, dash));
            int to = dash < 0 ? from : value(range.substring(dash + 1));
            if (from > to && this != WEEKDAY) {
                throw wrong(part, "runs backwards: split it in two, with a comma");
            }
            return from <= to ? every(from, to, step) : around(from, to, step);
        }

        private int step(String text, String part) {
            if (!text.matches("[1-9][0-9]?")) {
                throw wrong(part, "needs a step of 1 to 99 after the slash");
            }
            return Integer.parseInt(text);
        }

        private static long every(int from, int to, int step) {
            long bits = 0;
            for (int i = from; i <= to; i += step) {
                bits |= 1L << i;
            }
            return bits;
        }

        private static long around(int from, int to, int step) {
            long bits = 0;
            for (int i = from; i <= to + 7; i += step) {
                bits |= 1L << (i % 7);
            }
            return bits;
        }
    }

    private static final int LONGEST_CHAIN = 1500;
    // From one 29 February to the next there may be 8 years.
    private static final int YEARS_LOOKED_AT = 9;

    private final String expression;
    private final long forNanos;
    private final ZoneId zone;
    private final long minutes;
    private final long hours;
    private final long days;
    private final long months;
    private final long weekdays;
    private final boolean bothDays;

    /**
     * @param forNanos how long it stays open, 1 min to 31 days
     * @throws IllegalArgumentException with all problems of the expression, one a line
     */
    public Cron(String expression, long forNanos, ZoneId zone) {
        Check.between("for, in nanoseconds", forNanos, Civil.DAY / 1440, 31 * Civil.DAY);
        List<String> problems = problems(expression);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        String[] fields = fields(expression);
        this.expression = expression;
        this.forNanos = forNanos;
        this.zone = zone;
        this.minutes = Field.MINUTE.bits(fields[0]);
        this.hours = Field.HOUR.bits(fields[1]);
        this.days = Field.DAY.bits(fields[2]);
        this.months = Field.MONTH.bits(fields[3]);
        this.weekdays = Field.WEEKDAY.bits(fields[4]);
        this.bothDays = fields[2].startsWith("*") || fields[4].startsWith("*");
    }

    private static String[] fields(String expression) {
        return expression.strip().toLowerCase(Locale.ROOT).split("\\s+");
    }

    /** @return what is wrong with an expression; nothing if it is right */
    public static List<String> problems(String expression) {
        String[] fields = fields(expression);
        if (fields.length != Field.values().length) {
            return List.of("'" + expression + "' has " + fields.length
                    + " fields and needs five: minute, hour, day of the month, month, day of the week");
        }
        List<String> problems = new ArrayList<>();
        for (Field each : Field.values()) {
            try {
                each.bits(fields[each.ordinal()]);
            } catch (IllegalArgumentException wrong) {
                problems.add(String.valueOf(wrong.getMessage()));
            }
        }
        if (problems.isEmpty() && never(fields)) {
            problems.add("'" + expression + "' never comes: no such month has that day");
        }
        return problems;
    }

    private static boolean never(String[] fields) {
        if (!fields[4].startsWith("*")) {
            return false;
        }
        long days = Field.DAY.bits(fields[2]);
        long months = Field.MONTH.bits(fields[3]);
        for (int month = 1; month <= 12; month++) {
            int longest = java.time.Month.of(month).maxLength();
            if (((months >>> month) & 1) != 0 && Long.numberOfTrailingZeros(days) <= longest) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(long bits, int value) {
        return ((bits >>> value) & 1) != 0;
    }

    private boolean on(LocalDate day) {
        boolean date = has(days, day.getDayOfMonth());
        boolean weekday = has(weekdays, day.getDayOfWeek().getValue() % 7);
        return bothDays ? date && weekday : date || weekday;
    }

    /** @return the first opening after an instant; {@link Memory#NO_CHANGE} if there is none */
    private long next(long epochNanos) {
        LocalDateTime at = Civil.local(epochNanos, zone).truncatedTo(ChronoUnit.MINUTES);
        int lastYear = at.getYear() + YEARS_LOOKED_AT;
        at = at.plusMinutes(1);
        while (at.getYear() <= lastYear) {
            LocalDateTime fits = fit(at);
            if (fits.equals(at)) {
                long nanos = Civil.nanos(at, zone);
                if (nanos > epochNanos) { // in the hour that comes twice, it may be past
                    return nanos;
                }
                fits = at.plusMinutes(1);
            }
            at = fits;
        }
        return Memory.NO_CHANGE;
    }

    /** @return the time itself if it fits, else a later one that is not later than the next that does */
    private LocalDateTime fit(LocalDateTime at) {
        if (!has(months, at.getMonthValue())) {
            return at.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
        }
        if (!on(at.toLocalDate())) {
            return at.toLocalDate().plusDays(1).atStartOfDay();
        }
        if (!has(hours, at.getHour())) {
            return at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        if (!has(minutes, at.getMinute())) {
            return at.plusMinutes(1);
        }
        return at;
    }

    @Override
    public boolean open(long epochNanos) {
        return next(epochNanos - forNanos) <= epochNanos;
    }

    @Override
    public long boundary(long epochNanos) {
        long begin = next(epochNanos - forNanos);
        if (begin > epochNanos) {
            return begin;
        }
        long end = begin + forNanos;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            begin = next(begin);
            if (begin > end) {
                return end;
            }
            end = begin + forNanos;
        }
        return end;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron
                && expression.equals(cron.expression)
                && forNanos == cron.forNanos
                && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return expression + " for " + forNanos + " ns, " + zone;
    }
}

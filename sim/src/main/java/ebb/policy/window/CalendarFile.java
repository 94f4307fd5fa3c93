package ebb.policy.window;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a calendar file (RFC 5545); what is wrong is collected with its line. */
final class CalendarFile {
    private static final LocalDate LAST_DAY = LocalDate.of(2099, 12, 31);
    private static final int MOST_OCCURRENCES = 500_000;
    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    private final ZoneId zone;
    private final List<Holidays.Problem> problems = new ArrayList<>();
    private final List<long[]> intervals = new ArrayList<>();
    private int occurrences;

    CalendarFile(ZoneId zone) {
        this.zone = zone;
    }

    /** A line of the file, with what was folded. */
    private record Property(int line, String name, Map<String, String> parameters, String value) {}

    /** A time as written. {@code zone} is where its local time is. */
    private record Moment(LocalDateTime local, boolean wholeDay, ZoneId zone) {
        long nanos() {
            return Civil.nanos(local, zone);
        }
    }

    /** How an event comes again. */
    private record Rule(
            ChronoUnit unit,
            int interval,
            Set<DayOfWeek> days,
            int count,
            @Nullable Moment until) {}

    /** What cannot be read. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    Holidays.Reading read(String text) {
        Deque<String> open = new ArrayDeque<>();
        List<Property> event = new ArrayList<>();
        for (Property each : properties(text)) {
            String value = each.value.strip().toUpperCase(Locale.ROOT);
            switch (each.name) {
                case "BEGIN" -> {
                    open.push(value);
                    if (value.equals("VEVENT")) {
                        event.clear();
                        event.add(each);
                    }
                }
                case "END" -> {
                    if (!value.equals(open.poll())) {
                        problem(each, "END:" + each.value + " has no BEGIN");
                    } else if (value.equals("VEVENT")) {
                        event(event);
                    }
                }
                default -> {
                    if ("VEVENT".equals(open.peek())) {
                        event.add(each);
                    }
                }
            }
        }
        if (!open.isEmpty()) {
            problems.add(new Holidays.Problem(lines(text), "the file ends within " + open.peek()));
        }
        return new Holidays.Reading(new Holidays(intervals), problems);
    }

    private static int lines(String text) {
        return (int) text.lines().count();
    }

    private void problem(Property at, @Nullable String text) {
        problems.add(new Holidays.Problem(at.line, String.valueOf(text)));
    }

    private List<Property> properties(String text) {
        List<Property> properties = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        int began = 0;
        int line = 0;
        for (String each : text.lines().toList()) {
            line++;
            if (each.startsWith(" ") || each.startsWith("\t")) {
                whole.append(each, 1, each.length());
                continue;
            }
            add(properties, began, whole.toString());
            began = line;
            whole.setLength(0);
            whole.append(each);
        }
        add(properties, began, whole.toString());
        return properties;
    }

    private void add(List<Property> properties, int line, String text) {
        if (text.isBlank()) {
            return;
        }
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int colon = outsideQuotes(bare, ':', 0);
        if (colon < 0) {
            problems.add(new Holidays.Problem(line, "'" + shown(bare) + "' is not NAME:VALUE"));
            return;
        }
        Map<String, String> parameters = new HashMap<>();
        int end = Math.min(colon, orEnd(outsideQuotes(bare, ';', 0), colon));
        String name = bare.substring(0, end).toUpperCase(Locale.ROOT);
        while (end < colon) {
            int next = Math.min(colon, orEnd(outsideQuotes(bare, ';', end + 1), colon));
            String[] parameter = bare.substring(end + 1, next).split("=", 2);
            parameters.put(
                    parameter[0].toUpperCase(Locale.ROOT), parameter.length == 2 ? parameter[1].replace("\"", "") : "");
            end = next;
        }
        properties.add(new Property(line, name, parameters, bare.substring(colon + 1)));
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static int orEnd(int found, int end) {
        return found < 0 ? end : found;
    }

    private static int outsideQuotes(String text, char wanted, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private void event(List<Property> properties) {
        Map<String, Property> first = new HashMap<>();
        properties.forEach(each -> first.putIfAbsent(each.name, each));
        Property status = first.get("STATUS");
        if (status != null && status.value.strip().equalsIgnoreCase("CANCELLED")) {
            return;
        }
        for (String name : List.of("RDATE", "RECURRENCE-ID", "EXRULE")) {
            Property unfit = first.get(name);
            if (unfit != null) {
                problem(unfit, name + " cannot be read: write the days as events of their own");
                return;
            }
        }
        Property start = first.get("DTSTART");
        if (start == null) {
            problem(properties.getFirst(), "an event without DTSTART");
            return;
        }
        Property at = start;
        try {
            Moment moment = moment(start, start.value);
            Property end = first.getOrDefault("DTEND", first.getOrDefault("DURATION", start));
            at = end;
            long length = length(moment, end);
            Set<LocalDateTime> without = new HashSet<>();
            for (Property each : properties) {
                if (each.name.equals("EXDATE")) {
                    at = each;
                    for (String value : each.value.split(",", -1)) {
                        without.add(localTo(moment, moment(each, value)));
                    }
                }
            }
            Property rule = first.get("RRULE");
            at = rule == null ? start : rule;
            repeat(moment, length, rule == null ? null : rule(rule.value), without);
        } catch (Wrong wrong) {
            problem(at, wrong.getMessage());
        }
    }

    private Moment moment(Property property, String value) throws Wrong {
        String text = value.strip();
        try {
            if (text.length() == 8) {
                return new Moment(LocalDate.parse(text, DATE).atStartOfDay(), true, zone);
            }
            boolean utc = text.endsWith("Z");
            String[] parts = (utc ? text.substring(0, text.length() - 1) : text).split("T", 2);
            if (parts.length == 2) {
                LocalDateTime local = LocalDate.parse(parts[0], DATE).atTime(LocalTime.parse(parts[1], TIME));
                return new Moment(local, false, utc ? ZoneOffset.UTC : zone(property));
            }
        } catch (DateTimeException notOne) {
            // Said below.
        }
        throw new Wrong(property.name + " '" + shown(text)
                + "' must be a date (20261003) or a time (20261003T080000, with Z for UTC)");
    }

    private ZoneId zone(Property property) throws Wrong {
        String name = property.parameters.get("TZID");
        if (name == null) {
            return zone;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new Wrong("TZID '" + shown(name) + "' is not a zone of the IANA list. Maybe Europe/Berlin?");
        }
    }

    private static LocalDateTime localTo(Moment event, Moment other) {
        return other.wholeDay || other.zone.equals(event.zone) ? other.local : Civil.local(other.nanos(), event.zone);
    }

    /** @return days of an event of whole days, nanoseconds of another */
    private long length(Moment start, Property end) throws Wrong {
        long length;
        if (end.name.equals("DTSTART")) {
            length = start.wholeDay ? 1 : 0; // RFC 5545, 3.6.1
        } else if (end.name.equals("DURATION")) {
            long nanos = duration(end.value.strip());
            length = start.wholeDay ? nanos / Civil.DAY : nanos;
        } else {
            Moment moment = moment(end, end.value);
            if (moment.wholeDay != start.wholeDay) {
                throw new Wrong("DTEND " + end.value + " and DTSTART must both be dates or both be times");
            }
            length = start.wholeDay
                    ? ChronoUnit.DAYS.between(start.local, moment.local)
                    : moment.nanos() - start.nanos();
        }
        if (length < 0) {
            throw new Wrong(end.name + " " + end.value + " is before DTSTART");
        }
        return length;
    }

    private static long duration(String text) throws Wrong {
        try {
            if (text.matches("P[0-9]{1,4}W")) {
                return 7 * Civil.DAY * Long.parseLong(text.substring(1, text.length() - 1));
            }
            return Duration.parse(text).toNanos();
        } catch (DateTimeException | ArithmeticException notOne) {
            throw new Wrong("DURATION '" + shown(text) + "' must be like P1D, PT8H or P2W");
        }
    }

    private Rule rule(String text) throws Wrong {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.strip().toUpperCase(Locale.ROOT).split(";", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2 || parts.put(pair[0], pair[1]) != null) {
                throw new Wrong("RRULE part '" + shown(part) + "' is not NAME=VALUE, once");
            }
        }
        ChronoUnit unit = switch (parts.getOrDefault("FREQ", "")) {
            case "YEARLY" -> ChronoUnit.YEARS;
            case "WEEKLY" -> ChronoUnit.WEEKS;
            case "DAILY" -> ChronoUnit.DAYS;
            default -> throw new Wrong("RRULE '" + shown(text) + "' needs FREQ=YEARLY, WEEKLY or DAILY");
        };
        for (Map.Entry<String, String> part : parts.entrySet()) {
            boolean known = switch (part.getKey()) {
                case "FREQ", "INTERVAL", "COUNT", "UNTIL" -> true;
                case "BYDAY" -> unit == ChronoUnit.WEEKS;
                case "WKST" -> part.getValue().equals("MO") || unit != ChronoUnit.WEEKS;
                default -> false;
            };
            if (!known) {
                throw new Wrong("RRULE part " + part.getKey() + "=" + shown(part.getValue())
                        + " cannot be read with FREQ=" + parts.get("FREQ") + ": write the days as events of their own");
            }
        }
        Property until = new Property(0, "UNTIL", Map.of(), parts.getOrDefault("UNTIL", ""));
        return new Rule(
                unit,
                number("INTERVAL", parts.getOrDefault("INTERVAL", "1")),
                days(parts.get("BYDAY")),
                number("COUNT", parts.getOrDefault("COUNT", "999999")),
                parts.containsKey("UNTIL") ? moment(until, until.value) : null);
    }

    private static int number(String name, String text) throws Wrong {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new Wrong("RRULE part " + name + "=" + shown(text) + " must be a number, 1 to 999999");
        }
        return Integer.parseInt(text);
    }

    private static Set<DayOfWeek> days(@Nullable String text) throws Wrong {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        if (text != null) {
            for (String each : text.split(",", -1)) {
                if (!DAYS.contains(each)) {
                    throw new Wrong("RRULE part BYDAY=" + shown(text) + " must be a list of " + DAYS);
                }
                days.add(DayOfWeek.of(DAYS.indexOf(each) + 1));
            }
        }
        return days;
    }

    private void repeat(Moment start, long length, @Nullable Rule rule, Set<LocalDateTime> without) throws Wrong {
        if (rule == null) {
            add(start, length, start.local.toLocalDate(), without);
            return;
        }
        int left = rule.count;
        LocalDate day = start.local.toLocalDate();
        for (int i = 0; left > 0 && !day.isAfter(LAST_DAY); i++) {
            if (fits(start, rule, day)) {
                if (rule.until != null && isAfter(start, day, rule.until)) {
                    return;
                }
                add(start, length, day, without);
                left--;
            }
            day = next(start, rule, day, i);
        }
    }

    private static boolean fits(Moment start, Rule rule, LocalDate day) {
        return switch (rule.unit) {
            case WEEKS ->
                rule.days.isEmpty()
                        ? day.getDayOfWeek() == start.local.getDayOfWeek()
                        : rule.days.contains(day.getDayOfWeek());
            case YEARS -> day.getDayOfMonth() == start.local.getDayOfMonth(); // 29 February is not in every year
            default -> true;
        };
    }

    /** The day to look at after this one, the i-th. */
    private static LocalDate next(Moment start, Rule rule, LocalDate day, int i) {
        return switch (rule.unit) {
            case WEEKS -> day.plusDays(day.getDayOfWeek() == DayOfWeek.SUNDAY ? 7L * (rule.interval - 1) + 1 : 1);
            case YEARS -> start.local.toLocalDate().plusYears((i + 1L) * rule.interval);
            default -> day.plusDays(rule.interval);
        };
    }

    private static boolean isAfter(Moment start, LocalDate day, Moment until) {
        LocalDateTime local = day.atTime(start.local.toLocalTime());
        return until.wholeDay ? day.isAfter(until.local.toLocalDate()) : Civil.nanos(local, start.zone) > until.nanos();
    }

    private void add(Moment start, long length, LocalDate day, Set<LocalDateTime> without) throws Wrong {
        if (++occurrences > MOST_OCCURRENCES) {
            throw new Wrong("the file has more than " + MOST_OCCURRENCES + " days and times up to " + LAST_DAY
                    + ". Give rules an UNTIL.");
        }
        LocalDateTime local = day.atTime(start.local.toLocalTime());
        if (without.contains(local)) {
            return;
        }
        long begin = Civil.nanos(local, start.zone);
        long end = start.wholeDay ? Civil.nanos(local.plusDays(length), start.zone) : begin + length;
        if (begin < end) {
            intervals.add(new long[] {begin, end});
        }
    }
}

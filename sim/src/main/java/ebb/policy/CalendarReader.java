package ebb.policy;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyModel.WindowModel;
import ebb.policy.window.CalendarWindow;
import ebb.policy.window.Cron;
import ebb.policy.window.Holidays;
import ebb.policy.window.Weekly;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the calendar windows of a policy: weekly times, cron, calendar files, and any, all and not of other windows. A window that has no
 * zone is in UTC.
 */
final class CalendarReader {
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)|24:00");
    private static final List<String> KINDS = List.of("days", "cron", "calendar", "any", "all", "not");
    private static final List<String> DAYS = Arrays.stream(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();
    private static final long SHORTEST = 60_000_000_000L;
    private static final long LONGEST = 31L * 86_400 * 1_000_000_000L;
    // A composite asks every window that it is made of; this bounds what one question costs.
    private static final int MOST_PARTS = 256;

    private final PolicyFiles files;
    private final Problems problems;
    private final Map<String, CalendarWindow> made = new LinkedHashMap<>();
    private final Map<String, Integer> parts = new HashMap<>();
    private final Set<String> wrong = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private Map<String, WindowModel> models = Map.of();

    CalendarReader(PolicyFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** @return those that could be read */
    Map<String, CalendarWindow> read(Map<String, WindowModel> windows) {
        models = windows;
        windows.values().forEach(this::window);
        return made;
    }

    private @Nullable CalendarWindow window(WindowModel model) {
        String name = model.name();
        if (made.containsKey(name) || wrong.contains(name)) {
            return made.get(name);
        }
        open.add(name);
        Node node = new Mapping(
                        problems,
                        "windows",
                        new Tree.Mapping(model.at(), Map.of(name, model.tree()), Map.of(name, model.at())))
                .get(name);
        CalendarWindow read = node.kind() == Node.Kind.MAPPING ? window(node.mapping(), name) : notOne(node);
        open.remove(name);
        if (read == null) {
            wrong.add(name);
        } else {
            made.put(name, read);
        }
        return read;
    }

    private static @Nullable CalendarWindow notOne(Node node) {
        node.problem("must be a window such as { days: mon-fri }", "");
        return null;
    }

    private @Nullable CalendarWindow window(Mapping mapping, String name) {
        List<String> kinds = KINDS.stream().filter(mapping::has).toList();
        boolean daily = kinds.isEmpty() && (mapping.has("from") || mapping.has("to"));
        if (kinds.size() != 1 && !daily) {
            mapping.problem(
                    "needs one of days, cron, calendar, any, all, not",
                    kinds.size() > 1 ? "Name each window and join them with any or all." : "");
            return null;
        }
        long before = problems.count();
        parts.put(name, 1);
        CalendarWindow read = switch (daily ? "days" : kinds.getFirst()) {
            case "cron" -> cron(mapping);
            case "calendar" -> calendar(mapping);
            case "any" -> composite(mapping, "any", name);
            case "all" -> composite(mapping, "all", name);
            case "not" -> composite(mapping, "not", name);
            default -> weekly(mapping);
        };
        mapping.done();
        return problems.count() > before ? null : read;
    }

    // Weekly.

    private static CalendarWindow weekly(Mapping mapping) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Node node = mapping.get("days");
        for (Node each : node.listOrOne()) {
            for (String part : each.text().split(",", -1)) {
                days(part.strip().toLowerCase(Locale.ROOT), each, days);
            }
        }
        ZoneId zone = zone(mapping.get("zone"));
        if (mapping.has("from") != mapping.has("to")) {
            mapping.problem("has only one of from and to", "Give both, or neither for the whole day.");
        }
        LocalTime from = time(mapping.get("from"));
        LocalTime to = time(mapping.get("to"));
        if (!node.present()) {
            days.addAll(EnumSet.allOf(DayOfWeek.class));
        }
        return new Weekly(days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days, from, to, zone);
    }

    /** {@code mon}, {@code fri-mon}: a range may pass Sunday. */
    private static void days(String part, Node node, Set<DayOfWeek> into) {
        int dash = part.indexOf('-');
        DayOfWeek first = day(dash < 0 ? part : part.substring(0, dash).strip(), node);
        DayOfWeek last = dash < 0 ? first : day(part.substring(dash + 1).strip(), node);
        if (first == null || last == null) {
            return;
        }
        for (DayOfWeek day = first; day != last; day = day.plus(1)) {
            into.add(day);
        }
        into.add(last);
    }

    private static @Nullable DayOfWeek day(String name, Node node) {
        int at = DAYS.indexOf(name);
        if (at < 0) {
            node.problems().add(node.at(), name, "is no day", NearestName.suggest(name, DAYS));
            return null;
        }
        return DayOfWeek.of(at + 1);
    }

    private static LocalTime time(Node node) {
        String text = node.text("00:00");
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            node.problem("must be a time of day, 00:00 to 24:00", "Write \"08:30\", in quotes.");
            return LocalTime.MIDNIGHT;
        }
        return time.group(1) == null ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static ZoneId zone(Node node) {
        String name = node.text("UTC");
        try {
            if (name.equals("UTC") || ZoneId.getAvailableZoneIds().contains(name)) {
                return ZoneId.of(name);
            }
        } catch (DateTimeException unknown) {
            // Said below.
        }
        String nearest = NearestName.of(
                name, ZoneId.getAvailableZoneIds().stream().sorted().toList());
        node.problem("is no time zone", nearest == null ? "Name one such as Europe/Berlin." : "Maybe " + nearest + "?");
        return ZoneOffset.UTC;
    }

    // Cron and files.

    private static @Nullable CalendarWindow cron(Mapping mapping) {
        Node node = mapping.get("cron");
        String expression = node.text();
        long time = mapping.get("for").duration(SHORTEST, LONGEST);
        ZoneId zone = zone(mapping.get("zone"));
        List<String> bad = Cron.problems(expression);
        bad.forEach(each -> node.problems().add(node.at(), "cron", each, ""));
        return bad.isEmpty() ? new Cron(expression, time, zone) : null;
    }

    private @Nullable CalendarWindow calendar(Mapping mapping) {
        Node node = mapping.get("calendar");
        ZoneId zone = zone(mapping.get("zone"));
        PolicyFiles.Found found = node.kind() == Node.Kind.SCALAR
                ? files.find(node.text(), node.at().file())
                : null;
        if (found == null) {
            node.problem("is not there", "Name an iCalendar file (.ics) beside the policy.");
            return null;
        }
        Holidays.Reading reading = Holidays.read(found.text(), zone);
        reading.problems()
                .forEach(each ->
                        problems.add(new Position(found.shown(), Math.max(1, each.line()), 1), "", each.text(), ""));
        return reading.holidays();
    }

    // Composites.

    private @Nullable CalendarWindow composite(Mapping mapping, String kind, String name) {
        Node node = mapping.get(kind);
        List<CalendarWindow> members = new ArrayList<>();
        int sum = 0;
        for (Node each : node.listOrOne()) {
            CalendarWindow member = each.kind() == Node.Kind.SCALAR ? member(each) : notOne(each);
            if (member != null) {
                members.add(member);
                sum += parts.getOrDefault(each.text(), 1);
            }
        }
        int given = node.listOrOne().size();
        if (given == 0 || (kind.equals("not") && given != 1)) {
            node.problem(kind.equals("not") ? "takes the name of one window" : "takes a list of windows' names", "");
            return null;
        }
        if (members.size() < given) {
            return null;
        }
        if (sum > MOST_PARTS) {
            node.problem("is made of more than " + MOST_PARTS + " windows, each counted where it is named", "");
            return null;
        }
        parts.put(name, sum);
        return switch (kind) {
            case "any" -> new CalendarWindow.Any(members);
            case "all" -> new CalendarWindow.All(members);
            default -> new CalendarWindow.Not(members.getFirst());
        };
    }

    private @Nullable CalendarWindow member(Node node) {
        String name = node.text();
        WindowModel model = models.get(name);
        if (model == null) {
            node.problems().add(node.at(), name, "is no window", NearestName.suggest(name, models.keySet()));
            return null;
        }
        if (open.contains(name)) {
            node.problems().add(node.at(), name, "is made of itself", "");
            return null;
        }
        return window(model);
    }
}

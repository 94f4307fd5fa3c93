package ebb.trace;

import ebb.document.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a column of a request table means.
 *
 * @param scale its unit in nanoseconds as a power of ten
 */
record Column(Role role, int scale) {
    /** What a column says of a request. */
    enum Role {
        /** Several together, joined with a slash, name one. */
        SERVICE,
        TIME,
        /** When it was done; the arrival is its duration before. */
        END,
        /** Date and time of day. */
        INSTANT,
        DURATION,
        INPUT,
        OUTPUT,
        SESSION,
        IGNORED
    }

    private static final Map<String, Integer> UNITS = Map.of("ns", 0, "us", 3, "ms", 6, "s", 9);
    private static final List<String> TIMES = List.of("t", "time", "arrival", "timestamp", "start");
    private static final List<String> DURATIONS = List.of("duration", "service_time", "exec", "request_time");

    // The columns that our own forms have beside what a replay needs.
    private static final List<String> BESIDE = List.of("prefix_blocks", "is_cold", "client_ms");

    /** The columns that say their unit in their name, and those without. */
    private static final Map<String, Column> KNOWN = new HashMap<>();

    static {
        UNITS.forEach((unit, scale) -> {
            TIMES.forEach(name -> KNOWN.put(name + "_" + unit, new Column(Role.TIME, scale)));
            DURATIONS.forEach(name -> KNOWN.put(name + "_" + unit, new Column(Role.DURATION, scale)));
        });
        KNOWN.put("timestamp", new Column(Role.INSTANT, 0));
        KNOWN.put("datetime", new Column(Role.INSTANT, 0));
        List.of("service", "function", "model").forEach(name -> KNOWN.put(name, new Column(Role.SERVICE, 0)));
        List.of("input_tokens", "prompt_tokens").forEach(name -> KNOWN.put(name, new Column(Role.INPUT, 0)));
        List.of("output_tokens", "generation_tokens", "completion_tokens")
                .forEach(name -> KNOWN.put(name, new Column(Role.OUTPUT, 0)));
        List.of("session", "session_id").forEach(name -> KNOWN.put(name, new Column(Role.SESSION, 0)));
        BESIDE.forEach(name -> KNOWN.put(name, new Column(Role.IGNORED, 0)));
    }

    static Column of(Role role) {
        return new Column(role, 0);
    }

    static Column seconds(Role role) {
        return new Column(role, 9);
    }

    static Column millis(Role role) {
        return new Column(role, 6);
    }

    /** The unit of the column, for a message. */
    String unit() {
        return switch (role) {
            case TIME, END, DURATION ->
                switch (scale) {
                    case 9 -> "seconds";
                    case 6 -> "milliseconds";
                    case 3 -> "microseconds";
                    default -> "nanoseconds";
                };
            case INPUT, OUTPUT -> "tokens";
            case SERVICE, INSTANT, SESSION, IGNORED -> "";
        };
    }

    /** @return the meaning of a name; null where it has none */
    static @Nullable Column named(String name) {
        return KNOWN.get(name);
    }

    /** @return whether it would be a time or a duration if it had a unit */
    static boolean needsUnit(String name) {
        return (TIMES.contains(name) && !KNOWN.containsKey(name)) || DURATIONS.contains(name);
    }

    /** @return what was likely meant; null where nothing is near */
    static @Nullable String near(String name) {
        return NearestName.of(name, KNOWN.keySet().stream().sorted().toList());
    }
}

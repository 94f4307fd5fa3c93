package ebb.policy.window;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Local time and nanoseconds since the epoch. A local time that a clock passes over is the first instant after the gap; one that comes
 * twice is the first of them.
 */
final class Civil {
    static final long DAY = 86_400_000_000_000L;

    private static final long SECOND = 1_000_000_000L;
    private static final long LAST_SECOND = Long.MAX_VALUE / SECOND - 1;

    private Civil() {}

    static LocalDateTime local(long nanos, ZoneId zone) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
        return LocalDateTime.ofInstant(instant, zone);
    }

    /** @return cut to what a {@code long} holds, the years 1677 to 2262 */
    static long nanos(LocalDateTime local, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        long second = offsets.isEmpty()
                ? rules.getTransition(local).toEpochSecond()
                : local.toEpochSecond(offsets.getFirst());
        int rest = offsets.isEmpty() ? 0 : local.get(ChronoField.NANO_OF_SECOND);
        return Math.clamp(second, -LAST_SECOND, LAST_SECOND) * SECOND + rest;
    }
}

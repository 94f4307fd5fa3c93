package ebb.trace;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader found. */
record Content(
        Trace trace,
        Map<String, ServiceFacts> facts,
        @Nullable Instant start) {
    Content {
        facts = Map.copyOf(facts);
    }

    static Content of(Trace trace) {
        return new Content(trace, Map.of(), null);
    }

    static Content of(RequestTable.Built built, boolean absolute) {
        Instant start = absolute ? Instant.EPOCH.plusNanos(built.originNanos()) : null;
        return new Content(built.trace(), Map.of(), start);
    }
}

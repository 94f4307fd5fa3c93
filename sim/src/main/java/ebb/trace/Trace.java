package ebb.trace;

import java.util.List;
import java.util.Map;

/** Recorded or generated requests of one or many services. It can be read from the start as often as it is needed, by many threads. */
public interface Trace {
    /** Names in a fixed order; the index is the service's number in this trace. */
    List<String> services();

    /** @return how many requests a service has; -1 where only reading tells */
    long requests(int service);

    /** @return about how many requests a service has, for a forecast of how long it takes; 0 where nothing tells */
    default double expected(int service) {
        return Math.max(0, requests(service));
    }

    /** @return the end of what was recorded, ns: at least the last arrival; counts and windows end at the end of their last window */
    long durationNanos();

    RequestStream open(int service);

    /** @return whether requests are drawn each time it is opened, so that whoever reads them twice had better keep them */
    default boolean drawnAnew() {
        return false;
    }

    /** @return what is known of services beside their requests, by name; services of which nothing is known are not in it */
    default Map<String, ServiceFacts> facts() {
        return Map.of();
    }

    /** @return SHA-256 in hex of what the requests come from: the file's uncompressed bytes, or a generator's specification and seed */
    String hash();
}

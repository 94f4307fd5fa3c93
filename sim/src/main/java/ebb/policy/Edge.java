package ebb.policy;

import org.jspecify.annotations.Nullable;

/** What may happen within a step, as a bit; read by its name in a condition. */
enum Edge {
    ARRIVAL,
    DONE,
    POD_READY,
    POD_FAILED,
    POD_GONE,
    TICK,
    ACTION_FAILED,
    RESTART;

    int bit() {
        return 1 << ordinal();
    }

    String title() {
        return PolicyReader.title(this);
    }

    static @Nullable Edge named(String title) {
        for (Edge each : values()) {
            if (each.title().equals(title)) {
                return each;
            }
        }
        return null;
    }
}

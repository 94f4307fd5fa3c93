package ebb.log;

import ebb.policy.EventKind;
import org.jspecify.annotations.Nullable;

/** What kinds of events are called in a file. A number once given stays: old files must be read. */
final class Codes {
    private static final EventKind[] KINDS = EventKind.values();

    private Codes() {}

    static int of(EventKind kind) {
        return switch (kind) {
            case REPORT -> 1;
            case POD_READY -> 2;
            case POD_IDLE -> 3;
            case POD_BUSY -> 4;
            case POD_GONE -> 5;
            case POD_FAILED -> 6;
            case POD_CHANGED -> 7;
            case SAMPLE -> 8;
            case ACTION_FAILED -> 9;
            case ADVANCE -> 10;
            case APPLY -> 11;
            case RESTART -> 12;
        };
    }

    static @Nullable EventKind kind(int code) {
        for (EventKind each : KINDS) {
            if (of(each) == code) {
                return each;
            }
        }
        return null;
    }
}

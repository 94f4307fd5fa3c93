package ebb.log;

import java.util.Arrays;

/** The slots of an automaton as a log tells them: those of the last segment, then what has changed since. */
final class State {
    // Twice what a policy may have without pods.
    private static final int MOST = 4_000_000;

    private long[] slots = new long[0];

    long[] slots() {
        return slots;
    }

    void clear() {
        slots = new long[0];
    }

    void size(long count) {
        if (count < 0 || count > MOST) {
            throw new Json.Malformed("has a state of " + count + " slots", 0);
        }
        slots = Arrays.copyOf(slots, (int) count);
    }

    void add(long index, long difference) {
        slots[checked(index)] += difference;
    }

    void set(long index, long value) {
        slots[checked(index)] = value;
    }

    private int checked(long index) {
        if (index < 0 || index >= slots.length) {
            throw new Json.Malformed("has a slot " + index + " of " + slots.length, 0);
        }
        return (int) index;
    }
}

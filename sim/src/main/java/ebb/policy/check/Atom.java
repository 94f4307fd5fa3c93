package ebb.policy.check;

import java.util.Set;

/**
 * Something that a check does not look into: a parameter, a level, a window's value, a product of two.
 *
 * @param key what makes two of them the same
 * @param origins what its value comes from, at the bottom
 * @param whole whether it has no fraction
 */
record Atom(int number, String key, Set<Origin> origins, Range range, boolean whole) {
    /** Where a value comes from. */
    enum Origin {
        /** Chosen by a person, within its range. */
        PARAMETER,
        /** Pods and requests as they are now. */
        LEVEL,
        /** What happened in this step. */
        EVENT,
        /** The clock, the calendar. */
        TIME,
        /** Windows, forecasts, figures over pods: unknown where there is no data. */
        DATA,
        /** Variables, states, proposals: the policy's own. */
        OWN
    }

    Atom {
        origins = Set.copyOf(origins);
    }

    /** Whether nothing about it is known but its range: whatever it is, others may be anything. */
    boolean isFree() {
        return !origins.contains(Origin.DATA) && !origins.contains(Origin.OWN);
    }
}

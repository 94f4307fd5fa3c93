package ebb.policy.check;

import ebb.document.Position;
import ebb.policy.Expression;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a policy promises.
 *
 * @param text as it was written
 * @param subject the number of pods that must not change so; null for a promise about a condition
 * @param condition what must be, or must not; null for {@link Kind#FLAPS} and for a subject
 * @param event what sets a clock going, of {@link Kind#WAKE} and {@link Kind#PROGRESS}
 * @param withinNanos of the same, and of {@link Kind#FLAPS}; 0 for none
 * @param most changes of direction, of {@link Kind#FLAPS}
 * @param during when it counts; null for always
 * @param unless when it does not; null for never
 * @param timed whether it speaks of an instant of the calendar
 */
public record Guarantee(
        Kind kind,
        String text,
        @Nullable Subject subject,
        @Nullable Expression condition,
        @Nullable Expression event,
        long withinNanos,
        int most,
        @Nullable Expression during,
        @Nullable Expression unless,
        boolean timed,
        Position at) {
    /** Ways to promise. */
    public enum Kind {
        WAKE,
        NEVER,
        ALWAYS,
        FLAPS,
        SLO,
        PROGRESS
    }

    /**
     * A number of pods over time.
     *
     * @param slot as the engine calls it
     * @param up whether it must not grow; else it must not shrink
     */
    public record Subject(String slot, boolean up) {}

    /** How sure it is. */
    public enum Verdict {
        BY_CONSTRUCTION,
        BOUNDED,
        MONITORED,
        VIOLATED
    }

    /**
     * What was found.
     *
     * @param depth events that were tried, of {@link Verdict#BOUNDED}
     * @param why in words; empty where the verdict says it all
     * @param timeline what leads to it, of {@link Verdict#VIOLATED}, a line each
     * @param test the same as steps of a test
     */
    public record Outcome(
            Guarantee guarantee, Verdict verdict, int depth, String why, List<String> timeline, List<String> test) {
        public Outcome {
            timeline = List.copyOf(timeline);
            test = List.copyOf(test);
        }

        /** {@code BOUNDED(6)}, {@code BY CONSTRUCTION}. */
        public String shown() {
            return switch (verdict) {
                case BY_CONSTRUCTION -> "BY CONSTRUCTION";
                case BOUNDED -> "BOUNDED(" + depth + ")";
                case MONITORED -> "MONITORED";
                case VIOLATED -> "VIOLATED";
            };
        }
    }

    /** {@code wake: scale >= 1 within 1s of request}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + text;
    }
}

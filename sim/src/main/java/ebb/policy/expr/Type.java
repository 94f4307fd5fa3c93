package ebb.policy.expr;

import java.util.List;

/**
 * What a value is: its kind and, for a number, its unit.
 *
 * @param choices the names that a NAME can be; empty otherwise
 */
public record Type(Kind kind, Unit unit, List<String> choices) {
    /** Kinds of values; all but REAL are kept as a long. */
    public enum Kind {
        BOOL("a condition"),
        INT("a whole number"),
        REAL("a number"),
        /** Nanoseconds. */
        DURATION("a duration"),
        /** Nanoseconds since the epoch. */
        INSTANT("an instant"),
        /** One of some names, by its place. */
        NAME("a name"),
        /** What is unknown whatever it would be: {@code invalid}, {@code none}. */
        NOTHING("nothing");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public boolean isNumber() {
            return this == INT || this == REAL;
        }
    }

    public static final Type BOOL = new Type(Kind.BOOL, Unit.NONE, List.of());
    public static final Type DURATION = new Type(Kind.DURATION, Unit.SECOND, List.of());
    public static final Type INSTANT = new Type(Kind.INSTANT, Unit.NONE, List.of());
    public static final Type NOTHING = new Type(Kind.NOTHING, Unit.NONE, List.of());

    public Type {
        choices = List.copyOf(choices);
    }

    public static Type whole(Unit unit) {
        return new Type(Kind.INT, unit, List.of());
    }

    public static Type real(Unit unit) {
        return new Type(Kind.REAL, unit, List.of());
    }

    public static Type name(List<String> choices) {
        return new Type(Kind.NAME, Unit.NONE, choices);
    }

    public boolean isReal() {
        return kind == Kind.REAL;
    }

    public boolean isTime() {
        return kind == Kind.DURATION || kind == Kind.INSTANT;
    }

    /** In words. */
    @Override
    public String toString() {
        if (kind == Kind.NAME) {
            return choices.isEmpty() ? "a name" : "one of " + String.join(", ", choices);
        }
        String shown = unit.toString();
        return kind.isNumber() && !shown.isEmpty() ? kind.text + " in " + shown : kind.text;
    }
}

package ebb.policy.expr;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions of the language, one line each. */
public enum Function {
    CEIL(1, 1, "the next whole number up"),
    FLOOR(1, 1, "the next whole number down"),
    TRUNC(1, 1, "without its fraction"),
    ROUND(1, 2, "the nearest multiple of a step, 1 if none is given; half away from zero"),
    ABS(1, 1, "without its sign"),
    SQRT(1, 1, "square root"),
    EXP(1, 1, "e to the power"),
    LN(1, 1, "natural logarithm"),
    POW(2, 2, "a power; the exponent is a number as it stands"),
    MIN(1, 16, "the least"),
    MAX(1, 16, "the greatest"),
    CLAMP(3, 3, "clamp(x, lo, hi) = min(max(x, lo), hi)"),
    VALID(1, 1, "whether it is known"),
    MAX_VALID(1, 16, "the greatest of those that are known"),
    MIN_VALID(1, 16, "the least of those that are known"),
    ERLANG_N(
            3,
            3,
            "erlang_n(load, wait, share): servers so that at most that share waits longer than wait, in units of a service time");

    private final int least;
    private final int most;
    private final String text;

    Function(int least, int most, String text) {
        this.least = least;
        this.most = most;
        this.text = text;
    }

    /** As it is written. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it gives, for a page about the language. */
    public String text() {
        return text;
    }

    public int least() {
        return least;
    }

    public int most() {
        return most;
    }

    boolean isExtreme() {
        return this == MIN || this == MAX || this == CLAMP || this == MAX_VALID || this == MIN_VALID;
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(Function::title).toList();
    }

    static @Nullable Function named(String title) {
        for (Function each : values()) {
            if (each.title().equals(title)) {
                return each;
            }
        }
        return null;
    }
}

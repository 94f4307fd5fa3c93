package ebb.bench;

import java.util.Locale;

/** What a figure should reach. */
sealed interface Goal {
    record None() implements Goal {}

    /** In the row's unit. */
    record Rate(double least) implements Goal {}

    /** Times the best rival, in the same run. */
    record Ratio(double least) implements Goal {}

    default boolean met(double ours, double rival) {
        return switch (this) {
            case None none -> true;
            case Rate rate -> ours >= rate.least;
            case Ratio ratio -> ours >= ratio.least * rival;
        };
    }

    default String text(String unit) {
        return switch (this) {
            case None none -> "";
            case Rate rate -> String.format(Locale.ROOT, "%.0f %s", rate.least, unit);
            case Ratio ratio -> String.format(Locale.ROOT, "%.0f times", ratio.least);
        };
    }
}

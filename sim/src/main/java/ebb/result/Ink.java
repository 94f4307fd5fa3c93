package ebb.result;

import java.awt.Color;
import java.util.Locale;

/**
 * The colours that charts are drawn with, by role. What is drawn is a marker that {@link Svg} turns into a class; the page's style sheet says
 * what colour that is, in light and in dark.
 */
enum Ink {
    /** Text and marks. */
    INK,
    /** What is beside the point: axes, leaders. */
    DIM,
    GRID,
    /** The page: the inside of hollow marks. */
    PAGE,
    // Okabe and Ito's palette (2008), told apart by the colour-blind; yellow last, for it is weak on white.
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
    C8,
    STARTING,
    BUSY,
    IDLE,
    DRAINING;

    private static final int SERIES = 8;

    /** Marks a colour as ours: no chart draws in it by chance. */
    private static final int MARK = 0x010200;

    /** @return the same for every eighth number */
    @SuppressWarnings("EnumOrdinal") // C1 to C8 stand in a row
    static Ink series(int number) {
        return values()[C1.ordinal() + Math.floorMod(number, SERIES)];
    }

    @SuppressWarnings("EnumOrdinal") // any number will do
    Color color() {
        return new Color(MARK + ordinal());
    }

    /** The class of what is painted in it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return {@link #INK} for a colour that is none of ours */
    static Ink of(int rgb) {
        int number = (rgb & 0xffffff) - MARK;
        return number >= 0 && number < values().length ? values()[number] : INK;
    }
}

package ebb.gui.model;

/** Instants of a run as people read them. */
public final class Clock {
    private Clock() {}

    /** @return {@code 15:30:05}, from the second day on with the day before it */
    public static String text(double seconds) {
        long whole = (long) seconds;
        String time = two(whole / 3600 % 24) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
        return whole < 86_400 ? time : "day " + (whole / 86_400 + 1) + " " + time;
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}

package ebb.gui.model;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleDoubleProperty;

/** The part of the day that every timeline shows, and the instant that every one of them points at; seconds from the start. */
public final class TimeWindow {
    /** Nearer than this there is nothing to see. */
    private static final double LEAST = 10;

    private final ReadOnlyDoubleWrapper from = new ReadOnlyDoubleWrapper(0);
    private final ReadOnlyDoubleWrapper to = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyDoubleWrapper end = new ReadOnlyDoubleWrapper(1);
    private final DoubleProperty cursor = new SimpleDoubleProperty(Double.NaN);

    public ReadOnlyDoubleProperty fromProperty() {
        return from.getReadOnlyProperty();
    }

    public ReadOnlyDoubleProperty toProperty() {
        return to.getReadOnlyProperty();
    }

    /** How long the whole is. */
    public ReadOnlyDoubleProperty endProperty() {
        return end.getReadOnlyProperty();
    }

    /** NaN: nowhere. */
    public DoubleProperty cursorProperty() {
        return cursor;
    }

    public double from() {
        return from.get();
    }

    public double to() {
        return to.get();
    }

    public double end() {
        return end.get();
    }

    public double cursor() {
        return cursor.get();
    }

    /** Another day: all of it is shown, unless it is as long as the one before. */
    public void length(double seconds) {
        if (seconds != end.get()) {
            end.set(Math.max(LEAST, seconds));
            cursor.set(Double.NaN);
            all();
        }
    }

    public void all() {
        show(0, end.get());
    }

    /** @return whether a part is shown */
    public boolean zoomed() {
        return from.get() > 0 || to.get() < end.get();
    }

    public void show(double first, double last) {
        double length = Math.clamp(last - first, Math.min(LEAST, end.get()), end.get());
        double start = Math.clamp(first, 0, end.get() - length);
        // The wider bound first: a reader in between never sees an empty window.
        if (start < from.get()) {
            from.set(start);
            to.set(start + length);
        } else {
            to.set(start + length);
            from.set(start);
        }
    }

    /** @param factor below 1 shows less; the instant {@code about} stays where it is */
    public void zoom(double factor, double about) {
        double before = about - from.get();
        double after = to.get() - about;
        show(about - before * factor, about + after * factor);
    }

    public void pan(double seconds) {
        show(from.get() + seconds, to.get() + seconds);
    }

    /** Moves the cursor; the window follows it. */
    public void point(double seconds) {
        double at = Math.clamp(seconds, 0, end.get());
        double length = to.get() - from.get();
        if (at < from.get()) {
            show(at - length / 10, at + length * 9 / 10);
        } else if (at > to.get()) {
            show(at - length * 9 / 10, at + length / 10);
        }
        cursor.set(at);
    }
}

package ebb.gui.view;

import ebb.gui.chart.Palette;
import ebb.gui.chart.TimelinePainter;
import ebb.gui.model.Day;
import ebb.gui.model.Explore;
import ebb.gui.model.TimeWindow;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** The linked timelines, with one window of time and one cross-hair. */
final class TimelineView extends Chart {
    private final Explore explore;
    private final TimeWindow window;
    private double pressedAt = Double.NaN;
    private double pressedX;
    private boolean brushing;
    private double brushTo;

    TimelineView(Look look, Explore explore) {
        super(look, "timelines");
        this.explore = explore;
        window = explore.window();
        explore.dayProperty().subscribe(day -> paintDay());
        explore.pinnedProperty().subscribe(day -> paintDay());
        window.fromProperty().subscribe(() -> paintDay());
        window.toProperty().subscribe(() -> paintDay());
        window.cursorProperty().subscribe(() -> mark());
        tabled(() -> explore.dayProperty().get() == null
                ? java.util.List.of()
                : explore.dayProperty().get().table(window.from(), window.to()));
        setOnMouseMoved(event -> window.cursorProperty().set(clamped(event.getX())));
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseReleased(this::released);
        setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                window.all();
            }
        });
        setOnScroll(this::scrolled);
        setOnKeyPressed(this::key);
    }

    private void paintDay() {
        Day day = explore.dayProperty().get();
        if (day == null) {
            show(null, "Timelines: nothing is open.");
            return;
        }
        show(
                new TimelinePainter(day, explore.pinnedProperty().get(), window.from(), window.to()),
                "Timelines. " + explore.summary());
    }

    private double seconds(double x) {
        double share = (x - TimelinePainter.LEFT) / (getWidth() - TimelinePainter.LEFT - TimelinePainter.RIGHT);
        return window.from() + share * (window.to() - window.from());
    }

    private double clamped(double x) {
        return Math.clamp(seconds(x), window.from(), window.to());
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        pressedAt = seconds(event.getX());
        pressedX = event.getX();
        brushing = event.isShiftDown() || event.getButton() == MouseButton.SECONDARY;
        brushTo = pressedAt;
    }

    private void dragged(MouseEvent event) {
        if (brushing) {
            brushTo = clamped(event.getX());
            mark();
        } else {
            window.pan(pressedAt - seconds(event.getX()));
        }
    }

    private void released(MouseEvent event) {
        if (brushing && Math.abs(event.getX() - pressedX) > 4) {
            window.show(Math.min(pressedAt, brushTo), Math.max(pressedAt, brushTo));
        }
        brushing = false;
        mark();
    }

    private void scrolled(ScrollEvent event) {
        if (event.getDeltaX() != 0) {
            window.pan(-event.getDeltaX() / getWidth() * (window.to() - window.from()));
        }
        if (event.getDeltaY() != 0) {
            window.zoom(event.getDeltaY() > 0 ? 0.8 : 1.25, seconds(event.getX()));
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        Day day = explore.dayProperty().get();
        double span = window.to() - window.from();
        double middle = Double.isNaN(window.cursor()) ? (window.from() + window.to()) / 2 : window.cursor();
        double step =
                day == null ? 1 : Math.max(day.stepSeconds(), span / Math.max(1, getWidth() - TimelinePainter.LEFT));
        switch (event.getCode()) {
            case W -> window.zoom(0.7, middle);
            case S -> window.zoom(1 / 0.7, middle);
            case A -> window.pan(-span / 8);
            case D -> window.pan(span / 8);
            case LEFT -> window.point(middle - step);
            case RIGHT -> window.point(middle + step);
            case HOME -> window.point(window.from());
            case END -> window.point(window.to());
            case F -> window.all();
            case OPEN_BRACKET -> jump(day, false);
            case CLOSE_BRACKET -> jump(day, true);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void jump(@org.jspecify.annotations.Nullable Day day, boolean after) {
        double at = day == null ? Double.NaN : day.coldStart(window.cursor(), after);
        if (!Double.isNaN(at)) {
            window.point(at);
        }
    }

    @Override
    void marks(GraphicsContext g) {
        if (!(painter() instanceof TimelinePainter timeline)) {
            return;
        }
        Palette palette = look().palette();
        if (brushing) {
            double a = timeline.x(Math.min(pressedAt, brushTo), getWidth());
            double b = timeline.x(Math.max(pressedAt, brushTo), getWidth());
            g.setFill(color(palette.accent()).deriveColor(0, 1, 1, 0.2));
            g.fillRect(a, 0, b - a, getHeight());
        }
        double cursor = window.cursor();
        if (Double.isNaN(cursor) || cursor < window.from() || cursor > window.to()) {
            return;
        }
        double x = Math.rint(timeline.x(cursor, getWidth())) + 0.5;
        g.setStroke(color(palette.text()));
        g.setLineWidth(1);
        g.strokeLine(x, 0, x, getHeight() - 18);
        values(g, timeline.values(cursor), x, palette);
    }

    private void values(GraphicsContext g, String text, double x, Palette palette) {
        Font font = Font.font(palette.textSize() * 0.92);
        Text measure = new Text(text);
        measure.setFont(font);
        double w = measure.getLayoutBounds().getWidth() + 14;
        double h = measure.getLayoutBounds().getHeight() + 10;
        double left = x + 10 + w > getWidth() ? x - 10 - w : x + 10;
        g.setFill(color(palette.page()).deriveColor(0, 1, 1, 0.93));
        g.fillRoundRect(left, 4, w, h, 8, 8);
        g.setStroke(color(palette.dim()));
        g.strokeRoundRect(left + 0.5, 4.5, w - 1, h - 1, 8, 8);
        g.setFill(color(palette.text()));
        g.setFont(font);
        g.setTextBaseline(VPos.TOP);
        g.fillText(text, left + 7, 9);
    }
}

package ebb.gui.view;

import ebb.gui.chart.TimelinePainter;
import ebb.gui.model.Day;
import ebb.gui.model.Explore;
import ebb.gui.model.TimeWindow;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;

/** The whole day, and the part of it that the timelines show: it can be dragged, and drawn anew with the shift key. */
final class MinimapView extends Chart {
    private final TimeWindow window;
    private double grip;
    private double begun;
    private boolean drawing;

    MinimapView(Look look, Explore explore) {
        super(look, "minimap");
        window = explore.window();
        explore.dayProperty().subscribe(day -> paintDay(day));
        window.fromProperty().subscribe(() -> mark());
        window.toProperty().subscribe(() -> mark());
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                window.all();
            }
        });
    }

    private void paintDay(@org.jspecify.annotations.Nullable Day day) {
        show(
                day == null ? null : TimelinePainter.minimap(day),
                "Arrivals of the whole day, with the window of the timelines.");
    }

    private double seconds(double x) {
        return (x - TimelinePainter.LEFT) / (getWidth() - TimelinePainter.LEFT - TimelinePainter.RIGHT) * window.end();
    }

    private double x(double seconds) {
        return TimelinePainter.LEFT
                + seconds / window.end() * (getWidth() - TimelinePainter.LEFT - TimelinePainter.RIGHT);
    }

    private void pressed(MouseEvent event) {
        double at = seconds(event.getX());
        drawing = event.isShiftDown() || !window.zoomed() || at < window.from() || at > window.to();
        grip = at - window.from();
        begun = at;
    }

    private void dragged(MouseEvent event) {
        double at = seconds(event.getX());
        if (drawing) {
            window.show(Math.min(begun, at), Math.max(begun, at));
        } else {
            window.pan(at - grip - window.from());
        }
    }

    @Override
    void marks(GraphicsContext g) {
        double a = x(window.from());
        double b = x(window.to());
        g.setFill(color(look().palette().page()).deriveColor(0, 1, 1, 0.7));
        g.fillRect(TimelinePainter.LEFT, 0, a - TimelinePainter.LEFT, getHeight());
        g.fillRect(b, 0, x(window.end()) - b, getHeight());
        g.setStroke(color(look().palette().accent()));
        g.strokeRect(Math.rint(a) + 0.5, 0.5, Math.rint(b - a) - 1, getHeight() - 1);
    }
}

package ebb.gui.view;

import ebb.gui.chart.FrontierPainter;
import ebb.gui.chart.FrontierPainter.Place;
import ebb.gui.chart.Palette;
import ebb.gui.model.Day;
import ebb.gui.model.Edits;
import ebb.gui.model.Explore;
import ebb.gui.model.Sweep;
import ebb.policy.Parameter;
import ebb.policy.ScalingPolicy;
import ebb.result.Metric;
import ebb.result.RunSummary;
import ebb.result.Text;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/** Cost against latency, with the marker that is dragged along the frontier. */
final class FrontierView extends Chart {
    private static final double NEAR = 12;

    private final Explore explore;
    private @Nullable RunSummary hovered;
    private boolean dragging;

    FrontierView(Look look, Explore explore, Edits edits) {
        super(look, "cost against latency");
        this.explore = explore;
        explore.dayProperty().subscribe(day -> paintPoints());
        explore.pinnedProperty().subscribe(day -> paintPoints());
        explore.sweepProperty().subscribe(sweep -> paintPoints());
        explore.objectiveProperty().subscribe(line -> paintPoints());
        edits.currentProperty().subscribe(() -> paintPoints());
        tabled(this::rows);
        setOnMouseMoved(event -> {
            hovered = nearest(event.getX(), event.getY(), NEAR);
            mark();
        });
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseReleased(event -> {
            dragging = false;
            explore.release();
        });
        setOnKeyPressed(this::key);
    }

    private void paintPoints() {
        Day day = explore.dayProperty().get();
        Sweep sweep = explore.sweepProperty().get();
        if (day == null) {
            show(null, "Cost against latency: nothing is open.");
            return;
        }
        Metric latency = explore.latency();
        Day pinned = explore.pinnedProperty().get();
        show(
                new FrontierPainter(new FrontierPainter.Data(
                        day.policy().name(),
                        sweep == null ? List.of() : sweep.summary().runs(),
                        sweep == null ? List.of() : sweep.frontier(latency),
                        latency,
                        explore.currency(),
                        place(day, latency),
                        pinned == null ? null : place(pinned, latency),
                        explore.trail().stream()
                                .map(each -> place(each, latency))
                                .toList(),
                        day.least(),
                        explore.objectiveProperty().get())),
                "Cost against latency. " + explore.summary());
    }

    private static Place place(Day day, Metric latency) {
        return new Place(day.value(Metric.COST), day.value(latency));
    }

    private @Nullable RunSummary nearest(double x, double y, double within) {
        if (!(painter() instanceof FrontierPainter chart)) {
            return null;
        }
        RunSummary found = null;
        double least = within;
        for (RunSummary each : chart.data().points()) {
            Point2D at = chart.pixel(chart.data().place(each));
            double distance = at == null ? Double.MAX_VALUE : at.distance(x, y);
            if (distance < least) {
                least = distance;
                found = each;
            }
        }
        return found;
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        if (painter() instanceof FrontierPainter chart && chart.data().you() != null) {
            Point2D you = chart.pixel(chart.data().you());
            dragging = you != null && you.distance(event.getX(), event.getY()) < NEAR * 1.5;
            RunSummary point = nearest(event.getX(), event.getY(), NEAR);
            if (!dragging && point != null) {
                explore.adopt(point);
            }
        }
    }

    private void dragged(MouseEvent event) {
        if (dragging) {
            moveTo(event.getX(), event.getY());
        }
    }

    /** Goes to the place of the frontier's own policy that is nearest to the mouse. */
    private void moveTo(double x, double y) {
        List<RunSummary> line = ownFrontier();
        if (!(painter() instanceof FrontierPainter chart) || line.isEmpty()) {
            return;
        }
        double least = Double.MAX_VALUE;
        RunSummary one = line.getFirst();
        RunSummary other = one;
        double share = 0;
        for (int i = 0; i + 1 < line.size(); i++) {
            Point2D a = chart.pixel(chart.data().place(line.get(i)));
            Point2D b = chart.pixel(chart.data().place(line.get(i + 1)));
            if (a == null || b == null) {
                continue;
            }
            double dx = b.getX() - a.getX();
            double dy = b.getY() - a.getY();
            double t = Math.clamp(((x - a.getX()) * dx + (y - a.getY()) * dy) / Math.max(1, dx * dx + dy * dy), 0, 1);
            double distance = Point2D.distance(x, y, a.getX() + t * dx, a.getY() + t * dy);
            if (distance < least) {
                least = distance;
                one = line.get(i);
                other = line.get(i + 1);
                share = t;
            }
        }
        explore.between(one, other, share);
    }

    private List<RunSummary> ownFrontier() {
        Day day = explore.dayProperty().get();
        Sweep sweep = explore.sweepProperty().get();
        return day == null || sweep == null
                ? List.of()
                : sweep.ofPolicy(day.policy().name(), explore.latency());
    }

    private void key(KeyEvent event) {
        int towards = switch (event.getCode()) {
            case LEFT, UP -> -1;
            case RIGHT, DOWN -> 1;
            default -> 0;
        };
        List<RunSummary> line = ownFrontier();
        Day day = explore.dayProperty().get();
        if (towards == 0 || line.isEmpty() || day == null || event.isShortcutDown()) {
            return;
        }
        int nearest = 0;
        for (int i = 0; i < line.size(); i++) {
            double cost = line.get(i).total().value(Metric.COST);
            nearest = cost <= day.value(Metric.COST) * (1 + 1e-9) ? i : nearest;
        }
        explore.adopt(line.get(Math.clamp(nearest + towards, 0, line.size() - 1)));
        event.consume();
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        Sweep sweep = explore.sweepProperty().get();
        Metric latency = explore.latency();
        rows.add(List.of(
                "policy",
                "parameters",
                "cost, " + explore.currency(),
                latency.title() + ", s",
                "cold share",
                "on the frontier"));
        if (sweep != null) {
            List<RunSummary> held = sweep.frontier(latency);
            for (RunSummary each : sweep.summary().runs()) {
                rows.add(List.of(
                        each.key().policy().name(),
                        parameters(each.key().policy()),
                        number(each.total().value(Metric.COST)),
                        number(each.total().value(latency)),
                        number(each.total().value(Metric.COLD_SHARE)),
                        held.contains(each) ? "yes" : ""));
            }
        }
        return rows;
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Text.exact(value) : "";
    }

    static String parameters(ScalingPolicy policy) {
        if (policy.definition() == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Parameter each : policy.definition().parameters()) {
            double value = policy.parameters().getOrDefault(each.name(), each.standard());
            if (value != each.standard() || policy.parameters().size() == 1) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(each.name())
                        .append(' ')
                        .append(each.print(value));
            }
        }
        return text.toString();
    }

    @Override
    void marks(GraphicsContext g) {
        if (!(painter() instanceof FrontierPainter chart)) {
            return;
        }
        Palette palette = look().palette();
        List<Place> trail = chart.data().trail();
        for (int i = 0; i < trail.size(); i++) {
            Point2D at = chart.pixel(trail.get(i));
            if (at != null) {
                g.setFill(color(palette.accent()).deriveColor(0, 1, 1, 0.08 + 0.35 * i / trail.size()));
                g.fillOval(at.getX() - 4, at.getY() - 4, 8, 8);
            }
        }
        marker(g, chart, chart.data().pinned(), "A", palette.other());
        marker(g, chart, chart.data().you(), "you", palette.accent());
        RunSummary point = hovered;
        if (point != null && !dragging) {
            tip(g, chart, point, palette);
        }
    }

    private void marker(
            GraphicsContext g, FrontierPainter chart, @Nullable Place place, String name, java.awt.Color ink) {
        Point2D at = place == null ? null : chart.pixel(place);
        if (at == null) {
            return;
        }
        g.setFill(color(ink));
        g.fillRoundRect(at.getX() - 7, at.getY() - 7, 14, 14, 4, 4);
        g.setStroke(color(look().palette().page()));
        g.setLineWidth(2);
        g.strokeRoundRect(at.getX() - 7, at.getY() - 7, 14, 14, 4, 4);
        g.setLineWidth(1);
        g.setFill(color(look().palette().text()));
        g.setFont(Font.font(
                null, javafx.scene.text.FontWeight.BOLD, look().palette().textSize()));
        g.setTextBaseline(javafx.geometry.VPos.CENTER);
        g.fillText(name, at.getX() + 11, at.getY() - 8);
    }

    private void tip(GraphicsContext g, FrontierPainter chart, RunSummary point, Palette palette) {
        Point2D at = chart.pixel(chart.data().place(point));
        if (at == null) {
            return;
        }
        String parameters = parameters(point.key().policy());
        String text = point.key().policy().name() + (parameters.isEmpty() ? "" : "\n" + parameters) + "\n"
                + Text.shown(point.total().value(Metric.COST)) + " " + explore.currency() + " · "
                + Text.duration(point.total().value(explore.latency())) + "\nclick to adopt";
        javafx.scene.text.Text measure = new javafx.scene.text.Text(text);
        measure.setFont(Font.font(palette.textSize() * 0.92));
        double w = measure.getLayoutBounds().getWidth() + 14;
        double h = measure.getLayoutBounds().getHeight() + 10;
        double x = at.getX() + 14 + w > getWidth() ? at.getX() - 14 - w : at.getX() + 14;
        double y = Math.clamp(at.getY() - h / 2, 2, Math.max(2, getHeight() - h - 2));
        g.setFill(color(palette.page()).deriveColor(0, 1, 1, 0.95));
        g.fillRoundRect(x, y, w, h, 8, 8);
        g.setStroke(color(palette.dim()));
        g.strokeRoundRect(x, y, w, h, 8, 8);
        g.setFill(color(palette.text()));
        g.setFont(measure.getFont());
        g.setTextBaseline(javafx.geometry.VPos.TOP);
        g.fillText(text, x + 7, y + 5);
    }
}

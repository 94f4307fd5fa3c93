package ebb.result;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/**
 * Writes names beside points so that none covers another name or a point, nor, where it can be helped, a line of reference. A name that finds
 * no place next to its point gets a thin line to it. Points in a row are the hard case: names that all grow to the left, from left to right, or
 * all to the right, from right to left, climb like stairs; of the orders tried the one that places most names nearest is taken.
 */
final class PointLabels extends AbstractXYAnnotation {
    private static final double GAP = 8;
    private static final double CLEAR = 5;
    private static final double STEP = 15;
    private static final int ROUNDS = 22;
    /** Browsers' fonts may run wider than ours. */
    private static final double SLACK = 1.06;

    private final transient List<Label> labels;
    private final transient List<Reference> references;

    /** A name at a place on the axes. */
    record Label(double x, double y, String text, Ink ink) {}

    /** A line across the whole chart, named at its end. */
    record Reference(boolean vertical, double at, String text, Ink ink) {}

    /** A name to place: the point that it belongs to and its size, in pixels. */
    private record Item(Label label, Rectangle2D point, double width, double height) {
        double x() {
            return point.getCenterX();
        }

        double y() {
            return point.getCenterY();
        }
    }

    private record Place(Item item, Rectangle2D box, Line2D leader) {
        /** A name next to its point needs no line to it. */
        boolean level() {
            return distance() < STEP / 2;
        }

        double distance() {
            return Math.abs(box.getCenterY() - item.y());
        }
    }

    PointLabels(List<Label> labels, List<Reference> references) {
        this.labels = List.copyOf(labels);
        this.references = List.copyOf(references);
    }

    @Override
    public void draw(
            Graphics2D g,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis domain,
            ValueAxis range,
            int renderer,
            PlotRenderingInfo info) {
        g.setFont(ChartTheme.SMALL);
        FontMetrics font = g.getFontMetrics();
        List<Item> items = new ArrayList<>();
        for (Label each : labels) {
            double x = domain.valueToJava2D(each.x, area, RectangleEdge.BOTTOM);
            double y = range.valueToJava2D(each.y, area, RectangleEdge.LEFT);
            items.add(new Item(
                    each,
                    new Rectangle2D.Double(x - CLEAR, y - CLEAR, 2 * CLEAR, 2 * CLEAR),
                    font.stringWidth(each.text) * SLACK,
                    font.getHeight()));
        }
        List<Rectangle2D> taken =
                new ArrayList<>(items.stream().map(Item::point).toList());
        List<Rectangle2D> lines = new ArrayList<>();
        for (Reference each : references) {
            double at = each.vertical
                    ? domain.valueToJava2D(each.at, area, RectangleEdge.BOTTOM)
                    : range.valueToJava2D(each.at, area, RectangleEdge.LEFT);
            lines.add(reference(g, each, at, area, taken));
        }
        best(items, area, taken, lines).forEach(each -> write(g, each));
    }

    /** @return where the line lies */
    private static Rectangle2D reference(
            Graphics2D g, Reference reference, double at, Rectangle2D area, List<Rectangle2D> taken) {
        Line2D line = reference.vertical
                ? new Line2D.Double(at, area.getMinY(), at, area.getMaxY())
                : new Line2D.Double(area.getMinX(), at, area.getMaxX(), at);
        Rectangle2D text = end(g.getFontMetrics(), reference, at, area);
        while (taken.stream().anyMatch(text::intersects) && text.getMaxY() < area.getMaxY()) {
            text.setRect(text.getX(), text.getY() + STEP, text.getWidth(), text.getHeight());
        }
        g.setPaint(reference.ink.color());
        g.setStroke(ChartTheme.HAIR);
        g.draw(line);
        write(g, reference.text, text);
        taken.add(text);
        Rectangle2D bounds = line.getBounds2D();
        return new Rectangle2D.Double(
                bounds.getX() - 1, bounds.getY() - 1, bounds.getWidth() + 2, bounds.getHeight() + 2);
    }

    private static Rectangle2D end(FontMetrics font, Reference reference, double at, Rectangle2D area) {
        double width = font.stringWidth(reference.text) * SLACK;
        double height = font.getHeight();
        if (!reference.vertical) {
            return new Rectangle2D.Double(area.getMaxX() - width, at - height - 1, width, height);
        }
        boolean room = at + 5 + width < area.getMaxX();
        return new Rectangle2D.Double(room ? at + 5 : at - 5 - width, area.getMinY(), width, height);
    }

    private static List<Place> best(
            List<Item> items, Rectangle2D area, List<Rectangle2D> taken, List<Rectangle2D> lines) {
        List<Rectangle2D> withLines = new ArrayList<>(taken);
        withLines.addAll(lines);
        List<Item> rising =
                items.stream().sorted(Comparator.comparingDouble(Item::x)).toList();
        List<List<Place>> all = new ArrayList<>();
        for (List<Rectangle2D> obstacles : List.of(withLines, taken)) {
            all.add(places(rising, true, true, area, obstacles));
            all.add(places(rising, true, false, area, obstacles));
            all.add(places(rising.reversed(), false, true, area, obstacles));
        }
        return all.stream()
                .min(Comparator.comparingInt((List<Place> each) -> -each.size())
                        .thenComparingDouble(each ->
                                each.stream().mapToDouble(Place::distance).sum()))
                .orElse(List.of());
    }

    private static List<Place> places(
            List<Item> items, boolean left, boolean right, Rectangle2D area, List<Rectangle2D> obstacles) {
        List<Place> places = new ArrayList<>();
        for (Item item : items) {
            candidates(item, left, right).stream()
                    .filter(each -> area.contains(each.box))
                    .filter(each -> obstacles.stream().noneMatch(each.box::intersects))
                    .filter(each -> places.stream().noneMatch(other -> clash(each, other)))
                    .findFirst()
                    .ifPresent(places::add);
        }
        return places;
    }

    private static boolean clash(Place a, Place b) {
        return a.box.intersects(b.box)
                || (!a.level() && a.leader.intersects(b.box))
                || (!b.level() && b.leader.intersects(a.box));
    }

    /** Next to the point first, then ever further up and down. */
    private static List<Place> candidates(Item item, boolean left, boolean right) {
        List<Place> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int side : round == 0 ? new int[] {0} : new int[] {-1, 1}) {
                double top = item.y() - item.height / 2 + side * round * STEP;
                if (right) {
                    all.add(place(item, item.x() + GAP, top));
                }
                if (left) {
                    all.add(place(item, item.x() - GAP - item.width, top));
                }
            }
        }
        return all;
    }

    private static Place place(Item item, double x, double top) {
        Rectangle2D box = new Rectangle2D.Double(x, top, item.width, item.height);
        double near = x > item.x() ? x - 2 : x + item.width + 2;
        double from = item.y() + Math.signum(box.getCenterY() - item.y()) * CLEAR;
        return new Place(item, box, new Line2D.Double(item.x(), from, near, box.getCenterY()));
    }

    private static void write(Graphics2D g, Place place) {
        if (!place.level()) {
            g.setPaint(Ink.DIM.color());
            g.setStroke(ChartTheme.HAIR);
            g.draw(place.leader);
        }
        g.setPaint(place.item.label.ink.color());
        write(g, place.item.label.text, place.box);
    }

    private static void write(Graphics2D g, String text, Rectangle2D box) {
        g.drawString(text, (float) box.getMinX(), (float)
                (box.getMinY() + g.getFontMetrics().getAscent()));
    }
}

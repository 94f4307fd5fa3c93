package ebb.gui.chart;

import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.Standing;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy's automaton: a box for each state with its law, an arrow for each transition with what sets it off, the states of an instant lit.
 * Regions stand beside each other.
 *
 * @param standing the states that are lit
 */
public record AutomatonPainter(PolicyModel model, Standing standing) implements Painter {
    private static final double GAP_X = 34;
    private static final double GAP_Y = 46;
    private static final double PAD = 14;
    private static final double HEADING = 20;
    private static final int LONGEST = 26;

    @Override
    public void paint(Graphics2D g, double width, double height, Palette palette) {
        g.setFont(palette.font());
        double x = 0;
        double depth = 0;
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < model.regions().size(); i++) {
            Region region =
                    new Region(model.regions().get(i), i, g.getFontMetrics(), g.getFontMetrics(palette.bold()), x);
            regions.add(region);
            x += region.width + PAD;
            depth = Math.max(depth, region.height);
        }
        double scale = Math.min(1.15, Math.min(width / Math.max(1, x), height / Math.max(1, depth)));
        AffineTransform before = g.getTransform();
        g.translate((width - x * scale) / 2, Math.max(0, (height - depth * scale) / 2));
        g.scale(scale, scale);
        regions.forEach(each -> each.paint(g, palette, regions.size() > 1));
        g.setTransform(before);
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    private static String law(StateModel state) {
        return switch (state.scale()) {
            case null -> "";
            case LawModel.Formula formula -> shortened(formula.value().text());
            case LawModel.Hold hold -> "hold";
            case LawModel.Mark mark ->
                shortened((mark.high() ? "high water of " : "low water of ")
                        + mark.value().text());
        };
    }

    /** A state on the paper. */
    private record Box(StateModel state, Rectangle2D place, boolean lit) {
        Point2D centre() {
            return new Point2D.Double(place.getCenterX(), place.getCenterY());
        }
    }

    private final class Region {
        private final RegionModel region;
        private final Map<String, Box> boxes = new HashMap<>();
        private final double left;
        private final double width;
        private final double height;

        Region(RegionModel region, int number, FontMetrics metrics, FontMetrics bold, double left) {
            this.region = region;
            this.left = left;
            Layers layers = new Layers(region);
            double boxWidth = 70;
            for (StateModel each : region.states()) {
                boxWidth = Math.max(
                        boxWidth, Math.max(bold.stringWidth(each.name()), metrics.stringWidth(law(each))) + 18);
            }
            double boxHeight = metrics.getHeight() * 2 + 8;
            width = layers.breadth() * (boxWidth + GAP_X) + PAD * 2 + GAP_X;
            height = HEADING + layers.depth() * (boxHeight + GAP_Y) - GAP_Y + PAD * 2;
            int lit = standing.state(number);
            for (int i = 0; i < region.states().size(); i++) {
                double cx = left + PAD + layers.across(i) * (width - PAD * 2);
                double y = HEADING + PAD + layers.layer(i) * (boxHeight + GAP_Y);
                StateModel state = region.states().get(i);
                boxes.put(
                        state.name(),
                        new Box(state, new Rectangle2D.Double(cx - boxWidth / 2, y, boxWidth, boxHeight), i == lit));
            }
        }

        void paint(Graphics2D g, Palette palette, boolean named) {
            if (named) {
                g.setFont(palette.bold());
                g.setColor(palette.dim());
                g.drawString(region.name(), (float) (left + PAD), (float) (HEADING - 4));
            }
            g.setFont(palette.font());
            for (Box from : boxes.values()) {
                Map<String, List<String>> labels = new HashMap<>();
                for (TransitionModel each : from.state().go()) {
                    if (each.to() != null) {
                        labels.computeIfAbsent(each.to(), key -> new ArrayList<>())
                                .add(each.text());
                    }
                }
                labels.forEach((to, texts) -> {
                    Box target = boxes.get(to);
                    if (target != null && !to.equals(from.state().name())) {
                        arrow(g, from, target, texts, palette);
                    }
                });
            }
            boxes.values().forEach(each -> box(g, each, palette));
        }

        private void arrow(Graphics2D g, Box from, Box to, List<String> texts, Palette palette) {
            Point2D a = from.centre();
            Point2D b = to.centre();
            boolean down = b.getY() > a.getY() + 1;
            boolean level = Math.abs(b.getY() - a.getY()) <= 1;
            // What leads back swings out to the right, so that it never lies on what leads there.
            double swing = level ? 0 : down ? -12 : 12 + Math.min(60, Math.abs(a.getY() - b.getY()) / 5);
            Point2D start = edge(
                    from.place(),
                    a.getX() + swing,
                    level
                            ? a.getY()
                            : down ? from.place().getMaxY() : from.place().getY(),
                    b,
                    level);
            Point2D end = edge(
                    to.place(),
                    b.getX() + swing,
                    level ? b.getY() : down ? to.place().getY() : to.place().getMaxY(),
                    a,
                    level);
            double bow = level ? (b.getX() > a.getX() ? -24 : 24) : 0;
            double dy = level ? 0 : (end.getY() - start.getY()) / 2.2;
            CubicCurve2D curve = new CubicCurve2D.Double(
                    start.getX(),
                    start.getY(),
                    start.getX() + (level ? (end.getX() - start.getX()) / 3 : swing),
                    start.getY() + dy + bow,
                    end.getX() - (level ? (end.getX() - start.getX()) / 3 : -swing),
                    end.getY() - dy + bow,
                    end.getX(),
                    end.getY());
            Color color = from.lit() ? palette.text() : palette.dim();
            g.setColor(color);
            g.setStroke(Palette.HAIR);
            g.draw(curve);
            head(g, curve);
            label(g, curve, texts, palette);
        }

        private Point2D edge(Rectangle2D place, double x, double y, Point2D towards, boolean level) {
            return level
                    ? new Point2D.Double(towards.getX() > place.getCenterX() ? place.getMaxX() : place.getX(), y)
                    : new Point2D.Double(Math.clamp(x, place.getX() + 6, place.getMaxX() - 6), y);
        }

        private void head(Graphics2D g, CubicCurve2D curve) {
            double angle = StrictMath.atan2(curve.getY2() - curve.getCtrlY2(), curve.getX2() - curve.getCtrlX2());
            Path2D head = new Path2D.Double();
            head.moveTo(curve.getX2(), curve.getY2());
            head.lineTo(
                    curve.getX2() - 8 * StrictMath.cos(angle - 0.4), curve.getY2() - 8 * StrictMath.sin(angle - 0.4));
            head.lineTo(
                    curve.getX2() - 8 * StrictMath.cos(angle + 0.4), curve.getY2() - 8 * StrictMath.sin(angle + 0.4));
            head.closePath();
            g.fill(head);
        }

        private void label(Graphics2D g, CubicCurve2D curve, List<String> texts, Palette palette) {
            String text = shortened(texts.getFirst()) + (texts.size() > 1 ? " +" + (texts.size() - 1) : "");
            FontMetrics metrics = g.getFontMetrics();
            double t = 0.42;
            double u = 1 - t;
            double x = u * u * u * curve.getX1()
                    + 3 * u * u * t * curve.getCtrlX1()
                    + 3 * u * t * t * curve.getCtrlX2()
                    + t * t * t * curve.getX2();
            double y = u * u * u * curve.getY1()
                    + 3 * u * u * t * curve.getCtrlY1()
                    + 3 * u * t * t * curve.getCtrlY2()
                    + t * t * t * curve.getY2();
            double w = metrics.stringWidth(text);
            g.setColor(Palette.faint(palette.page(), 225));
            g.fill(new Rectangle2D.Double(x - w / 2 - 2, y - metrics.getAscent() + 1, w + 4, metrics.getHeight() - 2));
            g.setColor(palette.dim());
            g.drawString(text, (float) (x - w / 2), (float) y);
        }

        private void box(Graphics2D g, Box box, Palette palette) {
            Rectangle2D p = box.place();
            RoundRectangle2D shape =
                    new RoundRectangle2D.Double(p.getX(), p.getY(), p.getWidth(), p.getHeight(), 12, 12);
            g.setColor(box.lit() ? palette.accent() : palette.page());
            g.fill(shape);
            g.setColor(box.lit() ? palette.accent() : palette.dim());
            g.setStroke(Palette.LINE);
            g.draw(shape);
            Color text = box.lit() ? (palette.dark() ? new Color(0x0d1117) : Color.WHITE) : palette.text();
            g.setColor(text);
            g.setFont(palette.bold());
            FontMetrics metrics = g.getFontMetrics();
            g.drawString(
                    box.state().name(),
                    (float) (p.getCenterX() - metrics.stringWidth(box.state().name()) / 2.0),
                    (float) (p.getY() + 4 + metrics.getAscent()));
            g.setFont(palette.font());
            metrics = g.getFontMetrics();
            String law = law(box.state());
            g.setColor(box.lit() ? text : palette.dim());
            g.drawString(law, (float) (p.getCenterX() - metrics.stringWidth(law) / 2.0), (float)
                    (p.getY() + 4 + metrics.getHeight() + metrics.getAscent()));
        }
    }
}

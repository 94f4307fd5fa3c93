package ebb.gui.chart;

import ebb.result.LeastCost;
import ebb.result.Metric;
import ebb.result.Objective;
import ebb.result.RunSummary;
import ebb.result.Scale;
import ebb.result.ScaleAxis;
import ebb.result.Text;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLabelLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/**
 * Cost against latency: what was swept, the frontier, the least cost there can be, the objective. It remembers where it drew, so that marks
 * can be put upon it and found again.
 */
public final class FrontierPainter implements Painter {
    private final Data data;
    private final Scale cost;
    private final Scale wait;
    private Rectangle2D area = new Rectangle2D.Double(0, 0, 1, 1);
    private @Nullable NumberAxis costAxis;
    private @Nullable NumberAxis waitAxis;

    /** A place on the chart. */
    public record Place(double cost, double latency) {}

    /**
     * What is drawn.
     *
     * @param policy the name of the policy that is dragged: its points are blue
     * @param frontier cheapest first
     * @param you where the marker is; null for nowhere
     * @param pinned where A is; null for nowhere
     * @param trail where the marker was, oldest first
     * @param least null for none
     * @param objective null for none
     */
    public record Data(
            String policy,
            List<RunSummary> points,
            List<RunSummary> frontier,
            Metric latency,
            String currency,
            @Nullable Place you,
            @Nullable Place pinned,
            List<Place> trail,
            @Nullable LeastCost least,
            @Nullable Objective objective) {
        public Data {
            points = List.copyOf(points);
            frontier = List.copyOf(frontier);
            trail = List.copyOf(trail);
        }

        public Place place(RunSummary run) {
            return new Place(run.total().value(Metric.COST), run.total().value(latency));
        }
    }

    public FrontierPainter(Data data) {
        this.data = data;
        List<Place> all = new ArrayList<>();
        data.points().forEach(each -> all.add(data.place(each)));
        if (data.you() != null) {
            all.add(data.you());
        }
        if (data.pinned() != null) {
            all.add(data.pinned());
        }
        List<Double> costs = new ArrayList<>(all.stream().map(Place::cost).toList());
        if (data.least() != null) {
            costs.add(data.least().cost());
        }
        cost = Scale.of(costs.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray());
        wait = Scale.of(all.stream()
                .mapToDouble(Place::latency)
                .filter(Double::isFinite)
                .toArray());
    }

    public Data data() {
        return data;
    }

    @Override
    public void paint(Graphics2D g, double width, double height, Palette palette) {
        XYPlot plot = new XYPlot();
        NumberAxis x =
                axis(ScaleAxis.of("cost, " + data.currency() + (cost.isLog() ? " (log)" : ""), cost, 10), palette);
        NumberAxis y = axis(ScaleAxis.of(null, wait, Math.max(3, (int) (height / 45))), palette);
        plot.setDomainAxis(x);
        plot.setRangeAxis(y);
        costAxis = x;
        waitAxis = y;
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(palette.grid());
        plot.setRangeGridlinePaint(palette.grid());
        plot.setDomainGridlineStroke(Palette.HAIR);
        plot.setRangeGridlineStroke(Palette.HAIR);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setDataset(0, dots());
        plot.setRenderer(0, dotted(palette));
        plot.setNoDataMessage("");
        JFreeChart chart = new JFreeChart(null, palette.font(), plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(palette.textSize() + 10, 8, 2, 14));
        ChartRenderingInfo info = new ChartRenderingInfo();
        chart.draw(g, new Rectangle2D.Double(0, 0, width, height), info);
        area = info.getPlotInfo().getDataArea();
        references(g, palette);
        line(g, palette);
        caption(g, palette);
    }

    private static NumberAxis axis(NumberAxis axis, Palette palette) {
        axis.setTickLabelFont(palette.font());
        axis.setLabelFont(palette.font());
        axis.setTickLabelPaint(palette.dim());
        axis.setLabelPaint(palette.dim());
        axis.setLabelLocation(AxisLabelLocation.HIGH_END);
        axis.setAxisLinePaint(palette.grid());
        axis.setTickMarksVisible(false);
        return axis;
    }

    private XYSeriesCollection dots() {
        XYSeries own = new XYSeries("own", false);
        XYSeries others = new XYSeries("others", false);
        for (RunSummary each : data.points()) {
            Place place = data.place(each);
            if (Double.isFinite(place.cost()) && Double.isFinite(place.latency())) {
                XYSeries to = each.key().policy().name().equals(data.policy()) ? own : others;
                to.add(cost.at(place.cost()), wait.at(place.latency()));
            }
        }
        XYSeriesCollection all = new XYSeriesCollection();
        all.addSeries(own);
        all.addSeries(others);
        return all;
    }

    private static XYLineAndShapeRenderer dotted(Palette palette) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setUseFillPaint(true);
        renderer.setUseOutlinePaint(true);
        renderer.setDrawOutlines(true);
        renderer.setSeriesShape(0, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
        renderer.setSeriesFillPaint(0, palette.accentSoft());
        renderer.setSeriesOutlinePaint(0, palette.accent());
        Path2D diamond = new Path2D.Double();
        diamond.moveTo(0, -5);
        diamond.lineTo(5, 0);
        diamond.lineTo(0, 5);
        diamond.lineTo(-5, 0);
        diamond.closePath();
        renderer.setSeriesShape(1, diamond);
        renderer.setSeriesFillPaint(1, palette.page());
        renderer.setSeriesOutlinePaint(1, palette.dim());
        return renderer;
    }

    private void line(Graphics2D g, Palette palette) {
        Path2D path = new Path2D.Double();
        Point2D before = null;
        for (RunSummary each : data.frontier()) {
            Point2D at = pixel(data.place(each));
            if (at == null) {
                continue;
            }
            if (before == null) {
                path.moveTo(at.getX(), at.getY());
            } else {
                path.lineTo(at.getX(), before.getY());
                path.lineTo(at.getX(), at.getY());
            }
            before = at;
        }
        if (before != null) {
            g.setColor(palette.accent());
            g.setStroke(Palette.LINE);
            g.draw(path);
        }
    }

    private void references(Graphics2D g, Palette palette) {
        LeastCost least = data.least();
        g.setStroke(Palette.DASHED);
        if (least != null) {
            Point2D at = pixel(new Place(least.cost(), 0));
            if (at != null) {
                g.setColor(palette.text());
                g.draw(new java.awt.geom.Line2D.Double(at.getX(), area.getY(), at.getX(), area.getMaxY()));
                label(
                        g,
                        least.word() + " " + Text.shown(least.cost()) + " " + data.currency(),
                        at.getX() + 6,
                        area.getMaxY() - 8,
                        palette.text());
            }
        }
        Objective objective = data.objective();
        if (objective != null) {
            g.setColor(palette.other());
            g.setStroke(Palette.DASHED);
            if (objective.metric() == data.latency()) {
                Point2D at =
                        pixel(new Place(data.least() == null ? 1 : data.least().cost(), objective.bound()));
                if (at != null && area.contains(area.getCenterX(), at.getY())) {
                    g.draw(new java.awt.geom.Line2D.Double(area.getX(), at.getY(), area.getMaxX(), at.getY()));
                    label(g, objective.text(data.currency()), area.getMaxX() - 150, at.getY() - 5, palette.other());
                }
            } else if (objective.metric() == Metric.COST) {
                Point2D at = pixel(new Place(objective.bound(), 1));
                if (at != null && area.contains(at.getX(), area.getCenterY())) {
                    g.draw(new java.awt.geom.Line2D.Double(at.getX(), area.getY(), at.getX(), area.getMaxY()));
                    label(g, objective.text(data.currency()), at.getX() + 6, area.getY() + 26, palette.other());
                }
            }
        }
    }

    private static void label(Graphics2D g, String text, double x, double y, Color color) {
        g.setColor(color);
        g.drawString(text, (float) x, (float) y);
    }

    private void caption(Graphics2D g, Palette palette) {
        g.setFont(palette.bold());
        g.setColor(palette.text());
        FontMetrics metrics = g.getFontMetrics();
        String title = data.latency().title().replace('_', ' ');
        float y = (float) palette.textSize() + 2;
        g.drawString(title, 10, y);
        g.setFont(palette.font());
        g.setColor(palette.dim());
        g.drawString(
                "s" + (wait.isLog() ? " (log)" : "") + "    ● settings of " + data.policy()
                        + "    ◇ the scenario's policies    ━ frontier",
                10 + metrics.stringWidth(title) + 6,
                y);
    }

    /** @return where a place was drawn; null where it is not on the chart */
    public @Nullable Point2D pixel(Place place) {
        if (costAxis == null || waitAxis == null || Double.isNaN(place.cost()) || Double.isNaN(place.latency())) {
            return null;
        }
        return new Point2D.Double(
                costAxis.valueToJava2D(cost.at(place.cost()), area, RectangleEdge.BOTTOM),
                waitAxis.valueToJava2D(wait.at(place.latency()), area, RectangleEdge.LEFT));
    }
}

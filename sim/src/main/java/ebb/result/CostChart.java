package ebb.result;

import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.util.ShapeUtils;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Cost against the wait, as {@link Frontier} chooses its quantile: a point a run, hollow where an objective is missed; the frontier; the optimum. */
final class CostChart {
    /** More names than these nobody can read; then only those of the frontier are written. */
    private static final int NAMED = 24;

    private static final int NAMED_LINES = 3;

    private final Summary summary;
    private final Inks inks;
    private final Labels labels;
    private final Frontier frontier;
    private final List<RunSummary> runs;
    private final Scale cost;
    private final Scale wait;

    CostChart(Summary summary, Inks inks) {
        this.summary = summary;
        this.inks = inks;
        this.labels = Labels.of(summary);
        this.frontier = new Frontier(summary);
        this.runs = summary.runs().stream().filter(frontier::comparable).toList();
        List<Double> costs = new ArrayList<>();
        for (RunSummary run : runs) {
            costs.add(run.value(Metric.COST));
            costs.add(run.total().least() == null ? run.value(Metric.COST) : run.value(Metric.OPTIMUM_COST));
        }
        this.cost = Scale.of(doubles(costs));
        DoubleStream waits = runs.stream().mapToDouble(frontier::wait);
        // The least cost is that of no wait at all.
        this.wait = Scale.of((least().isEmpty() ? waits : DoubleStream.concat(waits, DoubleStream.of(0))).toArray());
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    JFreeChart chart() {
        String currency = summary.experiment().currency();
        XYPlot plot = new XYPlot();
        ChartTheme.apply(plot);
        plot.setDomainAxis(ScaleAxis.of("cost, " + currency + logarithmic(cost), cost, 12));
        plot.setRangeAxis(ScaleAxis.of(null, wait, 8));
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        frontier(plot);
        points(plot);
        List<PointLabels.Reference> references = new ArrayList<>(optimum());
        references.addAll(objectives());
        plot.addAnnotation(new PointLabels(names(), references));
        plot.addAnnotation(new Caption(frontier.waitName() + ", s" + logarithmic(wait)));
        return ChartTheme.chart(plot);
    }

    static String logarithmic(Scale scale) {
        return scale.isLog() ? " (log)" : "";
    }

    private void frontier(XYPlot plot) {
        Map<String, List<RunSummary>> groups = new TreeMap<>();
        for (RunSummary run : runs) {
            if (frontier.holds(run)) {
                groups.computeIfAbsent(run.key().traceHash() + run.key().seed(), each -> new ArrayList<>())
                        .add(run);
            }
        }
        XYSeriesCollection lines = new XYSeriesCollection();
        XYStepRenderer renderer = new XYStepRenderer();
        for (List<RunSummary> group : groups.values()) {
            XYSeries line = new XYSeries(lines.getSeriesCount(), false);
            descending(group).forEach(run -> line.add(x(run), y(run)));
            renderer.setSeriesPaint(lines.getSeriesCount(), Ink.DIM.color());
            renderer.setSeriesStroke(lines.getSeriesCount(), ChartTheme.DASHED);
            lines.addSeries(line);
        }
        plot.setDataset(0, lines);
        plot.setRenderer(0, renderer);
    }

    /** By rising cost, those only that wait less than all before: the rest is there for losing less. */
    private List<RunSummary> descending(List<RunSummary> group) {
        List<RunSummary> line = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (RunSummary run : SummaryTable.cheapestFirst(group)) {
            if (frontier.wait(run) < least) {
                least = frontier.wait(run);
                line.add(run);
            }
        }
        return line;
    }

    private void points(XYPlot plot) {
        XYSeriesCollection points = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setDrawOutlines(true);
        renderer.setUseFillPaint(true);
        renderer.setUseOutlinePaint(true);
        for (RunSummary run : runs) {
            int number = points.getSeriesCount();
            XYSeries series = new XYSeries(number);
            series.add(x(run), y(run));
            points.addSeries(series);
            Ink ink = inks.of(run.key());
            renderer.setSeriesShape(number, new Ellipse2D.Double(-4.5, -4.5, 9, 9));
            renderer.setSeriesFillPaint(number, (run.meetsAll() ? ink : Ink.PAGE).color());
            renderer.setSeriesOutlinePaint(number, ink.color());
            renderer.setSeriesOutlineStroke(number, ChartTheme.LINE);
        }
        diamonds(points, renderer);
        plot.setDataset(1, points);
        plot.setRenderer(1, renderer);
    }

    private void diamonds(XYSeriesCollection points, XYLineAndShapeRenderer renderer) {
        int number = points.getSeriesCount();
        XYSeries series = new XYSeries(number);
        optimum().forEach(each -> series.add(each.at(), wait.at(0)));
        points.addSeries(series);
        renderer.setSeriesShape(number, ShapeUtils.createDiamond(5));
        renderer.setSeriesFillPaint(number, Ink.INK.color());
        renderer.setSeriesOutlinePaint(number, Ink.INK.color());
    }

    /** One for each least cost that reads differently; of more than a few, only the first and the last. */
    private List<PointLabels.Reference> optimum() {
        String currency = summary.experiment().currency();
        List<LeastCost> costs = least();
        Map<String, Double> lines = new LinkedHashMap<>();
        for (LeastCost each : costs) {
            lines.putIfAbsent(each.word() + " " + Text.shown(each.cost()) + " " + currency, each.cost());
        }
        if (lines.size() > NAMED_LINES) {
            lines.values()
                    .retainAll(List.of(costs.getFirst().cost(), costs.getLast().cost()));
        }
        List<PointLabels.Reference> references = new ArrayList<>();
        lines.forEach((text, at) -> references.add(new PointLabels.Reference(true, cost.at(at), text, Ink.INK)));
        return references;
    }

    private List<LeastCost> least() {
        return runs.stream()
                .map(run -> run.total().least())
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingDouble(LeastCost::cost))
                .toList();
    }

    /** Those of all services together that bound one of the two axes, where the bound is on the chart. */
    private List<PointLabels.Reference> objectives() {
        List<PointLabels.Reference> references = new ArrayList<>();
        for (Objective each : summary.experiment().objectives()) {
            boolean vertical = each.metric() == Metric.COST;
            Scale scale = vertical ? cost : wait;
            double at = scale.at(each.bound());
            boolean ours = vertical || each.metric() == frontier.waitMetric();
            if (ours && each.service() == null && at > scale.lower() && at < scale.upper()) {
                references.add(new PointLabels.Reference(
                        vertical, at, each.text(summary.experiment().currency()), Ink.C4));
            }
        }
        return references;
    }

    private List<PointLabels.Label> names() {
        return runs.stream()
                .filter(run -> runs.size() <= NAMED || frontier.holds(run))
                .sorted(Comparator.comparingDouble(run -> run.value(Metric.COST)))
                .map(run -> new PointLabels.Label(x(run), y(run), labels.run(run.key()), Ink.INK))
                .toList();
    }

    private double x(RunSummary run) {
        return cost.at(run.value(Metric.COST));
    }

    private double y(RunSummary run) {
        return wait.at(frontier.wait(run));
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}

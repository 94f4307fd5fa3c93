package ebb.result;

import ebb.cluster.Timeline;
import java.util.function.IntToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYStepAreaRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** How a run looked over time: pods by state one upon the other, arrivals with the cold ones before them, the queue. */
final class TimelineChart {
    private static final double GAP = 30;
    private static final int PODS = 5;
    private static final int OTHERS = 2;

    private final Timeline t;

    /** @param steps at most so many are drawn; neighbours are merged */
    TimelineChart(Timeline timeline, int steps) {
        this.t = merged(timeline, Math.max(1, Math.ceilDiv(timeline.steps, steps)));
    }

    JFreeChart chart() {
        double end = Figures.seconds(t.stepNanos) * t.steps;
        CombinedDomainXYPlot all =
                new CombinedDomainXYPlot(new ScaleAxis("simulated time", 0, end, Scale.time(end, 12)));
        ChartTheme.apply(all);
        all.setGap(GAP);
        all.add(pods(), PODS);
        all.add(arrivals(), OTHERS);
        all.add(queue(), OTHERS);
        return ChartTheme.chart(all);
    }

    private XYPlot pods() {
        double step = t.stepNanos;
        IntToDoubleFunction busy = i -> t.busyPodNanos[i] / step;
        IntToDoubleFunction idle = i -> busy.applyAsDouble(i) + t.idlePodNanos[i] / step;
        IntToDoubleFunction starting = i -> idle.applyAsDouble(i) + t.startingPodNanos[i] / step;
        IntToDoubleFunction draining = i -> starting.applyAsDouble(i) + t.drainingPodNanos[i] / step;
        // Sums, the highest first: each next one covers what is below its own.
        return panel(
                "pods, mean of each step",
                4,
                new Area(Ink.DRAINING, draining),
                new Area(Ink.STARTING, starting),
                new Area(Ink.IDLE, idle),
                new Area(Ink.BUSY, busy));
    }

    private XYPlot arrivals() {
        double step = Figures.seconds(t.stepNanos);
        return panel(
                "arrivals, requests a second",
                2,
                new Area(Ink.DIM, i -> t.arrivals[i] / step),
                new Area(Ink.STARTING, i -> t.cold[i] / step));
    }

    private XYPlot queue() {
        double step = t.stepNanos;
        return panel("waiting, requests, mean of each step", 2, new Area(Ink.C5, i -> t.queueNanos[i] / step));
    }

    private record Area(Ink ink, IntToDoubleFunction height) {}

    private XYPlot panel(String caption, int ticks, Area... areas) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYStepAreaRenderer renderer = new XYStepAreaRenderer(XYStepAreaRenderer.AREA);
        renderer.setOutline(false);
        double most = 0;
        for (Area each : areas) {
            XYSeries series = series(data.getSeriesCount(), each.height);
            most = Math.max(most, series.getMaxY());
            renderer.setSeriesPaint(data.getSeriesCount(), each.ink.color());
            data.addSeries(series);
        }
        XYPlot plot = new XYPlot(data, null, ScaleAxis.of(null, Scale.fromZero(most), ticks), renderer);
        ChartTheme.apply(plot);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.addAnnotation(new Caption(caption));
        return plot;
    }

    /** Steps of one height are one. */
    private XYSeries series(int key, IntToDoubleFunction height) {
        XYSeries series = new XYSeries(key, false, true);
        double step = Figures.seconds(t.stepNanos);
        double last = Double.NaN;
        for (int i = 0; i < t.steps; i++) {
            double now = height.applyAsDouble(i);
            if (now != last) {
                series.add(i * step, now);
                last = now;
            }
        }
        series.add(t.steps * step, last);
        return series;
    }

    private static Timeline merged(Timeline from, int factor) {
        Timeline to = new Timeline(from.stepNanos * factor, Math.max(1, Math.ceilDiv(from.steps, factor)));
        for (int i = 0; i < from.steps; i++) {
            int step = to.step(i * from.stepNanos);
            to.arrivals[step] += from.arrivals[i];
            to.cold[step] += from.cold[i];
            to.queueNanos[step] += from.queueNanos[i];
            to.startingPodNanos[step] += from.startingPodNanos[i];
            to.busyPodNanos[step] += from.busyPodNanos[i];
            to.idlePodNanos[step] += from.idlePodNanos[i];
            to.drainingPodNanos[step] += from.drainingPodNanos[i];
        }
        return to;
    }
}

package ebb.result;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The share of served requests that waited longer than a time, a line a run, both axes logarithmic. */
final class WaitChart {
    private static final double LEAST_SECONDS = 1e-3;
    private static final double LEAST_SHARE = 1e-5;
    /** Points nearer than this, in decades of time or thrice as many of shares, are one. */
    private static final double NEAR = 0.012;

    private final List<RunRecord> runs;
    private final Inks inks;

    WaitChart(List<RunRecord> runs, Inks inks) {
        this.runs = runs.stream().filter(run -> longest(run) > LEAST_SECONDS).toList();
        this.inks = inks;
    }

    /** @return whether no request of any run waited a millisecond */
    boolean isEmpty() {
        return runs.isEmpty();
    }

    JFreeChart chart() {
        double longest = runs.stream().mapToDouble(WaitChart::longest).max().orElse(1);
        long most = runs.stream()
                .mapToLong(run -> run.total().statistics().wait.total())
                .max()
                .orElse(1);
        Scale time = Scale.log(begin(longest), longest);
        Scale share = Scale.log(Math.max(LEAST_SHARE, 1.0 / most), 1);
        XYPlot plot = new XYPlot();
        ChartTheme.apply(plot);
        plot.setDomainAxis(ScaleAxis.of("wait, s (log)", time, 12));
        plot.setRangeAxis(ScaleAxis.of(null, share, 8));
        lines(plot, time, share);
        plot.addAnnotation(new Caption("share of served requests that waited longer (log)"));
        return ChartTheme.chart(plot);
    }

    private void lines(XYPlot plot, Scale time, Scale share) {
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (Look each : looks()) {
            int number = lines.getSeriesCount();
            lines.addSeries(line(number, each.run.total().statistics().wait.histogram(), time, share));
            renderer.setSeriesPaint(number, each.ink.color());
            renderer.setSeriesStroke(number, ChartTheme.line(each.variant));
        }
        plot.setDataset(lines);
        plot.setRenderer(renderer);
    }

    /** How a run's line looks: runs of one policy share a colour and differ in their dashes. */
    record Look(RunRecord run, Ink ink, int variant) {}

    /** @return of each run that has a line, those with most waiting first */
    List<Look> looks() {
        Map<Ink, Integer> variants = new EnumMap<>(Ink.class);
        return runs.stream()
                .map(run -> {
                    Ink ink = inks.of(run.key());
                    return new Look(run, ink, variants.merge(ink, 1, Integer::sum) - 1);
                })
                .sorted(Comparator.comparingDouble(look -> -waiting(look.run)))
                .toList();
    }

    private static double waiting(RunRecord run) {
        return Figures.shareOver(run.total().statistics().wait, Math.round(LEAST_SECONDS * 1e9));
    }

    private static XYSeries line(int key, Histogram wait, Scale time, Scale share) {
        XYSeries line = new XYSeries(key, false);
        double all = wait.getTotalCount();
        double lastX = time.lower();
        double lastY = Double.NaN;
        long done = 0;
        for (HistogramIterationValue each : wait.recordedValues()) {
            double x = time.at(Math.max(1e-9, Figures.seconds(each.getValueIteratedTo())));
            double y = share.at((all - done) / all);
            done += each.getCountAddedInThisIterationStep();
            boolean far = Double.isNaN(lastY) || Math.abs(x - lastX) + Math.abs(y - lastY) / 3 > NEAR;
            if (x > time.lower() && y >= share.lower() && (far || done == wait.getTotalCount())) {
                if (line.isEmpty()) {
                    line.add(time.lower(), y);
                }
                line.add(x, y);
                lastX = x;
                lastY = y;
            }
        }
        return line;
    }

    /** Where waits begin: what is left of it is one level line. */
    private double begin(double longest) {
        double shortest = runs.stream()
                .mapToDouble(run -> shortest(run.total().statistics().wait.histogram()))
                .min()
                .orElse(longest);
        return Math.clamp(shortest / 2, Math.max(LEAST_SECONDS, longest * 1e-5), longest / 10);
    }

    /** @return what all but one in twenty of those who waited waited for */
    private static double shortest(Histogram wait) {
        long none = wait.getCountBetweenValues(0, Math.round(LEAST_SECONDS * 1e9));
        double waited = 100.0 * (none + 0.05 * (wait.getTotalCount() - none)) / wait.getTotalCount();
        return Figures.seconds(wait.getValueAtPercentile(waited));
    }

    private static double longest(RunRecord run) {
        Histogram wait = run.total().statistics().wait.histogram();
        return wait.getTotalCount() == 0 ? 0 : Figures.seconds(wait.getMaxValue());
    }
}

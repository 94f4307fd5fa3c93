package ebb.result;

import ebb.cluster.ServiceStatistics;
import ebb.cluster.Stage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** What a start-up is made of: a bar a run, the mean time in each stage of pods that became ready. */
final class StageChart {
    private static final int BAR = 26;
    private static final int REST = 66;

    private final List<Bar> bars;

    /** @param name unique */
    record Bar(String name, ServiceStatistics statistics) {
        long starts() {
            return statistics.startUp.total();
        }

        // The statistics are arrays by Stage.
        @SuppressWarnings("EnumOrdinal")
        double mean(Stage stage) {
            return Figures.ratio(Figures.seconds(statistics.stageNanos[stage.ordinal()]), starts());
        }
    }

    StageChart(List<Bar> bars) {
        this.bars = bars.stream().filter(each -> each.starts() > 0).toList();
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    /** @return those in which a pod of any bar spent time */
    List<Stage> stages() {
        return Arrays.stream(Stage.values())
                .filter(stage -> bars.stream().anyMatch(bar -> bar.mean(stage) > 0))
                .toList();
    }

    int height() {
        return REST + BAR * bars.size();
    }

    JFreeChart chart() {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        double most = 0;
        for (Bar bar : bars) {
            double sum = 0;
            for (Stage stage : Stage.values()) {
                data.addValue(
                        bar.mean(stage), stage, bar.name() + " · " + Text.shown((double) bar.starts()) + " starts");
                sum += bar.mean(stage);
            }
            most = Math.max(most, sum);
        }
        CategoryAxis names = new CategoryAxis();
        ChartTheme.apply(names);
        names.setTickLabelPaint(Ink.INK.color());
        names.setMaximumCategoryLabelWidthRatio(0.6f);
        names.setCategoryMargin(0.3);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        ScaleAxis seconds = ScaleAxis.of("mean start-up, s", Scale.fromZero(most), 10);
        CategoryPlot plot = new CategoryPlot(data, names, seconds, renderer());
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        ChartTheme.apply(plot);
        return ChartTheme.chart(plot);
    }

    private static StackedBarRenderer renderer() {
        StackedBarRenderer renderer = new StackedBarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        int number = 0;
        for (Stage stage : Stage.values()) {
            renderer.setSeriesPaint(number++, Inks.of(stage).color());
        }
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        renderer.setDefaultItemLabelFont(ChartTheme.SMALL);
        renderer.setDefaultItemLabelPaint(Ink.PAGE.color());
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultPositiveItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.CENTER, TextAnchor.CENTER));
        return renderer;
    }
}

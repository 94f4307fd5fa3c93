package ebb.result;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Stroke;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.AxisLabelLocation;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/** How our charts look: no frames, no grey, thin lines, small regular text, colours by {@link Ink}. */
final class ChartTheme {
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final Stroke HAIR = new BasicStroke(1f);
    static final Stroke LINE = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Stroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

    private static final float[][] DASHES = {{}, {7, 3}, {2, 3}, {10, 3, 2, 3}};

    private ChartTheme() {}

    /** @return a line for the first, second, … run of one colour */
    static Stroke line(int variant) {
        float[] dash = DASHES[variant % DASHES.length];
        return dash.length == 0
                ? LINE
                : new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    /** @return the dashes of {@link #line} as SVG has them */
    static String dashes(int variant) {
        StringBuilder text = new StringBuilder();
        for (float each : DASHES[variant % DASHES.length]) {
            text.append(text.isEmpty() ? "" : " ").append(Text.exact(each));
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    static JFreeChart chart(Plot plot) {
        JFreeChart chart = new JFreeChart(null, TEXT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(20, 4, 2, 16));
        return chart;
    }

    static void apply(XYPlot plot) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(Ink.GRID.color());
        plot.setRangeGridlinePaint(Ink.GRID.color());
        plot.setDomainGridlineStroke(HAIR);
        plot.setRangeGridlineStroke(HAIR);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(2, 2, 2, 2));
    }

    static void apply(CategoryPlot plot) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(Ink.GRID.color());
        plot.setRangeGridlineStroke(HAIR);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    }

    static void apply(Axis axis) {
        axis.setLabelFont(SMALL);
        axis.setLabelPaint(Ink.DIM.color());
        axis.setLabelLocation(AxisLabelLocation.HIGH_END);
        axis.setTickLabelFont(SMALL);
        axis.setTickLabelPaint(Ink.DIM.color());
        axis.setAxisLinePaint(Ink.GRID.color());
        axis.setAxisLineStroke(HAIR);
        axis.setTickMarksVisible(false);
    }
}

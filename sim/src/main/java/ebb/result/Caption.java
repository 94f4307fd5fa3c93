package ebb.result;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** Names a vertical axis above it, where it reads without turning one's head. */
final class Caption extends AbstractXYAnnotation {
    private static final float ABOVE = 7;

    private final String text;

    Caption(String text) {
        this.text = text;
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
        g.setPaint(Ink.DIM.color());
        g.drawString(text, (float) area.getMinX(), (float) area.getMinY() - ABOVE);
    }
}

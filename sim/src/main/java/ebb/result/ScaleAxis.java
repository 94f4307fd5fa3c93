package ebb.result;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jspecify.annotations.Nullable;

/** An axis whose ticks are given: values are places on a {@link Scale}. */
public final class ScaleAxis extends NumberAxis {
    private final transient List<Scale.Tick> ticks;

    public ScaleAxis(@Nullable String label, double lower, double upper, List<Scale.Tick> ticks) {
        super(label);
        this.ticks = List.copyOf(ticks);
        setRange(lower, upper);
        ChartTheme.apply(this);
    }

    public static ScaleAxis of(@Nullable String label, Scale scale, int ticks) {
        return new ScaleAxis(label, scale.lower(), scale.upper(), scale.ticks(ticks));
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
        TextAnchor anchor = RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        return ticks.stream()
                .map(each -> new NumberTick(each.at(), each.label(), anchor, TextAnchor.CENTER, 0))
                .toList();
    }
}

package ebb.gui.chart;

import ebb.gui.model.Track.Role;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;

/**
 * The colours of charts, by what they mean, in light or in dark, and the size of their text. Series have Okabe and Ito's colours (2008),
 * which the colour-blind tell apart; waiting and starting differ in lightness too.
 *
 * @param textSize points
 */
public record Palette(
        boolean dark,
        double textSize,
        Color page,
        Color text,
        Color dim,
        Color grid,
        Color accent,
        Color accentSoft,
        Color other,
        Color bad) {
    static final BasicStroke HAIR = new BasicStroke(1);
    static final BasicStroke LINE = new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke DASHED =
            new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

    public static Palette light(double textSize) {
        return new Palette(
                false,
                textSize,
                new Color(0xffffff),
                new Color(0x1f2328),
                new Color(0x59636e),
                new Color(0xe4e8ed),
                new Color(0x0072b2),
                new Color(0xd6e9f5),
                new Color(0xa34700),
                new Color(0xb3261e));
    }

    public static Palette dark(double textSize) {
        return new Palette(
                true,
                textSize,
                new Color(0x0d1117),
                new Color(0xe6edf3),
                new Color(0x9198a1),
                new Color(0x262c36),
                new Color(0x56b4e9),
                new Color(0x12324a),
                new Color(0xe69f00),
                new Color(0xff8a80));
    }

    Color of(Role role) {
        return switch (role) {
            case ARRIVALS -> dark ? new Color(0x8b949e) : new Color(0x8c959f);
            case COLD -> new Color(0xd55e00);
            case BUSY -> dark ? new Color(0x56b4e9) : new Color(0x0072b2);
            case IDLE -> dark ? new Color(0x2f5d7c) : new Color(0xa6cde6);
            case STARTING -> new Color(0xe69f00);
            case DRAINING -> dark ? new Color(0x6e7681) : new Color(0xb7bec6);
            case WAITING -> new Color(0xcc79a7);
            case MEDIAN -> dark ? new Color(0x56b4e9) : new Color(0x0072b2);
            case HIGH -> new Color(0x009e73);
            case HIGHEST -> new Color(0xd55e00);
            case COST -> dark ? new Color(0x3fb68f) : new Color(0x009e73);
        };
    }

    Font font() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) textSize);
    }

    Font bold() {
        return new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont((float) textSize);
    }

    /** Half of each. */
    static Color mixed(Color one, Color other) {
        return new Color(
                (one.getRed() + other.getRed()) / 2,
                (one.getGreen() + other.getGreen()) / 2,
                (one.getBlue() + other.getBlue()) / 2);
    }

    static Color faint(Color color, int alpha) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }
}

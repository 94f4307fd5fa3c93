package ebb.gui.chart;

import ebb.gui.model.Clock;
import ebb.gui.model.Day;
import ebb.gui.model.Track;
import ebb.gui.model.Track.Series;
import ebb.result.Scale;
import ebb.result.Text;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The timelines of a day, one below the other over one axis of time. What a column of pixels covers is drawn as one rectangle, so that a
 * redraw costs as many rectangles as there are columns, however long the day is.
 *
 * @param other a day to compare with, drawn as a line; null for none
 * @param from seconds
 * @param to seconds
 */
public record TimelinePainter(Day day, @Nullable Day other, double from, double to) implements Painter {
    public static final double LEFT = 58;
    public static final double RIGHT = 12;
    private static final double AXIS = 20;
    private static final Set<String> COMPARED = Set.of("pods", "waiting", "cost rate");
    private static final double[] WEIGHTS = {1, 1.7, 1, 1.4, 0.8, 1};

    /** @return where the instants are */
    public double x(double seconds, double width) {
        return LEFT + (seconds - from) / (to - from) * (width - LEFT - RIGHT);
    }

    public double seconds(double x, double width) {
        return from + (x - LEFT) / (width - LEFT - RIGHT) * (to - from);
    }

    @Override
    public void paint(Graphics2D g, double width, double height, Palette palette) {
        g.setFont(palette.font());
        List<Track> tracks = day.tracks();
        double all = 0;
        for (int i = 0; i < tracks.size(); i++) {
            all += WEIGHTS[i];
        }
        double caption = palette.textSize() + 5;
        double room = (height - AXIS - tracks.size() * caption) / all;
        double y = 0;
        time(g, width, height, palette);
        for (int i = 0; i < tracks.size(); i++) {
            double h = room * WEIGHTS[i];
            panel(g, i, new Rectangle2D.Double(LEFT, y + caption, width - LEFT - RIGHT, h), palette);
            y += caption + h;
        }
    }

    private void time(Graphics2D g, double width, double height, Palette palette) {
        FontMetrics metrics = g.getFontMetrics();
        double step = Time.step(to - from, Math.max(2, (width - LEFT - RIGHT) / 90));
        for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
            double x = x(at, width);
            g.setColor(palette.grid());
            g.fillRect((int) Math.rint(x), 0, 1, (int) (height - AXIS));
            g.setColor(palette.dim());
            String text = Time.label(at, step);
            float left = (float) Math.clamp(x - metrics.stringWidth(text) / 2.0, 0, width - metrics.stringWidth(text));
            g.drawString(text, left, (float) (height - 5));
        }
    }

    private void panel(Graphics2D g, int number, Rectangle2D box, Palette palette) {
        Track track = day.tracks().get(number);
        Track before = other == null ? null : other.tracks().get(number);
        Scale scale = scale(track, before);
        axis(g, track, scale, box, palette);
        if (track.style() == Track.Style.STACKED) {
            stacked(g, track, scale, box, palette);
        } else {
            for (Series each : track.series()) {
                boolean line = track.style() == Track.Style.QUANTILES;
                Color ink = palette.of(each.role());
                // An area that is always there would shout.
                Color shown = each.role() == Track.Role.COST ? Palette.mixed(ink, palette.page()) : ink;
                columns(g, each.values(), scale, box, shown, line, day.stepSeconds());
            }
        }
        // Arrivals are the same on both days, and of two sets of quantiles nobody tells one from the other.
        if (before != null && other != null && other != day && COMPARED.contains(track.title())) {
            columns(g, sums(before), scale, box, palette.other(), true, other.stepSeconds());
        }
        caption(g, track, box, palette);
    }

    private static double[] sums(Track track) {
        double[] sums = new double[track.series().getFirst().values().length];
        for (Series each : track.series()) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += each.values()[i];
            }
        }
        return sums;
    }

    private static Scale scale(Track track, @Nullable Track before) {
        double most = Math.max(track.most(), before == null ? 0 : before.most());
        if (track.style() != Track.Style.QUANTILES || most == 0) {
            return Scale.fromZero(most);
        }
        double least = most;
        for (Series each : track.series()) {
            for (double value : each.values()) {
                least = value > 0 && value < least ? value : least;
            }
        }
        return Scale.log(Math.max(least, most / 1e6), Math.max(most, least * 2));
    }

    private static double y(double value, Scale scale, Rectangle2D box) {
        double low = scale.isLog() ? scale.lower() : 0;
        double share = (scale.at(value) - low) / (scale.upper() - low);
        return box.getMaxY() - Math.clamp(share, 0, 1) * box.getHeight();
    }

    private static void axis(Graphics2D g, Track track, Scale scale, Rectangle2D box, Palette palette) {
        FontMetrics metrics = g.getFontMetrics();
        List<Scale.Tick> ticks = scale.ticks(Math.max(1, (int) (box.getHeight() / (metrics.getHeight() * 1.5))));
        double last = Double.POSITIVE_INFINITY;
        for (Scale.Tick each : ticks) {
            double low = scale.isLog() ? scale.lower() : 0;
            double share = (each.at() - low) / (scale.upper() - low);
            double y = box.getMaxY() - share * box.getHeight();
            if (share < 0 || share > 1) {
                continue;
            }
            g.setColor(palette.grid());
            g.fillRect((int) box.getX(), (int) Math.rint(y), (int) box.getWidth(), 1);
            if (last - y > metrics.getHeight() * 0.9 && y > box.getY() - 2) {
                g.setColor(palette.dim());
                String text = track.style() == Track.Style.QUANTILES
                        ? Text.duration(StrictMath.pow(10, each.at()))
                        : each.label();
                g.drawString(text, (float) (box.getX() - 6 - metrics.stringWidth(text)), (float)
                        (y + metrics.getAscent() / 2.0 - 1));
                last = y;
            }
        }
    }

    private void caption(Graphics2D g, Track track, Rectangle2D box, Palette palette) {
        FontMetrics metrics = g.getFontMetrics();
        float y = (float) (box.getY() - 5);
        g.setFont(palette.bold());
        g.setColor(palette.text());
        g.drawString(track.title(), (float) box.getX(), y);
        float x = (float) box.getX() + g.getFontMetrics().stringWidth(track.title()) + 6;
        g.setFont(palette.font());
        g.setColor(palette.dim());
        g.drawString(track.unit(), x, y);
        x += metrics.stringWidth(track.unit()) + 14;
        if (track.series().size() > 1) {
            for (Series each : track.series()) {
                g.setColor(palette.of(each.role()));
                g.fill(new Rectangle2D.Double(x, y - metrics.getAscent() + 3, 9, 9));
                g.setColor(palette.dim());
                g.drawString(each.name(), x + 13, y);
                x += 13 + metrics.stringWidth(each.name()) + 12;
            }
        }
    }

    private void stacked(Graphics2D g, Track track, Scale scale, Rectangle2D box, Palette palette) {
        int columns = (int) box.getWidth();
        double perColumn = (to - from) / columns / day.stepSeconds();
        for (int c = 0; c < columns; c++) {
            double begin = from / day.stepSeconds() + c * perColumn;
            double sum = 0;
            double below = box.getMaxY();
            for (Series each : track.series()) {
                sum += mean(each.values(), begin, begin + perColumn);
                double top = y(sum, scale, box);
                if (below - top > 0.05) {
                    g.setColor(palette.of(each.role()));
                    column(g, box.getX() + c, top, below);
                    below = top;
                }
            }
        }
    }

    /** A time average: exact, for steps have integrals. */
    private static double mean(double[] values, double begin, double end) {
        int first = (int) begin;
        if (first >= values.length) {
            return 0;
        }
        if (end - begin <= 1) {
            return values[first];
        }
        double sum = 0;
        int last = Math.min(values.length, (int) Math.ceil(end));
        for (int i = first; i < last; i++) {
            sum += values[i];
        }
        return sum / (last - first);
    }

    /** From the least to the greatest value of a column; an area reaches to the foot. */
    private void columns(
            Graphics2D g,
            double[] values,
            Scale scale,
            Rectangle2D box,
            Color color,
            boolean line,
            double stepSeconds) {
        g.setColor(color);
        int columns = (int) box.getWidth();
        double perColumn = (to - from) / columns / stepSeconds;
        double before = Double.NaN;
        for (int c = 0; c < columns; c++) {
            int first = (int) (from / stepSeconds + c * perColumn);
            int last = Math.max(first + 1, (int) (from / stepSeconds + (c + 1) * perColumn));
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = first; i < Math.min(last, values.length); i++) {
                double value = values[i];
                if (value < least) {
                    least = value;
                }
                if (value > most) {
                    most = value;
                }
            }
            if (most == Double.NEGATIVE_INFINITY) {
                before = Double.NaN;
                continue;
            }
            double top = y(most, scale, box);
            double foot = box.getMaxY();
            if (line) {
                foot = Math.max(y(least, scale, box), top) + 2;
                // A step is joined to the one before it.
                if (!Double.isNaN(before)) {
                    foot = Math.max(foot, Math.min(before + 1.5, box.getMaxY()));
                    top = Math.min(top, before);
                }
                before = y(values[Math.min(last, values.length) - 1], scale, box);
                before = Double.isNaN(before) ? top : before;
            }
            if (foot - top > 0.05) {
                column(g, box.getX() + c, top, foot);
            }
        }
    }

    /** Whole pixels: a rectangle of these costs a hundredth of one with smooth edges. */
    private static void column(Graphics2D g, double x, double top, double foot) {
        int from = (int) Math.rint(top);
        g.fillRect((int) x, from, 1, Math.max(1, (int) Math.rint(foot) - from));
    }

    /** The whole day small: arrivals, and the pods before them. */
    public static Painter minimap(Day day) {
        return (g, width, height, palette) -> {
            TimelinePainter whole = new TimelinePainter(day, null, 0, day.seconds());
            Rectangle2D box = new Rectangle2D.Double(LEFT, 1, width - LEFT - RIGHT, height - 2);
            Track arrivals = day.tracks().getFirst();
            whole.columns(
                    g,
                    arrivals.series().getFirst().values(),
                    Scale.fromZero(arrivals.most()),
                    box,
                    Palette.mixed(palette.of(Track.Role.ARRIVALS), palette.page()),
                    false,
                    day.stepSeconds());
        };
    }

    /** @return every exact value at an instant, a line for each timeline */
    public String values(double seconds) {
        int step = (int) (seconds / day.stepSeconds());
        if (step < 0 || step >= day.steps()) {
            return "";
        }
        StringBuilder text = new StringBuilder(Clock.text(seconds));
        for (Track track : day.tracks()) {
            text.append('\n').append(track.title()).append(track.series().size() > 1 ? ":" : "");
            for (Series each : track.series()) {
                double value = each.values()[step];
                text.append(track.series().size() > 1 ? " " + each.name() : "").append(' ');
                text.append(track.style() == Track.Style.QUANTILES ? Text.duration(value) : Text.shown(value));
            }
            text.append(
                    track.style() == Track.Style.QUANTILES || track.unit().equals(track.title())
                            ? ""
                            : " " + track.unit());
        }
        return text.toString();
    }

    /** Ticks of time. */
    private static final class Time {
        private static final double[] STEPS = {
            1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
        };

        static double step(double seconds, double most) {
            for (double each : STEPS) {
                if (seconds / each <= most) {
                    return each;
                }
            }
            return STEPS[STEPS.length - 1];
        }

        static String label(double seconds, double step) {
            if (step >= 86_400) {
                return "day " + (long) (seconds / 86_400 + 1);
            }
            String text = Clock.text(seconds);
            return step >= 60 ? text.substring(0, text.length() - 3) : text;
        }
    }
}

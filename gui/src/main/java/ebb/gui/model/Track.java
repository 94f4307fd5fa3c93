package ebb.gui.model;

import java.util.List;

/**
 * One of the timelines: lines over the same steps of time.
 *
 * @param title of what is counted
 * @param unit of its values
 * @param style how its series stand to each other
 */
public record Track(String title, String unit, Style style, List<Series> series) {
    public Track {
        series = List.copyOf(series);
    }

    /** How series are drawn. */
    public enum Style {
        /** One upon the other: together they are the whole. */
        STACKED,
        /** One before the other. */
        LAYERED,
        /** Lines, on a logarithmic scale; what is not there leaves a gap. */
        QUANTILES
    }

    /** What colour something has, by what it means. */
    public enum Role {
        ARRIVALS,
        COLD,
        BUSY,
        IDLE,
        STARTING,
        DRAINING,
        WAITING,
        MEDIAN,
        HIGH,
        HIGHEST,
        COST
    }

    /** One line. */
    public static final class Series {
        private final String name;
        private final Role role;
        private final double[] values;

        Series(String name, Role role, double[] values) {
            this.name = name;
            this.role = role;
            this.values = values;
        }

        public String name() {
            return name;
        }

        public Role role() {
            return role;
        }

        /** @return one for each step, NaN where there is none; not a copy: read only */
        public double[] values() {
            return values;
        }
    }

    /** The greatest sum or value of any step, at least 0. */
    public double most() {
        double most = 0;
        int steps = series.isEmpty() ? 0 : series.getFirst().values().length;
        for (int i = 0; i < steps; i++) {
            double sum = 0;
            for (Series each : series) {
                double value = each.values()[i];
                double there = Double.isNaN(value) ? 0 : value;
                sum = style == Style.STACKED ? sum + there : Math.max(sum, there);
            }
            most = Math.max(most, sum);
        }
        return most;
    }
}

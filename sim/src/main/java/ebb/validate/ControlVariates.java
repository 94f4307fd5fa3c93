package ebb.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Means of replications, with what they share with controls of known mean 0 taken out by linear regression.
 *
 * <p>The estimate is the regression's value where all controls are 0, its interval Student's for what the regression leaves (Lavenberg and
 * Welch 1981). Columns that say nothing new are left out. A control whose own mean is not 0 would drag the estimate along: {@link #strain}
 * says how far the worst one is away.
 */
final class ControlVariates {
    private static final double NOTHING_NEW = 1e-9;

    private final int rows;

    /** Orthogonal columns, and what their means are away from 0. */
    private final List<double[]> columns = new ArrayList<>();

    private final List<Double> means = new ArrayList<>();
    private final List<Double> lengths = new ArrayList<>();
    private double strain;

    /**
     * @param controls a row for each replication
     * @param tested so many columns from the left should have the mean 0 that they are known to have
     */
    ControlVariates(List<double[]> controls, int tested) {
        rows = controls.size();
        int width = Math.min(controls.getFirst().length, rows / 2);
        for (int i = 0; i < width; i++) {
            int column = i;
            add(controls.stream().mapToDouble(row -> row[column]).toArray(), i < tested);
        }
    }

    private void add(double[] values, boolean tested) {
        double mean = centre(values);
        double before = length(values);
        if (before == 0) {
            return;
        }
        if (tested) {
            strain = Math.max(strain, Math.abs(mean) / Math.sqrt(before / (rows - 1) / rows));
        }
        for (int i = 0; i < columns.size(); i++) {
            double share = dot(values, columns.get(i)) / lengths.get(i);
            mean -= share * means.get(i);
            subtract(values, share, columns.get(i));
        }
        double after = length(values);
        if (after > NOTHING_NEW * before) {
            columns.add(values);
            means.add(mean);
            lengths.add(after);
        }
    }

    /** @return how many standard errors the mean of the worst control is from 0 */
    double strain() {
        return strain;
    }

    /** @param confidence of the interval, 0..1 */
    Estimate estimate(double[] values, double confidence) {
        double[] rest = values.clone();
        double mean = centre(rest);
        double spread = 1.0 / rows;
        for (int i = 0; i < columns.size(); i++) {
            double share = dot(rest, columns.get(i)) / lengths.get(i);
            mean -= share * means.get(i);
            spread += means.get(i) * means.get(i) / lengths.get(i);
            subtract(rest, share, columns.get(i));
        }
        int freedom = rows - 1 - columns.size();
        double error = Math.sqrt(length(rest) / freedom * spread);
        return new Estimate(mean, error * student(freedom, confidence));
    }

    /**
     * How far the plain mean, of which nothing is taken out, is from a value.
     *
     * @param slack that it may be away for nothing
     * @return standard errors; 0 where nothing varies
     */
    static double strain(double[] values, double value, double slack) {
        double[] rest = values.clone();
        double away = Math.abs(centre(rest) - value);
        double error = Math.sqrt(length(rest) / (rest.length - 1) / rest.length);
        return error == 0 ? 0 : Math.max(0, away - slack) / error;
    }

    private static double student(int freedom, double confidence) {
        return new TDistribution(null, freedom).inverseCumulativeProbability(1 - (1 - confidence) / 2);
    }

    private static double centre(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return mean;
    }

    private static double length(double[] values) {
        return dot(values, values);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static void subtract(double[] values, double times, double[] other) {
        for (int i = 0; i < values.length; i++) {
            values[i] -= times * other[i];
        }
    }
}

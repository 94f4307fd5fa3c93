package ebb.validate;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/** An experiment that is repeated until its intervals are narrow enough. */
final class Trial {
    private static final double CONFIDENCE = 0.999;

    // A control further from 0 than this, or a plain mean from its value, is no chance: one in 200,000 for 63 degrees
    // of
    // freedom.
    private static final double STRAIN = 5;

    // Below this a value is counted, not measured: 1 % of it would take more customers than any machine has time for.
    private static final double RARE = 1e-5;

    // HdrHistogram with three digits names the upper end of a class that is at most 0.1 % wide.
    private static final double RECORDER = 0.001;

    // Ratios, the regression and the warm-up have biases of the order 1/n, which more replications do not take away: no
    // interval is taken to
    // be narrower than a twentieth of the precision that is asked.
    private static final double BIAS = 0.05;

    private static final int FIRST = 64;
    private static final double MORE = 1.4;
    private static final int MOST = 1_500;
    private static final long MOST_REQUESTS = 80_000_000;

    private final Vector vector;
    private final Experiment experiment;
    private final long seed;
    private final List<double[]> values = new ArrayList<>();
    private final List<List<Histogram>> recorded = new ArrayList<>();
    private final List<double[]> controls = new ArrayList<>();
    private int tested;
    private long requests;

    Trial(Vector vector, Experiment experiment, long seed) {
        this.vector = vector;
        this.experiment = experiment;
        this.seed = seed;
    }

    List<Verdict> verdicts() {
        int goal = FIRST;
        while (true) {
            while (values.size() < goal) {
                Replication replication = Replication.run(experiment, seed, values.size());
                values.add(replication.values());
                recorded.add(replication.recorded());
                controls.add(replication.controls());
                tested = replication.tested();
                requests += (long) replication.arrived();
            }
            List<Verdict> verdicts = judge();
            boolean narrow = verdicts.stream().noneMatch(each -> each.precision() > each.asked());
            if (narrow || goal >= MOST || requests > MOST_REQUESTS) {
                return verdicts;
            }
            goal = (int) Math.ceil(goal * MORE);
        }
    }

    private List<Verdict> judge() {
        ControlVariates regression = new ControlVariates(controls, tested);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < experiment.expected().size(); i++) {
            int column = i;
            Vector.Expected each = experiment.expected().get(i);
            verdicts.add(
                    each.measure().isQuantile()
                            ? quantile(each, column, regression)
                            : mean(
                                    each,
                                    values.stream()
                                            .mapToDouble(row -> row[column])
                                            .toArray(),
                                    regression));
        }
        return verdicts;
    }

    private Verdict mean(Vector.Expected each, double[] seen, ControlVariates regression) {
        if (each.value() < RARE) {
            return counted(each, seen, false);
        }
        if (1 / each.value() < RARE) {
            return counted(each, seen, true);
        }
        Estimate estimate = regression.estimate(seen, CONFIDENCE);
        double slack = each.value() * asked(each.measure()) * BIAS;
        // Where a value follows from the controls, the regression gives it whatever was simulated: the plain mean must
        // not
        // contradict it.
        double plain = ControlVariates.strain(seen, each.value(), slack);
        return verdict(each, estimate.low() - slack, estimate.high() + slack, Math.max(regression.strain(), plain));
    }

    /** The share of requests up to the quantile of all is a mean of replications; its interval is carried over to the quantile. */
    private Verdict quantile(Vector.Expected each, int column, ControlVariates regression) {
        Histogram all = new Histogram(recorded.getFirst().get(column));
        recorded.subList(1, recorded.size()).forEach(row -> all.add(row.get(column)));
        double share = each.measure().share();
        long at = all.getValueAtPercentile(100 * share);
        Estimate below = regression.estimate(
                recorded.stream().mapToDouble(row -> upTo(row.get(column), at)).toArray(), CONFIDENCE);
        double shift = below.mean() - upTo(all, at);
        double unit = each.measure() == Measure.Q99 ? 1 : 1e-9;
        double low = all.getValueAtPercentile(100 * (share - shift - below.halfWidth())) * unit;
        double high = all.getValueAtPercentile(Math.min(100, 100 * (share - shift + below.halfWidth()))) * unit;
        double slack = each.measure() == Measure.Q99 ? 0 : each.value() * RECORDER;
        return verdict(each, low - slack, high + slack, regression.strain());
    }

    private static double upTo(Histogram histogram, long value) {
        return histogram.getPercentileAtOrBelowValue(value) / 100;
    }

    /** 1 % of means and probabilities; 5 % of variances and quantiles, of loads of 0.99 and more, and of mmc-1000-950 (FORMAT.md). */
    private double asked(Measure measure) {
        boolean heavy = vector.numbers().containsKey("lam")
                && vector.numbers().containsKey("mu")
                && vector.number("lam") / vector.number("mu") / vector.number("c", vector.number("k", 1)) >= 0.99;
        boolean wide = measure.isSpreadOrQuantile() || heavy || vector.id().equals("mmc-1000-950");
        return wide ? 0.05 : 0.01;
    }

    /**
     * A value too rare to measure: what was seen of it is counted. Seen never, it may be up to 3/n; else it lies in the interval that the
     * count leaves (Garwood 1936).
     *
     * @param inverse the value is the mean time between, not the rate
     */
    private Verdict counted(Vector.Expected each, double[] seen, boolean inverse) {
        double share = 0;
        for (double value : seen) {
            share += (inverse ? 1 / value : value) / seen.length;
        }
        double trials = inverse ? requests * experiment.gap().mean() : requests;
        double count = Math.rint(share * trials);
        double low =
                count == 0 ? 0 : new ChiSquaredDistribution(null, 2 * count).inverseCumulativeProbability(0.0005) / 2;
        double high = count == 0
                ? 3
                : new ChiSquaredDistribution(null, 2 * count + 2).inverseCumulativeProbability(0.9995) / 2;
        return inverse
                ? verdict(each, trials / high, trials / low, 0, Double.POSITIVE_INFINITY, 0)
                : verdict(each, low / trials, high / trials, 0, Double.POSITIVE_INFINITY, 0);
    }

    private Verdict verdict(Vector.Expected each, double low, double high, double strain) {
        return verdict(each, low, high, (high - low) / 2 / each.value(), asked(each.measure()), strain);
    }

    private Verdict verdict(
            Vector.Expected each, double low, double high, double precision, double asked, double strain) {
        Verdict.Word word = Verdict.Word.CONFORMS;
        if (!(low <= each.value() && each.value() <= high)) {
            word = Verdict.Word.MISSES;
        } else if (!(precision <= asked)) {
            word = Verdict.Word.TOO_WIDE;
        } else if (strain > STRAIN) {
            word = Verdict.Word.STRAINED;
        }
        return new Verdict(
                vector.id(), each.measure(), each.value(), low, high, precision, asked, word, values.size(), requests);
    }
}

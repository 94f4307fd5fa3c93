package ebb.validate;

import ebb.random.Exponential;
import ebb.random.Law;
import ebb.validate.Comparison.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The published comparison of a model with AWS Lambda (SimFaaS, examples/exp.csv, MIT licence): Poisson arrivals, 600 s idle timeout.
 *
 * <p>Golden values are of a prototype in the same semantics, five runs of 10 million simulated seconds. The measured table is limited by its
 * own noise: its standard errors alone make about 8 % of mean absolute error of the cold share.
 */
public final class SimFaas {
    private static final long GOLDEN_REQUESTS = 12_000_000;
    private static final long TABLE_REQUESTS = 2_000_000;
    private static final double CONFIDENCE = 0.95;

    // Standard errors: of half a 95 % interval, and what chance exceeds once in a thousand.
    private static final double NORMAL_95 = 1.96;
    private static final double RARE = 3.29;

    private static final long SEED = 1;

    // README of SimFaaS: warm 1.991 s, cold 2.244 s. Its AWS experiments: warm 1.981341 s, cold 2.303745 s.
    private static final double WARM = 1.991;
    private static final double COLD = 2.244;
    private static final double TABLE_WARM = 1.981341;
    private static final double TABLE_COLD = 2.303745;

    /** A value of the prototype with half the width of its 95 % interval. */
    private record Golden(double rate, double cold, double coldWidth, double pods, double podsWidth) {}

    private static final List<Golden> GOLDEN = List.of(
            new Golden(0.9, 0.001333, 0.000005, 7.7004, 0.0051),
            new Golden(9, 0.000308, 0.000005, 34.397, 0.030),
            new Golden(45, 0.000135, 0.000007, 124.94, 0.38));

    /** The two published tables, by the law of their service times. */
    public enum Table {
        EXPONENTIAL("exponential"),
        DETERMINISTIC("deterministic");

        private final String law;

        Table(String law) {
            this.law = law;
        }
    }

    // Asked of the exponential table. Of the other the same cannot be: the reference's own figure for it is 13.02, and
    // the noise of two million requests a rate moves it by 0.2.
    private static final double MOST_COLD_ERROR = 13.0;
    private static final double MOST_PODS_ERROR = 3.4;
    private static final double MOST_USE_ERROR = 17.0;
    private static final int LEAST_WITHIN = 15;

    /** What was simulated at one rate. */
    private record Point(Estimate cold, Estimate pods, Estimate use) {}

    /** A mean absolute error in % of what was measured, and the standard error of that mean that simulated noise makes. */
    private record Misfit(double percent, double noise) {
        boolean equal(Misfit other) {
            return Math.abs(percent - other.percent) <= RARE * StrictMath.hypot(noise, other.noise);
        }

        String text() {
            return String.format(Locale.ROOT, "%.2f +- %.2f", percent, NORMAL_95 * noise);
        }
    }

    private SimFaas() {}

    /** Cold share and instances beside the prototype's. */
    public static Comparison golden() {
        List<Line> lines = new ArrayList<>();
        for (Golden each : GOLDEN) {
            List<Replication> runs =
                    runs(each.rate(), new Exponential(WARM), new Exponential(COLD - WARM), GOLDEN_REQUESTS);
            String rate = "lam " + each.rate();
            lines.add(line(rate + ", cold share", estimate(runs, SimFaas::cold), each.cold(), each.coldWidth()));
            lines.add(line(rate + ", instances", estimate(runs, Replication::pods), each.pods(), each.podsWidth()));
        }
        return new Comparison(
                "SimFaaS's model of AWS Lambda",
                "12 M requests beside a prototype's five runs of 1e7 s; a difference of at most 1.5 times the two 95 % half-widths is asked.",
                lines);
    }

    private static Line line(String what, Estimate ours, double theirs, double theirWidth) {
        return Line.checked(
                what,
                String.format(Locale.ROOT, "%.6f +- %.6f", ours.mean(), ours.halfWidth()),
                String.format(Locale.ROOT, "%.6f +- %.6f", theirs, theirWidth),
                Math.abs(ours.mean() - theirs) <= 1.5 * (ours.halfWidth() + theirWidth));
    }

    private static Estimate estimate(List<Replication> runs, ToDoubleFunction<Replication> value) {
        ControlVariates none =
                new ControlVariates(runs.stream().map(run -> new double[0]).toList(), 0);
        return none.estimate(runs.stream().mapToDouble(value).toArray(), CONFIDENCE);
    }

    /** Twenty rates, measured and modelled. */
    public static Comparison table(Table table) {
        Rows rows = Rows.resource("vectors/simfaas_aws_" + table.law + "_service.csv");
        List<Point> points = points(table, rows);
        List<Point> reference = reference(rows, points);
        List<Line> lines = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            lines.add(measured(rows, row, points.get(row)));
        }
        Misfit cold = misfit(rows, "aws_pcold", points, Point::cold);
        Misfit pods = misfit(rows, "aws_inst", points, Point::pods);
        Misfit use = misfit(rows, "aws_util", points, Point::use);
        if (table == Table.EXPONENTIAL) {
            lines.add(most("mean absolute error of the cold share, %", cold, MOST_COLD_ERROR));
            lines.add(most("mean absolute error of the instances, %", pods, MOST_PODS_ERROR));
            lines.add(most("mean absolute error of the utilisation, %", use, MOST_USE_ERROR));
            long within = within(rows, points, 0);
            lines.add(Line.checked(
                    "points within two standard errors", within + "", ">= " + LEAST_WITHIN, within >= LEAST_WITHIN));
        }
        lines.add(equal(
                "error of the cold share, the reference's", cold, misfit(rows, "aws_pcold", reference, Point::cold)));
        lines.add(equal(
                "error of the instances, the reference's", pods, misfit(rows, "aws_inst", reference, Point::pods)));
        lines.add(equal(
                "error of the utilisation, the reference's", use, misfit(rows, "aws_util", reference, Point::use)));
        lines.add(pointsWithin(rows, points, within(rows, reference, 0)));
        long agreeing = IntStream.range(0, rows.size())
                .filter(row -> agree(points.get(row).cold(), reference.get(row).cold()))
                .count();
        lines.add(Line.checked("points equal to the reference model's", agreeing + "", "20", agreeing == 20));
        return new Comparison(
                "AWS Lambda by arrival rate, " + table.law + " service",
                "Cold share, instances, utilisation: simulated with two million requests a rate, beside measured ones (with the standard error"
                        + " of the cold share). The reference is the model in the same file; equal means: within 1.7 times both 95 %"
                        + " half-widths together.",
                lines);
    }

    private static List<Point> points(Table table, Rows rows) {
        boolean exponential = table == Table.EXPONENTIAL;
        Law service = exponential ? new Exponential(TABLE_WARM) : Law.of(TABLE_WARM);
        Law start = exponential ? new Exponential(TABLE_COLD - TABLE_WARM) : Law.of(TABLE_COLD - TABLE_WARM);
        List<Point> points = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<Replication> runs = runs(rows.number(row, "lam"), service, start, TABLE_REQUESTS);
            points.add(new Point(
                    estimate(runs, SimFaas::cold),
                    estimate(runs, Replication::pods),
                    estimate(runs, run -> (run.busyPods() + run.startingPods()) / run.pods())));
        }
        return points;
    }

    /** The file gives the interval of its cold share only; its runs are longer than ours, so ours stand for the others. */
    private static List<Point> reference(Rows rows, List<Point> ours) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> new Point(
                        new Estimate(rows.number(row, "sim_pcold"), rows.number(row, "sim_ci95")),
                        new Estimate(
                                rows.number(row, "sim_inst"),
                                ours.get(row).pods().halfWidth()),
                        new Estimate(
                                rows.number(row, "sim_util"),
                                ours.get(row).use().halfWidth())))
                .toList();
    }

    private static Line measured(Rows rows, int row, Point ours) {
        return Line.shown(
                "lam " + rows.text(row, "lam"),
                String.format(
                        Locale.ROOT,
                        "%.5f %.4f %.4f",
                        ours.cold().mean(),
                        ours.pods().mean(),
                        ours.use().mean()),
                rows.text(row, "aws_pcold") + " +- " + rows.text(row, "aws_se") + " " + rows.text(row, "aws_inst") + " "
                        + rows.text(row, "aws_util"));
    }

    private static Misfit misfit(Rows rows, String column, List<Point> points, Function<Point, Estimate> value) {
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < rows.size(); row++) {
            Estimate each = value.apply(points.get(row));
            double measured = rows.number(row, column);
            sum += error(each.mean(), measured) / rows.size();
            double noise = 100 * each.halfWidth() / NORMAL_95 / measured / rows.size();
            squares += noise * noise;
        }
        return new Misfit(sum, Math.sqrt(squares));
    }

    /** @param slack so many standard errors of the simulation a point may be further off, or must be nearer */
    private static long within(Rows rows, List<Point> points, double slack) {
        return IntStream.range(0, rows.size())
                .filter(row -> {
                    Estimate cold = points.get(row).cold();
                    double away = Math.abs(cold.mean() - rows.number(row, "aws_pcold"));
                    return away <= 2 * rows.number(row, "aws_se") + slack * cold.halfWidth() / NORMAL_95;
                })
                .count();
    }

    private static Line most(String what, Misfit ours, double most) {
        return Line.checked(what, ours.text(), String.format(Locale.ROOT, "<= %.1f", most), ours.percent() <= most);
    }

    private static Line equal(String what, Misfit ours, Misfit theirs) {
        return Line.checked(what, ours.text(), theirs.text(), ours.equal(theirs));
    }

    /** Points on the border of two standard errors are on either side by chance. */
    private static Line pointsWithin(Rows rows, List<Point> points, long theirs) {
        long least = within(rows, points, -RARE);
        long most = within(rows, points, RARE);
        return Line.checked(
                "points within two standard errors, the reference's",
                within(rows, points, 0) + ", by chance " + least + " to " + most,
                theirs + "",
                least <= theirs && theirs <= most);
    }

    private static boolean agree(Estimate ours, Estimate theirs) {
        return Math.abs(ours.mean() - theirs.mean())
                <= RARE / NORMAL_95 * StrictMath.hypot(ours.halfWidth(), theirs.halfWidth());
    }

    private static double error(double ours, double measured) {
        return 100 * Math.abs(ours - measured) / measured;
    }

    private static List<Replication> runs(double rate, Law service, Law start, long requests) {
        Experiment experiment = new Experiment(
                FunctionPlatform.spec("simfaas-" + rate, service, start),
                new Exponential(1 / rate),
                service,
                Experiment.Moments.exponential(service.mean(), 1 / rate),
                false,
                null,
                rate * FunctionPlatform.IDLE_SECONDS,
                List.of());
        List<Replication> runs = new ArrayList<>();
        for (int run = 0; (long) run * experiment.requests() < requests; run++) {
            runs.add(Replication.run(experiment, SEED, run));
        }
        return runs;
    }

    private static double cold(Replication run) {
        return run.cold() / run.served();
    }
}

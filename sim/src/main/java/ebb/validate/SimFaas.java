package ebb.validate;

import ebb.random.Exponential;
import ebb.random.Law;
import ebb.validate.Comparison.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

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
        EXPONENTIAL("exponential", "<= 13.0", "<= 3.4", "<= 17.0", ">= 15"),
        /** Nothing is asked of the errors: the noise of two million requests would decide; a prototype with many more had these. */
        DETERMINISTIC("deterministic", "13.01", "2.93", "16.26", "16");

        private final String law;
        private final String cold;
        private final String pods;
        private final String use;
        private final String within;

        /** What is asked of mean absolute errors in %, and of points within two standard errors; or what another program reached. */
        Table(String law, String cold, String pods, String use, String within) {
            this.law = law;
            this.cold = cold;
            this.pods = pods;
            this.use = use;
            this.within = within;
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
        Law service = table == Table.EXPONENTIAL ? new Exponential(TABLE_WARM) : Law.of(TABLE_WARM);
        Law start =
                table == Table.EXPONENTIAL ? new Exponential(TABLE_COLD - TABLE_WARM) : Law.of(TABLE_COLD - TABLE_WARM);
        List<Line> lines = new ArrayList<>();
        double cold = 0;
        double pods = 0;
        double use = 0;
        int within = 0;
        int agreeing = 0;
        for (int row = 0; row < rows.size(); row++) {
            List<Replication> runs = runs(rows.number(row, "lam"), service, start, TABLE_REQUESTS);
            Estimate coldHere = estimate(runs, SimFaas::cold);
            double podsHere = estimate(runs, Replication::pods).mean();
            double useHere =
                    estimate(runs, run -> run.busyPods() + run.startingPods()).mean() / podsHere;
            double measured = rows.number(row, "aws_pcold");
            cold += error(coldHere.mean(), measured) / rows.size();
            pods += error(podsHere, rows.number(row, "aws_inst")) / rows.size();
            use += error(useHere, rows.number(row, "aws_util")) / rows.size();
            within += Math.abs(coldHere.mean() - measured) <= 2 * rows.number(row, "aws_se") ? 1 : 0;
            agreeing += agrees(coldHere, rows.number(row, "sim_pcold"), rows.number(row, "sim_ci95")) ? 1 : 0;
            lines.add(Line.shown(
                    "lam " + rows.text(row, "lam"),
                    String.format(Locale.ROOT, "%.5f %.4f %.4f", coldHere.mean(), podsHere, useHere),
                    rows.text(row, "aws_pcold") + " +- " + rows.text(row, "aws_se") + " " + rows.text(row, "aws_inst")
                            + " " + rows.text(row, "aws_util")));
        }
        lines.add(goal("mean absolute error of the cold share, %", cold, table.cold));
        lines.add(goal("mean absolute error of the instances, %", pods, table.pods));
        lines.add(goal("mean absolute error of the utilisation, %", use, table.use));
        lines.add(goal("points within two standard errors", within, table.within));
        lines.add(Line.checked("points equal to the reference model's", agreeing + "", "20", agreeing == 20));
        return new Comparison(
                "AWS Lambda by arrival rate, " + table.law + " service",
                "Cold share, instances, utilisation: simulated with two million requests a rate, beside measured ones (with the standard error"
                        + " of the cold share). Equal to the reference model: within 1.7 times both 95 % half-widths together.",
                lines);
    }

    /** A difference that chance exceeds once in a thousand: 3.29 standard errors are 1.68 half-widths of 95 %. */
    private static boolean agrees(Estimate ours, double theirs, double theirWidth) {
        return Math.abs(ours.mean() - theirs) <= 3.29 / 1.96 * StrictMath.hypot(ours.halfWidth(), theirWidth);
    }

    private static Line goal(String what, double value, String theirs) {
        String ours = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
        if (theirs.startsWith("<=")) {
            return Line.checked(what, ours, theirs, value <= Double.parseDouble(theirs.substring(2)));
        }
        if (theirs.startsWith(">=")) {
            return Line.checked(what, ours, theirs, value >= Double.parseDouble(theirs.substring(2)));
        }
        return Line.shown(what, ours, theirs);
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

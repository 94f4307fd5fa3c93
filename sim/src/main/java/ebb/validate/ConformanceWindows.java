package ebb.validate;

import ebb.policy.window.Buckets;
import ebb.policy.window.Extremum;
import ebb.policy.window.Fixed;
import java.util.List;

/** Rows of Knative's windows, fed to the windows that policies use. */
final class ConformanceWindows {
    private static final long WIDEST = 600_000_000_000L;

    private ConformanceWindows() {}

    static void buckets(ConformanceRow script, String id, ConformanceTally tally) {
        tally.begin(id);
        Buckets buckets = new Buckets(
                Buckets.Kind.SAMPLE, Fixed.Step.NANO, script.nanos("granularity_s"), script.nanos("window_s"), WIDEST);
        long[] state = new long[buckets.slots()];
        buckets.start(state, 0, 0);
        boolean weighted = script.text("kind").equals("weighted");
        long now = 0;
        for (ConformanceRow op : script.rows("ops")) {
            now = op.has("t_s") ? op.nanos("t_s") + script.nanos("start_offset_s") : now;
            apply(buckets, state, now, op, weighted, tally);
        }
    }

    private static void apply(
            Buckets buckets, long[] state, long now, ConformanceRow op, boolean weighted, ConformanceTally tally) {
        String at = op.text("op") + (op.has("t_s") ? " at " + op.text("t_s") + " s" : "");
        switch (op.text("op")) {
            case "record" -> buckets.record(state, 0, now, op.number("value"));
            case "resize" -> buckets.resize(state, 0, now, op.nanos("window_s"));
            // One row is written with three digits.
            case "average" ->
                tally.close(
                        at,
                        op.number("expect"),
                        weighted ? buckets.averageExponential(state, 0, now) : buckets.average(state, 0, now),
                        weighted ? 1e-3 : 0);
            case "sum" -> tally.close(at, op.number("expect"), buckets.sum(state, 0, now), 0);
            case "bucket_count" -> tally.close(at, op.number("expect"), buckets.buckets(state, 0), 0);
            case "empty" -> tally.same(at, op.flag("expect"), buckets.isEmpty(state, 0, now));
            default -> tally.notSupported(op.text("op") + " is no operation of a window");
        }
    }

    static void smoothing(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        tally.close("coefficient", row.number("expect"), Buckets.smoothing(row.count("buckets")), 1e-4);
    }

    static void rounding(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        tally.close("rounded", row.number("expect"), Fixed.rounded(row.number("value"), row.count("digits")), 0);
    }

    static void maximum(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        long width = row.whole("size") * 1000;
        Extremum most = Extremum.byBuckets(Extremum.Side.MAX, 1000, width, width);
        long[] state = new long[most.slots()];
        most.start(state, 0, 0);
        List<Double> indexes = row.numbers("indexes");
        for (int i = 0; i < indexes.size(); i++) {
            long now = Math.round(indexes.get(i)) * 1000;
            most.record(state, 0, now, row.numbers("values").get(i));
            tally.close("after " + (i + 1), row.numbers("expect").get(i), most.value(state, 0, now), 0);
        }
    }

    static void maximumOverTime(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(id);
        long width = row.nanos("window_s");
        Extremum most = Extremum.byBuckets(Extremum.Side.MAX, row.nanos("granularity_s"), width, width);
        long[] state = new long[most.slots()];
        most.start(state, 0, 0);
        long now = 0;
        for (double[] each : row.pairs("records")) {
            now = Math.round(each[0] * 1e9);
            most.record(state, 0, now, each[1]);
        }
        tally.close("maximum", row.number("expect"), most.value(state, 0, now), 0);
    }
}

package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Knative's own tests expect of its windows (vectors/knative-windows.json). */
class KnativeVectorsTest {
    private static final double NANOS = 1e9;

    private final Problems problems = new Problems();
    private final Mapping file =
            new Mapping(problems, "the file", Document.resource("vectors/knative-windows.json", problems));
    private int compared;

    private List<Mapping> rows(String section) {
        return file.get(section).list().stream().map(Node::mapping).toList();
    }

    private static double number(Mapping row, String key) {
        return row.get(key).number(-1e18, 1e18);
    }

    private static long nanos(Mapping row, String key) {
        return Math.round(number(row, key) * NANOS);
    }

    @Test
    void bucketsGiveWhatKnativesGive() {
        for (Mapping script : rows("buckets")) {
            Buckets buckets = new Buckets(
                    Buckets.Kind.SAMPLE,
                    Fixed.Step.NANO,
                    nanos(script, "granularity_s"),
                    nanos(script, "window_s"),
                    600_000_000_000L);
            long[] state = new long[buckets.slots() + 3];
            buckets.start(state, 3, 0);
            boolean weighted = script.get("kind").text().equals("weighted");
            long now = 0;
            for (Node op : script.get("ops").list()) {
                Mapping row = op.mapping();
                now = row.has("t_s") ? nanos(row, "t_s") + nanos(script, "start_offset_s") : now;
                apply(buckets, state, now, row, weighted, script.get("name").text());
            }
        }
        problems.throwIfAny();
        assertThat(compared).isEqualTo(38);
    }

    private void apply(Buckets buckets, long[] state, long now, Mapping op, boolean weighted, String name) {
        switch (op.get("op").text()) {
            case "record" -> buckets.record(state, 3, now, number(op, "value"));
            case "resize" -> buckets.resize(state, 3, now, nanos(op, "window_s"));
            case "average" -> {
                double average = weighted ? buckets.averageExponential(state, 3, now) : buckets.average(state, 3, now);
                compare(name, average, number(op, "expect"), weighted ? 1e-3 : 0);
            }
            case "sum" -> compare(name, buckets.sum(state, 3, now), number(op, "expect"), 0);
            case "bucket_count" -> compare(name, buckets.buckets(state, 3), number(op, "expect"), 0);
            case "empty" ->
                compare(
                        name,
                        buckets.isEmpty(state, 3, now) ? 1 : 0,
                        op.get("expect").flag(false) ? 1 : 0,
                        0);
            default ->
                throw new AssertionError("no such operation: " + op.get("op").text());
        }
    }

    private void compare(String name, double found, double expected, double tolerance) {
        compared++;
        assertThat(found).as(name).isCloseTo(expected, within(tolerance));
    }

    @Test
    void theNewestBucketWeighsAsInKnative() {
        for (Mapping row : rows("smoothing_coefficient")) {
            compare("buckets", Buckets.smoothing((int) number(row, "buckets")), number(row, "expect"), 1e-5);
        }
        assertThat(compared).isEqualTo(4);
    }

    @Test
    void roundsAsKnativeAndANegativeZeroIsZero() {
        for (Mapping row : rows("rounding")) {
            double found = Fixed.rounded(number(row, "value"), (int) number(row, "digits"));
            compare("rounding", found, number(row, "expect"), 0);
            assertThat(1 / found).as("1 / %s", found).isPositive();
        }
        assertThat(compared).isEqualTo(6);
    }

    @Test
    void theMaximumOfBucketsIsKnatives() {
        for (Mapping row : rows("max_window")) {
            long size = (long) number(row, "size");
            Extremum max = Extremum.byBuckets(Extremum.Side.MAX, 1_000, size * 1_000, size * 1_000);
            long[] state = new long[max.slots()];
            max.start(state, 0, 0);
            for (int i = 0; i < row.get("indexes").list().size(); i++) {
                long now = 1_000L * Math.round(at(row, "indexes", i));
                max.record(state, 0, now, at(row, "values", i));
                compare(row.get("name").text(), max.value(state, 0, now), at(row, "expect", i), 0);
            }
        }
        assertThat(compared).isEqualTo(96);
    }

    private static double at(Mapping row, String key, int i) {
        return row.get(key).list().get(i).number(-1e9, 1e9);
    }

    @Test
    void theMaximumOverTimeIsKnatives() {
        for (Mapping row : rows("max_time_window")) {
            Extremum max = Extremum.byBuckets(
                    Extremum.Side.MAX, nanos(row, "granularity_s"), nanos(row, "window_s"), nanos(row, "window_s"));
            long[] state = new long[max.slots()];
            max.start(state, 0, 0);
            long now = 0;
            for (Node each : row.get("records").list()) {
                now = Math.round(each.list().get(0).number(0, 1e9) * NANOS);
                max.record(state, 0, now, each.list().get(1).number(0, 1e9));
            }
            compare(row.get("name").text(), max.value(state, 0, now), number(row, "expect"), 0);
        }
        assertThat(compared).isEqualTo(4);
    }
}

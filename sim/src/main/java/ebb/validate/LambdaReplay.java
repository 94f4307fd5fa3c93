package ebb.validate;

import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.Fate;
import ebb.cluster.Observation;
import ebb.cluster.ServiceSpec;
import ebb.cluster.Simulation;
import ebb.random.Law;
import ebb.validate.Comparison.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cold or warm, request by request: recorded arrivals at AWS Lambda are replayed, and each prediction is compared with what was measured.
 *
 * <p>An instance is busy until t + execution + 0.1 s when warm, + 0.5 s when cold: the 0.1 s are in the service, the other 0.4 s are the
 * start. Each measured point is one run of a real platform, so equality is not asked; the reference replay's counts are.
 */
public final class LambdaReplay {
    /** The file on the trace path that it replays. */
    public static final String FILE = "validation_lambda_poisson_requests.csv.gz";

    private static final double WARM_EXTRA_MS = 100;
    private static final double START_SECONDS = 0.4;

    /** What a reference replay by another program predicted of one experiment. */
    private record Reference(String experiment, String rate, int hits, int falseAlarms, int misses) {}

    private static final List<Reference> REFERENCES = List.of(
            new Reference("2020-05-28", "0.00186/s", 59, 7, 0),
            new Reference("2020-06-06", "0.00288/s", 43, 6, 0),
            new Reference("2020-06-10", "0.00425/s", 28, 5, 4),
            new Reference("2020-06-18", "0.00785/s", 16, 8, 12),
            new Reference("2020-05-17", "0.0501/s", 18, 37, 19),
            new Reference("2020-04-24", "0.1004/s", 29, 42, 27));

    private LambdaReplay() {}

    /** @param file {@link #FILE}, wherever it lies */
    public static Comparison compare(Path file) {
        Rows rows = Rows.file(file);
        List<Line> lines = new ArrayList<>();
        for (Reference each : REFERENCES) {
            lines.add(line(rows, each));
        }
        return new Comparison(
                "AWS Lambda, request by request",
                "Recorded arrivals of six experiments, 600 s idle timeout: cold % measured -> predicted (hits/false alarms/misses), beside"
                        + " the reference replay's; no fewer hits and no more errors are asked.",
                lines);
    }

    private static Line line(Rows all, Reference reference) {
        int[] rows = all.where("exp", reference.experiment());
        boolean[] predicted = replay(all, rows);
        int hits = 0;
        int falseAlarms = 0;
        int misses = 0;
        for (int i = 0; i < rows.length; i++) {
            boolean cold = all.number(rows[i], "is_cold") > 0;
            hits += cold && predicted[i] ? 1 : 0;
            falseAlarms += !cold && predicted[i] ? 1 : 0;
            misses += cold && !predicted[i] ? 1 : 0;
        }
        boolean holds =
                hits >= reference.hits() && falseAlarms + misses <= reference.falseAlarms() + reference.misses();
        return Line.checked(
                reference.rate() + ", " + rows.length + " requests",
                text(hits, falseAlarms, misses, rows.length),
                text(reference.hits(), reference.falseAlarms(), reference.misses(), rows.length),
                holds);
    }

    private static String text(int hits, int falseAlarms, int misses, int requests) {
        return String.format(
                Locale.ROOT,
                "%.2f -> %.2f (%d/%d/%d)",
                100.0 * (hits + misses) / requests,
                100.0 * (hits + falseAlarms) / requests,
                hits,
                falseAlarms,
                misses);
    }

    private static boolean[] replay(Rows all, int[] rows) {
        long[] times = new long[rows.length];
        long[] services = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            times[i] = Math.round(1e9 * all.number(rows[i], "t_s"));
            services[i] = Math.round(1e6 * (all.number(rows[i], "exec_ms") + WARM_EXTRA_MS));
        }
        boolean[] cold = new boolean[rows.length];
        Simulation.Options options = new Simulation.Options(
                0,
                0,
                (service, ordinal, arrival, start, end, fate) ->
                        cold[(int) ordinal] = fate == Fate.COLD_TRIGGERED || fate == Fate.COLD_WAITED);
        ServiceSpec platform = FunctionPlatform.spec("lambda", Law.of(0), Law.of(START_SECONDS));
        long end = times[times.length - 1] + 1;
        ClusterSpec cluster = new ClusterSpec(0, end, List.of(platform), null, Observation.PERFECT, List.of(), 1, 0);
        Simulation.run(cluster, List.of(Arrivals.Source.of(times, services)), options, at -> true);
        return cold;
    }
}

package ebb.gui.model;

import ebb.cluster.Timeline;
import ebb.gui.model.Track.Role;
import ebb.gui.model.Track.Series;
import ebb.gui.model.Track.Style;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.policy.ScalingPolicy;
import ebb.policy.Standing;
import ebb.result.LeastCost;
import ebb.result.Measured;
import ebb.result.Metric;
import ebb.result.RunRecord;
import ebb.scenario.Rehearsal.Replay;
import ebb.scenario.ReplayDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A replay, ready to be painted: it never changes. */
public final class Day {
    private final ScalingPolicy policy;
    private final RunRecord run;
    private final Measured measured;
    private final ReplayDetail detail;
    private final Timeline line;
    private final List<Track> tracks;
    private final long replayNanos;

    private Day(ScalingPolicy policy, Replay replay, String currency, long replayNanos) {
        this.policy = policy;
        this.replayNanos = replayNanos;
        run = replay.run();
        detail = Objects.requireNonNull(replay.detail());
        line = Objects.requireNonNull(run.total().timeline());
        measured = run.measured();
        tracks = tracks(currency);
    }

    /** @param replayNanos how long the replay took */
    static Day of(ScalingPolicy policy, Replay replay, String currency, long replayNanos) {
        return new Day(policy, replay, currency, replayNanos);
    }

    private List<Track> tracks(String currency) {
        double seconds = line.stepNanos / 1e9;
        double nanos = line.stepNanos;
        return List.of(
                new Track(
                        "arrivals",
                        "requests/s",
                        Style.LAYERED,
                        List.of(series("arrivals", Role.ARRIVALS, i -> line.arrivals[i] / seconds))),
                new Track(
                        "pods",
                        "pods",
                        Style.STACKED,
                        List.of(
                                series("busy", Role.BUSY, i -> line.busyPodNanos[i] / nanos),
                                series("idle", Role.IDLE, i -> line.idlePodNanos[i] / nanos),
                                series("starting", Role.STARTING, i -> line.startingPodNanos[i] / nanos),
                                series("draining", Role.DRAINING, i -> line.drainingPodNanos[i] / nanos))),
                new Track(
                        "waiting",
                        "requests",
                        Style.LAYERED,
                        List.of(series("waiting", Role.WAITING, i -> line.queueNanos[i] / nanos))),
                new Track(
                        "latency",
                        "s",
                        Style.QUANTILES,
                        List.of(
                                series("p99", Role.HIGHEST, i -> detail.latency(i, 0.99)),
                                series("p95", Role.HIGH, i -> detail.latency(i, 0.95)),
                                series("p50", Role.MEDIAN, i -> detail.latency(i, 0.5)))),
                new Track(
                        "cold starts",
                        "requests",
                        Style.LAYERED,
                        List.of(series("cold", Role.COLD, i -> line.cold[i]))),
                new Track(
                        "cost rate",
                        currency + "/h",
                        Style.LAYERED,
                        List.of(series("cost rate", Role.COST, detail::costPerHour))));
    }

    private Series series(String name, Role role, IntToDoubleFunction value) {
        double[] values = new double[line.steps];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsDouble(i);
        }
        return new Series(name, role, values);
    }

    public ScalingPolicy policy() {
        return policy;
    }

    public RunRecord run() {
        return run;
    }

    public Measured measured() {
        return measured;
    }

    public List<Track> tracks() {
        return tracks;
    }

    public long replayNanos() {
        return replayNanos;
    }

    public double stepSeconds() {
        return line.stepNanos / 1e9;
    }

    public int steps() {
        return line.steps;
    }

    public double seconds() {
        return stepSeconds() * line.steps;
    }

    public @Nullable LeastCost least() {
        return run.total().least();
    }

    public double value(Metric metric) {
        return measured.value(metric);
    }

    /** @return the policy's automaton; null where it is written in Java */
    public @Nullable PolicyModel model() {
        PolicyDefinition definition = policy.definition();
        return definition instanceof PolicyDocument document ? document.model() : null;
    }

    /** The service whose policy's states are known. */
    public String watched() {
        return detail.watched();
    }

    /** @return places of the states that the policy's regions are in; nowhere before it begins */
    public Standing standing(double seconds) {
        int decision = decision(seconds);
        return decision < 0 ? Standing.NOWHERE : detail.standingOf(decision);
    }

    private int decision(double seconds) {
        return Double.isNaN(seconds) ? -1 : detail.decisionAt((long) (seconds * 1e9));
    }

    /** @return the last decision before an instant in the policy's own words, since when it stands, and what it asked for; empty for none */
    public String explained(double seconds) {
        int decision = decision(seconds);
        if (decision < 0) {
            return "";
        }
        int pods = detail.podsOf(decision);
        return "since " + Clock.text(detail.nanosOf(decision) / 1e9) + " · "
                + (pods < 0 ? "" : "asks for " + pods + (pods == 1 ? " pod" : " pods") + "\n")
                + detail.explain(decision);
    }

    /** @return the next instant after, or the last before, in which a request met a cold start; NaN where there is none */
    public double coldStart(double seconds, boolean after) {
        int step = Double.isNaN(seconds) ? (after ? -1 : line.steps) : (int) (seconds / stepSeconds());
        int towards = after ? 1 : -1;
        for (int i = step + towards; i >= 0 && i < line.steps; i += towards) {
            if (line.cold[i] > 0 && (i == 0 || !after || line.cold[i - 1] == 0 || i == step + 1)) {
                return (i + 0.5) * stepSeconds();
            }
        }
        return Double.NaN;
    }

    /** @return a table of the steps of a window: a row of names with units, then a row for each step */
    public List<List<String>> table(double from, double to) {
        List<List<String>> rows = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("seconds"));
        for (Track track : tracks) {
            track.series()
                    .forEach(each ->
                            names.add((track.series().size() == 1 ? each.name() : track.title() + " " + each.name())
                                    + ", " + track.unit()));
        }
        rows.add(names);
        int first = Math.max(0, (int) (from / stepSeconds()));
        int last = Math.min(line.steps, (int) Math.ceil(to / stepSeconds()));
        for (int i = first; i < last; i++) {
            List<String> row = new ArrayList<>(List.of(ebb.result.Text.exact(i * stepSeconds())));
            for (Track track : tracks) {
                for (Series each : track.series()) {
                    double value = each.values()[i];
                    row.add(Double.isNaN(value) ? "" : ebb.result.Text.exact(value));
                }
            }
            rows.add(row);
        }
        return rows;
    }
}

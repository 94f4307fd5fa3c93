package ebb.bench;

import ebb.optimum.SweepBenchmark;
import ebb.policy.DispatchBenchmark;
import ebb.policy.PolicyBenchmark;
import ebb.policy.ShadowBenchmark;
import ebb.policy.window.WindowBenchmark;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of the table: each a figure of ours, the rivals that do the same, and a goal. Rates are per second of processor time. */
enum Row {
    HOLD_10(
            "event queue held at 10 pending: take the first, put it back later",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(HoldBenchmark.class, "replace", "pending=10"),
            "SSJ 3.3.2, Henriksen",
            Run.of(HoldBenchmark.class, "ssj", "pending=10")),
    HOLD_1000(
            "held at 1,000 pending",
            "M/s",
            1e6,
            new Goal.Rate(25),
            Run.of(HoldBenchmark.class, "replace", "pending=1000"),
            "SSJ 3.3.2, Henriksen",
            Run.of(HoldBenchmark.class, "ssj", "pending=1000")),
    HOLD_100000(
            "held at 100,000 pending",
            "M/s",
            1e6,
            new Goal.Rate(8),
            Run.of(HoldBenchmark.class, "replace", "pending=100000"),
            "SSJ 3.3.2, Henriksen",
            Run.of(HoldBenchmark.class, "ssj", "pending=100000")),
    HOLD_REMOVE_ADD(
            "held at 1,000 pending, by remove and add",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(HoldBenchmark.class, "removeAndAdd", "pending=1000"),
            ""),
    QUEUEING_1(
            "M/M/1 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=1"),
            "SSJ 3.3.2, its default list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=1", "list=SPLAY")),
    QUEUEING_1_HENRIKSEN(
            "M/M/1 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=1"),
            "SSJ 3.3.2, Henriksen's list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=1", "list=HENRIKSEN")),
    QUEUEING_10(
            "M/M/10 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=10"),
            "SSJ 3.3.2, its default list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=10", "list=SPLAY")),
    QUEUEING_10_HENRIKSEN(
            "M/M/10 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=10"),
            "SSJ 3.3.2, Henriksen's list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=10", "list=HENRIKSEN")),
    QUEUEING_100(
            "M/M/100 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=100"),
            "SSJ 3.3.2, its default list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=100", "list=SPLAY")),
    QUEUEING_100_HENRIKSEN(
            "M/M/100 at 80 %, draws inside: events",
            "M/s",
            1e6,
            new Goal.Ratio(5),
            Run.of(QueueingBenchmark.class, "ebb", "servers=100"),
            "SSJ 3.3.2, Henriksen's list",
            Run.of(QueueingBenchmark.class, "ssj", "servers=100", "list=HENRIKSEN")),
    REPLAY_ONE(
            "replay under fixed keep-alive with all metrics, one service of at most one pod, the short way: requests",
            "M/s",
            1e6,
            new Goal.Rate(12),
            Run.of(ReplayBenchmark.class, "replay", "services=1", "pods=1"),
            ""),
    REPLAY_ONE_EVENTS(
            "one service of at most 100 pods, by events: requests",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(ReplayBenchmark.class, "replay", "services=1", "pods=100"),
            ""),
    REPLAY_MANY(
            "20,000 services of at most one pod, the short way: requests",
            "M/s",
            1e6,
            new Goal.Rate(6),
            Run.of(ReplayBenchmark.class, "replay", "services=20000", "pods=1"),
            ""),
    REPLAY_MANY_EVENTS(
            "20,000 services of at most 100 pods, by events: requests",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(ReplayBenchmark.class, "replay", "services=20000", "pods=100"),
            ""),
    OPTIMUM(
            "the optimum of a million requests, 30 at once: requests",
            "M/s",
            1e6,
            new Goal.Rate(1),
            Run.of(SweepBenchmark.class, "sweep", "inService=30"),
            ""),
    CSV(
            "read a CSV of seconds and two counts of tokens",
            "MB/s",
            1,
            new Goal.Rate(200),
            Run.of(CsvBenchmark.class, "ebb"),
            "FastCSV 4.4.0 and the JDK's parsers",
            Run.of(CsvBenchmark.class, "fastCsv")),
    DRAW_EXPONENTIAL(
            "an exponential number, found by its key",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(DrawBenchmark.class, "exponential"),
            "SSJ 3.3.2, MRG32k3a, the next one",
            Run.of(DrawBenchmark.class, "ssjExponential")),
    DRAW_NORMAL(
            "a normal number, found by its key",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(DrawBenchmark.class, "normal"),
            ""),
    CHOICE_TWO(
            "power of two choices among 1,000 pods",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(ChoiceBenchmark.class, "choose", "pods=1000", "algorithm=POWER_OF_TWO_CHOICES"),
            ""),
    CHOICE_LEAST(
            "least connections among 1,000 pods",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(ChoiceBenchmark.class, "choose", "pods=1000", "algorithm=LEAST_CONNECTIONS"),
            ""),
    CHOICE_HASH(
            "consistent hash among 1,000 pods",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(ChoiceBenchmark.class, "choose", "pods=1000", "algorithm=CONSISTENT_HASH"),
            ""),
    POLICY_KPA(
            "Knative's KPA in the language: reports put in",
            "M/s",
            1e6,
            new Goal.Rate(10),
            Run.of(PolicyBenchmark.class, "reports", "policy=knative-kpa"),
            ""),
    POLICY_KEEP_ALIVE(
            "keep-alive in the language: reports put in",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(PolicyBenchmark.class, "reports", "policy=keep-alive"),
            ""),
    POLICY_HYBRID_HISTOGRAM(
            "hybrid histogram in the language: reports put in",
            "M/s",
            1e6,
            new Goal.Rate(5),
            Run.of(PolicyBenchmark.class, "reports", "policy=hybrid-histogram"),
            ""),
    POLICY_FOUR_GUARDS(
            "a state with four guards, all looked at (25 ns are 40 M/s)",
            "M/s",
            1e6,
            new Goal.Rate(40),
            Run.of(DispatchBenchmark.class, "fourGuards"),
            ""),
    POLICY_SHADOWS(
            "a hundred policies that look on (2 % of a core at 1,000 reports a second are 5 M/s): reports put in",
            "M/s", 1e6, new Goal.Rate(5), Run.of(ShadowBenchmark.class, "look"), ""),
    POLICY_REPLAY_KPA(
            "replay by events with Knative's KPA in the language, one service of 100 a second: requests",
            "M/s",
            1e6,
            new Goal.Rate(5),
            Run.of(PolicyReplayBenchmark.class, "replay", "policy=knative-kpa"),
            ""),
    POLICY_REPLAY_KEEP_ALIVE(
            "the same with keep-alive in the language",
            "M/s",
            1e6,
            new Goal.Rate(5),
            Run.of(PolicyReplayBenchmark.class, "replay", "policy=keep-alive"),
            ""),
    WINDOW_AVERAGE(
            "60 buckets: a sample recorded, Knative's average read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "average"),
            ""),
    WINDOW_AVERAGE_EXPONENTIAL(
            "60 buckets: a sample recorded, Knative's weighted average read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "averageExponential"),
            ""),
    WINDOW_RATE(
            "60 buckets: an event recorded, the rate read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "rate"),
            ""),
    WINDOW_MEAN(
            "60 buckets: a level changed, its mean over time read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "mean"),
            ""),
    WINDOW_MAXIMUM(
            "60 buckets: a level changed, its maximum read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "maximum"),
            ""),
    WINDOW_MAXIMUM_EXACT(
            "exact window: a level changed, its maximum read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "maximumExact"),
            ""),
    WINDOW_EWMA(
            "moving average of irregular samples: recorded and read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "ewma"),
            ""),
    WINDOW_SLOPE(
            "60 buckets: a sample recorded, the slope read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "slope"),
            ""),
    WINDOW_GAPS(
            "240 bins: an idle gap recorded, the bins' variation read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "gaps"),
            ""),
    WINDOW_GAP_QUANTILE(
            "240 bins: a quantile", "M/s", 1e6, new Goal.None(), Run.of(WindowBenchmark.class, "gapQuantile"), ""),
    WINDOW_QUANTILE_RECORD(
            "quantiles over 2 min: a sample recorded",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "quantileRecord"),
            ""),
    WINDOW_QUANTILE(
            "quantiles over 2 min: a quantile from 0.9 to 1 read",
            "M/s",
            1e6,
            new Goal.Rate(10),
            Run.of(WindowBenchmark.class, "quantile"),
            ""),
    WINDOW_SEQUENCE(
            "A then B then C: an event, and whether it holds",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "sequence"),
            ""),
    WINDOW_TALLY(
            "5 of an event: an event, and whether it holds",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "tally"),
            ""),
    WINDOW_TOKENS(
            "token bucket: a rate changed, the level read",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "tokens"),
            ""),
    WINDOW_HOLT_WINTERS(
            "Holt-Winters: a sample", "M/s", 1e6, new Goal.None(), Run.of(WindowBenchmark.class, "holtWinters"), ""),
    WINDOW_GAP_MODEL(
            "ARIMA(p,d,0) of 50 gaps fitted anew",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "gapModel"),
            ""),
    WINDOW_CALENDAR(
            "night or weekend: the next change, from any hour",
            "M/s",
            1e6,
            new Goal.None(),
            Run.of(WindowBenchmark.class, "calendar"),
            "");

    final String title;
    final String unit;
    final double scale;
    final Goal goal;
    final Run ours;
    final String rival;
    final List<Run> rivals;

    Row(String title, String unit, double scale, Goal goal, Run ours, String rival, Run... rivals) {
        this.title = title;
        this.unit = unit;
        this.scale = scale;
        this.goal = goal;
        this.ours = ours;
        this.rival = rival;
        this.rivals = List.of(rivals);
    }

    /** How it is asked for: {@code hold-1000}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return whether a word means this row: all of its id, or a part that is not all of another's */
    boolean named(String word) {
        boolean exact = Arrays.stream(values()).anyMatch(row -> row.id().equals(word));
        return exact ? id().equals(word) : id().contains(word);
    }
}

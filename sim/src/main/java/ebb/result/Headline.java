package ebb.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of an experiment in a sentence or two: the cheapest choice that meets the objectives, or what there is to choose from. */
final class Headline {
    private final Summary summary;
    private final Labels labels;
    private final Frontier frontier;
    private final List<Choice> choices;

    /** The runs of one choice that differ in the seed alone: its cost is their mean, its waits are the worst of them. */
    record Choice(String name, List<RunSummary> runs) {
        double cost() {
            return mean(Metric.COST);
        }

        double mean(Metric metric) {
            return runs.stream().mapToDouble(run -> run.value(metric)).average().orElse(Double.NaN);
        }

        double worst(Metric metric) {
            return runs.stream()
                    .mapToDouble(run -> run.value(metric))
                    .filter(value -> !Double.isNaN(value))
                    .max()
                    .orElse(Double.NaN);
        }

        boolean meetsAll() {
            return runs.stream().allMatch(RunSummary::meetsAll);
        }

        long missed() {
            return runs.stream()
                    .flatMap(run -> run.verdicts().stream())
                    .filter(verdict -> !verdict.met())
                    .count();
        }
    }

    Headline(Summary summary) {
        this.summary = summary;
        this.labels = Labels.of(summary);
        this.frontier = new Frontier(summary);
        Map<RunKey, List<RunSummary>> groups = new LinkedHashMap<>();
        for (RunSummary run : summary.runs()) {
            groups.computeIfAbsent(run.key().withoutSeed(), each -> new ArrayList<>())
                    .add(run);
        }
        List<Choice> all = new ArrayList<>();
        groups.values()
                .forEach(runs -> all.add(new Choice(labels.run(runs.getFirst().key(), false), runs)));
        all.sort(Comparator.comparingDouble(Choice::cost));
        this.choices = List.copyOf(all);
    }

    /** @return the cheapest that meets the objectives, else the one that misses least; without objectives the cheapest; null without runs */
    @Nullable
    Choice best() {
        return choices.stream()
                .min(Comparator.comparingLong(Choice::missed).thenComparingDouble(Choice::cost))
                .orElse(null);
    }

    /** @return plain text */
    String sentence() {
        Choice best = best();
        if (best == null) {
            return "There are no runs.";
        }
        if (summary.experiment().objectives().isEmpty()) {
            return span();
        }
        String many = choices.size() == 1 ? "the one choice" : "the " + choices.size() + " choices";
        if (!best.meetsAll()) {
            return "None of " + many + " meets every objective; " + best.name() + " comes closest and costs "
                    + money(best.cost()) + ".";
        }
        long good = choices.stream().filter(Choice::meetsAll).count();
        return best.name() + " is the cheapest of " + many + " to meet " + objectives()
                + (good == 1 ? " (no other does)" : "") + ": " + money(best.cost()) + ".";
    }

    /** @return how long one waits under the best choice, and how far it is from the least possible; empty without runs */
    String detail() {
        Choice best = best();
        if (best == null) {
            return "";
        }
        return "95 % of its requests wait at most " + Text.duration(best.worst(Metric.WAIT_P95)) + ", 99 % at most "
                + Text.duration(best.worst(Metric.WAIT_P99)) + "." + distance(best) + seeds(best);
    }

    private String span() {
        List<RunSummary> good = frontier.held();
        if (good.isEmpty()) {
            return "No run served a request.";
        }
        RunSummary first = good.getFirst();
        RunSummary last = good.getLast();
        String of = good.size() + " of " + summary.runs().size() + " runs are on the frontier";
        return good.size() == 1
                ? labels.run(first.key()) + " costs and waits least: " + position(first) + "."
                : of + ": from " + labels.run(first.key()) + " at " + position(first) + " to " + labels.run(last.key())
                        + " at " + position(last) + ".";
    }

    private String position(RunSummary run) {
        return money(run.value(Metric.COST)) + " and a " + frontier.waitName() + " of "
                + Text.duration(frontier.wait(run));
    }

    private String objectives() {
        int count = summary.experiment().objectives().size();
        return count == 1 ? "the objective" : "all " + count + " objectives";
    }

    private static String distance(Choice best) {
        LeastCost least = best.runs().getFirst().total().least();
        double regret = best.mean(Metric.REGRET);
        if (least == null || Double.isNaN(regret)) {
            return "";
        }
        String times = Text.shown(regret);
        if (regret < 1) {
            return " It costs " + times + " times the " + least.word()
                    + " for no wait at all: it saves by letting requests wait.";
        }
        return least.exact()
                ? " It costs " + times + " times the optimum, the least cost at which nobody waits."
                : " It costs at most " + times + " times the least at which nobody waits.";
    }

    private static String seeds(Choice best) {
        int count = best.runs().size();
        return count == 1 ? "" : " (Costs are means, waits the worst, of " + count + " seeds.)";
    }

    private String money(double amount) {
        return Text.shown(amount) + " " + summary.experiment().currency();
    }
}

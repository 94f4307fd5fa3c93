package ebb.result;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sentences that tables and the report share. */
final class Notes {
    private Notes() {}

    /** @return what the regret of the runs is measured against: a sentence for each kind of least cost, none where none was computed */
    static List<String> regret(Summary summary) {
        Map<String, DoubleSummaryStatistics> costs = new LinkedHashMap<>();
        for (RunSummary run : summary.runs()) {
            LeastCost least = run.total().least();
            if (least != null) {
                costs.computeIfAbsent(meaning(least), each -> new DoubleSummaryStatistics())
                        .accept(least.cost());
            }
        }
        List<String> notes = new ArrayList<>();
        costs.forEach((meaning, cost) -> notes.add("Regret is cost over the "
                + meaning.replace("%s", range(cost, summary.experiment().currency()))));
        return notes;
    }

    private static String meaning(LeastCost least) {
        return least.exact()
                ? "optimum (%s): the least cost at which no request waits."
                : "bound (%s): no schedule without waiting costs less. It ignores that "
                        + String.join("; ", least.ignores()) + ".";
    }

    private static String range(DoubleSummaryStatistics costs, String currency) {
        String least = Text.shown(costs.getMin());
        String most = Text.shown(costs.getMax());
        return (least.equals(most) ? least : least + " to " + most) + " " + currency;
    }
}

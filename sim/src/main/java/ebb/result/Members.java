package ebb.result;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The services that are reported as one, each in few numbers, as {@code run.json} has them.
 *
 * @param shown at most {@value #MOST}, those that cost most, in the order of the traffic
 * @param left how many more there are; {@code services.csv} alone has them
 */
public record Members(List<ServiceBrief> shown, int left) {
    /** About 150 bytes of run.json each. */
    static final int MOST = 1_000;

    public Members {
        shown = List.copyOf(shown);
    }

    static Members of(List<ServiceBrief> all) {
        if (all.size() <= MOST) {
            return new Members(all, 0);
        }
        Set<ServiceBrief> dearest = new HashSet<>(all.stream()
                .sorted(Comparator.comparingDouble(each -> -each.value(Metric.COST)))
                .limit(MOST)
                .toList());
        return new Members(all.stream().filter(dearest::contains).toList(), all.size() - MOST);
    }
}

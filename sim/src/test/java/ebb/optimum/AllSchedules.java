package ebb.optimum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cheapest of all schedules of a small instance, slot by slot: knows nothing of layers and gaps. A state is how many pods are ready
 * and how many have 1, 2, … slots to go; in every slot any of them may be stopped and any number started.
 */
final class AllSchedules {
    private AllSchedules() {}

    static double cheapest(SweepTest.Instance instance) {
        int end = 0;
        int most = instance.initialPods();
        for (int slot = 0; slot < 20; slot++) {
            most = Math.max(most, instance.pods(slot));
            end = instance.pods(slot) > 0 ? slot + 1 : end;
        }
        Map<List<Integer>, Double> states = Map.of(none(instance.startSlots()), 0.0);
        for (int slot = -instance.startSlots(); slot < end; slot++) {
            Map<List<Integer>, Double> next = new HashMap<>();
            for (Map.Entry<List<Integer>, Double> each : states.entrySet()) {
                List<Integer> before = new ArrayList<>(each.getKey());
                if (slot == 0) {
                    before.set(0, before.getFirst() + instance.initialPods());
                }
                step(instance, slot, most, before, each.getValue(), next);
            }
            states = next;
        }
        return states.values().stream().mapToDouble(cost -> cost).min().orElseThrow();
    }

    private static List<Integer> none(int startSlots) {
        List<Integer> none = new ArrayList<>();
        for (int i = 0; i <= startSlots; i++) {
            none.add(0);
        }
        return none;
    }

    /** Index 0: ready; index i: ready after i slots. */
    private static void step(
            SweepTest.Instance instance,
            int slot,
            int most,
            List<Integer> before,
            double cost,
            Map<List<Integer>, Double> next) {
        for (List<Integer> kept : keeping(before)) {
            int sum = kept.stream().mapToInt(pods -> pods).sum();
            for (int started = 0; sum + started <= most; started++) {
                List<Integer> now = new ArrayList<>(kept);
                int last = now.size() - 1;
                now.set(last, now.get(last) + started);
                if (now.getFirst() < instance.pods(slot)) {
                    continue;
                }
                double paid = cost + started * instance.startCost() + (sum + started) * instance.cost(slot, slot + 1L);
                next.merge(older(now), paid, Math::min);
            }
        }
    }

    private static List<Integer> older(List<Integer> now) {
        List<Integer> older = new ArrayList<>(now);
        for (int i = 0; i + 1 < now.size(); i++) {
            older.set(i, i == 0 ? now.get(0) + now.get(1) : now.get(i + 1));
        }
        if (now.size() > 1) {
            older.set(now.size() - 1, 0);
        }
        return older;
    }

    /** All ways to stop some. */
    private static List<List<Integer>> keeping(List<Integer> pods) {
        List<List<Integer>> ways = new ArrayList<>(List.of(List.of()));
        for (int count : pods) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> way : ways) {
                for (int kept = 0; kept <= count; kept++) {
                    List<Integer> more = new ArrayList<>(way);
                    more.add(kept);
                    longer.add(more);
                }
            }
            ways = longer;
        }
        return ways;
    }
}

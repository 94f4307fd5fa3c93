package ebb.gui.chart;

import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places of a region's states: in layers along the way that leads away from the first state, each state near those that it is tied to
 * (Sugiyama, Tagawa and Toda 1981: cycles cut, longest paths, barycentres).
 */
final class Layers {
    private static final int SWEEPS = 8;

    private final List<String> names;
    private final Map<Integer, Set<Integer>> forward = new HashMap<>();
    private final int[] layer;
    private final List<List<Integer>> layers = new ArrayList<>();

    Layers(RegionModel region) {
        names = region.states().stream().map(StateModel::name).toList();
        layer = new int[names.size()];
        cut(region);
        longestPaths();
        for (int i = 0; i < names.size(); i++) {
            while (layers.size() <= layer[i]) {
                layers.add(new ArrayList<>());
            }
            layers.get(layer[i]).add(i);
        }
        sweep();
    }

    int depth() {
        return layers.size();
    }

    int breadth() {
        return layers.stream().mapToInt(List::size).max().orElse(1);
    }

    int layer(int state) {
        return layer[state];
    }

    /** @return the middle of its place across its layer, 0..1 */
    double across(int state) {
        List<Integer> own = layers.get(layer[state]);
        return (own.indexOf(state) + 0.5) / own.size();
    }

    /** Edges that lead back to where one came from are left out of the layering. */
    private void cut(RegionModel region) {
        Set<Integer> open = new HashSet<>();
        Set<Integer> done = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            visit(i, region, open, done);
        }
    }

    private void visit(int state, RegionModel region, Set<Integer> open, Set<Integer> done) {
        if (!done.add(state)) {
            return;
        }
        open.add(state);
        for (TransitionModel each : region.states().get(state).go()) {
            int to = each.to() == null ? -1 : names.indexOf(each.to());
            if (to >= 0 && to != state && !open.contains(to)) {
                forward.computeIfAbsent(state, key -> new HashSet<>()).add(to);
                visit(to, region, open, done);
            }
        }
        open.remove(state);
    }

    private void longestPaths() {
        for (int round = 0; round < names.size(); round++) {
            forward.forEach((from, all) -> all.forEach(to -> layer[to] = Math.max(layer[to], layer[from] + 1)));
        }
    }

    private void sweep() {
        for (int i = 0; i < SWEEPS; i++) {
            for (List<Integer> each : layers) {
                Map<Integer, Double> centres = new HashMap<>();
                each.forEach(state -> centres.put(state, centre(state)));
                each.sort(Comparator.comparingDouble(centres::get));
            }
        }
    }

    private double centre(int state) {
        double sum = 0;
        int count = 0;
        for (Map.Entry<Integer, Set<Integer>> each : forward.entrySet()) {
            for (int to : each.getValue()) {
                if (to == state || each.getKey() == state) {
                    sum += across(to == state ? each.getKey() : to);
                    count++;
                }
            }
        }
        return count == 0 ? across(state) : sum / count;
    }
}

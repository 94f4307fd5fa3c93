package ebb.policy.check;

import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.check.PolicyGraph.Arrow;
import ebb.policy.check.PolicyGraph.Box;
import ebb.policy.check.PolicyGraph.Machine;
import ebb.policy.check.PolicyGraph.Point;
import ebb.policy.check.PolicyGraph.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts states into columns by how many transitions lead to them from the start. An arrow to the next column, to the one before or within
 * one goes through the gap beside it, on a track of its own; any other goes down to a lane below all boxes.
 */
final class GraphLayout {
    private static final double LETTER = 6.7;
    private static final double PADDING = 12;
    private static final double NARROWEST = 120;
    private static final double MARGIN = 24;
    private static final double GAP = 36;
    private static final double BELOW = 22;
    private static final double TRACK = 9;
    private static final double HEADING = 30;
    private static final double LANDING = 5;

    private final PolicyModel model;

    GraphLayout(PolicyModel model) {
        this.model = model;
    }

    PolicyGraph graph() {
        List<Machine> machines = new ArrayList<>();
        double y = MARGIN + (model.text().isEmpty() ? 30 : 52);
        double width = Math.max(letters(model.text()), letters(PolicyGraph.limits(model)) + 60);
        for (RegionModel each : model.regions()) {
            Columns columns = new Columns(each, PolicyGraph.note(model, each), y);
            Machine machine = columns.machine();
            machines.add(machine);
            y += machine.height() + MARGIN;
            width = Math.max(width, columns.right());
        }
        String limits = PolicyGraph.limits(model);
        return new PolicyGraph(model.name(), model.text(), machines, limits, width + 2 * MARGIN, y + MARGIN);
    }

    private static double letters(String text) {
        return text.length() * LETTER;
    }

    /** One region while it is laid out. */
    private static final class Columns {
        private final RegionModel region;
        private final String note;
        private final double top;
        private final Map<String, Integer> ranks = new LinkedHashMap<>();
        private final Map<String, Box> boxes = new LinkedHashMap<>();
        private final Map<Integer, Integer> tracks = new HashMap<>();
        private final Map<Integer, Double> gapStarts = new HashMap<>();
        private double bottom;
        private double right;
        private int lanes;

        Columns(RegionModel region, String note, double y) {
            this.region = region;
            this.note = note;
            this.top = y;
        }

        Machine machine() {
            rank();
            count();
            place();
            List<Arrow> arrows = new ArrayList<>();
            tracks.clear();
            for (Box each : boxes.values()) {
                for (int i = 0; i < each.rows().size(); i++) {
                    String to = each.rows().get(i).to();
                    if (!to.isEmpty() && !to.equals(each.state())) {
                        arrows.add(arrow(each, i, boxes.getOrDefault(to, each)));
                    }
                }
            }
            double height = bottom - top + lanes * TRACK + (lanes > 0 ? 14 : 0);
            return new Machine(region.name(), note, List.copyOf(boxes.values()), arrows, top, height);
        }

        double right() {
            return right;
        }

        private Set<String> starts() {
            Set<String> starts = new HashSet<>();
            boolean always = false;
            for (TransitionModel each : region.initial()) {
                if (each.to() != null) {
                    starts.add(each.to());
                }
                always |= each.trigger() instanceof TriggerModel.Always && each.guard() == null;
            }
            if (!always) {
                starts.add(region.states().getFirst().name());
            }
            return starts;
        }

        private void rank() {
            Deque<String> open = new ArrayDeque<>();
            Set<String> starts = starts();
            String first = region.states().stream()
                    .map(StateModel::name)
                    .filter(starts::contains)
                    .findFirst()
                    .orElse(region.states().getFirst().name());
            ranks.put(first, 0);
            open.add(first);
            while (!open.isEmpty()) {
                String from = open.remove();
                for (StateModel each : region.states()) {
                    if (each.name().equals(from)) {
                        each.go().forEach(go -> follow(from, go.to() == null ? from : go.to(), open));
                    }
                }
                if (open.isEmpty()) {
                    region.states().stream()
                            .map(StateModel::name)
                            .filter(name -> !ranks.containsKey(name))
                            .findFirst()
                            .ifPresent(name -> {
                                ranks.put(name, 0);
                                open.add(name);
                            });
                }
            }
        }

        private void follow(String from, String to, Deque<String> open) {
            if (!ranks.containsKey(to)) {
                ranks.put(to, ranks.getOrDefault(from, 0) + 1);
                open.add(to);
            }
        }

        /** How many tracks each gap needs; the gap left of column c is c. */
        private void count() {
            for (StateModel state : region.states()) {
                for (TransitionModel each : state.go()) {
                    if (each.to() != null && !each.to().equals(state.name())) {
                        for (int gap : gaps(ranks.getOrDefault(state.name(), 0), ranks.getOrDefault(each.to(), 0))) {
                            tracks.merge(gap, 1, Integer::sum);
                        }
                    }
                }
            }
        }

        /** The gaps that an arrow has an upright line in: the first, and the last if that is another. */
        private static List<Integer> gaps(int from, int to) {
            if (to == from + 1 || to == from) {
                return List.of(from + 1);
            }
            if (to == from - 1) {
                return List.of(from);
            }
            return to > from ? List.of(from + 1, to) : List.of(from, to + 1);
        }

        private void place() {
            Set<String> starts = starts();
            int last = ranks.values().stream().max(Integer::compare).orElse(0);
            double x = MARGIN;
            bottom = top + HEADING;
            for (int column = 0; column <= last; column++) {
                gapStarts.put(column, x);
                x += column == 0 && !tracks.containsKey(0) ? 0 : GAP + TRACK * tracks.getOrDefault(column, 0);
                x += column(column, x, starts);
            }
            gapStarts.put(last + 1, x);
            right = x + (tracks.containsKey(last + 1) ? GAP + TRACK * tracks.getOrDefault(last + 1, 0) : 0);
        }

        /** @return the width of a column */
        private double column(int column, double x, Set<String> starts) {
            double width = NARROWEST;
            double y = top + HEADING;
            for (StateModel each : region.states()) {
                if (ranks.getOrDefault(each.name(), 0) == column) {
                    Box box = box(each, starts.contains(each.name()), x, y);
                    boxes.put(each.name(), box);
                    y += box.height() + BELOW;
                    width = Math.max(width, box.width());
                }
            }
            bottom = Math.max(bottom, y);
            for (Map.Entry<String, Box> each : boxes.entrySet()) {
                Box box = each.getValue();
                if (box.x() == x) {
                    each.setValue(new Box(
                            box.state(), box.initial(), box.laws(), box.rows(), x, box.y(), width, box.height()));
                }
            }
            return width;
        }

        private static Box box(StateModel state, boolean initial, double x, double y) {
            List<String> laws = PolicyGraph.laws(state);
            List<Row> rows = state.go().stream().map(PolicyGraph::row).toList();
            double longest = letters(state.name()) * 1.15;
            for (String each : laws) {
                longest = Math.max(longest, letters(each));
            }
            for (Row each : rows) {
                longest = Math.max(longest, letters(each.shown()));
            }
            double height = PolicyGraph.TITLE + PolicyGraph.ROW * (laws.size() + rows.size()) + 6;
            return new Box(state.name(), initial, laws, rows, x, y, Math.max(NARROWEST, longest + 2 * PADDING), height);
        }

        private double track(int gap) {
            int taken = tracks.merge(gap, 1, Integer::sum);
            return gapStarts.getOrDefault(gap, 0.0) + GAP / 2 + TRACK * (taken - 1);
        }

        private Arrow arrow(Box from, int row, Box to) {
            int a = ranks.getOrDefault(from.state(), 0);
            int b = ranks.getOrDefault(to.state(), 0);
            double y = from.rowY(row);
            // Those that come back land a little lower, so that two ways do not lie on one line.
            double end = to.y() + PolicyGraph.TITLE / 2 + (b > a ? -LANDING : LANDING);
            double rightOfFrom = from.x() + from.width();
            double rightOfTo = to.x() + to.width();
            List<Point> corners = new ArrayList<>();
            boolean forward = b >= a;
            corners.add(new Point(forward ? rightOfFrom : from.x(), y));
            double first = track(forward ? a + 1 : a);
            corners.add(new Point(first, y));
            double landing = b == a ? rightOfTo : forward ? to.x() : rightOfTo;
            if (Math.abs(b - a) > 1) {
                double lane = bottom + TRACK * lanes++;
                double second = track(forward ? b : b + 1);
                corners.add(new Point(first, lane));
                corners.add(new Point(second, lane));
                corners.add(new Point(second, end));
            } else {
                corners.add(new Point(first, end));
            }
            corners.add(new Point(landing, end));
            return new Arrow(from.state(), row, to.state(), corners);
        }
    }
}

package ebb.policy.check;

import ebb.document.Quantity;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.ActionModel;
import ebb.policy.PolicyModel.LawModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.StateModel;
import ebb.policy.PolicyModel.TransitionModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The machines of a policy as boxes and arrows, with a place for each: what a picture on paper and one on a screen both draw.
 *
 * <p>A box holds a state's name, its law and outputs, and a row for each transition, in the order in which they are looked at. An arrow leads
 * from its row to the name of another box. Lengths are in pixels at a font of 13 pixels; y goes down.
 *
 * @param limits what comes after the machines, in words; empty for nothing
 */
public record PolicyGraph(
        String name, String text, List<Machine> machines, String limits, double width, double height) {
    /** Height of a row of text. */
    public static final double ROW = 20;

    /** Height of a state's name. */
    public static final double TITLE = 26;

    private static final int LONGEST = 72;

    public PolicyGraph {
        machines = List.copyOf(machines);
    }

    /**
     * One region.
     *
     * @param note when it is looked at, in words; empty for whenever something changes
     * @param y of its heading
     */
    public record Machine(String name, String note, List<Box> boxes, List<Arrow> arrows, double y, double height) {
        public Machine {
            boxes = List.copyOf(boxes);
            arrows = List.copyOf(arrows);
        }

        /** @throws IllegalArgumentException if it has no such state */
        public Box box(String state) {
            return boxes.stream()
                    .filter(each -> each.state().equals(state))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no state " + state));
        }
    }

    /**
     * One state.
     *
     * @param initial whether the machine may begin there
     * @param laws its law and outputs, a line each
     * @param rows its transitions
     */
    public record Box(
            String state,
            boolean initial,
            List<String> laws,
            List<Row> rows,
            double x,
            double y,
            double width,
            double height) {
        public Box {
            laws = List.copyOf(laws);
            rows = List.copyOf(rows);
        }

        /** @return the middle of a row's line */
        public double rowY(int row) {
            return y + TITLE + ROW * (laws.size() + row) + ROW / 2;
        }
    }

    /**
     * One transition.
     *
     * @param condition what sets it off, in words
     * @param effect what it does besides, in words; empty for nothing
     * @param to the state that it leads to; empty for none
     */
    public record Row(String condition, String effect, String to) {
        /** On one line. */
        public String shown() {
            return condition + (effect.isEmpty() ? "" : ": " + effect) + (to.isEmpty() ? "" : " → " + to);
        }
    }

    /**
     * From a row of one state to another state.
     *
     * @param row of the state that it leaves
     * @param corners where the line goes, at least two; all lines are level or upright
     */
    public record Arrow(String from, int row, String to, List<Point> corners) {
        public Arrow {
            corners = List.copyOf(corners);
        }
    }

    /** A place. */
    public record Point(double x, double y) {}

    public static PolicyGraph of(PolicyModel model) {
        return new GraphLayout(model).graph();
    }

    // Words.

    static List<String> laws(StateModel state) {
        List<String> lines = new ArrayList<>();
        switch (state.scale()) {
            case LawModel.Formula formula -> lines.add("scale " + formula.value());
            case LawModel.Hold hold -> lines.add("scale hold");
            case LawModel.Mark mark -> lines.add("scale " + mark.value().text());
            case null -> {}
        }
        state.outputs().forEach((output, value) -> lines.add(output.name().toLowerCase(Locale.ROOT) + " " + value));
        state.overlays().forEach((name, value) -> lines.add("set " + name + " = " + value));
        String enter = effect(state.enter());
        String exit = effect(state.exit());
        if (!enter.isEmpty()) {
            lines.add("on entry " + enter);
        }
        if (!exit.isEmpty()) {
            lines.add("on exit " + exit);
        }
        return lines.stream().flatMap(each -> wrapped(each).stream()).toList();
    }

    /** Broken at spaces; what goes on is set in. */
    private static List<String> wrapped(String line) {
        List<String> all = new ArrayList<>();
        String rest = line;
        while (rest.length() > LONGEST) {
            int space = rest.lastIndexOf(' ', LONGEST);
            int end = space < LONGEST / 2 ? LONGEST : space;
            all.add(rest.substring(0, end));
            rest = "    " + rest.substring(end).strip();
        }
        all.add(rest);
        return all;
    }

    static Row row(TransitionModel transition) {
        StringJoiner effects = new StringJoiner(", ");
        transition.set().forEach((name, value) -> effects.add(name + " = " + value));
        String action = effect(transition.actions());
        if (!action.isEmpty()) {
            effects.add(action);
        }
        String to = transition.to();
        return new Row(transition.text(), effects.toString(), to == null ? "" : to);
    }

    private static String effect(ActionModel action) {
        StringJoiner all = new StringJoiner(", ");
        if (action.step() != null) {
            all.add("step " + action.step());
        }
        if (action.alert() != null) {
            all.add("alert " + action.alert().text());
        }
        if (action.emit() != null) {
            all.add("emit " + action.emit());
        }
        return all.toString();
    }

    static String note(PolicyModel model, RegionModel region) {
        PolicyModel.Tick tick = region.tick() == null ? model.tick() : region.tick();
        if (tick == null) {
            return "";
        }
        String every = Quantity.DURATION.print(tick.everyNanos());
        return tick.sampled() ? "every " + every + " only" : "every " + every + " too";
    }

    static String limits(PolicyModel model) {
        StringJoiner all = new StringJoiner(" · ");
        PolicyModel.LimitsModel limits = model.limits();
        if (limits.stabilize() != null) {
            all.add("stabilize up " + limits.stabilize().up() + ", down "
                    + limits.stabilize().down());
        }
        rate(all, "up", limits.up());
        rate(all, "down", limits.down());
        bound(all, "min", limits.min());
        bound(all, "max", limits.max());
        return all.toString();
    }

    private static void bound(StringJoiner into, String name, @Nullable Expression bound) {
        if (bound != null) {
            into.add(name + " " + bound);
        }
    }

    private static void rate(StringJoiner into, String name, PolicyModel.@Nullable Rate rate) {
        switch (rate) {
            case PolicyModel.Rate.To to -> into.add(name + " to " + to.pods());
            case PolicyModel.Rate.Policies policies ->
                policies.of()
                        .forEach(each -> into.add(
                                name + " " + each.amount() + (each.percent() ? "" : " pods") + " per " + each.per()));
            case null -> {}
        }
    }
}

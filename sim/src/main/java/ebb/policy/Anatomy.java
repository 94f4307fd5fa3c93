package ebb.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * What an automaton's state is made of, in words: for logs, and to name what differs.
 *
 * @param regions its machines, with their states in order
 * @param transitions by number, as a decision's {@code why} gives it
 * @param slots of the state, in order
 * @param columns of a row of the pod table, which is the tail of the state
 * @param metrics by the number that {@link Event#metric} gives
 */
public record Anatomy(
        List<Region> regions, List<String> transitions, List<Slots> slots, List<String> columns, List<String> metrics) {
    /** Of an automaton that says nothing of its inside. */
    public static final Anatomy NONE = new Anatomy(List.of(), List.of(), List.of(), List.of(), List.of());

    /** One machine. */
    public record Region(String name, List<String> states) {
        public Region {
            states = List.copyOf(states);
        }
    }

    /** So many slots of one name, one after another. */
    public record Slots(String name, int count) {}

    public Anatomy {
        regions = List.copyOf(regions);
        transitions = List.copyOf(transitions);
        slots = List.copyOf(slots);
        columns = List.copyOf(columns);
        metrics = List.copyOf(metrics);
    }

    /** @return what a slot is for */
    public String slot(int index) {
        int first = 0;
        for (Slots each : slots) {
            if (index < first + each.count) {
                return each.count == 1 ? each.name : each.name + "[" + (index - first) + "]";
            }
            first += each.count;
        }
        if (columns.isEmpty()) {
            return "state[" + index + "]";
        }
        int tail = index - first;
        return "pods[" + tail / columns.size() + "]." + columns.get(tail % columns.size());
    }

    /** Puts names of single slots, as {@link Layout} gives them, together. */
    static List<Slots> together(List<String> names) {
        List<Slots> all = new ArrayList<>();
        for (int i = 0; i < names.size(); ) {
            String name = names.get(i);
            int count = 1;
            if (name.endsWith("[0]")) {
                String array = name.substring(0, name.length() - 3);
                while (i + count < names.size() && names.get(i + count).equals(array + "[" + count + "]")) {
                    count++;
                }
                name = count == 1 ? name : array;
            }
            all.add(new Slots(name, count));
            i += count;
        }
        return all;
    }
}

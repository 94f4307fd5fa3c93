package ebb.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives out the slots of a state and remembers what each is for. */
final class Layout {
    // 8 MB for one service's state is a mistake in the policy, not a need.
    private static final int MOST = 1_000_000;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> taken = new HashMap<>();

    /** There is no room for what is asked. */
    static final class Full extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        final String rule;

        Full(String rule) {
            super(rule);
            this.rule = rule;
        }
    }

    Layout() {
        for (Head each : Head.values()) {
            names.add(each.title());
        }
    }

    /** @return the first of so many slots */
    int take(String title, int slots) {
        int first = names.size();
        int before = taken.merge(title, 1, Integer::sum);
        String name = before == 1 ? title : title + "#" + before;
        if (first + (long) slots > MOST) {
            throw new Full("the state would have more than " + MOST + " slots, for " + name);
        }
        for (int i = 0; i < slots; i++) {
            names.add(slots == 1 ? name : name + "[" + i + "]");
        }
        return first;
    }

    int size() {
        return names.size();
    }

    /** What a slot is for. */
    String name(int slot) {
        return slot < names.size() ? names.get(slot) : "pods[" + (slot - names.size()) + "]";
    }
}

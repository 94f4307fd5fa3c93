package ebb.optimum;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a computed cost is the optimum itself or only a bound below it, and what it ignores.
 *
 * @param ignored what the model has and the computation leaves out; empty where it is exact
 */
public record Conditions(Set<Ignored> ignored) {
    /** What the computation replaces by something that can only be cheaper. */
    public enum Ignored {
        LOAD("service times depend on load: every request is as fast as alone"),
        CONCURRENCY("how many requests a pod serves depends on them: the most it ever can"),
        START_UP("start-up times vary: every pod starts in the least time"),
        BILLING("bills round up: time is paid as it runs"),
        ROOM("room is limited: there is always room"),
        LEAST_PODS("a least number of pods is kept: none is"),
        CRASHES("pods and nodes fail: none does");

        private final String text;

        Ignored(String text) {
            this.text = text;
        }

        /** What is so, and what is taken for it. */
        public String text() {
            return text;
        }
    }

    /** Nothing is ignored. */
    public static final Conditions EXACT = new Conditions(Set.of());

    public Conditions {
        ignored = Set.copyOf(ignored);
    }

    public static Conditions ignoring(Ignored... ignored) {
        return new Conditions(Set.of(ignored));
    }

    public boolean exact() {
        return ignored.isEmpty();
    }

    /** What tables and charts call the number. */
    public String word() {
        return exact() ? "optimum" : "bound";
    }

    /** @return what is ignored, in words, always in the same order */
    public List<String> reasons() {
        return EnumSet.allOf(Ignored.class).stream()
                .filter(ignored::contains)
                .map(Ignored::text)
                .toList();
    }

    /** @return of two services together */
    public Conditions and(Conditions other) {
        EnumSet<Ignored> both = EnumSet.noneOf(Ignored.class);
        both.addAll(ignored);
        both.addAll(other.ignored);
        return new Conditions(both);
    }
}

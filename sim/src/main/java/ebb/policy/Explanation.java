package ebb.policy;

import ebb.policy.Program.Region;
import ebb.policy.Program.State;
import ebb.policy.Program.Transition;
import ebb.policy.expr.Type;

/** Says a decision in the policy's own words. */
final class Explanation {
    private Explanation() {}

    /**
     * @param now the state after the step, to say what the condition compared; null for a step of long ago
     * @param why the transition that was taken in the step, or -1
     * @param law pods before the limits
     * @param decided pods after them
     */
    static String of(
            Program program,
            Standing standing,
            long @org.jspecify.annotations.Nullable [] now,
            int why,
            long law,
            long decided) {
        StringBuilder text = new StringBuilder();
        for (Region each : program.regions()) {
            int state = standing.state(each.index());
            if (state < 0) {
                continue;
            }
            text.append(text.isEmpty() ? "" : " · ")
                    .append(program.regions().size() == 1 ? "" : each.name() + " ")
                    .append(each.states().get(state).name());
        }
        Transition taken = transition(program, why);
        if (taken != null) {
            text.append(" (")
                    .append(taken.text())
                    .append(now == null ? "" : guard(taken, now))
                    .append(')');
        }
        text.append(": ").append(law);
        Clamp clamp = Clamp.values()[standing.clamp()];
        if (law != decided) {
            text.append(", ").append(decided).append(' ').append(clamp.text());
        }
        return text.toString();
    }

    /** Where a policy stands. */
    static String now(Program program, long[] state) {
        StringBuilder text = new StringBuilder();
        for (Region each : program.regions()) {
            long since = state[Head.NOW.slot()] - state[each.entered()];
            text.append(text.isEmpty() ? "" : " · ")
                    .append(program.regions().size() == 1 ? "" : each.name() + " ")
                    .append(each.states().get((int) state[each.state()]).name())
                    .append(" for ")
                    .append(Watch.printed(Type.DURATION, since));
        }
        Transition taken = transition(program, (int) state[Head.TRANSITION.slot()]);
        if (taken != null) {
            text.append(" (last: ")
                    .append(taken.text())
                    .append(guard(taken, state))
                    .append(')');
        }
        long desired = state[Head.DESIRED.slot()];
        if (desired == Decision.NONE) {
            return text.append("; nothing is decided yet").toString();
        }
        text.append("; law ").append(state[Head.LAW.slot()]).append(" pods, ");
        Clamp clamp = Clamp.values()[(int) state[Head.CLAMP.slot()]];
        text.append(clamp == Clamp.NOTHING ? "no limit" : clamp.text());
        return text.append(": ").append(desired).append(" pods").toString();
    }

    /** What the condition compared, where it did. */
    private static String guard(Transition taken, long[] state) {
        int guard = (int) state[Head.GUARD.slot()];
        long left = state[Head.GUARD_LEFT.slot()];
        long right = state[Head.GUARD_RIGHT.slot()];
        boolean last = state[Head.TRANSITION.slot()] == taken.number();
        if (!last || guard == -1 || guard >= taken.watches().size()) {
            return "";
        }
        return guard == Head.TIMED
                ? ": " + Watch.printed(Type.DURATION, left) + " of " + Watch.printed(Type.DURATION, right)
                : ": " + taken.watches().get(guard).text(left, right);
    }

    private static @org.jspecify.annotations.Nullable Transition transition(Program program, int number) {
        for (Region region : program.regions()) {
            for (State state : region.states()) {
                for (Transition each : state.go()) {
                    if (each.number() == number) {
                        return each;
                    }
                }
            }
        }
        return null;
    }
}

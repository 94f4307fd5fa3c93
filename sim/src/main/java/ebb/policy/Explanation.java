package ebb.policy;

import ebb.policy.Program.Region;
import ebb.policy.Program.State;
import ebb.policy.Program.Transition;

/** Says a decision in the policy's own words. */
final class Explanation {
    private Explanation() {}

    /**
     * @param why the transition that was taken in the step, or -1
     * @param law pods before the limits
     * @param decided pods after them
     */
    static String of(Program program, long[] state, int why, long law, long decided) {
        StringBuilder text = new StringBuilder();
        for (Region each : program.regions()) {
            State now = each.states().get((int) state[each.state()]);
            text.append(text.isEmpty() ? "" : " · ")
                    .append(program.regions().size() == 1 ? "" : each.name() + " ")
                    .append(now.name());
        }
        Transition taken = transition(program, why);
        if (taken != null) {
            text.append(" (").append(taken.text()).append(')');
        }
        text.append(": ").append(law);
        Clamp clamp = Clamp.values()[(int) state[Head.CLAMP.slot()]];
        if (law != decided) {
            text.append(", ").append(decided).append(' ').append(clamp.text());
        }
        return text.toString();
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

package ebb.policy;

import ebb.policy.Program.Group;
import ebb.policy.Program.Law;
import ebb.policy.Program.Region;
import ebb.policy.Program.State;
import ebb.policy.Program.Transition;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Way;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One policy takes the place of another on a running service: what both know under one name goes on, all else begins.
 *
 * <p>Taken over are the levels, variables of the same type, windows and patterns that mean the same, the logs of the limits, the pods, and
 * of each region of the same name its state, if the new one has a state of that name, with when it was entered. A clock that runs in that
 * state is then over as much later as its time is longer now.
 */
final class Succession {
    private static final long NEVER = Automaton.NEVER;
    private static final Pattern LOG = Pattern.compile("((?:.*\\.)?limits\\.\\w+)\\[\\d+]");

    private final CompiledPolicy policy;
    private final CompiledPolicy before;
    private final Program program;
    private final Program gone;
    private final long[] old;
    private final long[] state;

    /** @param state as the new policy begins, with room for the pods of the old one */
    private Succession(CompiledPolicy policy, CompiledPolicy before, long[] old, long[] state) {
        this.policy = policy;
        this.before = before;
        this.old = old;
        this.state = state;
        program = policy.program();
        gone = before.program();
    }

    /** @return the new policy's state */
    static long[] of(CompiledPolicy policy, CompiledPolicy before, long[] old, Event levels) {
        Program program = policy.program();
        int pods = program.pods().isRead() && before.program().pods().isRead()
                ? before.program().pods().count(old)
                : 0;
        long[] begun = policy.start(levels);
        long[] state = Arrays.copyOf(begun, begun.length + pods * program.pods().width());
        new Succession(policy, before, old, state).run(levels.atNanos, pods);
        return state;
    }

    private void run(long nowNanos, int pods) {
        policy.begin(state, nowNanos);
        before.begin(old.clone(), nowNanos);
        head(nowNanos);
        variables();
        Map<String, Feed> feeds = named(gone.feeds(), each -> each.name);
        program.feeds().forEach(each -> with(feeds.get(each.name), one -> each.takeOver(state, one, old)));
        Map<String, PatternCode> patterns = named(gone.patterns(), each -> each.name);
        program.patterns().forEach(each -> with(patterns.get(each.name), one -> each.takeOver(state, one, old)));
        logs();
        policy.frame().changed();
        Map<String, Region> regions = named(gone.regions(), Region::name);
        for (Region each : program.regions()) {
            region(each, regions.get(each.name()));
        }
        policy.resized();
        pods(pods);
    }

    /** The last of one name wins, as only one of several can. */
    private static <T> Map<String, T> named(List<T> all, Function<T, String> name) {
        Map<String, T> named = new HashMap<>();
        all.forEach(each -> named.put(name.apply(each), each));
        return named;
    }

    private static <T> void with(@Nullable T found, Consumer<T> action) {
        if (found != null) {
            action.accept(found);
        }
    }

    private void head(long nowNanos) {
        System.arraycopy(old, 0, state, 0, Head.values().length);
        state[Head.PODS.slot()] = 0;
        state[Head.TRANSITION.slot()] = -1;
        state[Head.NOW.slot()] = nowNanos;
        state[Head.WAKE.slot()] = nowNanos;
    }

    private void variables() {
        Map<String, Program.Variable> known = named(gone.variables(), Program.Variable::name);
        for (Program.Variable each : program.variables()) {
            Program.Variable was = known.get(each.name());
            if (was != null && was.kind() == each.kind()) {
                state[each.slot()] = old[was.slot()];
                state[each.seen()] = old[was.seen()];
            }
        }
    }

    /** Of the limits: they are groups of slots of one name and as many. */
    private void logs() {
        Map<String, int[]> known = groups(gone.slots());
        groups(program.slots()).forEach((name, group) -> {
            int[] was = known.get(name);
            if (was != null && was[1] == group[1]) {
                System.arraycopy(old, was[0], state, group[0], group[1]);
            }
        });
    }

    /** @return first slot and number of slots of each log */
    private static Map<String, int[]> groups(List<String> slots) {
        Map<String, int[]> groups = new HashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            String name = slots.get(i);
            Matcher log = LOG.matcher(name);
            if (log.matches()) {
                int first = i;
                groups.computeIfAbsent(log.group(1), key -> new int[] {first, 0})[1]++;
            }
        }
        return groups;
    }

    private void region(Region region, @Nullable Region was) {
        State left = was == null ? null : was.states().get((int) old[was.state()]);
        int index = left == null ? -1 : place(region, left.name());
        if (was == null || left == null || index < 0) {
            policy.begin(region, state[Head.NOW.slot()]);
            return;
        }
        state[region.state()] = index;
        int seen = place(region, was.states().get((int) old[was.seen()]).name());
        state[region.seen()] = seen < 0 ? index : seen;
        state[region.entered()] = old[was.entered()];
        state[region.proposal()] = old[was.proposal()];
        state[region.poked()] = old[was.poked()];
        if (was.tickNanos() == region.tickNanos()) {
            state[region.nextTick()] = old[was.nextTick()];
        }
        State entered = region.states().get(index);
        policy.overlay(entered);
        mark(entered.law(), left.law());
        for (Group each : entered.around()) {
            state[each.entered()] = enteredGroup(each.name(), left, state[region.entered()]);
            clocks(each.go(), each.go().size(), state[each.entered()], left);
        }
        clocks(entered.go(), entered.own(), state[region.entered()], left);
    }

    private void mark(@Nullable Law law, @Nullable Law was) {
        if (law != null && law.mark() >= 0) {
            state[law.mark()] = was == null || was.mark() < 0 ? Invalid.LONG : old[was.mark()];
        }
    }

    /** When a state with states within was entered; with the innermost one if the old policy had none of that name around it. */
    private long enteredGroup(String name, State left, long otherwise) {
        for (Group each : left.around()) {
            if (each.name().equals(name)) {
                return old[each.entered()];
            }
        }
        return otherwise;
    }

    private void clocks(List<Transition> all, int count, long enteredNanos, State left) {
        for (int i = 0; i < count; i++) {
            if (all.get(i).deadline() >= 0) {
                state[all.get(i).deadline()] = deadline(enteredNanos, all.get(i), left);
            }
        }
    }

    private static int place(Region region, String state) {
        List<State> states = region.states();
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).name().equals(state)) {
                return i;
            }
        }
        return -1;
    }

    /** When the clock of a transition is over that may have run under the old policy. */
    private long deadline(long enteredNanos, Transition transition, State left) {
        long entered = enteredNanos + policy.time(transition.way());
        if (transition.way().cause() == Way.Cause.AFTER && transition.to() >= 0) {
            return entered;
        }
        for (Transition each : left.go()) {
            if (each.deadline() >= 0 && each.text().equals(transition.text())) {
                long due = old[each.deadline()];
                return due == NEVER ? NEVER : due - before.time(each.way()) + policy.time(transition.way());
            }
        }
        // A clock that the old policy did not have: an internal one counts from the entry, one of a condition from now.
        return transition.way().cause() == Way.Cause.AFTER ? entered : NEVER;
    }

    /** Rows have the same columns but for the metrics, which are found by name; one that was not read before is not known. */
    private void pods(int count) {
        int width = program.pods().width();
        int widthBefore = gone.pods().width();
        for (int i = 0; i < count; i++) {
            int row = program.pods().first() + i * width;
            int rowBefore = gone.pods().first() + i * widthBefore;
            System.arraycopy(old, rowBefore, state, row, PodColumn.COUNT);
            for (int j = 0; j < program.metrics().size(); j++) {
                int was = gone.metrics().indexOf(program.metrics().get(j));
                state[row + PodColumn.COUNT + j] =
                        was < 0 ? Double.doubleToRawLongBits(Double.NaN) : old[rowBefore + PodColumn.COUNT + was];
            }
        }
        state[Head.PODS.slot()] = count;
    }
}

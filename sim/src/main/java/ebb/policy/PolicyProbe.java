package ebb.policy;

import ebb.policy.expr.Code;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy with its inside open: signals can be given values, states can be entered and read, and it can go back to what was. For tests,
 * checks and conformance, not for use.
 */
public final class PolicyProbe {
    private final CompiledPolicy policy;
    private final List<Code> watches;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private long[] state = new long[0];
    private int computed;

    PolicyProbe(CompiledPolicy policy) {
        this(policy, List.of());
    }

    /** @param watches conditions to be looked at after a step */
    PolicyProbe(CompiledPolicy policy, List<Code> watches) {
        this.policy = policy;
        this.watches = watches;
    }

    /** Whether a condition that is watched is true as things are. */
    public boolean holds(int watch) {
        Frame frame = policy.frame();
        frame.state = state;
        frame.now = event.atNanos;
        frame.reactive = false;
        frame.changed();
        return watches.get(watch).whole(frame) == 1;
    }

    /** What the next step is told; its levels stay from one step to the next. */
    public Event event() {
        return event;
    }

    /** Attaches the policy at the event's time, with its levels. */
    public void start() {
        state = policy.start(event);
    }

    /** Takes over from another probe: a policy with other parameters, on the same service. */
    public void startFrom(PolicyProbe before) {
        state = policy.startFrom(before.policy, before.state, event);
    }

    /** One step with the event as it is. */
    public Decision step() {
        decision.clear();
        computed = policy.frame().mark();
        state = policy.step(state, event, decision);
        return decision;
    }

    /** A look at every region now, as if its tick had come. */
    public Decision tick() {
        policy.program().regions().stream()
                .filter(each -> each.tickNanos() > 0)
                .forEach(each -> state[each.nextTick()] = event.atNanos);
        state[Head.WAKE.slot()] = Automaton.NEVER;
        EventKind kind = event.kind;
        event.kind = EventKind.ADVANCE;
        CompiledPolicy.levels(state, event);
        Decision made = step();
        event.kind = kind;
        return made;
    }

    /** Ticks that are due now wait for {@link #tick}, so that they see what is told first. */
    public void holdTicks() {
        for (Program.Region each : policy.program().regions()) {
            boolean due = each.tickNanos() > 0 && state[each.nextTick()] <= event.atNanos;
            state[each.nextTick()] = due ? event.atNanos + 1 : state[each.nextTick()];
        }
    }

    /** Gives a signal a value, in every region that reads it; a real number. */
    public void signal(String name, double value) {
        pin(name, Double.doubleToRawLongBits(value));
    }

    /** Gives a signal a value that is no real number: pods, a duration in ns, a condition. */
    public void signalWhole(String name, long value) {
        pin(name, value);
    }

    private void pin(String name, long bits) {
        Frame frame = policy.frame();
        boolean found = false;
        for (Map.Entry<String, Integer> each : policy.program().signals().entrySet()) {
            if (each.getKey().endsWith("." + name)) {
                frame.pin(each.getValue(), bits);
                found = true;
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no region reads a signal " + name);
        }
    }

    /** @return a signal that is a real number, as the last step computed it; NaN if it did not, or did not know */
    public double real(String name) {
        return Double.longBitsToDouble(bits(name, Double.doubleToRawLongBits(Double.NaN)));
    }

    /** @return a signal that is no real number, as the last step computed it; {@link Long#MIN_VALUE} if it did not, or did not know */
    public long whole(String name) {
        return bits(name, ebb.policy.expr.Invalid.LONG);
    }

    private long bits(String name, long unknown) {
        for (Map.Entry<String, Integer> each : policy.program().signals().entrySet()) {
            long bits = policy.frame().since(each.getValue(), computed, unknown);
            if (each.getKey().endsWith("." + name) && bits != unknown) {
                return bits;
            }
        }
        return unknown;
    }

    /** Puts a region into a state that was entered at an instant. */
    public void enter(String region, String to, long enteredNanos) {
        Program.Region found = region(region);
        List<String> names = found.states().stream().map(Program.State::name).toList();
        if (!names.contains(to)) {
            throw new IllegalArgumentException(region + " has no state " + to + ": it has " + names);
        }
        state[found.state()] = names.indexOf(to);
        state[found.seen()] = state[found.state()];
        state[found.entered()] = enteredNanos;
        found.states().get(names.indexOf(to)).around().forEach(each -> state[each.entered()] = enteredNanos);
        policy.arm(state, found, event.atNanos);
    }

    /** When something happens by itself, at the earliest. */
    public long nextDeadline() {
        return policy.nextDeadline(state);
    }

    /** @return a copy of all that the policy remembers, for {@link #restore} */
    public long[] snapshot() {
        return state.clone();
    }

    /** Goes back to what was. */
    public void restore(long[] snapshot) {
        state = snapshot.clone();
    }

    /** Every transition, in the order of the document: {@code region State: when …}. */
    public List<String> transitions() {
        List<String> all = new ArrayList<>();
        policy.program()
                .regions()
                .forEach(region ->
                        region.states().forEach(each -> each.go().forEach(one -> all.add(title(region, each, one)))));
        return all;
    }

    /** Adds the transitions that the last step took. */
    public void taken(Set<String> into) {
        policy.program()
                .regions()
                .forEach(region -> region.states()
                        .forEach(each -> each.go().stream()
                                .filter(one -> policy.took(one))
                                .forEach(one -> into.add(title(region, each, one)))));
    }

    private static String title(Program.Region region, Program.State in, Program.Transition transition) {
        return region.name() + " " + in.name() + ": " + transition.text();
    }

    /** Whether a variable is a real number, so that its bits are a double's. */
    public boolean isReal(String variable) {
        return policy.program().variables().stream()
                .anyMatch(each -> each.name().equals(variable) && each.kind() == Type.Kind.REAL);
    }

    /** @return the state that a region is in */
    public String in(String region) {
        Program.Region found = region(region);
        return found.states().get((int) state[found.state()]).name();
    }

    private Program.Region region(String name) {
        return policy.program().regions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region " + name));
    }

    /** A slot by its name, such as {@code vars.last_over} or {@code path_since}. */
    public long slot(String name) {
        return state[index(name)];
    }

    /** Sets a slot by its name. */
    public void slot(String name, long value) {
        state[index(name)] = value;
    }

    /** Gives a variable a value, for every region; a real number as its bits. */
    public void variable(String name, long bits) {
        for (Program.Variable each : policy.program().variables()) {
            if (each.name().equals(name)) {
                state[each.slot()] = bits;
                state[each.seen()] = bits;
                return;
            }
        }
        throw new IllegalArgumentException("no variable " + name);
    }

    /**
     * Writes a log of the limits.
     *
     * @param name {@code limits.recommendations}, {@code limits.ups} or {@code limits.downs}
     * @param values pods, with the instants of each, ns
     */
    public void log(String name, long[] values, long[] instants) {
        int first = first(name);
        if (first + 2 * values.length >= policy.program().slots().size()
                || !policy.program().slots().get(first + 2 * values.length).startsWith(name + "[")) {
            throw new IllegalArgumentException(name + " has no room for " + values.length + " entries");
        }
        state[first] = values.length;
        for (int i = 0; i < values.length; i++) {
            state[first + 1 + 2 * i] = values[i];
            state[first + 2 + 2 * i] = instants[i];
        }
    }

    /** @return the values in a log of the limits, in the order of its places */
    public long[] log(String name) {
        int first = first(name);
        long[] values = new long[(int) state[first]];
        for (int i = 0; i < values.length; i++) {
            values[i] = state[first + 1 + 2 * i];
        }
        return values;
    }

    private int first(String log) {
        return index(log + "[0]");
    }

    private int index(String name) {
        int index = policy.program().slots().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no slot " + name);
        }
        return index;
    }

    /** The place of a metric, for {@link Event#metric}; -1 if the policy does not read it. */
    public int metric(String name) {
        return policy.program().metrics().indexOf(name);
    }

    /** The decision's words. */
    public String why() {
        return policy.explain(decision.why, decision.left, decision.right);
    }
}

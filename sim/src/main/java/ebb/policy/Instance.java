package ebb.policy;

/**
 * A policy at work on one service, with its state: what the simulator, a cluster's controller and a replay step in the same way.
 *
 * <pre>{@code
 * while (instance.due(event.atNanos)) { instance.advance(levels, decision); act(decision); }
 * instance.step(event, decision);
 * act(decision);
 * }</pre>
 *
 * <p>Deadlines of the policy are steps of their own, at their logical time, before the event that comes at or after them: they follow from
 * the events, so that a record of the events is enough to repeat them.
 */
public final class Instance {
    private final Recorder recorder;
    private Automaton automaton;
    private long[] state = new long[0];
    private long deadline = Automaton.NEVER;
    private long lastNanos = Long.MIN_VALUE;

    public Instance(Automaton automaton, Recorder recorder) {
        this.automaton = automaton;
        this.recorder = recorder;
    }

    /** The policy begins, with the levels of that moment. */
    public void attach(Event levels) {
        begin(automaton.start(levels), levels);
    }

    /** The policy goes on with a state that it had before. */
    public void resume(long atNanos, long[] from) {
        state = from.clone();
        lastNanos = atNanos;
        deadline = automaton.nextDeadline(state);
        recorder.resumed(automaton, atNanos, state);
    }

    /**
     * Another policy takes over, or the same with other parameters or limits. What both have in common is carried over; an event
     * {@link EventKind#APPLY} should follow.
     */
    public void apply(ScalingPolicy policy, ServiceFacts facts, Event levels) {
        Automaton next = policy.automaton(facts);
        long[] carried = next.startFrom(automaton, state, levels);
        automaton = next;
        recorder.applied(policy, facts);
        begin(carried, levels);
    }

    private void begin(long[] from, Event levels) {
        state = from;
        lastNanos = levels.atNanos;
        deadline = automaton.nextDeadline(state);
        recorder.attached(automaton, levels, state);
    }

    /** @return whether a deadline of the policy's own has come, which must be told with {@link #advance} before anything else */
    public boolean due(long nowNanos) {
        return deadline <= nowNanos;
    }

    /**
     * The next deadline comes, at its own time.
     *
     * @param event levels as they are known; its kind and time are set
     */
    public void advance(Event event, Decision out) {
        event.kind = EventKind.ADVANCE;
        event.atNanos = Math.max(deadline, lastNanos);
        event.pod = -1;
        step(event, out);
    }

    /** Something happens. No deadline may be {@link #due}. */
    public void step(Event event, Decision out) {
        recorder.event(event);
        out.clear();
        state = automaton.step(state, event, out);
        lastNanos = event.atNanos;
        deadline = automaton.nextDeadline(state);
        recorder.stepped(event, out, state);
    }

    /** @return when {@link #advance} is to be called, or {@link Automaton#NEVER} */
    public long nextDeadline() {
        return deadline;
    }

    public Automaton automaton() {
        return automaton;
    }

    /** @return the state itself, not a copy */
    public long[] state() {
        return state;
    }

    /** A decision in one line; of the last step only. */
    public String explain(Decision decision) {
        return automaton.explain(decision.why, decision.left, decision.right);
    }
}

package ebb.policy;

/**
 * Told of all that happens to an {@link Instance}, in the order in which it reaches the engine, and of all that it decides. What is told is
 * enough to repeat the decisions bit for bit. Objects given are the caller's: they change after the call.
 */
public interface Recorder {
    /** Tells nobody. */
    Recorder NOBODY = new Recorder() {
        @Override
        public void attached(Automaton automaton, Event levels, long[] state) {}

        @Override
        public void resumed(Automaton automaton, long atNanos, long[] state) {}

        @Override
        public void applied(ScalingPolicy policy, ServiceFacts facts) {}

        @Override
        public void event(Event event) {}

        @Override
        public void stepped(Event event, Decision decision, long[] state) {}

        @Override
        public void request(long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {}
    };

    /** The policy begins with a new state, on the levels of that moment. */
    void attached(Automaton automaton, Event levels, long[] state);

    /** The policy goes on with a state from before: of another leader, or from a snapshot. */
    void resumed(Automaton automaton, long atNanos, long[] state);

    /** Another policy, or the same with other parameters or facts, takes over: {@link #attached} follows with the state as carried over. */
    void applied(ScalingPolicy policy, ServiceFacts facts);

    /** The engine is about to be stepped with it. */
    void event(Event event);

    /** That step is over. */
    void stepped(Event event, Decision decision, long[] state);

    /**
     * A request, for recordings that are to serve as traffic; the engine never sees it.
     *
     * @param serviceNanos how long it is served, alone; -1 if that is not known
     * @param inputTokens -1 if it has none
     * @param outputTokens -1 if it has none
     * @param session -1 if it has none
     */
    void request(long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session);
}

package ebb.policy;

/** A fixed number of pods. */
record AlwaysOn(int replicas) implements Automaton {
    @Override
    public long[] start(Event levels) {
        return new long[0];
    }

    @Override
    public long[] step(long[] state, Event event, Decision out) {
        out.scale(replicas, 0, replicas, 0);
        return state;
    }

    @Override
    public long nextDeadline(long[] state) {
        return NEVER;
    }

    @Override
    public EventSet wants() {
        return EventSet.EDGES;
    }

    @Override
    public String explain(int why, long left, long right) {
        return "always " + left + " pods";
    }
}

package ebb.policy;

/** As many pods as the requests in the house need, at once, down to none. */
record ScaleToZero(Limits limits) implements Automaton {
    @Override
    public long[] start(Event levels) {
        return new long[0];
    }

    @Override
    public long[] step(long[] state, Event event, Decision out) {
        out.scale(limits.clamp(limits.podsFor(event.demand())), 0, event.demand(), limits.concurrency());
        return state;
    }

    @Override
    public long nextDeadline(long[] state) {
        return NEVER;
    }

    @Override
    public EventSet wants() {
        return EventSet.CHANGES;
    }

    @Override
    public String explain(int why, long left, long right) {
        return left + " requests at " + right + " a pod";
    }
}

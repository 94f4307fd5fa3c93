package ebb.policy;

/**
 * An average over a window, divided by a target; decided every two seconds.
 *
 * <p>The window is a ring of one-second sums of request-ns, filled from the levels as they were known:
 * {@code [nextTick, zeroSince, desired, at, demand, sum…]}.
 */
record TargetConcurrency(Limits limits, double target, long windowNanos, long graceNanos) implements Automaton {
    // 2 s: tickInterval, knative/serving 98e5ef9, scaling/multiscaler.go.
    private static final long TICK = 2_000_000_000L;
    private static final long BUCKET = 1_000_000_000L;
    private static final int NEXT_TICK = 0;
    private static final int ZERO_SINCE = 1;
    private static final int DESIRED = 2;
    private static final int AT = 3;
    private static final int DEMAND = 4;
    private static final int RING = 5;
    private static final int WAKE = 1;
    private static final int AVERAGE = 2;
    private static final int ZERO = 3;

    @Override
    public long[] start(Event levels) {
        long[] state = new long[RING + buckets()];
        state[NEXT_TICK] = levels.atNanos;
        state[ZERO_SINCE] = NEVER;
        state[DESIRED] = levels.replicas;
        state[AT] = levels.atNanos;
        state[DEMAND] = levels.demand();
        return state;
    }

    private int buckets() {
        return (int) Math.max(1, windowNanos / BUCKET);
    }

    @Override
    public long[] step(long[] state, Event event, Decision out) {
        record(state, event);
        if (state[DESIRED] == 0 && event.demand() > 0) {
            state[ZERO_SINCE] = NEVER;
            state[DESIRED] = limits.clamp(1);
            out.scale((int) state[DESIRED], WAKE, event.demand(), 0);
            state[NEXT_TICK] = event.atNanos + TICK;
            return state;
        }
        if (event.atNanos >= state[NEXT_TICK]) {
            state[NEXT_TICK] = event.atNanos + TICK;
            decide(state, event, out);
        }
        return state;
    }

    /** The demand known until now goes into the seconds it lasted; those that passed meanwhile start at nothing. */
    private void record(long[] state, Event event) {
        int size = buckets();
        long from = Math.max(state[AT], (event.atNanos / BUCKET - size) * BUCKET);
        while (from < event.atNanos) {
            long next = (from / BUCKET + 1) * BUCKET;
            long until = Math.min(next, event.atNanos);
            int slot = RING + (int) (from / BUCKET % size);
            state[slot] += state[DEMAND] * (until - from);
            if (until == next) {
                state[RING + (int) (next / BUCKET % size)] = 0;
            }
            from = until;
        }
        state[AT] = event.atNanos;
        state[DEMAND] = event.demand();
    }

    private void decide(long[] state, Event event, Decision out) {
        long sum = 0;
        for (int i = RING; i < state.length; i++) {
            sum += state[i];
        }
        double average = sum / (double) (buckets() * BUCKET);
        long want = (long) Math.ceil(average / target);
        if (want > 0 || event.demand() > 0) {
            state[ZERO_SINCE] = NEVER;
            state[DESIRED] = limits.clamp(Math.max(1, want));
            out.scale((int) state[DESIRED], AVERAGE, Math.round(average * 1000), Math.round(target * 1000));
            return;
        }
        if (state[ZERO_SINCE] == NEVER) {
            state[ZERO_SINCE] = event.atNanos;
        }
        boolean asleep = event.atNanos - state[ZERO_SINCE] >= graceNanos;
        state[DESIRED] = limits.clamp(asleep ? 0 : 1);
        out.scale((int) state[DESIRED], ZERO, event.atNanos - state[ZERO_SINCE], graceNanos);
    }

    @Override
    public long nextDeadline(long[] state) {
        return state[DESIRED] == 0 ? NEVER : state[NEXT_TICK];
    }

    @Override
    public EventSet wants() {
        return EventSet.CHANGES;
    }

    @Override
    public String explain(int why, long left, long right) {
        return switch (why) {
            case WAKE -> "a request while asleep";
            case AVERAGE -> "average " + left / 1000.0 + " requests at " + right / 1000.0 + " a pod";
            default -> "no demand for " + left / 1_000_000_000.0 + " s of " + right / 1_000_000_000.0 + " s";
        };
    }
}

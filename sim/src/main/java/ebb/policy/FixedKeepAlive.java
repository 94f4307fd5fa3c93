package ebb.policy;

/** As many pods as requests need; the last one stays until the service was idle for the keep-alive. */
record FixedKeepAlive(Limits limits, long keepAliveNanos) implements Automaton {
    private static final int DEADLINE = 0;
    private static final int WARM = 1;
    private static final int SERVING = 1;
    private static final int IDLE = 2;
    private static final int EXPIRED = 3;

    @Override
    public long[] start(Event levels) {
        return new long[] {
            levels.replicas > 0 && levels.demand() == 0 ? levels.atNanos + keepAliveNanos : NEVER,
            levels.replicas > 0 ? 1 : 0
        };
    }

    @Override
    public long[] step(long[] state, Event event, Decision out) {
        if (event.demand() > 0) {
            state[DEADLINE] = NEVER;
            state[WARM] = 1;
            out.scale(
                    limits.clamp(Math.max(1, limits.podsFor(event.demand()))),
                    SERVING,
                    event.demand(),
                    limits.concurrency());
            return state;
        }
        if (state[WARM] == 1 && state[DEADLINE] == NEVER) {
            state[DEADLINE] = event.atNanos + keepAliveNanos;
        }
        if (event.atNanos >= state[DEADLINE]) {
            state[DEADLINE] = NEVER;
            state[WARM] = 0;
        }
        if (state[WARM] == 1) {
            out.scale(limits.clamp(1), IDLE, keepAliveNanos, 0);
        } else {
            out.scale(limits.clamp(0), EXPIRED, keepAliveNanos, 0);
        }
        return state;
    }

    @Override
    public long nextDeadline(long[] state) {
        return state[DEADLINE];
    }

    @Override
    public EventSet wants() {
        return limits.max() == 1 ? EventSet.EDGES : EventSet.CHANGES;
    }

    @Override
    public String explain(int why, long left, long right) {
        return switch (why) {
            case SERVING -> left + " requests at " + right + " a pod";
            case IDLE -> "idle, one pod stays for " + left / 1_000_000_000.0 + " s";
            default -> "idle for " + left / 1_000_000_000.0 + " s";
        };
    }
}

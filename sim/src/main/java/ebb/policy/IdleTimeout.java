package ebb.policy;

import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Arrays;

/**
 * Every pod has its own idle timer; a request that finds no free place starts a pod.
 *
 * <p>The state is a table of the idle pods in order of their deadlines: {@code [count, draws, floor, (deadline, pod)…]}. At
 * the floor, the least number of pods, no deadline counts.
 */
record IdleTimeout(Limits limits, double meanSeconds, boolean exponential, long seed) implements Automaton {
    private static final int COUNT = 0;
    private static final int DRAWS = 1;
    private static final int FLOOR = 2;
    private static final int TABLE = 3;
    private static final int GROW = 1;
    private static final int EXPIRE = 2;

    @Override
    public long[] start(Event levels) {
        return new long[TABLE + 16];
    }

    @Override
    public long[] step(long[] given, Event event, Decision out) {
        long[] state = given;
        switch (event.kind) {
            case POD_IDLE -> state = add(state, event);
            case POD_BUSY, POD_GONE, POD_FAILED -> remove(state, event.pod);
            case RESTART -> state[COUNT] = 0;
            case REPORT, POD_READY, POD_CHANGED, SAMPLE, ACTION_FAILED, ADVANCE, APPLY -> {}
        }
        long needed = tellsDemand(event.kind) ? limits.podsFor(event.demand()) : 0;
        if (needed > event.replicas || event.replicas < limits.min()) {
            out.scale(limits.clamp(Math.max(needed, event.replicas)), GROW, event.demand(), limits.concurrency());
        } else if (state[COUNT] > 0 && state[TABLE] <= event.atNanos && event.replicas > limits.min()) {
            out.scale(event.replicas - 1, EXPIRE, state[TABLE + 1], 0);
            out.victim = (int) state[TABLE + 1];
            remove(state, out.victim);
        }
        int replicas = out.desired == Decision.NONE ? event.replicas : out.desired;
        state[FLOOR] = replicas <= limits.min() ? 1 : 0;
        return state;
    }

    /** Only a report says how many requests there are now; a pod's event carries what was known before. */
    private static boolean tellsDemand(EventKind kind) {
        return switch (kind) {
            case REPORT, APPLY, RESTART -> true;
            case POD_READY, POD_IDLE, POD_BUSY, POD_GONE, POD_FAILED, POD_CHANGED, SAMPLE, ACTION_FAILED, ADVANCE ->
                false;
        };
    }

    private long[] add(long[] given, Event event) {
        long stay = Math.round(meanSeconds * 1e9);
        if (exponential) {
            long base = Draw.base(seed, 0, Purpose.POLICY, 0);
            stay = Math.round(
                    meanSeconds * 1e9 * new Draw().at(base, given[DRAWS]++).exponential());
        }
        int count = (int) given[COUNT];
        long[] state = TABLE + 2 * count + 2 <= given.length ? given : Arrays.copyOf(given, given.length * 2);
        long deadline = event.atNanos + stay;
        int at = TABLE + 2 * count;
        while (at > TABLE && state[at - 2] > deadline) {
            state[at] = state[at - 2];
            state[at + 1] = state[at - 1];
            at -= 2;
        }
        state[at] = deadline;
        state[at + 1] = event.pod;
        state[COUNT]++;
        return state;
    }

    private static void remove(long[] state, int pod) {
        int count = (int) state[COUNT];
        for (int i = count - 1; i >= 0; i--) {
            if (state[TABLE + 2 * i + 1] == pod) {
                System.arraycopy(state, TABLE + 2 * i + 2, state, TABLE + 2 * i, 2 * (count - i - 1));
                state[COUNT]--;
                return;
            }
        }
    }

    @Override
    public long nextDeadline(long[] state) {
        return state[COUNT] == 0 || state[FLOOR] == 1 ? NEVER : state[TABLE];
    }

    @Override
    public EventSet wants() {
        return EventSet.PODS;
    }

    @Override
    public String explain(int why, long left, long right) {
        return why == GROW ? left + " requests at " + right + " a pod" : "pod " + left + " was idle for its time";
    }
}

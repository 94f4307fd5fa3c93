package ebb.policy.window;

/** The mean of the samples of the present slot of time. */
final class SlotMean {
    static final int SLOTS = 3;

    private static final int SLOT = 0;
    private static final int COUNT = 1;
    private static final int SUM = 2;

    private final long slotNanos;

    SlotMean(long slotNanos) {
        Check.atLeast("slot in nanoseconds", slotNanos, 1);
        this.slotNanos = slotNanos;
    }

    /** Whether another one's slots are as long. */
    boolean slots(SlotMean other) {
        return other.slotNanos == slotNanos;
    }

    void start(long[] state, int at) {
        state[at + SLOT] = Memory.NEVER;
        state[at + COUNT] = 0;
        state[at + SUM] = 0;
    }

    long slot(long nanos) {
        return Math.floorDiv(nanos, slotNanos);
    }

    /** @return the slot of the samples that it holds, or {@link Memory#NEVER} */
    long held(long[] state, int at) {
        return state[at + SLOT];
    }

    /** @return their mean */
    double mean(long[] state, int at) {
        return Fixed.Step.NANO.value(state[at + SUM]) / state[at + COUNT];
    }

    /** Adds to the slot of now; a new slot begins with nothing. */
    void add(long[] state, int at, long nowNanos, double value) {
        long slot = slot(nowNanos);
        if (slot != state[at + SLOT]) {
            state[at + SLOT] = slot;
            state[at + COUNT] = 0;
            state[at + SUM] = 0;
        }
        long sum = state[at + SUM] + Fixed.Step.NANO.steps(value, Long.MAX_VALUE / 4);
        state[at + SUM] = Math.clamp(sum, -Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
        state[at + COUNT]++;
    }
}

package ebb.policy;

import ebb.policy.expr.Frame;
import ebb.policy.window.Memory;

/** A window, a sketch or a forecast of a program: where it lies in the state, and what is put into it when. */
abstract class Feed {
    static final int LEVELS = 1;
    static final int ARRIVED = 1 << 1;
    static final int ENDED = 1 << 2;
    static final int GAPS = 1 << 3;
    static final int SAMPLES = 1 << 4;
    static final int COLD_STARTS = 1 << 5;

    final int at;
    final int hears;
    final String name;
    private final Memory memory;

    /** @param hears what it is told of, besides that its region is evaluated: bits of the above */
    Feed(Layout layout, String name, Memory memory, int hears) {
        this.name = name;
        this.memory = memory;
        this.hears = hears;
        this.at = layout.take(name, memory.slots());
    }

    /** What another policy's feed of that name has seen is what this one would have. @return whether it is of use here */
    boolean takeOver(long[] state, Feed before, long[] old) {
        boolean reads = memory.reads(before.memory);
        if (reads) {
            System.arraycopy(old, before.at, state, at, memory.slots());
        }
        return reads;
    }

    void start(long[] state, long nowNanos) {
        memory.start(state, at, nowNanos);
    }

    /** Levels may have changed. */
    void levels(long[] state, long nowNanos) {}

    /** Requests came. */
    void arrived(long[] state, long nowNanos, long n) {}

    /** Requests ended. */
    void ended(long[] state, long nowNanos, long n) {}

    /** A burst began so long after the last one ended. */
    void gap(long[] state, long nowNanos, long gapNanos) {}

    /** A metric of the service was measured; not a number where that failed. */
    void sample(long[] state, long nowNanos, int metric, double value) {}

    /** A pod became ready so long after it was asked for. */
    void coldStart(long[] state, long nowNanos, long nanos) {}

    /** The region that it belongs to is evaluated. */
    void evaluated(Frame frame) {}

    /** Parameters changed. */
    void resize(Frame frame) {}
}

package ebb.kernel;

import java.util.Arrays;

/**
 * Pending events, earliest first: a 4-ary heap over primitive arrays.
 *
 * <p>Events of one instant come in order of {@code kind}, then in order of their adding. Nothing is allocated except when the heap grows.
 * An event is never searched for: a caller that cancels one remembers that it no longer is due and ignores it when it comes.
 */
public final class EventQueue {
    /** Kinds are 0..{@value}. */
    public static final int MAX_KIND = 15;

    /** Slots are 0..{@value}. */
    public static final int MAX_SLOT = (1 << 24) - 1;

    private static final int SLOT_BITS = 24;
    private static final int SEQUENCE_BITS = 35;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private long[] times;
    private long[] ties;
    private int size;
    private long sequence;

    /** @param capacity pending events for which there is room from the start, at least 1 */
    public EventQueue(int capacity) {
        times = new long[capacity];
        ties = new long[capacity];
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** @return when the first event is due; {@link Long#MAX_VALUE} if there is none */
    public long time() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    public int kind() {
        return (int) (ties[0] >>> (SEQUENCE_BITS + SLOT_BITS));
    }

    public int slot() {
        return (int) ties[0] & MAX_SLOT;
    }

    public void clear() {
        size = 0;
        sequence = 0;
    }

    public void add(long timeNanos, int kind, int slot) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            ties = Arrays.copyOf(ties, size * 2);
        }
        up(size++, timeNanos, tie(kind, slot));
    }

    /** Takes the first event away. */
    public void remove() {
        int last = --size;
        if (last > 0) {
            down(times[last], ties[last]);
        }
    }

    /** Takes the first event away and adds another: half the price of doing both. */
    public void replace(long timeNanos, int kind, int slot) {
        down(timeNanos, tie(kind, slot));
    }

    private long tie(int kind, int slot) {
        return (long) kind << (SEQUENCE_BITS + SLOT_BITS) | (sequence++ & SEQUENCE_MASK) << SLOT_BITS | slot;
    }

    private static boolean before(long time, long tie, long otherTime, long otherTie) {
        return time < otherTime || (time == otherTime && tie < otherTie);
    }

    private void up(int from, long time, long tie) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            if (before(times[parent], ties[parent], time, tie)) {
                break;
            }
            times[at] = times[parent];
            ties[at] = ties[parent];
            at = parent;
        }
        times[at] = time;
        ties[at] = tie;
    }

    private void down(long time, long tie) {
        int at = 0;
        while (true) {
            int first = (at << 2) + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + 4, size);
            for (int child = first + 1; child < end; child++) {
                boolean less = before(times[child], ties[child], times[least], ties[least]);
                least = less ? child : least;
            }
            if (before(time, tie, times[least], ties[least])) {
                break;
            }
            times[at] = times[least];
            ties[at] = ties[least];
            at = least;
        }
        times[at] = time;
        ties[at] = tie;
    }
}

package ebb.policy.expr;

/**
 * What an expression is evaluated in: a state, a time, and scratch space. One frame belongs to one automaton; nothing in it outlives a
 * step but what {@link #pin} holds for a test.
 */
public final class Frame {
    public long[] state = new long[0];

    /** Logical time, ns. */
    public long now;

    /** The first slot of the pod that is looked at. */
    public int pod;

    /** When something that was read changes by itself, at the earliest. */
    public long wake = Long.MAX_VALUE;

    /** Bits of what happened in this step. */
    public int edges;

    /** Ways out of states that were taken in this step, by their numbers. */
    public boolean[] fired = new boolean[0];

    /** Whether what changes by itself must be told to {@link #wakeAt}: nothing looks again at the next tick. */
    public boolean reactive;

    /** The result of the regions before, in pods; unknown if there is none. */
    public long proposed = Invalid.LONG;

    /** Of random draws. */
    public long seed;

    /** What changed the last proposal, by its number. */
    public int clamp;

    private final long[] memo;
    private final int[] stamps;
    private int stamp = 1;

    /** @param memos named values */
    public Frame(int memos) {
        memo = new long[memos];
        stamps = new int[memos];
    }

    /** Forgets what was computed: a value that it was computed from has changed. */
    public void changed() {
        stamp++;
        if (stamp == Integer.MAX_VALUE) {
            java.util.Arrays.setAll(stamps, i -> stamps[i] == Integer.MAX_VALUE ? Integer.MAX_VALUE : 0);
            stamp = 1;
        }
    }

    /** Something that was read changes by itself at that time. */
    public void wakeAt(long nanos) {
        if (reactive && nanos < wake && nanos > now) {
            wake = nanos;
        }
    }

    /**
     * One value moves against another: when they meet, and when one has passed the other, it is looked at again.
     *
     * @param gain how fast the left gains on the right: 1 or -1
     */
    void meet(long left, long right, int gain) {
        if (!reactive || left == Invalid.LONG || right == Invalid.LONG) {
            return;
        }
        long distance = Numbers.minus(left, right);
        if (distance == 0) {
            wakeAt(now + 1);
        } else if ((distance < 0) == (gain > 0)) {
            wakeAt(Numbers.plus(now, Math.abs(distance)));
        }
    }

    /** Where evaluation stands, for {@link #since}. */
    public int mark() {
        return stamp;
    }

    /** @return a named value that was computed since then; otherwise what is given */
    public long since(int index, int mark, long otherwise) {
        return stamps[index] >= mark ? memo[index] : otherwise;
    }

    boolean has(int index) {
        return stamps[index] >= stamp;
    }

    long get(int index) {
        return memo[index];
    }

    long put(int index, long bits) {
        memo[index] = bits;
        stamps[index] = stamp;
        return bits;
    }

    /** Gives a named value what a test says, until {@link #unpin}. */
    public void pin(int index, long bits) {
        memo[index] = bits;
        stamps[index] = Integer.MAX_VALUE;
    }

    public void unpin(int index) {
        stamps[index] = 0;
    }
}

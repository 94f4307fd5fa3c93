package ebb.policy;

/** What a step asks for: levels, never edges. One object serves a whole run. */
public final class Decision {
    /** No decision: nothing is written. */
    public static final int NONE = -1;

    /** Pods wanted, or {@link #NONE}. */
    public int desired = NONE;

    /** The pod to take first when pods are taken away, by its ordinal; -1: the longest idle. */
    public int victim = -1;

    /** A code that {@link Automaton#explain} turns into words, with the two values compared. */
    public int why;

    public long left;
    public long right;

    public void clear() {
        desired = NONE;
        victim = -1;
        why = 0;
        left = 0;
        right = 0;
    }

    public void scale(int pods, int why, long left, long right) {
        this.desired = pods;
        this.why = why;
        this.left = left;
        this.right = right;
    }
}

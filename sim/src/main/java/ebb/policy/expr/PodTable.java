package ebb.policy.expr;

/** Where the pods of a state are: the growing tail of the array, in order of ordinals. Settled once, when all else has its slots. */
public final class PodTable {
    private final int countSlot;
    private int first;
    private int width = 1;
    private boolean read;

    /** @param countSlot where the number of pods stands */
    public PodTable(int countSlot) {
        this.countSlot = countSlot;
    }

    /**
     * @param first slot of the first row
     * @param width slots of a row
     */
    public void settle(int first, int width) {
        this.first = first;
        this.width = width;
    }

    /** Notes that code looks at the pods. */
    void look() {
        read = true;
    }

    /** Whether any code looks at the pods: if none does, no rows need be kept. */
    public boolean isRead() {
        return read;
    }

    public int first() {
        return first;
    }

    public int width() {
        return width;
    }

    /** @return pods in the state */
    public int count(long[] state) {
        return (int) state[countSlot];
    }

    /** @return the first slot of a pod's row, found by its ordinal; -1 if it has none */
    public int row(long[] state, long ordinal) {
        for (int i = count(state) - 1; i >= 0; i--) {
            if (state[first + i * width] == ordinal) {
                return first + i * width;
            }
        }
        return -1;
    }
}

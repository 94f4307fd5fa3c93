package ebb.kernel;

import java.util.Arrays;

/**
 * Pending events, earliest first: a tournament tree over primitive arrays.
 *
 * <p>Events of one instant come in order of {@code kind}, then in order of their adding. Nothing is allocated except when the tree grows.
 * An event is never searched for: a caller that cancels one remembers that it no longer is due and ignores it when it comes.
 *
 * <p>Each event has a leaf, and every node above holds the earlier of its two children (Knuth, TAOCP 3, 5.4.1), so the root is the next
 * event. When it goes, its path from leaf to root is played again: the nodes on it are known from the leaf alone, so their loads do not wait
 * for each other, and each match is decided by arithmetic, not by a branch that cannot be foreseen. A heap must compare before it knows
 * where to load next. Held at 1,000 pending events this tree did 51 million operations a second where a 4-ary heap with the same order did
 * 17, or 28 without branches; since times and ties lie apart and levels are counted it does 59. (Side by side they took more address
 * arithmetic, and a loop that ends by comparing nodes asks for a safepoint at each. Two arrays did 65, but 43 where the compiler had too few
 * registers for both.) A leaf that was taken away stays a hole until somebody looks: the event that is added meanwhile takes its
 * place, so that {@code remove} and {@code add} cost one path and not two.
 */
public final class EventQueue {
    /** Kinds are 0..{@value}. */
    public static final int MAX_KIND = 15;

    /** Slots are 0..{@value}. */
    public static final int MAX_SLOT = (1 << 24) - 1;

    private static final int LEAF_BITS = 24;
    private static final int MAX_LEAVES = 1 << LEAF_BITS;
    private static final int SEQUENCE_BITS = 35;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int NONE = -1;
    private static final int STRIDE = 3;

    // Node k is a time at k and, at ties + k, a tie: kind, order of adding, leaf. The children of k are 2k and 2k + 1,
    // leaf i is node leaves + i. Where no event is, both are NEVER.
    private long[] nodes;
    private int ties;
    private int leaves;

    // What a leaf's event is about; for a free leaf, the next free one.
    private int[] slots;
    private int free = NONE;
    private int used;

    // The tree in use: the lowest node that has all leaves ever used under it, how many leaves that makes, and how far
    // above them it is.
    private int root;
    private int reach;
    private int levels;

    // What the root holds.
    private long firstTime;
    private long firstTie;

    private int size;
    private boolean hole;
    private long sequence;

    /** @param capacity pending events for which there is room from the start, 1..2^24 */
    public EventQueue(int capacity) {
        leaves = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        ties = 2 * leaves;
        nodes = new long[2 * ties];
        slots = new int[leaves];
        clear();
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** @return when the first event is due; {@link Long#MAX_VALUE} if there is none */
    public long time() {
        close();
        return firstTime;
    }

    public int kind() {
        close();
        return (int) (firstTie >>> (SEQUENCE_BITS + LEAF_BITS));
    }

    public int slot() {
        close();
        return slots[firstLeaf()];
    }

    public void clear() {
        Arrays.fill(nodes, NEVER);
        firstTime = NEVER;
        firstTie = NEVER;
        size = 0;
        sequence = 0;
        hole = false;
        shrink();
    }

    /**
     * @param timeNanos 0 or later
     * @param kind 0..{@link #MAX_KIND}
     * @param slot 0..{@link #MAX_SLOT}
     */
    public void add(long timeNanos, int kind, int slot) {
        if (hole) {
            play(firstLeaf(), timeNanos, kind, slot);
            hole = false;
        } else {
            enter(freeLeaf(), timeNanos, kind, slot);
        }
        size++;
    }

    /** Takes the first event away; there must be one. */
    public void remove() {
        close();
        if (size == 0) {
            throw new IllegalStateException("there is no event to remove");
        }
        size--;
        hole = true;
    }

    /** Takes the first event away and adds another: the price of one. */
    public void replace(long timeNanos, int kind, int slot) {
        close();
        if (size == 0) {
            throw new IllegalStateException("there is no event to replace");
        }
        play(firstLeaf(), timeNanos, kind, slot);
    }

    private int firstLeaf() {
        return (int) firstTie & (MAX_LEAVES - 1);
    }

    private void close() {
        if (hole) {
            hole = false;
            int leaf = firstLeaf();
            slots[leaf] = free;
            free = leaf;
            replay(leaf, NEVER, NEVER);
            if (size == 0) {
                shrink();
            }
        }
    }

    private void shrink() {
        used = 0;
        free = NONE;
        root = leaves;
        reach = 1;
        levels = 0;
    }

    private int freeLeaf() {
        if (free != NONE) {
            int leaf = free;
            free = slots[leaf];
            return leaf;
        }
        if (used == leaves) {
            grow();
        }
        if (used == reach) {
            root >>= 1;
            reach <<= 1;
            levels++;
            nodes[root] = nodes[2 * root];
            nodes[ties + root] = nodes[ties + 2 * root];
        }
        return used++;
    }

    // Every level becomes the left half of one twice as wide: nothing is played.
    private void grow() {
        if (leaves == MAX_LEAVES) {
            throw new IllegalStateException("more than " + MAX_LEAVES + " events are pending");
        }
        long[] wider = new long[4 * ties];
        Arrays.fill(wider, NEVER);
        for (int width = 1; width <= leaves; width <<= 1) {
            System.arraycopy(nodes, width, wider, 2 * width, width);
            System.arraycopy(nodes, ties + width, wider, 2 * (ties + width), width);
        }
        nodes = wider;
        ties *= 2;
        leaves *= 2;
        root *= 2;
        slots = Arrays.copyOf(slots, leaves);
    }

    private void play(int leaf, long time, int kind, int slot) {
        slots[leaf] = slot;
        replay(leaf, time, tie(time, kind, leaf));
    }

    private long tie(long time, int kind, int leaf) {
        if (time < 0) {
            throw new IllegalArgumentException("an event at " + time + " ns: times are 0 or later");
        }
        return (long) kind << (SEQUENCE_BITS + LEAF_BITS) | (sequence++ & SEQUENCE_MASK) << LEAF_BITS | leaf;
    }

    // The leaf held the first event, so every node of its path changes.
    private void replay(int leaf, long leafTime, long leafTie) {
        long[] tree = nodes;
        int tieOf = ties;
        int at = leaves + leaf;
        long time = leafTime;
        long tie = leafTie;
        tree[at] = time;
        tree[tieOf + at] = tie;
        for (int level = levels; level > 0; level--) {
            int rival = at ^ 1;
            long rivalTime = tree[rival];
            long rivalTie = tree[tieOf + rival];
            long mask = before(time, tie, rivalTime, rivalTie);
            time = Math.min(time, rivalTime);
            tie = rivalTie + ((tie - rivalTie) & mask);
            at >>= 1;
            tree[at] = time;
            tree[tieOf + at] = tie;
        }
        firstTime = time;
        firstTie = tie;
    }

    // The leaf was free, so a node of its path changes only where the event wins; once it has lost it wins no more. How
    // far it comes cannot be foreseen, so that is asked after every third level, which one of eight passes.
    private void enter(int leaf, long time, int kind, int slot) {
        long tie = tie(time, kind, leaf);
        slots[leaf] = slot;
        int at = leaves + leaf;
        nodes[at] = time;
        nodes[ties + at] = tie;
        if (before(time, tie, firstTime, firstTie) < 0) {
            firstTime = time;
            firstTie = tie;
        }
        long won = -1;
        for (int left = levels; left > 0 && won < 0; left -= STRIDE) {
            for (int level = Math.min(left, STRIDE); level > 0; level--) {
                at >>= 1;
                won = lower(at, time, tie);
            }
        }
    }

    /** @return all ones where the event is earlier than the node's was, else 0 */
    private long lower(int at, long time, long tie) {
        long[] tree = nodes;
        long heldTime = tree[at];
        long heldTie = tree[ties + at];
        long mask = before(time, tie, heldTime, heldTie);
        tree[at] = Math.min(time, heldTime);
        tree[ties + at] = heldTie + ((tie - heldTie) & mask);
        return mask;
    }

    // All ones where the first is earlier, else 0; times and ties are not negative, so nothing overflows. As arithmetic
    // it is three times as fast as the conditional expression, for which the compiler jumps.
    private static long before(long time, long tie, long otherTime, long otherTie) {
        long difference = time - otherTime;
        if (difference == 0) {
            difference = tie - otherTie;
        }
        return difference >> 63;
    }
}

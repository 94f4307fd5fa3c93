package ebb.cluster;

import ebb.balance.Links;
import ebb.balance.WaitingRoom;
import java.util.Arrays;

/** The requests in the house, column by column; a slot is used again when its request has left. */
final class RequestTable {
    static final int NONE = WaitingRoom.NONE;

    /** Where a request is. */
    static final byte FREE = 0;

    static final byte WAITING = 1;

    /** Waiting in the pod that was started for it. */
    static final byte BOUND = 2;

    static final byte SERVING = 3;

    /** With its caller, between two attempts. */
    static final byte BACKING_OFF = 4;

    /** What its wait is due to. */
    static final byte NO_START = 0;

    static final byte WAITED_FOR_START = 1;
    static final byte TRIGGERED_START = 2;

    int[] service = new int[0];
    long[] ordinal = new long[0];
    long[] arrival = new long[0];

    /** Arrival at the balancer of the present attempt. */
    long[] attemptAt = new long[0];

    long[] start = new long[0];
    long[] end = new long[0];

    /** When the first token came, where answers are written token by token. */
    long[] firstToken = new long[0];

    /** Work, ns, for those that have it in time. */
    long[] work = new long[0];

    long[] queueDeadline = new long[0];
    long[] callerDeadline = new long[0];
    int[] inputTokens = new int[0];
    int[] outputTokens = new int[0];
    long[] session = new long[0];
    int[] attempt = new int[0];

    /** The slot of the pod that serves it, or that it waits in; of a free slot, the next free one. */
    int[] pod = new int[0];

    /** Of the lists that pods have of their requests. */
    final Links links = new Links();

    byte[] state = new byte[0];
    byte[] cause = new byte[0];

    /** The caller's deadline is its patience, not its timeout. */
    boolean[] impatient = new boolean[0];

    private int free = NONE;
    private int used;

    int take() {
        if (free != NONE) {
            int slot = free;
            free = pod[slot];
            return slot;
        }
        if (used == service.length) {
            grow(Math.max(64, used * 2));
        }
        return used++;
    }

    void give(int slot) {
        state[slot] = FREE;
        pod[slot] = free;
        free = slot;
    }

    /** @return slots ever used: every request in the house has a lower one */
    int used() {
        return used;
    }

    private void grow(int capacity) {
        service = Arrays.copyOf(service, capacity);
        ordinal = Arrays.copyOf(ordinal, capacity);
        arrival = Arrays.copyOf(arrival, capacity);
        attemptAt = Arrays.copyOf(attemptAt, capacity);
        start = Arrays.copyOf(start, capacity);
        end = Arrays.copyOf(end, capacity);
        firstToken = Arrays.copyOf(firstToken, capacity);
        work = Arrays.copyOf(work, capacity);
        queueDeadline = Arrays.copyOf(queueDeadline, capacity);
        callerDeadline = Arrays.copyOf(callerDeadline, capacity);
        inputTokens = Arrays.copyOf(inputTokens, capacity);
        outputTokens = Arrays.copyOf(outputTokens, capacity);
        session = Arrays.copyOf(session, capacity);
        attempt = Arrays.copyOf(attempt, capacity);
        pod = Arrays.copyOf(pod, capacity);
        links.reach(capacity);
        state = Arrays.copyOf(state, capacity);
        cause = Arrays.copyOf(cause, capacity);
        impatient = Arrays.copyOf(impatient, capacity);
    }
}

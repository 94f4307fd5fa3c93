package ebb.balance;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Requests by their deadlines: a wheel of {@value #SLOTS} slots of about 16 ms, 17 s a turn (Varghese and Lauck 1987, scheme 6). A slot
 * holds the requests due in it in this turn or a later one; later ones are passed over once a turn.
 */
final class DeadlineWheel {
    private static final int SLOTS = 1_024;
    private static final int SLOT_BITS = 24; // 2^24 ns
    private static final int NOWHERE = -1;

    private final Links links = new Links();
    private RequestQueue[] slots = new RequestQueue[0]; // made for the first that has a deadline
    private long tick; // all slots before it are done

    // By request.
    private long[] deadline = new long[0];
    private int[] slotOf = new int[0];

    private void reach(int request) {
        if (slots.length == 0) {
            slots = Stream.generate(() -> new RequestQueue(links)).limit(SLOTS).toArray(RequestQueue[]::new);
        }
        if (request >= slotOf.length) {
            grow(Math.max(16, Math.max(request + 1, 2 * slotOf.length)));
        }
    }

    private void grow(int length) {
        int from = slotOf.length;
        links.reach(length);
        deadline = Arrays.copyOf(deadline, length);
        slotOf = Arrays.copyOf(slotOf, length);
        Arrays.fill(slotOf, from, length, NOWHERE);
    }

    void add(int request, long deadlineNanos, long nowNanos) {
        if (deadlineNanos == WaitingRoom.NEVER) {
            return;
        }
        reach(request);
        // What is due already goes where the next look begins.
        long due = Math.max(deadlineNanos, nowNanos) >> SLOT_BITS;
        deadline[request] = deadlineNanos;
        slotOf[request] = (int) (Math.max(due, tick) & (SLOTS - 1));
        slots[slotOf[request]].addLast(request);
    }

    void remove(int request) {
        if (request < slotOf.length && slotOf[request] != NOWHERE) {
            slots[slotOf[request]].remove(request);
            slotOf[request] = NOWHERE;
        }
    }

    /** @return a request that is due and still here, or {@link WaitingRoom#NONE} */
    int due(long nowNanos) {
        if (slots.length == 0) {
            return WaitingRoom.NONE;
        }
        long last = nowNanos >> SLOT_BITS;
        tick = Math.max(tick, last - SLOTS + 1); // one turn shows every slot
        while (true) {
            RequestQueue slot = slots[(int) (tick & (SLOTS - 1))];
            for (int request = slot.first(); request != WaitingRoom.NONE; request = slot.after(request)) {
                if (deadline[request] <= nowNanos) {
                    return request;
                }
            }
            if (tick >= last) {
                return WaitingRoom.NONE;
            }
            tick++;
        }
    }
}

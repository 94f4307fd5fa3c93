package ebb.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import ebb.balance.Algorithm;
import ebb.balance.Choice;
import ebb.balance.WaitingRoom;
import ebb.cluster.Arrivals;
import ebb.cluster.Simulation;
import ebb.kernel.EventQueue;
import ebb.random.Draw;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a warm-up, an event costs no memory: counted by the JVM, to the byte. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WINDOW = 10_000;
    private static final int WINDOWS = 60;
    private static final int WARM = 20;
    private static final int LAST = WINDOWS - 1; // a run may end within the last window

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    /** Hands over a service's requests window by window, and notes what was allocated between two windows. */
    private static final class Counted implements Arrivals.Source {
        private final long[] times = new long[WINDOW];
        private final long[] works = new long[WINDOW];
        private final Draw draw = new Draw();
        private final long[] bytes = new long[WINDOWS + 1];
        private int windows;
        private long now;

        @Override
        public boolean next(Arrivals into) {
            bytes[windows] = allocated();
            if (windows == WINDOWS) {
                return false;
            }
            for (int i = 0; i < WINDOW; i++) {
                draw.at(1, (long) windows * WINDOW + i);
                now += (long) (0.2e9 * draw.exponential());
                times[i] = now;
                works[i] = (long) (0.1e9 * draw.exponential());
            }
            windows++;
            into.timeNanos = times;
            into.serviceNanos = works;
            into.from = 0;
            into.to = WINDOW;
            return true;
        }

        long afterWarmUp() {
            return bytes[LAST] - bytes[WARM];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void aReplayedRequestCostsNoMemory(int pods) {
        Counted source = new Counted();
        Traffic traffic = new Traffic(WINDOW * WINDOWS, 1, pods);
        Simulation.run(traffic.members.getFirst().cluster, List.of(source), Simulation.Options.BARE, now -> true);
        assertThat(source.windows).isEqualTo(WINDOWS);
        // A histogram that meets a new power of two grows once, by some 100 KB; the smallest object for each request
        // would be 6 MB.
        assertThat(source.afterWarmUp()).isBetween(0L, (LAST - WARM) * WINDOW / 2L);
    }

    @Test
    void anEventADrawAChoiceAndAStayInTheWaitingRoomCostNoMemory() {
        EventQueue queue = new EventQueue(16);
        Draw draw = new Draw();
        Choice[] choices = new Choice[Algorithm.values().length];
        for (Algorithm each : Algorithm.values()) {
            choices[each.ordinal()] = each.choice();
        }
        ChoiceBenchmark pods = new ChoiceBenchmark();
        pods.fill();
        WaitingRoom room = new WaitingRoom(1000);
        int service = room.add(new WaitingRoom.Terms(500, WaitingRoom.Order.FIFO, 1000, 1000, 0));
        for (int i = 0; i < 100; i++) {
            queue.add(i, 0, i);
        }
        work(queue, draw, choices, pods, room, service, 50_000);
        long before = allocated();
        work(queue, draw, choices, pods, room, service, 200_000);
        assertThat(allocated() - before).isBetween(0L, 4_096L);
    }

    private static void work(
            EventQueue queue,
            Draw draw,
            Choice[] choices,
            ChoiceBenchmark pods,
            WaitingRoom room,
            int service,
            int times) {
        for (int i = 0; i < times; i++) {
            long now = queue.time();
            int slot = queue.slot();
            draw.at(7, i);
            queue.remove();
            queue.add(now + (long) (100 * draw.gamma(0.5)), 0, slot);
            choices[i % choices.length].choose(pods, draw.below(1000), draw.bits());
            room.offer(service, i & 255, now, now + draw.below(2000));
            room.release(service, now);
            while (room.expire(now) != WaitingRoom.NONE) {
                pods.choose();
            }
        }
    }
}

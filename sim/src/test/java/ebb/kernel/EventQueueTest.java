package ebb.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {
    private final EventQueue queue = new EventQueue(1);

    @Test
    void earliestComesFirst() {
        queue.add(30, 0, 3);
        queue.add(10, 0, 1);
        queue.add(20, 0, 2);
        assertThat(drain()).containsExactly("10/0/1", "20/0/2", "30/0/3");
    }

    @Test
    void atOneInstantTheLesserKindComesFirstThenTheOneAddedFirst() {
        queue.add(5, 3, 100);
        queue.add(5, 1, 7);
        queue.add(5, 3, 99);
        queue.add(5, 1, 8);
        queue.add(5, 0, EventQueue.MAX_SLOT);
        queue.add(5, EventQueue.MAX_KIND, 0);
        assertThat(drain()).containsExactly("5/0/16777215", "5/1/7", "5/1/8", "5/3/100", "5/3/99", "5/15/0");
    }

    @Test
    void theReplacementCountsAsAddedLast() {
        queue.add(5, 0, 1);
        queue.add(5, 0, 2);
        queue.replace(5, 0, 3);
        assertThat(drain()).containsExactly("5/0/2", "5/0/3");
    }

    @Test
    void whatIsAddedAfterARemovalIsInOrderThoughNobodyLookedBetween() {
        queue.add(10, 0, 1);
        queue.add(20, 0, 2);
        queue.remove();
        queue.add(30, 0, 3);
        queue.remove();
        queue.remove();
        assertThat(queue.isEmpty()).isTrue();
        queue.add(1, 0, 4);
        assertThat(drain()).containsExactly("1/0/4");
    }

    @Test
    void anEmptyQueueIsDueNever() {
        assertThat(queue.time()).isEqualTo(Long.MAX_VALUE);
        queue.add(0, 0, 0);
        queue.remove();
        assertThat(queue.time()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.size()).isZero();
    }

    @Test
    void anEventAtTheEndOfTimeIsStillAnEvent() {
        queue.add(Long.MAX_VALUE, EventQueue.MAX_KIND, 9);
        assertThat(queue.size()).isOne();
        assertThat(drain()).containsExactly(Long.MAX_VALUE + "/15/9");
    }

    @Test
    void clearForgetsAll() {
        for (int i = 0; i < 100; i++) {
            queue.add(i, 0, i);
        }
        queue.remove();
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.time()).isEqualTo(Long.MAX_VALUE);
        queue.add(7, 2, 3);
        assertThat(drain()).containsExactly("7/2/3");
    }

    @Test
    void badStateIsSaidAtOnce() {
        assertThatThrownBy(queue::remove).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.replace(1, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.add(-1, 0, 0)).hasMessageContaining("-1 ns");
    }

    record Entry(long time, int kind, long order, int slot) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithASortedQueueOnRandomWork(long seed) {
        Random random = new Random(seed);
        PriorityQueue<Entry> model = new PriorityQueue<>(Comparator.comparingLong(Entry::time)
                .thenComparingInt(Entry::kind)
                .thenComparingLong(Entry::order));
        int bound = 1 << random.nextInt(12); // how far the size may wander
        int span = 1 + random.nextInt(1 << random.nextInt(20)); // small: many ties
        long now = 0;
        for (int i = 0; i < 200_000; i++) {
            Entry entry = new Entry(now + random.nextInt(span), random.nextInt(16), i, random.nextInt(1 << 24));
            int move = random.nextInt(100);
            if (model.isEmpty() || (move < 45 && model.size() < bound)) {
                queue.add(entry.time(), entry.kind(), entry.slot());
                model.add(entry);
            } else if (move < 80) {
                queue.remove();
                now = model.remove().time();
            } else if (move < 98) {
                queue.replace(entry.time(), entry.kind(), entry.slot());
                now = model.remove().time();
                model.add(entry);
            } else if (move == 98 && random.nextInt(1000) == 0) {
                queue.clear();
                model.clear();
            }
            assertThat(queue.size()).isEqualTo(model.size());
            if (move % 3 != 0) {
                assertSameFirst(model);
            }
        }
        while (!model.isEmpty()) {
            assertSameFirst(model);
            model.remove();
            queue.remove();
        }
        assertThat(queue.time()).isEqualTo(Long.MAX_VALUE);
    }

    // Plain comparison first: an assertion object for each of millions of steps would be all that runs.
    private void assertSameFirst(PriorityQueue<Entry> model) {
        Entry first = model.peek();
        if (first == null) {
            assertThat(queue.time()).isEqualTo(Long.MAX_VALUE);
        } else if (queue.time() != first.time() || queue.kind() != first.kind() || queue.slot() != first.slot()) {
            assertThat(queue.time() + "/" + queue.kind() + "/" + queue.slot()).isEqualTo(first.toString());
        }
    }

    private List<String> drain() {
        List<String> events = new ArrayList<>();
        while (!queue.isEmpty()) {
            events.add(queue.time() + "/" + queue.kind() + "/" + queue.slot());
            queue.remove();
        }
        return events;
    }
}

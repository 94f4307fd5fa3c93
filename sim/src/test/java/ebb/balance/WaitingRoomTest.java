package ebb.balance;

import static ebb.balance.WaitingRoom.NEVER;
import static ebb.balance.WaitingRoom.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.balance.WaitingRoom.Answer;
import ebb.balance.WaitingRoom.Order;
import ebb.balance.WaitingRoom.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingRoomTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Terms OPEN = new Terms(100, Order.FIFO, NEVER, NEVER, 0);

    private final WaitingRoom room = new WaitingRoom(1000);
    private final int web = room.add(OPEN);

    private void offer(int request, long atSeconds) {
        assertThat(room.offer(web, request, atSeconds * SECOND, NEVER)).isEqualTo(Answer.HELD);
    }

    private List<Integer> expired(long atNanos) {
        List<Integer> expired = new ArrayList<>();
        for (int request = room.expire(atNanos); request != NONE; request = room.expire(atNanos)) {
            expired.add(request);
        }
        return expired;
    }

    @Test
    void theFirstThatCameGoesFirstOrTheLast() {
        offer(7, 1);
        offer(3, 2);
        offer(5, 3);
        assertThat(room.release(web, 4 * SECOND)).isEqualTo(7);
        room.change(web, new Terms(100, Order.LIFO, NEVER, NEVER, 0));
        assertThat(room.release(web, 4 * SECOND)).isEqualTo(5);
        assertThat(room.release(web, 4 * SECOND)).isEqualTo(3);
        assertThat(room.release(web, 4 * SECOND)).isEqualTo(NONE);
    }

    @Test
    void aServiceHoldsNoMoreThanItsBound() {
        room.change(web, new Terms(2, Order.FIFO, NEVER, NEVER, 0));
        offer(0, 0);
        offer(1, 0);
        assertThat(room.offer(web, 2, 0, NEVER)).isEqualTo(Answer.SERVICE_FULL);
        assertThat(room.holds(2)).isFalse();
        room.release(web, 0);
        offer(2, 0);
        assertThat(room.held(web)).isEqualTo(2);
    }

    @Test
    void whoeverGoesAwayIsNotReleased() {
        offer(0, 0);
        offer(1, 0);
        offer(2, 0);
        assertThat(room.abort(1)).isTrue();
        assertThat(room.abort(1)).isFalse();
        assertThat(room.abort(99)).isFalse();
        assertThat(room.release(web, 0)).isEqualTo(0);
        assertThat(room.release(web, 0)).isEqualTo(2);
        assertThat(room.held()).isZero();
    }

    @Test
    void whoeverIsGivenBackGoesBeforeAllOthersWhateverTheBoundAndWithWhatIsLeftOfItsBudget() {
        room.change(web, new Terms(2, Order.FIFO, 10 * SECOND, 10 * SECOND, 0));
        offer(0, 0);
        offer(1, 4);
        assertThat(room.first(web)).isZero();
        assertThat(room.after(0)).isOne();
        assertThat(room.after(1)).isEqualTo(NONE);
        assertThat(room.release(web, 5 * SECOND)).isZero();
        offer(2, 5);
        room.giveBack(web, 0, 0);
        assertThat(room.held(web)).isEqualTo(3);
        assertThat(room.first(web)).isZero();
        assertThat(expired(10 * SECOND - 1)).isEmpty();
        assertThat(expired(10 * SECOND)).containsExactly(0);
        assertThat(room.release(web, 10 * SECOND)).isEqualTo(1);
    }

    @Test
    void aGreedyServiceLeavesPlacesForTheOthers() {
        WaitingRoom small = new WaitingRoom(12);
        int greedy = small.add(OPEN);
        int other = small.add(OPEN);
        int quiet = small.add(OPEN);
        assertThat(fill(small, greedy, 0)).as("half").isEqualTo(6);
        assertThat(fill(small, other, 100)).as("half of the rest").isEqualTo(3);
        assertThat(small.offer(quiet, 200, 0, NEVER)).isEqualTo(Answer.HELD);
        small.release(greedy, 0);
        small.release(greedy, 0);
        assertThat(small.offer(greedy, 300, 0, NEVER))
                .as("it holds 4, 4 are free")
                .isEqualTo(Answer.ROOM_FULL);
        assertThat(small.offer(other, 301, 0, NEVER)).as("it holds 3").isEqualTo(Answer.HELD);
    }

    private static int fill(WaitingRoom room, int service, int from) {
        int request = from;
        while (room.offer(service, request, 0, NEVER) == Answer.HELD) {
            request++;
        }
        return request - from;
    }

    @Test
    void aDeadlineIsKeptToTheNanosecondOfTheLook() {
        room.offer(web, 0, 0, 5 * SECOND);
        room.offer(web, 1, 0, 3 * SECOND);
        room.offer(web, 2, 0, 100 * SECOND); // more than a turn of the wheel away
        room.offer(web, 3, 0, NEVER);
        assertThat(expired(3 * SECOND - 1)).isEmpty();
        assertThat(expired(3 * SECOND)).containsExactly(1);
        assertThat(expired(5 * SECOND)).containsExactly(0);
        assertThat(expired(100 * SECOND - 1)).isEmpty();
        assertThat(expired(100 * SECOND)).containsExactly(2);
        assertThat(expired(NEVER - 1)).isEmpty();
        assertThat(room.held()).isOne();
    }

    @Test
    void whoeverIsLateAlreadyLeavesAtTheNextLook() {
        assertThat(expired(50 * SECOND)).isEmpty();
        room.offer(web, 0, 50 * SECOND, 20 * SECOND);
        assertThat(expired(50 * SECOND)).containsExactly(0);
    }

    @Test
    void anEmptyServiceAndAFullOneHaveTheirOwnBudgets() {
        room.change(web, new Terms(100, Order.FIFO, 60 * SECOND, 10 * SECOND, 0));
        offer(0, 0);
        offer(1, 30);
        assertThat(expired(59 * SECOND)).isEmpty();
        assertThat(expired(60 * SECOND)).containsExactly(0);
        room.pods(web, true, 70 * SECOND); // a pod came: ten seconds from now, for all
        assertThat(expired(80 * SECOND - 1)).isEmpty();
        offer(2, 75);
        assertThat(expired(80 * SECOND)).containsExactly(1);
        room.pods(web, true, 84 * SECOND); // no news: no fresh budget
        assertThat(expired(85 * SECOND)).containsExactly(2);
        offer(3, 86);
        room.pods(web, false, 95 * SECOND);
        assertThat(expired(154 * SECOND)).isEmpty();
        assertThat(expired(155 * SECOND)).containsExactly(3);
    }

    @Test
    void releasesAreAPaceApart() {
        room.change(web, new Terms(100, Order.FIFO, NEVER, NEVER, SECOND));
        offer(0, 0);
        offer(1, 0);
        assertThat(room.release(web, 0)).isEqualTo(0);
        assertThat(room.release(web, SECOND - 1)).isEqualTo(NONE);
        assertThat(room.releasableAt(web)).isEqualTo(SECOND);
        assertThat(room.release(web, SECOND)).isEqualTo(1);
    }

    @Test
    void theRefusedAreToldWhenToComeAndNotAllAtOnce() {
        room.change(web, new Terms(20, Order.FIFO, NEVER, NEVER, SECOND));
        assertThat(room.retryAfterSeconds(web, 0, 0)).isEqualTo(1);
        room.expectReady(web, 30 * SECOND);
        assertThat(room.retryAfterSeconds(web, 0, -1)).isEqualTo(30);
        for (int i = 0; i < 20; i++) {
            offer(i, 0);
        }
        // 20 wait, one goes each second.
        assertThat(room.retryAfterSeconds(web, 10 * SECOND, 0)).isEqualTo(20);
        assertThat(room.retryAfterSeconds(web, 10 * SECOND, -1)).isEqualTo(40);
        assertThat(room.retryAfterSeconds(web, 99 * SECOND, 0)).isEqualTo(1);
    }

    @Test
    void misuseIsSaidAtOnce() {
        offer(4, 0);
        assertThatThrownBy(() -> room.offer(web, 4, 0, NEVER)).hasMessageContaining("request 4");
        assertThatThrownBy(() -> new Terms(-1, Order.FIFO, 0, 0, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new WaitingRoom(-2)).hasMessageContaining("-2");
    }

    /** What the room must do, said with lists: every look at every request. */
    private static final class Model {
        record Held(int request, long since, long deadline) {}

        final List<List<Held>> waiting = new ArrayList<>();
        final long[] regimeSince;
        final boolean[] any;

        Model(int services) {
            for (int i = 0; i < services; i++) {
                waiting.add(new ArrayList<>());
            }
            regimeSince = new long[services];
            any = new boolean[services];
        }

        int held() {
            return waiting.stream().mapToInt(List::size).sum();
        }

        Set<Integer> expire(long now, Terms terms) {
            TreeSet<Integer> gone = new TreeSet<>();
            for (int s = 0; s < waiting.size(); s++) {
                long budget = any[s] ? terms.busyBudgetNanos() : terms.emptyBudgetNanos();
                long regime = regimeSince[s];
                waiting.get(s)
                        .removeIf(h -> (h.deadline <= now || Math.max(h.since, regime) + budget <= now)
                                && gone.add(h.request));
            }
            return gone;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithPlainListsOnRandomWork(long seed) {
        Random random = new Random(seed);
        int services = 1 + random.nextInt(4);
        Order order = seed % 2 == 0 ? Order.FIFO : Order.LIFO;
        Terms terms = new Terms(20, order, 3 * SECOND, 2 * SECOND, 0);
        WaitingRoom tried = new WaitingRoom(30);
        Model model = new Model(services);
        for (int i = 0; i < services; i++) {
            tried.add(terms);
        }
        long now = 0;
        int next = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(random.nextInt(50) == 0 ? 900_000_000 : 40_000_000);
            TreeSet<Integer> gone = new TreeSet<>();
            for (int request = tried.expire(now); request != NONE; request = tried.expire(now)) {
                gone.add(request);
            }
            assertThat(gone).isEqualTo(model.expire(now, terms));
            int service = random.nextInt(services);
            List<Model.Held> waiting = model.waiting.get(service);
            switch (random.nextInt(8)) {
                case 0 -> {
                    boolean any = random.nextBoolean();
                    model.regimeSince[service] = any == model.any[service] ? model.regimeSince[service] : now;
                    model.any[service] = any;
                    tried.pods(service, any, now);
                }
                case 1, 2 -> {
                    int at = order == Order.FIFO ? 0 : waiting.size() - 1;
                    assertThat(tried.release(service, now))
                            .isEqualTo(
                                    waiting.isEmpty()
                                            ? NONE
                                            : waiting.remove(at).request());
                }
                case 3 -> {
                    int request = next - random.nextInt(10);
                    assertThat(request >= 0 && tried.abort(request))
                            .isEqualTo(model.waiting.stream()
                                    .anyMatch(list -> list.removeIf(held -> held.request() == request)));
                }
                default -> {
                    int request = next++ % 5000;
                    long deadline = random.nextInt(4) == 0 ? NEVER : now + random.nextInt(2_000_000_000);
                    boolean takes = waiting.size() < 20 && waiting.size() < 30 - model.held();
                    assertThat(tried.offer(service, request, now, deadline) == Answer.HELD)
                            .isEqualTo(takes);
                    if (takes) {
                        waiting.add(new Model.Held(request, now, deadline));
                    }
                }
            }
            assertThat(tried.held()).isEqualTo(model.held());
            assertThat(tried.held(service)).isEqualTo(waiting.size());
        }
    }
}

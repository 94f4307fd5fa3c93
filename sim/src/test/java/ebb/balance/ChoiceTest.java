package ebb.balance;

import static ebb.balance.Choice.NONE;
import static ebb.balance.Choice.NO_SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChoiceTest {
    private final Random random = new Random(1);

    private int choose(Choice choice, Loads loads) {
        return choice.choose(loads, NO_SESSION, random.nextLong());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void nobodyIsChosenWhereNobodyHasAPlace(Algorithm algorithm) {
        Choice choice = algorithm.choice();
        assertThat(choice.choose(Pods.of(4), 7, 1)).isEqualTo(NONE);
        assertThat(choice.choose(Pods.of(4, 4, 5, 4), 7, 1)).isEqualTo(NONE);
        assertThat(choice.choose(Pods.of(4, 4, 5, 4), NO_SESSION, 1)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void whoeverIsChosenHasAPlaceAndTheOnlyPlaceIsFound(Algorithm algorithm) {
        Choice choice = algorithm.choice();
        for (int i = 0; i < 5_000; i++) {
            int[] inFlight = random.ints(1 + random.nextInt(9), 0, 5).toArray();
            Pods pods = Pods.of(4, inFlight);
            int pod = choice.choose(pods, random.nextInt(20), random.nextLong());
            boolean place = IntStream.of(inFlight).anyMatch(n -> n < 4);
            assertThat(pod != NONE && pods.open(pod) > 0).isEqualTo(place);
        }
    }

    @Test
    void roundRobinGoesRoundAndSkipsTheFull() {
        Choice choice = Algorithm.ROUND_ROBIN.choice();
        Pods pods = Pods.of(1, 0, 0, 1, 0);
        assertThat(IntStream.range(0, 6).map(i -> choose(choice, pods))).containsExactly(0, 1, 3, 0, 1, 3);
    }

    @Test
    void aPodThatGoesTakesNobodysTurn() {
        Choice choice = Algorithm.ROUND_ROBIN.choice();
        Pods pods = Pods.of(1, 0, 0, 0, 0);
        assertThat(choose(choice, pods)).isEqualTo(0);
        assertThat(choose(choice, pods)).isEqualTo(1);
        pods.list.removeFirst(); // pods 1, 2, 3 are left, and it is 2's turn
        assertThat(pods.ordinal(choose(choice, pods))).isEqualTo(2);
        pods.list.removeLast();
        assertThat(pods.ordinal(choose(choice, pods))).isEqualTo(1);
    }

    @Test
    void leastConnectionsTakesTheFirstOfThoseWithFewest() {
        assertThat(choose(Algorithm.LEAST_CONNECTIONS.choice(), Pods.of(9, 3, 2, 5, 2)))
                .isEqualTo(1);
    }

    @Test
    void leastKvCacheTakesTheFewestTokensThenTheFewestRequests() {
        Choice choice = Algorithm.LEAST_KV_CACHE.choice();
        assertThat(choose(choice, Pods.of(9, 1, 5, 2).kv(300, 100, 200))).isEqualTo(1);
        assertThat(choose(choice, Pods.of(9, 4, 5, 2, 2).kv(100, 100, 100, 100)))
                .isEqualTo(2);
        assertThat(choose(choice, Pods.of(5, 4, 5, 2).kv(100, 0, 200))).isEqualTo(0);
    }

    @Test
    void newestFirstLetsTheOldFallIdle() {
        assertThat(choose(Algorithm.NEWEST_FIRST.choice(), Pods.of(1, 0, 0, 1))).isEqualTo(1);
    }

    @Test
    void randomIsEvenOverThoseWithAPlaceHoweverFewTheyAre() {
        assertEven(Algorithm.RANDOM.choice(), Pods.of(1, 0, 0, 1, 0, 0));
        Pods few =
                Pods.of(1, IntStream.range(0, 100).map(i -> i % 33 == 5 ? 0 : 1).toArray());
        assertEven(Algorithm.RANDOM.choice(), few);
        assertEven(Algorithm.POWER_OF_TWO_CHOICES.choice(), Pods.of(2, 1, 1)); // alike: see below
    }

    private void assertEven(Choice choice, Pods pods) {
        long[] chosen = new long[pods.pods()];
        for (int i = 0; i < 60_000; i++) {
            chosen[choose(choice, pods)]++;
        }
        if (pods.pods() == 2) {
            assertThat(chosen).containsExactly(60_000, 0); // of two that are alike the first
            return;
        }
        long[] open = IntStream.range(0, pods.pods())
                .filter(i -> pods.open(i) > 0)
                .mapToLong(i -> chosen[i])
                .toArray();
        double[] expected = IntStream.range(0, open.length)
                .mapToDouble(i -> 60_000.0 / open.length)
                .toArray();
        assertThat(new ChiSquareTest().chiSquareTest(expected, open)).isGreaterThan(0.001);
    }

    @Test
    void ofTwoDrawnTheLessLoadedIsTaken() {
        // Of 4 pods with 0, 1, 2, 3 requests: 3 of 6 pairs hold the first, 2 the second, 1 the third, none the last.
        long[] chosen = new long[4];
        for (int i = 0; i < 60_000; i++) {
            chosen[choose(Algorithm.POWER_OF_TWO_CHOICES.choice(), Pods.of(9, 0, 1, 2, 3))]++;
        }
        assertThat(new ChiSquareTest().chiSquareTest(new double[] {30, 20, 10}, java.util.Arrays.copyOf(chosen, 3)))
                .isGreaterThan(0.001);
        assertThat(chosen[3]).isZero();
    }

    @Test
    void twoChoicesKeepTheHighestLoadFarBelowOne() {
        // Balls into bins: ln n / ln ln n against ln ln n / ln 2 (Mitzenmacher 2001).
        assertThat(highest(Algorithm.RANDOM)).isGreaterThanOrEqualTo(6);
        assertThat(highest(Algorithm.POWER_OF_TWO_CHOICES)).isLessThanOrEqualTo(4);
    }

    private int highest(Algorithm algorithm) {
        Choice choice = algorithm.choice();
        Pods pods = Pods.of(Integer.MAX_VALUE, new int[1000]);
        for (int i = 0; i < 1000; i++) {
            pods.list.get(choose(choice, pods)).inFlight++;
        }
        return pods.list.stream().mapToInt(pod -> pod.inFlight).max().orElseThrow();
    }

    @Test
    void aPodThatComesOrGoesMovesOnlyItsOwnSessions() {
        Choice choice = Algorithm.CONSISTENT_HASH.choice();
        Pods ten = Pods.of(9, new int[10]);
        Pods without = Pods.of(9, new int[10]);
        without.list.remove(4);
        int moved = 0;
        for (long session = 0; session < 10_000; session++) {
            long before = ten.ordinal(choice.choose(ten, session, random.nextLong()));
            long after = without.ordinal(choice.choose(without, session, random.nextLong()));
            if (before == 4) {
                moved++;
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
        assertThat((double) moved).isCloseTo(1000, within(100.0)); // a tenth of all had it
    }

    @Test
    void aHotSessionSpillsOverWhenItsPodHasMoreThanItsShare() {
        Choice choice = Algorithm.CONSISTENT_HASH.choice();
        Pods pods = Pods.of(1000, new int[10]);
        for (int i = 0; i < 1000; i++) {
            pods.list.get(choice.choose(pods, 42, random.nextLong())).inFlight++;
        }
        assertThat(pods.list.stream().mapToInt(pod -> pod.inFlight).max().orElseThrow())
                .isEqualTo(125); // 1.25 times the mean
    }

    @Test
    void beyondEveryBoundAPlaceIsAPlace() {
        // One request among two pods: the bound is 2 for each, and the only pod with a place has 3.
        assertThat(Algorithm.CONSISTENT_HASH.choice().choose(Pods.of(4, 4, 3, 4), 1, 1))
                .isEqualTo(1);
    }

    @Test
    void aSessionStaysWithItsPodUntilThatIsFullOrGone() {
        Choice choice = Algorithm.SESSION_AFFINITY.choice();
        Pods pods = Pods.of(3, 0, 1, 1);
        assertThat(choice.choose(pods, 5, 0)).isEqualTo(0);
        pods.list.getFirst().inFlight = 2;
        assertThat(choice.choose(pods, 5, 0)).isEqualTo(0);
        assertThat(choice.choose(pods, 6, 0)).isEqualTo(1);
        pods.list.getFirst().inFlight = 3;
        assertThat(choice.choose(pods, 5, 0)).isEqualTo(1);
        pods.list.get(1).inFlight = 2;
        assertThat(choice.choose(pods, 5, 0)).as("it has moved for good").isEqualTo(1);
        pods.list.remove(1);
        assertThat(pods.ordinal(choice.choose(pods, 5, 0))).isEqualTo(2);
    }

    @Test
    void sessionsSeenLatelyAreRememberedAndOthersForgottenInBoundedMemory() {
        SessionTable table = new SessionTable();
        int many = 5 * SessionTable.LIMIT;
        for (int session = 0; session < many; session++) {
            table.put(session, session % 7);
            table.get(3); // asked for all the time, so one of the LIMIT sessions seen last
        }
        for (int session = many - SessionTable.LIMIT + 2; session < many; session++) {
            assertThat(table.get(session)).isEqualTo(session % 7);
        }
        assertThat(table.get(3)).isEqualTo(3);
        assertThat(table.get(1000)).isEqualTo(SessionTable.UNKNOWN);
    }
}

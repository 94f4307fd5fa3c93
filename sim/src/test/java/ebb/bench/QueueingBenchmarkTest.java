package ebb.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import umontreal.ssj.simevents.eventlist.SplayTree;

/** Both sides of the comparison simulate the same queue: a rate would else compare nothing. */
class QueueingBenchmarkTest {
    private static final int RUNS = 10;

    // Erlang C at 80 % load: mean waits 4 and 0.20459 by Wq = C / (c mu - lambda); queue lengths by Little.
    @ParameterizedTest
    @CsvSource({"1, 4.0, 3.2", "10, 0.20459, 1.63672"})
    void meanWaitAndQueueAreThoseOfTheory(int servers, double wait, double queue) {
        double ourWait = 0;
        double ourQueue = 0;
        double rivalWait = 0;
        double rivalQueue = 0;
        for (int i = 0; i < RUNS; i++) {
            QueueingBenchmark.Merged ours = new QueueingBenchmark.Merged(servers, i);
            ourWait += ours.meanWaitSeconds() / RUNS;
            ourQueue += ours.meanQueue() / RUNS;
            QueueingBenchmark.Events rival = new QueueingBenchmark.Events(servers, new SplayTree());
            rivalWait += rival.meanWait() / RUNS;
            rivalQueue += rival.meanQueue() / RUNS;
        }
        assertThat(ourWait).isCloseTo(wait, withinPercentage(3));
        assertThat(ourQueue).isCloseTo(queue, withinPercentage(3));
        assertThat(rivalWait).isCloseTo(wait, withinPercentage(5));
        assertThat(rivalQueue).isCloseTo(queue, withinPercentage(5));
    }

    @Test
    void aWordNamesARowOrAllRowsThatHaveIt() {
        assertThat(Row.HOLD_1000.named("hold-1000")).isTrue();
        assertThat(Row.HOLD_100000.named("hold-1000")).isFalse();
        assertThat(Row.HOLD_100000.named("hold")).isTrue();
        assertThat(Row.CSV.named("hold")).isFalse();
    }
}

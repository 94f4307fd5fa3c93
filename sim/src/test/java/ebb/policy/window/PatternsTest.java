package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    private static final int AT = 1;

    private static long[] started(Memory memory) {
        long[] state = new long[memory.slots() + 1];
        memory.start(state, AT, 0);
        return state;
    }

    private static void changesWhenItSays(Pattern pattern, long[] state, long now, String as) {
        boolean value = pattern.value(state, AT, now);
        long next = pattern.nextChange(state, AT, now);
        if (next == Memory.NO_CHANGE) {
            assertThat(pattern.value(state, AT, now + 1_000_000)).as(as).isEqualTo(value);
        } else {
            assertThat(next).as(as).isGreaterThan(now);
            assertThat(pattern.value(state, AT, next - 1)).as(as).isEqualTo(value);
            assertThat(pattern.value(state, AT, next)).as(as).isNotEqualTo(value);
        }
    }

    /** Whether events from {@code from} on complete the stages in time. */
    private static boolean completes(List<long[]> events, int from, int stage, int stages, long start, long within) {
        if (stage == stages) {
            return true;
        }
        for (int i = from; i < events.size(); i++) {
            long[] event = events.get(i);
            if (((event[1] >>> stage) & 1) != 0
                    && event[0] - start <= within
                    && completes(events, i + 1, stage + 1, stages, start, within)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSequenceHoldsWhileThereIsAWitness(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            int stages = 2 + random.nextInt(3);
            long within = random.nextInt(40);
            Sequence sequence = new Sequence(stages, within);
            long[] state = started(sequence);
            List<long[]> events = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < 25; i++) {
                now += random.nextInt(10);
                if (random.nextInt(4) > 0) {
                    long met = 1 + random.nextLong((1L << stages) - 1);
                    sequence.on(state, AT, now, met);
                    events.add(new long[] {now, met});
                }
                boolean witness = false;
                for (int j = 0; j < events.size(); j++) {
                    long start = events.get(j)[0];
                    witness |= (events.get(j)[1] & 1) != 0
                            && now - start <= within
                            && completes(events, j + 1, 1, stages, start, within);
                }
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(sequence.value(state, AT, now)).as(as).isEqualTo(witness);
                changesWhenItSays(sequence, state, now, as);
            }
        }
    }

    @Test
    void oneEventNeverFillsTwoStages() {
        Sequence twice = new Sequence(2, 100);
        long[] state = started(twice);
        twice.on(state, AT, 10, 0b11);
        assertThat(twice.value(state, AT, 10)).isFalse();
        twice.on(state, AT, 110, 0b11);
        assertThat(twice.value(state, AT, 110)).isTrue();
        assertThat(twice.value(state, AT, 111)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aTallyHoldsWhileThereAreEnough(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            int n = 1 + random.nextInt(6);
            long within = random.nextInt(30);
            Tally tally = new Tally(n, within);
            long[] state = started(tally);
            List<Long> events = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < 40; i++) {
                now += random.nextInt(9);
                if (random.nextInt(3) > 0) {
                    tally.on(state, AT, now);
                    events.add(now);
                }
                long at = now;
                String as = "seed " + seed + " run " + run + " step " + i;
                assertThat(tally.value(state, AT, now))
                        .as(as)
                        .isEqualTo(events.stream()
                                        .filter(each -> at - each <= within)
                                        .count()
                                >= n);
                changesWhenItSays(tally, state, now, as);
            }
        }
    }

    @Test
    void enoughOfTheLastSamples() {
        Random random = new Random(7);
        for (int run = 0; run < 300; run++) {
            int of = 1 + random.nextInt(64);
            int enough = 1 + random.nextInt(of);
            Samples samples = new Samples(enough, of);
            long[] state = started(samples);
            List<Boolean> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                boolean holds = random.nextInt(of) < enough;
                samples.record(state, AT, holds);
                all.addFirst(holds);
                assertThat(samples.value(state, AT, i))
                        .as("seed 7, %d of %d", enough, of)
                        .isEqualTo(all.stream().limit(of).filter(each -> each).count() >= enough);
            }
            changesWhenItSays(samples, state, 100, "seed 7");
        }
    }

    @Test
    void anAbsenceIsKnownWhenTheTimeIsOver() {
        Absence absence = new Absence(50);
        long[] state = started(absence);
        changesWhenItSays(absence, state, 5, "nothing yet");
        absence.arm(state, AT, 10);
        absence.arm(state, AT, 40); // the first one still waits
        changesWhenItSays(absence, state, 40, "armed");
        assertThat(absence.value(state, AT, 60)).isFalse();
        assertThat(absence.value(state, AT, 61)).isTrue();
        changesWhenItSays(absence, state, 61, "over");
        absence.answer(state, AT);
        assertThat(absence.value(state, AT, 70)).isFalse();
        absence.arm(state, AT, 100);
        absence.answer(state, AT); // in time
        assertThat(absence.nextChange(state, AT, 150)).isEqualTo(Memory.NO_CHANGE);
    }
}

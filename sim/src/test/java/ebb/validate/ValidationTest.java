package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.validate.Vector.Expected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ValidationTest {
    private static final int SLICE = 30;
    private static final long SLICE_SEED = 13;

    /** All 64 are run by {@code ebb validate}. */
    @Test
    void theSimulatorMeetsASliceOfTheExactVectors() {
        List<Vector> all = VectorFile.own();
        assertThat(all).hasSize(64);
        assertThat(all.stream().mapToInt(each -> each.expected().size()).sum()).isEqualTo(351);
        List<Vector> slice = new ArrayList<>(all);
        Collections.shuffle(slice, new Random(SLICE_SEED));
        slice = slice.subList(0, SLICE);
        List<Callable<List<Verdict>>> tasks =
                slice.stream().map(each -> task(each, 1)).toList();
        List<Verdict> verdicts = Validation.all(tasks, 2, index -> {}).stream()
                .flatMap(List::stream)
                .toList();
        System.out.println("validate: " + SLICE + " of 64 vectors, slice of seed " + SLICE_SEED + ", "
                + verdicts.stream().filter(Verdict::conforms).count() + " of " + verdicts.size() + " values conform");
        assertThat(verdicts).allMatch(Verdict::conforms);
    }

    private static Callable<List<Verdict>> task(Vector vector, long seed) {
        return () -> Validation.verdicts(vector, seed);
    }

    @Test
    void aWrongValueIsFoundOut() {
        Vector wrong = oneServer(0.8, new Expected(Measure.WQ, 4 * 1.02), new Expected(Measure.RHO, 0.8));

        List<Verdict> verdicts = Validation.verdicts(wrong, 1);

        assertThat(verdicts).extracting(Verdict::word).containsExactly(Verdict.Word.MISSES, Verdict.Word.CONFORMS);
    }

    @Test
    void servicesThatAreNotWhatTheVectorSaysAreFoundOut() {
        Map<String, Double> half = Map.of("lam", 0.5, "es", 1.01, "es2", 4.0 / 3, "es3", 2.0);
        Vector wrong = new Vector(
                "uniform",
                Family.GENERAL,
                half,
                Map.of("service", "U(0,2)"),
                List.of(new Expected(Measure.RHO, 0.505)));

        assertThat(Validation.verdicts(wrong, 1)).extracting(Verdict::word).containsExactly(Verdict.Word.STRAINED);
    }

    @Test
    void whatIsTooRareToMeasureIsCounted() {
        Map<String, Double> rare = Map.of("lam", 1.0, "T", 40.0);
        Vector never = new Vector(
                "never",
                Family.KEEP_ALIVE_POISSON,
                rare,
                Map.of(),
                List.of(new Expected(Measure.P_COLD, Math.exp(-40))));

        Verdict verdict = Validation.verdicts(never, 1).getFirst();

        assertThat(verdict.conforms()).isTrue();
        assertThat(verdict.low()).isZero();
        assertThat(verdict.high()).isEqualTo(3.0 / verdict.requests());

        Vector seen = new Vector(
                "seen",
                Family.KEEP_ALIVE_POISSON,
                Map.of("lam", 1.0, "T", 8.0),
                Map.of(),
                List.of(new Expected(Measure.P_COLD, 9e-6)));
        assertThat(Validation.verdicts(seen, 1).getFirst().word()).isEqualTo(Verdict.Word.MISSES);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        List<Callable<List<Verdict>>> tasks = List.of(
                task(oneServer(0.5, new Expected(Measure.WQ, 1)), 3),
                task(oneServer(0.3, new Expected(Measure.W, 1 / 0.7)), 3),
                task(oneServer(0.6, new Expected(Measure.L, 1.5)), 3));

        assertThat(Validation.all(tasks, 2, index -> {})).isEqualTo(Validation.all(tasks, 1, index -> {}));
    }

    private static Vector oneServer(double load, Expected... expected) {
        return new Vector(
                "mm1-" + load, Family.ONE_SERVER, Map.of("lam", load, "mu", 1.0), Map.of(), List.of(expected));
    }
}

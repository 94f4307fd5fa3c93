package ebb.validate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs vectors. The verdicts depend on the seed alone, not on the number of threads. */
public final class Validation {
    private Validation() {}

    /**
     * @param threads at once, at least 1
     * @param done told the index of each vector that is finished, from any thread
     * @return for each vector, in their order, a verdict for each of its values
     */
    public static List<List<Verdict>> run(List<Vector> vectors, long seed, int threads, IntConsumer done) {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<List<Verdict>>> pending = new ArrayList<>();
            for (int i = 0; i < vectors.size(); i++) {
                int index = i;
                pending.add(workers.submit(() -> {
                    List<Verdict> verdicts = verdicts(vectors.get(index), seed);
                    done.accept(index);
                    return verdicts;
                }));
            }
            List<List<Verdict>> all = new ArrayList<>();
            for (Future<List<Verdict>> each : pending) {
                all.add(each.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a vector could not be run", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** @return a verdict for each value, in the vector's order */
    static List<Verdict> verdicts(Vector vector, long seed) {
        List<Verdict> all = new ArrayList<>();
        for (Experiment each : vector.model().experiments(vector)) {
            all.addAll(new Trial(vector, each, seed).verdicts());
        }
        List<Measure> order =
                vector.expected().stream().map(Vector.Expected::measure).toList();
        all.sort((one, other) -> Integer.compare(order.indexOf(one.measure()), order.indexOf(other.measure())));
        return Collections.unmodifiableList(all);
    }
}

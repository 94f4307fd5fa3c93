package ebb.validate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs vectors and comparisons. What comes out depends on the seed alone, not on the number of threads. */
public final class Validation {
    private Validation() {}

    /** @return a verdict for each value, in the vector's order */
    public static List<Verdict> verdicts(Vector vector, long seed) {
        List<Verdict> all = new ArrayList<>();
        for (Experiment each : vector.model().experiments(vector)) {
            all.addAll(new Trial(vector, each, seed).verdicts());
        }
        List<Measure> order =
                vector.expected().stream().map(Vector.Expected::measure).toList();
        all.sort((one, other) -> Integer.compare(order.indexOf(one.measure()), order.indexOf(other.measure())));
        return Collections.unmodifiableList(all);
    }

    /**
     * Several things at once.
     *
     * @param threads at least 1
     * @param done told the index of each that is finished, from any thread
     * @return what each gives, in their order
     */
    public static <T> List<T> all(List<Callable<T>> tasks, int threads, IntConsumer done) {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> pending = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                int index = i;
                pending.add(workers.submit(() -> {
                    T result = tasks.get(index).call();
                    done.accept(index);
                    return result;
                }));
            }
            return results(pending);
        }
    }

    private static <T> List<T> results(List<Future<T>> pending) {
        List<T> all = new ArrayList<>();
        try {
            for (Future<T> each : pending) {
                all.add(each.get());
            }
        } catch (ExecutionException e) {
            pending.forEach(each -> each.cancel(true));
            throw new IllegalStateException("a validation could not be run: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            pending.forEach(each -> each.cancel(true));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return all;
    }
}

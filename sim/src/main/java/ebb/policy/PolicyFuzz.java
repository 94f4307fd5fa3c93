package ebb.policy;

import ebb.document.BadInputException;
import ebb.document.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Policies as untrusted input: documents by chance are read; those that mean something run on random events. Of eleven, ten are random
 * documents and one is a policy of the library with something changed. Nothing else may happen than that a document is refused, every
 * problem with its place, or that it runs within bounds.
 */
public final class PolicyFuzz {
    // Deadlines of one instant are few: a step that took more looks would be a policy that holds up time.
    private static final int MOST_LOOKS = 64;
    private static final int EVENTS = 40;
    private static final int BOTH = 16;

    private final RandomPolicy random = new RandomPolicy();
    private final long seed;

    public PolicyFuzz(long seed) {
        this.seed = seed;
    }

    /** What became of a document. */
    public enum Fate {
        /** With problems that are all at a place of the file. */
        REFUSED,
        /** Read, and run within bounds. */
        RAN,
        /** Something else: a defect. */
        BROKEN
    }

    /**
     * @param looks at its regions; 0 if it did not run
     * @param slots of its state; 0 if it did not run
     * @param said how it broke; empty if it did not
     */
    public record Result(Fate fate, long looks, int slots, String said) {}

    /** @return the document of that number */
    public String document(long number) {
        return isMutated(number) ? random.mutated(seed, number) : random.document(seed, number);
    }

    /** Whether a document is a changed policy of the library. */
    public static boolean isMutated(long number) {
        return number % 11 == 0;
    }

    /** Reads the document of that number, and runs it if it means something. */
    public Result run(long number) {
        try {
            return run(document(number), number);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
            StackTraceElement[] trace = thrown.getStackTrace();
            return broken(thrown + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }

    private static Result broken(String how) {
        return new Result(Fate.BROKEN, 0, 0, how);
    }

    private Result run(String text, long number) {
        try {
            CompiledPolicy policy = compiled(text);
            RandomSeries series = new RandomSeries(policy, seed + number);
            long hash = series.run(EVENTS);
            if (series.mostLooks() > MOST_LOOKS) {
                return broken("one step looked at its regions " + series.mostLooks() + " times");
            }
            if (number % BOTH == 0 && !sameByClass(text, number, hash)) {
                return broken("closures and the class decide differently");
            }
            return new Result(Fate.RAN, policy.looks(), series.slots(), "");
        } catch (BadInputException bad) {
            String without = withoutPlace(bad);
            return without == null ? new Result(Fate.REFUSED, 0, 0, "") : broken(without);
        }
    }

    private static CompiledPolicy compiled(String text) {
        ServiceFacts facts = new ServiceFacts(new Limits(0, 100, 2), 0.01, 10_000_000_000L, 1e9, 1, 1, 1);
        return (CompiledPolicy)
                PolicyDocument.read("p.yaml", text, PolicyFiles.BUILT_IN).automaton(Map.of(), facts);
    }

    private boolean sameByClass(String text, long number, long hash) {
        CompiledPolicy policy = compiled(text);
        return !policy.program().codes().generate() || new RandomSeries(policy, seed + number).run(EVENTS) == hash;
    }

    private static @Nullable String withoutPlace(BadInputException bad) {
        if (bad.problems().isEmpty()) {
            return "refused without a problem";
        }
        for (Problem each : bad.problems()) {
            if (each.file().isEmpty() || each.line() < 1 || each.column() < 1) {
                return "a problem without a place: " + each;
            }
        }
        return null;
    }
}

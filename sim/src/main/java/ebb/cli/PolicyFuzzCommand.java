package ebb.cli;

import ebb.policy.PolicyFuzz;
import ebb.policy.PolicyFuzz.Fate;
import ebb.policy.PolicyFuzz.Result;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb policy fuzz}: documents by chance, which must be refused with a place or run within bounds. */
@Command(
        name = "fuzz",
        description = {
            "Read policies by chance and run those that mean something: ten random documents to one policy of the library with changes.",
            "What is not refused with its place, and does not run within bounds, is a defect of Ebb: exit code 1."
        },
        footer = {
            "  ebb policy fuzz --count 100000 --seed 7",
            "  ebb policy fuzz --count 11000000 --threads 8     ten million random ones, one million changed ones",
            "  ebb policy fuzz --seed 7 --show 4711             the document of that number"
        })
final class PolicyFuzzCommand implements Callable<Integer> {
    private static final int BATCH = 64;
    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many documents; ${DEFAULT-VALUE} if not said.")
    private long count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Other documents; ${DEFAULT-VALUE} if not said.")
    private long seed;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first document's number, to go on where another run ended.")
    private long from;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "At once; ${DEFAULT-VALUE} if not said.")
    private int threads;

    @Option(
            names = "--show",
            paramLabel = "NUMBER",
            description = "Print the document of that number, and nothing else.")
    private @Nullable Long show;

    /** What one thread found. */
    private static final class Tally {
        final long[] fates = new long[Fate.values().length];
        final List<String> broken = new ArrayList<>();
        long mutated;
        long mostLooks;
        int mostSlots;
        long slowestNanos;
        long slowest;

        void add(long number, Result result, long nanos) {
            fates[result.fate().ordinal()]++;
            mutated += PolicyFuzz.isMutated(number) ? 1 : 0;
            mostLooks = Math.max(mostLooks, result.looks());
            mostSlots = Math.max(mostSlots, result.slots());
            if (nanos > slowestNanos) {
                slowestNanos = nanos;
                slowest = number;
            }
            if (result.fate() == Fate.BROKEN && broken.size() < SHOWN) {
                broken.add(number + ": " + result.said());
            }
        }

        void add(Tally other) {
            for (int i = 0; i < fates.length; i++) {
                fates[i] += other.fates[i];
            }
            broken.addAll(other.broken);
            mutated += other.mutated;
            mostLooks = Math.max(mostLooks, other.mostLooks);
            mostSlots = Math.max(mostSlots, other.mostSlots);
            if (other.slowestNanos > slowestNanos) {
                slowestNanos = other.slowestNanos;
                slowest = other.slowest;
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        if (count < 1 || threads < 1 || from < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--count and --threads must be at least 1, and --from at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (show != null) {
            out.print(new PolicyFuzz(seed).document(show));
            out.flush();
            return Subcommand.DONE;
        }
        Tally all = all();
        out.println(text(all));
        all.broken.stream().limit(SHOWN).forEach(each -> out.println("  broken: " + each));
        out.flush();
        return all.fates[Fate.BROKEN.ordinal()] == 0 ? Subcommand.DONE : Subcommand.OBJECTIVE_FAILED;
    }

    private Tally all() throws InterruptedException, ExecutionException {
        AtomicLong next = new AtomicLong(from);
        Tally all = new Tally();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Tally>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> part(next)));
            }
            for (Future<Tally> each : parts) {
                all.add(each.get());
            }
        }
        return all;
    }

    private Tally part(AtomicLong next) {
        PolicyFuzz fuzz = new PolicyFuzz(seed);
        Tally tally = new Tally();
        long end = from + count;
        for (long first = next.getAndAdd(BATCH); first < end; first = next.getAndAdd(BATCH)) {
            for (long number = first; number < Math.min(end, first + BATCH); number++) {
                long before = System.nanoTime();
                tally.add(number, fuzz.run(number), System.nanoTime() - before);
            }
        }
        return tally;
    }

    private String text(Tally all) {
        long done = count;
        return String.format(
                Locale.ROOT,
                "%,d documents of seed %d, %,d of them changed policies: %,d refused with their places, %,d ran, %,d broken%n"
                        + "most looks of one: %,d; largest state: %,d slots; slowest: number %d, %.0f ms",
                done,
                seed,
                all.mutated,
                all.fates[Fate.REFUSED.ordinal()],
                all.fates[Fate.RAN.ordinal()],
                all.fates[Fate.BROKEN.ordinal()],
                all.mostLooks,
                all.mostSlots,
                all.slowest,
                all.slowestNanos / 1e6);
    }
}

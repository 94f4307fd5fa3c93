package ebb.gui.model;

import ebb.cluster.Simulation;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A thread that does the latest of what it is asked for: nothing queues. What is under way when something newer comes may go on for a short
 * while, so that a hand that never rests still sees results; after that it stops.
 */
public final class Latest implements AutoCloseable {
    private static final long PATIENCE_NANOS = 150_000_000L;

    private final ExecutorService thread;
    private final AtomicLong asked = new AtomicLong();
    private final Consumer<Throwable> broken;

    /** One thing to do. */
    public interface Job {
        void run(Turn turn);
    }

    /**
     * @param priority a sweep behind must not slow the replay that a hand waits for; a hint is enough
     * @param broken told what a job threw that was not meant to
     */
    @SuppressWarnings("ThreadPriorityCheck")
    public Latest(String name, int priority, Consumer<Throwable> broken) {
        this.broken = broken;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            made.setPriority(priority);
            return made;
        });
    }

    /** A job's right to go on. */
    public final class Turn {
        private final long number;
        private final long begun = System.nanoTime();

        private Turn(long number) {
            this.number = number;
        }

        /** Whether nothing newer was asked for. */
        public boolean isLatest() {
            return number == asked.get();
        }

        /** Whether to go on: asked for often. */
        public boolean mayGoOn() {
            long newest = asked.get();
            return number == newest || (newest > 0 && System.nanoTime() - begun < PATIENCE_NANOS);
        }
    }

    /** Does this next, in place of whatever waits. */
    public void submit(Job job) {
        long number = asked.updateAndGet(before -> Math.abs(before) + 1);
        thread.execute(() -> run(number, job));
    }

    private void run(long number, Job job) {
        if (number != asked.get()) {
            return;
        }
        try {
            job.run(new Turn(number));
        } catch (Simulation.Stopped stopped) {
            // Something newer is on its way, or nothing is wanted any more.
        } catch (RuntimeException | Error thrown) {
            broken.accept(thrown);
        }
    }

    /** Stops at once what is under way; nothing follows. */
    public void cancel() {
        // Below zero nobody is patient.
        asked.updateAndGet(before -> -(Math.abs(before) + 1));
    }

    @Override
    public void close() {
        cancel();
        thread.shutdownNow();
    }
}

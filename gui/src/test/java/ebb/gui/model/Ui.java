package ebb.gui.model;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A thread of the window without a window: the test runs what was handed to it. */
final class Ui implements Executor {
    private static final long PATIENCE_SECONDS = 120;

    private final BlockingQueue<Runnable> handed = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        handed.add(task);
    }

    /** Runs what comes until something holds. */
    void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Runnable next = handed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
            }
            next.run();
        }
    }
}

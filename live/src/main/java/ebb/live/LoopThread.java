package ebb.live;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a control loop: runs what it is given in order, and wakes the loop when its deadline has come. */
public final class LoopThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);
    private static final long LONGEST_WAIT = 1_000_000_000L;

    /** What it wakes. */
    interface Timed {
        long nextDeadline();

        void tick(long nowNanos);
    }

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LongSupplier clock;
    private final Thread thread;
    private volatile Timed timed = new Timed() {
        @Override
        public long nextDeadline() {
            return Long.MAX_VALUE;
        }

        @Override
        public void tick(long nowNanos) {}
    };
    private volatile boolean closed;
    private volatile long lateNanos;

    public LoopThread(LongSupplier clock) {
        this.clock = clock;
        thread = Thread.ofPlatform().daemon().name("control-loop").unstarted(this::run);
    }

    public void start(ControlLoop loop) {
        timed = new Timed() {
            @Override
            public long nextDeadline() {
                return loop.nextDeadline();
            }

            @Override
            public void tick(long nowNanos) {
                loop.tick(nowNanos);
            }
        };
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (!closed) {
            tasks.add(task);
        }
    }

    /** @return how late the last deadline was met, ns */
    public long lateNanos() {
        return lateNanos;
    }

    private void run() {
        while (!closed) {
            try {
                once();
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException defect) {
                // One service's defect must not stop the others; what it was about stands in the trace.
                LOG.error("a task of the control loop failed", defect);
            }
        }
    }

    private void once() throws InterruptedException {
        long now = clock.getAsLong();
        long deadline = timed.nextDeadline();
        if (deadline <= now) {
            lateNanos = now - deadline;
            timed.tick(now);
            return;
        }
        long wait = Math.min(LONGEST_WAIT, deadline == Long.MAX_VALUE ? LONGEST_WAIT : deadline - now);
        Runnable task = tasks.poll(wait, TimeUnit.NANOSECONDS);
        if (task != null) {
            task.run();
        }
    }

    /** What is waiting is not run any more. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

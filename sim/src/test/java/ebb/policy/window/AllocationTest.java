package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** After a warm-up nothing that is asked once an event costs memory: counted by the JVM. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    @Test
    void recordsAndReadsCostNoMemory() {
        WindowBenchmark all = new WindowBenchmark();
        all.start();
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += everything(all);
        }
        long before = allocated();
        for (int i = 0; i < 20_000; i++) {
            sum += everything(all);
        }
        // Counting itself takes some; one object a round would be 320 KB.
        assertThat(allocated() - before).isBetween(0L, 4_096L);
        assertThat(sum).isNotZero();
    }

    private static double everything(WindowBenchmark all) {
        return all.average()
                + all.averageExponential()
                + all.rate()
                + all.mean()
                + all.maximum()
                + all.maximumExact()
                + all.ewma()
                + all.slope()
                + all.gaps()
                + all.gapQuantile()
                + all.quantileRecord()
                + all.quantile()
                + (all.sequence() ? 1 : 0)
                + (all.tally() ? 1 : 0)
                + all.tokens()
                + all.holtWinters()
                + all.gapModel();
    }
}

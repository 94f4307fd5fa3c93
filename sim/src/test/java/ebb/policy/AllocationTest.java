package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After a warm-up an event costs a policy no memory: counted by the JVM. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<String> builtIns() {
        return PolicyLibrary.names();
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    @ParameterizedTest
    @MethodSource("builtIns")
    void anEventCostsNoMemory(String policy) {
        PolicyBenchmark all = new PolicyBenchmark();
        all.policy = policy;
        all.attach();
        long pods = all.reports();
        long before = allocated();
        pods += all.reports();
        // Counting itself takes some; the smallest object for each of the 4,096 reports would be 64 KB.
        assertThat(allocated() - before).isBetween(0L, 4_096L);
        assertThat(pods).isNotNegative();
    }
}

package ebb.optimum;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A million requests with a mean of {@link #inService} in service at once, pods of one place. Goal: 10 M requests a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SweepBenchmark {
    private static final int REQUESTS = 1_000_000;

    @Param({"1", "30", "1000"})
    public int inService = 1;

    private long[] arrivals = new long[0];
    private long[] services = new long[0];

    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        arrivals = random.doubles(REQUESTS)
                .mapToLong(u -> (long) (-Math.log(1 - u) * 1e9 / inService))
                .toArray();
        Arrays.parallelPrefix(arrivals, Long::sum);
        services = random.doubles(REQUESTS)
                .mapToLong(u -> (long) (-Math.log(1 - u) * 1e9))
                .toArray();
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public Optimum sweep() {
        Sweep sweep = new Sweep(new Sweep.Pod(1, 1e-4, 2_000_000_000L, 0), Price.perSecond(1e-5));
        sweep.requests(arrivals, services, 0, REQUESTS);
        return sweep.finish();
    }
}

package ebb.bench;

import ebb.cluster.ServiceStatistics;
import ebb.cluster.Simulation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Five million requests under fixed keep-alive, with every count, sum, integral and histogram that a result has. Services that share no
 * nodes are replayed one after another and merged, as a run does.
 */
@State(Scope.Thread)
public class ReplayBenchmark {
    private static final int REQUESTS = 5_000_000;

    @Param({"1", "20000"})
    public int services = 1;

    /** The most pods a service may have: with 1 the short way is taken, with more the event kernel. */
    @Param({"1", "100"})
    public int pods = 1;

    private Traffic traffic = new Traffic(1, 1, 1);

    @Setup
    public void draw() {
        traffic = new Traffic(REQUESTS, services, pods);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public ServiceStatistics replay() {
        ServiceStatistics total = new ServiceStatistics();
        for (Traffic.Member each : traffic.members) {
            total.add(Simulation.run(each.cluster, each.source(), Simulation.Options.BARE, now -> true)
                    .services()
                    .getFirst());
        }
        return total;
    }
}

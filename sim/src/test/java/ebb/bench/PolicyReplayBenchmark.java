package ebb.bench;

import ebb.cluster.ServiceStatistics;
import ebb.cluster.Simulation;
import ebb.policy.PolicyDocument;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Five million requests of one service by events, with a policy of the language in the loop and everything that a result has. */
@State(Scope.Thread)
public class PolicyReplayBenchmark {
    private static final int REQUESTS = 5_000_000;

    @Param({"knative-kpa", "keep-alive"})
    public String policy = "knative-kpa";

    private Traffic traffic = new Traffic(1, 1, 1);

    @Setup
    public void draw() {
        PolicyDocument document = PolicyDocument.builtIn(policy);
        traffic = new Traffic(REQUESTS, document.with(Map.of()));
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public ServiceStatistics replay() {
        Traffic.Member only = traffic.members.getFirst();
        return Simulation.run(only.cluster, only.source(), Simulation.Options.BARE, now -> true)
                .services()
                .getFirst();
    }
}

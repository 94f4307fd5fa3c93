package ebb.policy;

import java.util.Map;
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

/** Reports of a busy service, a hundred a second of its time with requests coming and going, put into a policy of the language; pods are there at once. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PolicyBenchmark {
    private static final int EVENTS = 4096;
    private static final long APART = 10_000_000;

    @Param({"knative-kpa", "keep-alive", "hybrid-histogram"})
    public String policy = "knative-kpa";

    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final long[] demand = new long[EVENTS];
    private Automaton automaton = BuiltIn.SCALE_TO_ZERO.automaton(
            BuiltIn.SCALE_TO_ZERO.with(Map.of()), ServiceFacts.of(new Limits(0, 1, 1), 1));
    private long[] state = new long[0];

    @Setup
    public void attach() {
        PolicyDocument document = PolicyDocument.builtIn(policy);
        automaton = document.automaton(document.with(Map.of()), ServiceFacts.of(new Limits(0, 100, 8), 1));
        if (!((CompiledPolicy) automaton).program().codes().generate()) {
            throw new IllegalStateException(policy + " does not fit into a class");
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 1; i < EVENTS; i++) {
            demand[i] = Math.max(0, demand[i - 1] + (random.nextBoolean() ? 1 : -1));
        }
        event.kind = EventKind.REPORT;
        state = automaton.start(event);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int reports() {
        int pods = 0;
        for (long each : demand) {
            event.atNanos += APART;
            event.arrivals = Math.max(0, each - event.inFlight);
            event.done = Math.max(0, event.inFlight - each);
            event.inFlight = each;
            decision.clear();
            state = automaton.step(state, event, decision);
            if (decision.desired != Decision.NONE) {
                event.replicas = decision.desired;
                event.ready = decision.desired;
                pods += decision.desired;
            }
        }
        return pods;
    }
}

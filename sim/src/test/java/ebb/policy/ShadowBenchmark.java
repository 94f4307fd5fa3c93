package ebb.policy;

import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hundred policies that look on: Knative's KPA, keep-alive, target concurrency and the HPA, each with 25 settings, all told each of a
 * thousand reports a second of one service, and none of them obeyed.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ShadowBenchmark {
    private static final int EVENTS = 1000;
    private static final int EACH = 25;
    private static final long APART = 1_000_000;

    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final List<Automaton> policies = new ArrayList<>();
    private final List<long[]> states = new ArrayList<>();
    private final long[] demand = new long[EVENTS];

    private record Knob(String policy, String parameter) {}

    @Setup
    public void attach() {
        event.kind = EventKind.REPORT;
        event.replicas = 8;
        event.ready = 8;
        for (Knob each : List.of(
                new Knob("knative-kpa", "total"),
                new Knob("keep-alive", "keep_alive"),
                new Knob("target-concurrency", "target"),
                new Knob("hpa-v2", "rps_target"))) {
            PolicyDocument document = PolicyDocument.builtIn(each.policy());
            for (int i = 0; i < EACH; i++) {
                Automaton made = document.automaton(
                        document.with(Map.of(each.parameter(), 2.0 + i)), ServiceFacts.of(new Limits(0, 100, 8), 1));
                policies.add(made);
                states.add(made.start(event));
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 1; i < EVENTS; i++) {
            demand[i] = Math.max(0, demand[i - 1] + (random.nextBoolean() ? 1 : -1));
        }
    }

    /** One second of the service's time. */
    @Benchmark
    @OperationsPerInvocation(EVENTS * EACH * 4)
    public int look() {
        int pods = 0;
        for (long each : demand) {
            event.atNanos += APART;
            event.arrivals = Math.max(0, each - event.inFlight);
            event.done = Math.max(0, event.inFlight - each);
            event.inFlight = each;
            for (int i = 0; i < policies.size(); i++) {
                decision.clear();
                states.set(i, policies.get(i).step(states.get(i), event, decision));
                pods += decision.desired;
            }
        }
        return pods;
    }
}

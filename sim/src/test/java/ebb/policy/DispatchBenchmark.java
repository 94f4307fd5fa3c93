package ebb.policy;

import ebb.policy.expr.Frame;
import ebb.policy.expr.Generated;
import java.util.Map;
import java.util.Objects;
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

/** A state with four ways out, none of which may be taken now: all four guards are looked at, on levels that change each time. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class DispatchBenchmark {
    private static final int TIMES = 4096;
    private static final String POLICY = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: four }
            params: { target: 70 req/pod, keep: 5m }
            vars: { seen: 0s }
            states:
              Other: { scale: 1, go: [ { when: request, to: Busy } ] }
              Busy:
                scale: 2
                go:
                  - { when: queued > 100000 and ready < 3, to: Other }
                  - { when: in_flight / target > ready * 2, to: Other }
                  - { when: not request and state.time > keep, to: Other }
                  - { when: starting > 0 or draining > ready, to: Other }
            limits: { max: 20 }
            """;

    private final Frame frame = new Frame(1);
    private Generated generated = new None();

    private static final class None extends Generated {
        @Override
        public long whole(int expression, Frame frame) {
            return 0;
        }

        @Override
        public double real(int expression, Frame frame) {
            return 0;
        }

        @Override
        public int first(int state, Frame frame) {
            return -1;
        }
    }

    @Setup
    public void make() {
        CompiledPolicy policy = (CompiledPolicy) PolicyDocument.read("four.yaml", POLICY, PolicyFiles.BUILT_IN)
                .automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 8), 1));
        if (!policy.program().codes().generate()) {
            throw new IllegalStateException("does not fit into a class");
        }
        generated = Objects.requireNonNull(policy.program().codes().generated());
        Event event = new Event();
        frame.state = policy.start(event);
        frame.fired = new boolean[8];
        frame.reactive = true;
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int fourGuards() {
        int sum = 0;
        for (int i = 0; i < TIMES; i++) {
            frame.now += 1_000_000;
            frame.state[Head.IN_FLIGHT.slot()] = 1L + (i & 63);
            frame.state[Head.READY.slot()] = 3L + (i & 7);
            frame.changed();
            sum += generated.first(1, frame);
        }
        return sum;
    }
}

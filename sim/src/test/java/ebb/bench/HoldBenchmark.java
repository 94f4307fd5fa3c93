package ebb.bench;

import ebb.kernel.EventQueue;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;
import umontreal.ssj.simevents.eventlist.Henriksen;

/** The hold model: so many events are pending, the first is taken and put back an exponential time later. Times are drawn beforehand. */
public class HoldBenchmark {
    private static final int OPERATIONS = 100_000;
    private static final int DRAWN = 1 << 16;

    private static long[] times() {
        return new SplittableRandom(1)
                .doubles(DRAWN)
                .mapToLong(u -> (long) (-1e9 * StrictMath.log(1 - u)))
                .toArray();
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param({"10", "1000", "100000"})
        public int pending = 10;

        private EventQueue queue = new EventQueue(1);
        private long[] times = new long[0];
        private int next;

        @Setup
        public void fill() {
            times = times();
            queue = new EventQueue(pending);
            for (int i = 0; i < pending; i++) {
                queue.add(time(), 0, i);
            }
        }

        private long time() {
            return times[next++ & (DRAWN - 1)];
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long replace(Ours ours) {
        EventQueue queue = ours.queue;
        for (int i = 0; i < OPERATIONS; i++) {
            queue.replace(queue.time() + ours.time(), 0, queue.slot());
        }
        return queue.time();
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long removeAndAdd(Ours ours) {
        EventQueue queue = ours.queue;
        for (int i = 0; i < OPERATIONS; i++) {
            long time = queue.time();
            int slot = queue.slot();
            queue.remove();
            queue.add(time + ours.time(), 0, slot);
        }
        return queue.time();
    }

    /** SSJ with the list that was its fastest here; an event object is used again and again, as its manual advises. */
    @State(Scope.Thread)
    public static class Ssj {
        @Param({"10", "1000", "100000"})
        public int pending = 10;

        private final Simulator simulator = new Simulator(new Henriksen());
        private long[] times = new long[0];
        private int next;
        private int left;

        @Setup
        public void fill() {
            times = times();
            simulator.init();
            for (int i = 0; i < pending; i++) {
                new Again().schedule(time());
            }
        }

        private double time() {
            return times[next++ & (DRAWN - 1)];
        }

        private final class Again extends Event {
            Again() {
                super(simulator);
            }

            @Override
            public void actions() {
                schedule(time0());
                if (--left == 0) {
                    simulator.stop();
                }
            }

            private double time0() {
                return Ssj.this.time();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public double ssj(Ssj ssj) {
        ssj.left = OPERATIONS;
        ssj.simulator.start();
        return ssj.simulator.time();
    }
}

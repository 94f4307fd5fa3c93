package ebb.bench;

import ebb.kernel.EventQueue;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayDeque;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import umontreal.ssj.randvar.ExponentialGen;
import umontreal.ssj.rng.MRG32k3a;
import umontreal.ssj.simevents.Accumulate;
import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;
import umontreal.ssj.simevents.eventlist.EventList;
import umontreal.ssj.simevents.eventlist.Henriksen;
import umontreal.ssj.simevents.eventlist.SplayTree;
import umontreal.ssj.stat.Tally;

/**
 * M/M/c at 80 % load, two events a customer, random numbers drawn inside; both sides keep the mean wait and the time average of the queue.
 */
@State(Scope.Thread)
public class QueueingBenchmark {
    static final int CUSTOMERS = 200_000;
    private static final int EVENTS = 2 * CUSTOMERS;
    private static final double LOAD = 0.8;

    @Param({"1", "10", "100"})
    public int servers = 1;

    private int run;

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double ebb() {
        return new Merged(servers, run++).meanWaitSeconds();
    }

    /** Arrivals merged with a queue of completions, draws keyed by customer: how {@link ebb.cluster.Simulation} is built. */
    static final class Merged {
        private final int servers;
        private final long arrivalDraws;
        private final long serviceDraws;
        private final Draw draw = new Draw();
        private final EventQueue completions;
        private long[] waiting = new long[1 << 10];
        private int first;
        private int count;
        private long waitNanos;
        private long queueNanos;
        private long since;
        private long ordinal;

        Merged(int servers, long seed) {
            this.servers = servers;
            arrivalDraws = Draw.base(seed, 0, Purpose.ARRIVAL, 0);
            serviceDraws = Draw.base(seed, 0, Purpose.SERVICE_TIME, 0);
            completions = new EventQueue(servers);
        }

        double meanWaitSeconds() {
            double gap = 1e9 / (LOAD * servers);
            long arrival = 0;
            int customer = 0;
            while (customer < CUSTOMERS) {
                long due = completions.time();
                if (arrival < due) {
                    advance(arrival);
                    arrive(arrival);
                    arrival += (long) (gap * draw.at(arrivalDraws, customer++).exponential());
                } else {
                    advance(due);
                    complete(due);
                }
            }
            return (double) waitNanos / ordinal / 1e9;
        }

        private void advance(long now) {
            queueNanos += count * (now - since);
            since = now;
        }

        private void arrive(long now) {
            if (completions.size() < servers) {
                completions.add(now + serviceNanos(), 0, 0);
                return;
            }
            if (count == waiting.length) {
                grow();
            }
            waiting[(first + count++) & (waiting.length - 1)] = now;
        }

        private void complete(long now) {
            if (count == 0) {
                completions.remove();
                return;
            }
            waitNanos += now - waiting[first];
            first = (first + 1) & (waiting.length - 1);
            count--;
            completions.replace(now + serviceNanos(), 0, 0);
        }

        private long serviceNanos() {
            return (long) (1e9 * draw.at(serviceDraws, ordinal++).exponential());
        }

        private void grow() {
            long[] wider = new long[2 * waiting.length];
            for (int i = 0; i < count; i++) {
                wider[i] = waiting[(first + i) & (waiting.length - 1)];
            }
            waiting = wider;
            first = 0;
        }

        double meanQueue() {
            return (double) queueNanos / since;
        }
    }

    /** The lists that SSJ has to choose from, as far as they are good: its default, and the fastest here. */
    public enum List {
        SPLAY,
        HENRIKSEN;

        EventList make() {
            return this == SPLAY ? new SplayTree() : new Henriksen();
        }
    }

    @State(Scope.Thread)
    public static class Rival {
        @Param
        public List list = List.SPLAY;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double ssj(Rival rival) {
        return new Events(servers, rival.list.make()).meanWait();
    }

    /** After SSJ's own example {@code QueueEv}, with several servers. */
    static final class Events {
        private final Simulator simulator;
        private final int servers;
        private final ExponentialGen gaps;
        private final ExponentialGen services;
        private final ArrayDeque<Customer> waiting = new ArrayDeque<>();
        private final Tally waits = new Tally("Waiting times");
        private final Accumulate queue;
        private int busy;
        private int came;

        private static final class Customer {
            double arrival;
            double service;
        }

        Events(int servers, EventList list) {
            this.servers = servers;
            simulator = new Simulator(list);
            simulator.init();
            queue = new Accumulate(simulator, "Size of queue");
            gaps = new ExponentialGen(new MRG32k3a(), LOAD * servers);
            services = new ExponentialGen(new MRG32k3a(), 1);
        }

        double meanWait() {
            new Arrival().schedule(gaps.nextDouble());
            simulator.start();
            return waits.average();
        }

        double meanQueue() {
            return queue.average();
        }

        private final class Arrival extends Event {
            Arrival() {
                super(simulator);
            }

            @Override
            public void actions() {
                if (++came == CUSTOMERS) {
                    simulator.stop();
                    return;
                }
                schedule(gaps.nextDouble()); // the same object again
                Customer customer = new Customer();
                customer.arrival = simulator.time();
                customer.service = services.nextDouble();
                if (busy == servers) {
                    waiting.addLast(customer);
                    queue.update(waiting.size());
                } else {
                    waits.add(0);
                    busy++;
                    new Departure().schedule(customer.service);
                }
            }
        }

        private final class Departure extends Event {
            Departure() {
                super(simulator);
            }

            @Override
            public void actions() {
                Customer next = waiting.pollFirst();
                if (next == null) {
                    busy--;
                    return;
                }
                queue.update(waiting.size());
                waits.add(simulator.time() - next.arrival);
                schedule(next.service);
            }
        }
    }
}

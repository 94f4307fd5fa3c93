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

    /**
     * Arrivals merged with a queue of completions, draws keyed by customer: how {@link ebb.cluster.Simulation} is built. One method, so that
     * what changes with every event stays in registers. Gap and service time are drawn one customer ahead: which event is next cannot be
     * foreseen, and a draw that begins only when it is known would be waited for.
     */
    static final class Merged {
        private static final int LONGEST_QUEUE = 1 << 12;

        private final int servers;
        private final double gapNanos;
        private final long arrivalDraws;
        private final long serviceDraws;
        private double meanQueue;

        Merged(int servers, long seed) {
            this.servers = servers;
            gapNanos = 1e9 / (LOAD * servers);
            arrivalDraws = Draw.base(seed, 0, Purpose.ARRIVAL, 0);
            serviceDraws = Draw.base(seed, 0, Purpose.SERVICE_TIME, 0);
        }

        double meanWaitSeconds() {
            EventQueue completions = new EventQueue(servers);
            long[] waiting = new long[LONGEST_QUEUE];
            Draw draw = new Draw();
            long arrival = 0;
            int came = 0;
            int joined = 0;
            int left = 0;
            long waitNanos = 0;
            long queueNanos = 0;
            long since = 0;
            int started = 0;
            long gap = gapNanos(draw, 0);
            long service = serviceNanos(draw, 0);
            while (came < CUSTOMERS) {
                long due = completions.time();
                if (arrival < due) {
                    queueNanos += (joined - left) * (arrival - since);
                    since = arrival;
                    if (completions.size() < servers) {
                        completions.add(arrival + service, 0, 0);
                        service = serviceNanos(draw, ++started);
                    } else {
                        waiting[joined++ & (LONGEST_QUEUE - 1)] = arrival;
                    }
                    arrival += gap;
                    gap = gapNanos(draw, ++came);
                } else {
                    queueNanos += (joined - left) * (due - since);
                    since = due;
                    if (joined == left) {
                        completions.remove();
                    } else {
                        waitNanos += due - waiting[left++ & (LONGEST_QUEUE - 1)];
                        completions.replace(due + service, 0, 0);
                        service = serviceNanos(draw, ++started);
                    }
                }
            }
            if (joined - left >= LONGEST_QUEUE) {
                throw new IllegalStateException("the queue grew beyond " + LONGEST_QUEUE);
            }
            meanQueue = (double) queueNanos / since;
            return (double) waitNanos / started / 1e9;
        }

        private long gapNanos(Draw draw, long customer) {
            return (long) (gapNanos * draw.at(arrivalDraws, customer).exponential());
        }

        private long serviceNanos(Draw draw, long customer) {
            return (long) (1e9 * draw.at(serviceDraws, customer).exponential());
        }

        double meanQueue() {
            return meanQueue;
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

    /** SSJ's own example {@code QueueEv}, with several servers, and with array queues where it has linked lists. */
    static final class Events {
        private final Simulator simulator;
        private final int servers;
        private final ExponentialGen gaps;
        private final ExponentialGen services;
        private final ArrayDeque<Customer> waiting = new ArrayDeque<>();
        private final ArrayDeque<Customer> served = new ArrayDeque<>();
        private final Tally waits = new Tally("Waiting times");
        private final Accumulate queue;
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
                new Arrival().schedule(gaps.nextDouble());
                Customer customer = new Customer();
                customer.arrival = simulator.time();
                customer.service = services.nextDouble();
                if (served.size() == servers) {
                    waiting.addLast(customer);
                    queue.update(waiting.size());
                } else {
                    waits.add(0);
                    served.addLast(customer);
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
                served.removeFirst();
                if (!waiting.isEmpty()) {
                    Customer next = waiting.removeFirst();
                    queue.update(waiting.size());
                    waits.add(simulator.time() - next.arrival);
                    served.addLast(next);
                    new Departure().schedule(next.service);
                }
            }
        }
    }
}

package ebb.live;

import ebb.live.Binding.Candidate;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Instance;
import ebb.policy.Recorder;
import ebb.policy.ServiceFacts;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A policy that decides on a service's live events without touching it. Its pods are modelled: each takes the service's median cold start to
 * become ready, and is gone at once when it is not wanted. Pod-seconds and starts are therefore estimates; of waiting times it says nothing.
 */
final class Shadow {
    private record Starting(int ordinal, long askedNanos, long readyNanos) {}

    private final Candidate candidate;
    private final Instance instance;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final Deque<Starting> starting = new ArrayDeque<>();
    private final Deque<Integer> ready = new ArrayDeque<>();
    private int nextOrdinal;
    private long since;
    private double podSeconds;
    private long starts;
    private int desired;
    private String why = "";
    private long coldStartNanos;
    private boolean moving;

    Shadow(Binding binding, Candidate candidate, int replicas, long nowNanos, long coldStartNanos, Recorder recorder) {
        this.candidate = candidate;
        this.coldStartNanos = coldStartNanos;
        instance =
                new Instance(candidate.policy().automaton(ServiceFacts.of(binding.limits(), binding.seed())), recorder);
        for (int i = 0; i < replicas; i++) {
            ready.addLast(nextOrdinal++);
        }
        desired = replicas;
        since = nowNanos;
        levels(EventKind.REPORT, -1, nowNanos);
        instance.attach(event);
    }

    /** What the service's own policy is told. */
    void tell(Event live, long coldStart) {
        coldStartNanos = coldStart;
        catchUp(live.atNanos);
        event.inFlight = live.inFlight;
        event.queued = live.queued;
        event.arrivals = live.arrivals;
        event.done = live.done;
        event.concurrencyNanos = live.concurrencyNanos;
        step(EventKind.REPORT, -1, live.atNanos, -1);
    }

    /** Everything of its own that is due by then: pods that become ready and deadlines, in the order of their times. */
    void catchUp(long nowNanos) {
        while (true) {
            long pod = starting.isEmpty() ? Long.MAX_VALUE : starting.peekFirst().readyNanos;
            long deadline = instance.nextDeadline();
            if (Math.min(pod, deadline) > nowNanos) {
                return;
            }
            if (pod < deadline) {
                Starting up = starting.removeFirst();
                ready.addLast(up.ordinal);
                step(EventKind.POD_READY, up.ordinal, pod, pod - up.askedNanos);
            } else {
                levels(EventKind.ADVANCE, -1, Math.max(deadline, event.atNanos));
                instance.advance(event, decision);
                act();
            }
        }
    }

    private void step(EventKind kind, int pod, long atNanos, long startNanos) {
        levels(kind, pod, Math.max(atNanos, event.atNanos));
        event.startNanos = startNanos;
        instance.step(event, decision);
        // Sums are told once; what the decision sets going are events of their own.
        event.arrivals = 0;
        event.done = 0;
        event.concurrencyNanos = 0;
        event.startNanos = -1;
        act();
    }

    private void act() {
        if (decision.desired == Decision.NONE || moving) {
            return;
        }
        moving = true;
        desired = decision.desired;
        why = instance.explain(decision);
        integrate(event.atNanos);
        while (pods() < desired) {
            starting.addLast(new Starting(nextOrdinal++, event.atNanos, event.atNanos + coldStartNanos));
            starts++;
        }
        while (pods() > desired) {
            Starting young = starting.pollLast();
            int gone = young != null ? young.ordinal : ready.removeFirst();
            step(EventKind.POD_GONE, gone, event.atNanos, -1);
        }
        moving = false;
    }

    private int pods() {
        return starting.size() + ready.size();
    }

    private void integrate(long nowNanos) {
        podSeconds += pods() * ((nowNanos - since) / 1e9);
        since = nowNanos;
    }

    private void levels(EventKind kind, int pod, long atNanos) {
        event.kind = kind;
        event.pod = pod;
        event.atNanos = atNanos;
        event.ready = ready.size();
        event.starting = starting.size();
        event.draining = 0;
        event.replicas = desired;
    }

    long nextDeadline() {
        long pod = starting.isEmpty() ? Long.MAX_VALUE : starting.peekFirst().readyNanos;
        return Math.min(pod, instance.nextDeadline());
    }

    Status.Estimate estimate(long nowNanos) {
        double upToNow = podSeconds + pods() * (Math.max(0, nowNanos - since) / 1e9);
        return new Status.Estimate(candidate.name(), desired, why, upToNow, starts);
    }
}

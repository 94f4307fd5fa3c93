package ebb.log;

import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;
import java.util.Arrays;

/**
 * What follows from events and decisions, for whoever writes a log and for whoever checks one: the chain of hashes, which deadlines need a
 * record of their own, and which decisions are worth one.
 *
 * <p>The chain is over every event and every decision, 64 bits a step: {@code h = (h ^ word) * odd; h ^= h >>> 32}. A deadline at which
 * nothing is decided does not enter it, nor has it a record unless the levels are not those told last, for it follows from what is there.
 */
final class Trail {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final Event told = new Event();
    private final Decision last = new Decision();
    private int[] places = new int[0];
    private int[] lastPlaces = new int[0];
    private Automaton automaton;
    private long chain;
    private long lastNanos = Long.MIN_VALUE;
    private boolean silentAt;
    private boolean fresh = true;

    Trail(Automaton automaton) {
        this.automaton = automaton;
    }

    long chain() {
        return chain;
    }

    /** When the last step was. */
    long lastNanos() {
        return lastNanos;
    }

    /** In which state each region is after the last step. */
    int[] places() {
        return places;
    }

    /** The levels told last. */
    Event told() {
        return told;
    }

    void attached(Automaton next, Event levels) {
        begin(next);
        copyLevels(levels, told);
        lastNanos = levels.atNanos;
        silentAt = false;
        word(levels.atNanos);
        levels(levels);
    }

    void resumed(Automaton next, long atNanos, long[] state) {
        begin(next);
        lastNanos = atNanos;
        silentAt = false;
        word(atNanos);
        for (long each : state) {
            word(each);
        }
    }

    private void begin(Automaton next) {
        automaton = next;
        Anatomy anatomy = next.anatomy();
        places = new int[anatomy.regions().size()];
        lastPlaces = new int[places.length];
        fresh = true;
    }

    /** @return whether the event needs a record; a deadline that follows from what is known does not */
    boolean event(Event event) {
        boolean again = event.atNanos == lastNanos;
        if (event.kind == EventKind.ADVANCE && !again && sameLevels(event, told)) {
            silentAt = true;
            lastNanos = event.atNanos;
            return false;
        }
        if (!again) {
            silentAt = false;
        }
        lastNanos = event.atNanos;
        copyLevels(event, told);
        hash(event);
        return true;
    }

    /** @return whether a deadline without a record came before, at the time of the event that has one */
    boolean silentBefore() {
        return silentAt;
    }

    /** @return whether the decision needs a record: it says something that the last one did not */
    boolean decided(Event event, Decision decision, long[] state) {
        automaton.places(state, places);
        if (!decision.made()) {
            return false;
        }
        word(event.atNanos);
        word(decision.desired);
        word(decision.victim);
        word(((long) decision.balancer << 32) ^ ((long) decision.path << 24) ^ (decision.gateways & 0xFFFFFFL));
        word(decision.why);
        word(decision.left);
        word(decision.right);
        boolean news = fresh
                || decision.desired != last.desired
                || decision.victim >= 0
                || decision.balancer != last.balancer
                || decision.path != last.path
                || decision.gateways != last.gateways
                || (decision.why >= 0 && decision.why != last.why)
                || !Arrays.equals(places, lastPlaces);
        if (news) {
            fresh = false;
            copy(decision, last);
            System.arraycopy(places, 0, lastPlaces, 0, places.length);
        }
        return news;
    }

    static void copy(Decision from, Decision to) {
        to.desired = from.desired;
        to.victim = from.victim;
        to.balancer = from.balancer;
        to.path = from.path;
        to.gateways = from.gateways;
        to.why = from.why;
        to.left = from.left;
        to.right = from.right;
    }

    private static boolean sameLevels(Event one, Event other) {
        return one.inFlight == other.inFlight
                && one.queued == other.queued
                && one.ready == other.ready
                && one.starting == other.starting
                && one.draining == other.draining
                && one.replicas == other.replicas
                && one.present == other.present;
    }

    static void copyLevels(Event from, Event to) {
        to.inFlight = from.inFlight;
        to.queued = from.queued;
        to.ready = from.ready;
        to.starting = from.starting;
        to.draining = from.draining;
        to.replicas = from.replicas;
        to.present = from.present;
    }

    private void levels(Event event) {
        word(event.inFlight);
        word(event.queued);
        word(((long) event.ready << 32) ^ event.starting);
        word(((long) event.draining << 32) ^ event.replicas);
        word(event.present);
    }

    private void hash(Event event) {
        word(event.atNanos);
        word(Codes.of(event.kind));
        levels(event);
        word(event.arrivals);
        word(event.done);
        word(event.concurrencyNanos);
        word(event.pod);
        word(event.startNanos);
        if (event.kind == EventKind.SAMPLE) {
            word(event.metric);
            word(Double.doubleToLongBits(event.value));
        }
        if (event.kind == EventKind.POD_CHANGED) {
            hash(event.facts);
        }
    }

    private void hash(PodFacts facts) {
        word(facts.phase);
        word(facts.deleting ? 1 : 0);
        word(facts.ready);
        word(facts.startedNanos);
        word(facts.readyChangedNanos);
        word(facts.createdNanos);
        word(Double.doubleToLongBits(facts.cpuUsage));
        word(Double.doubleToLongBits(facts.cpuRequest));
        word(facts.cpuSampledNanos);
        word(facts.cpuWindowNanos);
        word(Double.doubleToLongBits(facts.memory));
        word(Double.doubleToLongBits(facts.gpu));
    }

    private void word(long word) {
        long mixed = (chain ^ word) * ODD;
        chain = mixed ^ (mixed >>> 32);
    }
}

package ebb.policy.check;

import ebb.document.Quantity;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.PolicyModel.TriggerModel;
import ebb.policy.PolicyProbe;
import ebb.policy.check.Guarantee.Outcome;
import ebb.policy.check.Guarantee.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tries every sequence of a few events on the engine itself, the shortest first.
 *
 * <p>An event comes at once, a second after the one before, or after the longest clock of the policy: a request comes, a request ends, a
 * pod becomes ready, a pod fails. Pods that are no longer asked for are gone at once. Each sequence is then left alone for as long as the
 * promise has.
 */
final class Explorer {
    private static final int MOST_EVENTS = 6;
    private static final int MOST_NODES = 60_000;
    private static final int MOST_DEADLINES = 5_000;
    private static final int MOST_REQUESTS = 2;
    private static final int MOST_PODS = 3;
    private static final long SECOND = 1_000_000_000;
    // 2024-01-01, a Monday.
    private static final long START = 1_704_067_200L * SECOND;

    private final PolicyModel model;
    private final Guarantee guarantee;
    private final PolicyProbe probe;
    private final List<Long> waits;
    private final Event event;
    private final List<String> told = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private Watch watch;
    private String broken = "";
    private boolean telling;
    private int deadlines;

    /** What may happen. */
    private enum Move {
        REQUEST("request arrives"),
        DONE("request completes"),
        READY("pod ready"),
        FAILED("pod fails");

        private final String text;

        Move(String text) {
            this.text = text;
        }
    }

    private record Taken(
            Move move, long waitNanos, @Nullable Taken before) {}

    /** Where a sequence has led. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Node(
            long[] state,
            long atNanos,
            int inFlight,
            int queued,
            int ready,
            int replicas,
            Watch watch,
            int depth,
            @Nullable Taken taken) {}

    Explorer(PolicyModel model, Guarantee guarantee, PolicyProbe probe) {
        this.model = model;
        this.guarantee = guarantee;
        this.probe = probe;
        this.event = probe.event();
        this.watch = new Watch(guarantee);
        this.waits = waits();
    }

    private List<Long> waits() {
        Corners corners = new Corners(model, new Meaning(model, new Atoms(), true));
        double longest = 0;
        for (RegionModel region : model.regions()) {
            for (PolicyModel.StateModel state : region.states()) {
                for (PolicyModel.TransitionModel each : state.go()) {
                    Expression time = switch (each.trigger()) {
                        case TriggerModel.After after -> after.time();
                        case TriggerModel.When when -> when.forTime();
                        case TriggerModel.Before before -> null;
                        case TriggerModel.Always always -> null;
                    };
                    double seconds = time == null ? 0 : corners.standard(time.syntax());
                    longest = seconds > longest ? seconds : longest;
                }
            }
        }
        return List.copyOf(new TreeSet<>(List.of(0L, SECOND, Math.round(longest * 1e9))));
    }

    Outcome outcome() {
        Deque<Node> open = new ArrayDeque<>();
        open.add(start());
        int nodes = 0;
        int depth = 0;
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (isBroken(node)) {
                return violated(node.taken());
            }
            if (node.depth() == MOST_EVENTS || nodes > MOST_NODES) {
                continue;
            }
            depth = Math.max(depth, node.depth() + 1);
            for (Move move : Move.values()) {
                for (long wait : waits) {
                    Node next = next(node, move, wait);
                    if (next != null) {
                        nodes++;
                        open.add(next);
                    }
                    if (!broken.isEmpty()) {
                        return violated(new Taken(move, wait, node.taken()));
                    }
                }
            }
        }
        int whole = nodes > MOST_NODES ? depth - 1 : MOST_EVENTS;
        return new Outcome(
                guarantee,
                Verdict.BOUNDED,
                whole,
                "all sequences of " + whole + " events, " + nodes + " in all",
                List.of(),
                List.of());
    }

    // One sequence.

    private Node start() {
        event.kind = EventKind.ADVANCE;
        event.atNanos = START;
        levels(0, 0, 0, 0);
        probe.start();
        watch = new Watch(guarantee);
        broken = "";
        deadlines = 0;
        report(EventKind.REPORT);
        return node(0, null);
    }

    private void levels(int inFlight, int queued, int ready, int replicas) {
        event.inFlight = inFlight;
        event.queued = queued;
        event.ready = ready;
        event.replicas = replicas;
        event.starting = Math.max(0, replicas - ready);
    }

    private Node node(int depth, @Nullable Taken taken) {
        return new Node(
                probe.snapshot(),
                event.atNanos,
                (int) event.inFlight,
                (int) event.queued,
                event.ready,
                event.replicas,
                watch.copy(),
                depth,
                taken);
    }

    private void restore(Node node) {
        probe.restore(node.state());
        event.atNanos = node.atNanos();
        levels(node.inFlight(), node.queued(), node.ready(), node.replicas());
        watch = node.watch().copy();
        broken = "";
        deadlines = 0;
    }

    /** @return null if it cannot happen, or the promise is broken by it */
    private @Nullable Node next(Node node, Move move, long waitNanos) {
        restore(node);
        pass(waitNanos);
        if (!broken.isEmpty() || !isPossible(move)) {
            return null;
        }
        happen(move);
        return broken.isEmpty() ? node(node.depth() + 1, new Taken(move, waitNanos, node.taken())) : null;
    }

    /** Whether a sequence ends badly if nothing more happens. */
    private boolean isBroken(Node node) {
        if (node.watch().until() == Automaton.NEVER) {
            return false;
        }
        restore(node);
        pass(node.watch().until() - event.atNanos + 1);
        return !broken.isEmpty();
    }

    private boolean isPossible(Move move) {
        return switch (move) {
            case REQUEST -> event.inFlight + event.queued < MOST_REQUESTS;
            case DONE -> event.inFlight > 0;
            case READY -> event.ready < Math.min(event.replicas, MOST_PODS);
            case FAILED -> event.ready > 0;
        };
    }

    private void happen(Move move) {
        String states = states();
        switch (move) {
            case REQUEST -> {
                event.queued++;
                event.arrivals = 1;
                settle();
                report(EventKind.REPORT);
            }
            case DONE -> {
                event.inFlight--;
                event.done = 1;
                settle();
                report(EventKind.REPORT);
            }
            case READY -> {
                event.ready++;
                settle();
                report(EventKind.POD_READY);
            }
            case FAILED -> {
                event.ready--;
                event.queued += event.inFlight;
                event.inFlight = 0;
                settle();
                report(EventKind.POD_FAILED);
            }
        }
        tell(move.text, states, move);
    }

    /** Requests that wait go to pods that are free; a pod takes one at once. */
    private void settle() {
        long free = Math.max(0, event.ready - event.inFlight);
        long taken = Math.min(free, event.queued);
        event.inFlight += taken;
        event.queued -= taken;
        event.starting = Math.max(0, event.replicas - event.ready);
    }

    private void report(EventKind kind) {
        event.kind = kind;
        event.pod = kind == EventKind.REPORT ? -1 : 1;
        engine(probe.step());
        event.pod = -1;
        event.arrivals = 0;
        event.done = 0;
    }

    /** What is decided is so; pods beyond it are gone, and that is told. */
    private void engine(Decision decision) {
        if (decision.desired != Decision.NONE && decision.desired != event.replicas) {
            event.replicas = decision.desired;
            boolean fewer = event.ready > event.replicas;
            event.ready = Math.min(event.ready, event.replicas);
            settle();
            look();
            if (fewer && ++deadlines < MOST_DEADLINES) {
                report(EventKind.REPORT);
            }
            return;
        }
        look();
    }

    private void look() {
        String said = watch.look(probe, event.atNanos);
        broken = broken.isEmpty() ? said : broken;
    }

    private void pass(long nanos) {
        long end = event.atNanos + nanos;
        while (probe.nextDeadline() <= end && broken.isEmpty() && ++deadlines < MOST_DEADLINES) {
            String states = states();
            event.atNanos = Math.max(event.atNanos, probe.nextDeadline());
            event.kind = EventKind.ADVANCE;
            engine(probe.step());
            if (!states.equals(states())) {
                tell("time passes", states, null);
            }
        }
        if (broken.isEmpty()) {
            event.atNanos = end;
            look();
        }
    }

    // What is told of it.

    private String states() {
        List<String> all = new ArrayList<>();
        model.regions().forEach(each -> all.add(probe.in(each.name())));
        return String.join(" ", all);
    }

    private void tell(String what, String before, @Nullable Move move) {
        if (!telling) {
            return;
        }
        String after = states();
        String at = Quantity.DURATION.print(event.atNanos - START);
        told.add(String.format(
                Locale.ROOT,
                "t=%-8s %-18s %s   scale %d",
                at,
                what,
                before.equals(after) ? after : before + " -> " + after,
                probe.slot("desired")));
        String events = switch (move) {
            case REQUEST -> "arrival";
            case DONE -> "done";
            case READY -> "pod_ready";
            case FAILED -> "pod_failed";
            case null -> "";
        };
        steps.add("- { at: " + at + ", set: { in_flight: " + event.inFlight + ", queued: " + event.queued + ", ready: "
                + event.ready + " }" + (events.isEmpty() ? "" : ", events: [ " + events + " ]") + " }");
    }

    /** Plays the sequence once more, and writes down what happens. */
    private Outcome violated(@Nullable Taken last) {
        List<Taken> sequence = new ArrayList<>();
        for (Taken each = last; each != null; each = each.before()) {
            sequence.addFirst(each);
        }
        telling = true;
        start();
        for (Taken each : sequence) {
            if (broken.isEmpty()) {
                pass(each.waitNanos());
            }
            if (broken.isEmpty()) {
                happen(each.move());
            }
        }
        if (broken.isEmpty() && watch.until() != Automaton.NEVER) {
            pass(watch.until() - event.atNanos + 1);
        }
        told.add(String.format(Locale.ROOT, "t=%-8s << %s", Quantity.DURATION.print(event.atNanos - START), broken));
        return new Outcome(guarantee, Verdict.VIOLATED, sequence.size(), "confirmed on the engine", told, steps);
    }
}

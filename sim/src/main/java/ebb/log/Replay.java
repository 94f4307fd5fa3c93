package ebb.log;

import ebb.document.BadInputException;
import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Instance;
import ebb.policy.Recorder;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a log in the open loop: the engine is told the events, and must decide what the log says, bit for bit.
 *
 * <p>Compared are each decision that the log holds, with the hash over all that came before it, and at the end of each segment every slot of
 * the state. The first difference ends it.
 */
public final class Replay {
    private static final int KEPT_INPUTS = 8;
    private static final int NAMED_SLOTS = 8;

    private final LogReader log;
    private final LogHeader header;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final Deque<String> inputs = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private Instance instance;
    private Trail trail;
    private @Nullable Difference found;
    private @Nullable ScalingPolicy applied;
    private ServiceFacts facts;
    private Anatomy anatomy;
    private long seq;
    private long events;
    private long decisions;
    private long segments;
    private long lastGood;
    private boolean wasNews;
    private boolean ended;
    private long until = Long.MAX_VALUE;
    private Words lastWords = new Words(0, 0, Decision.NONE, "nothing was decided yet");

    /**
     * Where a replay leaves the log.
     *
     * @param seq of the record
     * @param place in the file
     * @param atNanos of the record
     * @param what is different, a sentence
     * @param slots of the state that differ, by name, as {@code name: recorded, replayed}; empty where the state is not known
     * @param inputs the last events that the engine was told, the newest last
     * @param lastGood the last record up to which all was as recorded
     */
    public record Difference(
            long seq, String place, long atNanos, String what, List<String> slots, List<String> inputs, long lastGood) {
        public Difference {
            slots = List.copyOf(slots);
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * What came of it.
     *
     * @param difference the first; null if there is none
     * @param events that the engine was told
     * @param decisions that were as recorded
     * @param segments whose seal and state were as recorded
     * @param atNanos of the last step
     * @param sealed whether the log was closed: all of it is there and nothing was changed behind the last seal
     * @param notes what does not make a difference but should be known
     */
    public record Result(
            @Nullable Difference difference,
            long events,
            long decisions,
            long segments,
            long atNanos,
            boolean sealed,
            List<String> notes) {
        public Result {
            notes = List.copyOf(notes);
        }
    }

    private Replay(LogReader log) {
        this.log = log;
        header = log.header();
        facts = header.facts();
        anatomy = header.anatomy();
        Automaton automaton = automaton(header.policy(), header.facts());
        trail = new Trail(automaton);
        instance = new Instance(automaton, new Checking());
    }

    private static Automaton automaton(ScalingPolicy policy, ServiceFacts facts) {
        return policy.automaton(facts);
    }

    /** @throws BadInputException where the file is no log, or is damaged so that it cannot be read on */
    public static Result of(LogReader log) throws IOException {
        return new Replay(log).run();
    }

    /**
     * The state of a log's policy at a time, to be looked at.
     *
     * @return the instance, and the last decision that said something new
     */
    public static Moment at(LogReader log, long untilNanos) throws IOException {
        Replay replay = new Replay(log);
        replay.until = untilNanos;
        Result result = replay.run();
        return new Moment(replay.instance, replay.lastWords, result);
    }

    /**
     * A policy in the middle of its log.
     *
     * @param words the last decision's, which was at or before that time
     * @param result of the replay up to there
     */
    public record Moment(Instance instance, Words words, Result result) {}

    /** A decision in words. */
    public record Words(long seq, long atNanos, int desired, String text) {}

    // The records.

    private Result run() throws IOException {
        compareHeader();
        LogRecord record;
        while (found == null && (record = log.next()) != null && !later(record)) {
            take(record);
        }
        if (found == null && until != Long.MAX_VALUE) {
            catchUp(until, false);
        }
        String cut = log.cut();
        if (cut != null) {
            notes.add(cut + ".");
        } else if (!ended && found == null && until == Long.MAX_VALUE) {
            notes.add("The log has no end: its writer was killed, or is still writing. What is there was repeated.");
        }
        return new Result(found, events, decisions, segments, Math.max(0, trail.lastNanos()), ended, notes);
    }

    private boolean later(LogRecord record) {
        return switch (record) {
            case LogRecord.Attached each -> each.levels().atNanos > until;
            case LogRecord.Told each -> each.event().atNanos > until;
            case LogRecord.Decided each -> each.atNanos() > until;
            case LogRecord.Resumed each -> each.atNanos() > until;
            case LogRecord.Applied each -> each.atNanos() > until;
            case LogRecord.Segment each -> each.atNanos() > until;
            case LogRecord.End each -> each.atNanos() > until;
            case LogRecord.Request each -> false;
        };
    }

    private void compareHeader() {
        compare(header.policy(), header.policyHash(), header.facts(), header.anatomy());
        if (header.semantics() != Automaton.SEMANTICS) {
            differ(
                    0,
                    "the log was written at semantics level " + header.semantics() + ", this engine is at level "
                            + Automaton.SEMANTICS,
                    List.of());
        }
        String rules = LogHeader.zoneRules();
        if (!header.tzdata().isEmpty() && !header.tzdata().equals(rules)) {
            notes.add("The log's calendar was of tzdata " + header.tzdata() + ", this Java has " + rules
                    + ": instants of its windows may differ.");
        }
    }

    private void compare(ScalingPolicy policy, String hash, ServiceFacts told, Anatomy recorded) {
        if (policy.definition() == null) {
            differ(0, "no policy is named " + policy.name() + " here, and the log holds no document of it", List.of());
            return;
        }
        String own = LogHeader.hash(policy);
        if (!own.equals(hash)) {
            differ(
                    0,
                    "the policy is not the one that was recorded: its document has the hash " + own + ", the log says "
                            + hash,
                    List.of());
            return;
        }
        Anatomy here = automaton(policy, told).anatomy();
        if (!here.equals(recorded)) {
            differ(0, "the state is laid out otherwise: " + layouts(recorded, here), List.of());
        }
    }

    private static String layouts(Anatomy recorded, Anatomy here) {
        if (!recorded.regions().equals(here.regions())) {
            return "recorded regions " + recorded.regions() + ", here " + here.regions();
        }
        int same = 0;
        while (same < Math.min(recorded.slots().size(), here.slots().size())
                && recorded.slots().get(same).equals(here.slots().get(same))) {
            same++;
        }
        return "recorded " + slot(recorded, same) + ", here " + slot(here, same);
    }

    private static String slot(Anatomy anatomy, int group) {
        return group < anatomy.slots().size()
                ? anatomy.slots().get(group).name() + " × "
                        + anatomy.slots().get(group).count()
                : "nothing more";
    }

    private void take(LogRecord record) throws IOException {
        seq = record.seq();
        if (wasNews && !(record instanceof LogRecord.Decided) && !(record instanceof LogRecord.Request)) {
            unexpected();
            return;
        }
        switch (record) {
            case LogRecord.Attached each -> attached(each);
            case LogRecord.Resumed each -> instance.resume(each.atNanos(), each.state());
            case LogRecord.Applied each -> {
                applied = each.policy();
                facts = each.facts();
                anatomy = each.anatomy();
                compare(each.policy(), each.policyHash(), facts, anatomy);
            }
            case LogRecord.Told each -> told(each);
            case LogRecord.Decided each -> decided(each);
            case LogRecord.Request each -> {}
            case LogRecord.Segment each -> segment(each);
            case LogRecord.End each -> {
                ended = true;
                catchUp(each.atNanos(), false);
            }
        }
    }

    private void attached(LogRecord.Attached record) {
        if (applied != null) {
            catchUp(record.levels().atNanos - 1, false);
            catchUp(record.levels().atNanos, true);
        }
        copy(record.levels());
        event.kind = EventKind.REPORT;
        note("attached");
        if (applied == null) {
            instance.attach(event);
        } else {
            instance.apply(applied, facts, event);
            applied = null;
        }
    }

    private void told(LogRecord.Told record) {
        Event told = record.event();
        boolean deadline = told.kind == EventKind.ADVANCE;
        catchUp(told.atNanos - 1, false);
        if (found == null && (!deadline || record.again())) {
            catchUp(told.atNanos, true);
        }
        if (found != null) {
            return;
        }
        copy(told);
        note(told.kind.name().toLowerCase(Locale.ROOT));
        events++;
        if (deadline
                && (!instance.due(told.atNanos)
                        || Math.max(instance.nextDeadline(), trail.lastNanos()) != told.atNanos)) {
            differ(told.atNanos, "the log has a deadline here, the replay has none", List.of());
            return;
        }
        step();
    }

    private void step() {
        if (event.kind == EventKind.ADVANCE) {
            instance.advance(event, decision);
        } else {
            instance.step(event, decision);
        }
        if (wasNews) {
            lastWords = new Words(seq, event.atNanos, decision.desired, instance.explain(decision));
        }
    }

    /** Deadlines that follow from what is known, each at its time; one an instant, as they were recorded. */
    private void catchUp(long untilNanos, boolean once) {
        while (found == null && instance.due(untilNanos) && !wasNews && instance.nextDeadline() > trail.lastNanos()) {
            copyTold();
            step();
            if (once) {
                return;
            }
        }
        if (wasNews && found == null) {
            unexpected();
        }
    }

    /** The replay decided something that the log does not have. */
    private void unexpected() {
        differ(
                trail.lastNanos(),
                "the replay decides at " + time(trail.lastNanos()) + ": " + words(decision, trail.places())
                        + "; the log has no decision there",
                List.of());
    }

    private void decided(LogRecord.Decided record) {
        while (!wasNews && instance.due(record.atNanos()) && instance.nextDeadline() > trail.lastNanos()) {
            copyTold();
            step();
        }
        if (!wasNews) {
            differ(
                    record.atNanos(),
                    "the log has the decision " + words(record.decision(), record.places())
                            + ", the replay decides nothing new there",
                    List.of());
            return;
        }
        String recorded = words(record.decision(), record.places());
        String replayed = words(decision, trail.places());
        if (trail.lastNanos() != record.atNanos()) {
            differ(
                    record.atNanos(),
                    "the log has " + recorded + " at " + time(record.atNanos()) + ", the replay has " + replayed
                            + " at " + time(trail.lastNanos()),
                    List.of());
        } else if (!recorded.equals(replayed)) {
            differ(record.atNanos(), "the log has " + recorded + ", the replay " + replayed, List.of());
        } else if (record.chain() != trail.chain()) {
            differ(
                    record.atNanos(),
                    "the decision is as recorded, but something before it is not: the hash is "
                            + JsonEncoder.hex(trail.chain()) + ", recorded " + JsonEncoder.hex(record.chain()),
                    List.of());
        } else {
            wasNews = false;
            decisions++;
            lastGood = seq;
            inputs.clear();
        }
    }

    private void segment(LogRecord.Segment record) {
        catchUp(record.atNanos(), false);
        if (found != null) {
            return;
        }
        segments++;
        if (!record.intact()) {
            differ(
                    record.atNanos(),
                    "the bytes of segment " + segments + " are not those that were written: its SHA-256 is another",
                    List.of());
            return;
        }
        List<String> slots = slots(record.state(), instance.state());
        if (!slots.isEmpty()) {
            differ(record.atNanos(), "the state at the end of segment " + segments + " is another", slots);
        } else if (record.chain() != trail.chain()) {
            differ(
                    record.atNanos(),
                    "something in segment " + segments + " is not as recorded: the hash is "
                            + JsonEncoder.hex(trail.chain()) + ", recorded " + JsonEncoder.hex(record.chain()),
                    List.of());
        } else {
            lastGood = seq;
        }
    }

    /** Slots that differ, by name. */
    private List<String> slots(long[] recorded, long[] replayed) {
        List<String> all = new ArrayList<>();
        int length = Math.max(recorded.length, replayed.length);
        for (int i = 0; i < length && all.size() < NAMED_SLOTS; i++) {
            long then = i < recorded.length ? recorded[i] : 0;
            long now = i < replayed.length ? replayed[i] : 0;
            if (then != now) {
                all.add(anatomy.slot(i) + ": recorded " + then + ", replayed " + now);
            }
        }
        return all;
    }

    private void differ(long atNanos, String what, List<String> slots) {
        if (found == null) {
            found = new Difference(seq, log.place(), atNanos, what, slots, List.copyOf(inputs), lastGood);
        }
    }

    // What is told.

    private void copy(Event from) {
        event.kind = from.kind;
        event.atNanos = from.atNanos;
        Trail.copyLevels(from, event);
        event.arrivals = from.arrivals;
        event.done = from.done;
        event.concurrencyNanos = from.concurrencyNanos;
        event.pod = from.pod;
        event.startNanos = from.startNanos;
        event.metric = from.metric;
        event.value = from.value;
        event.more = from.more;
        event.facts.phase = from.facts.phase;
        event.facts.deleting = from.facts.deleting;
        event.facts.ready = from.facts.ready;
        event.facts.inFlight = from.facts.inFlight;
        event.facts.idleSinceNanos = from.facts.idleSinceNanos;
        event.facts.startedNanos = from.facts.startedNanos;
        event.facts.readyChangedNanos = from.facts.readyChangedNanos;
        event.facts.createdNanos = from.facts.createdNanos;
        event.facts.cpuUsage = from.facts.cpuUsage;
        event.facts.cpuRequest = from.facts.cpuRequest;
        event.facts.cpuSampledNanos = from.facts.cpuSampledNanos;
        event.facts.cpuWindowNanos = from.facts.cpuWindowNanos;
        event.facts.memory = from.facts.memory;
        event.facts.gpu = from.facts.gpu;
    }

    /** A deadline has the levels that were told last. */
    private void copyTold() {
        event.kind = EventKind.ADVANCE;
        Trail.copyLevels(trail.told(), event);
        event.arrivals = 0;
        event.done = 0;
        event.concurrencyNanos = 0;
        event.startNanos = -1;
        event.metric = -1;
        event.more = false;
    }

    private void note(String kind) {
        if (inputs.size() == KEPT_INPUTS) {
            inputs.removeFirst();
        }
        inputs.addLast(String.valueOf(seq) + " " + kind);
    }

    private String words(Decision made, int[] places) {
        StringBuilder text = new StringBuilder();
        text.append(made.desired == Decision.NONE ? "no number of pods" : made.desired + " pods");
        if (places.length > 0) {
            text.append(" in ").append(states(places));
        }
        text.append(" (why ")
                .append(made.why)
                .append(", ")
                .append(made.left)
                .append(", ")
                .append(made.right);
        text.append(made.victim < 0 ? "" : ", pod " + made.victim + " first");
        text.append(made.balancer < 0 ? "" : ", " + Decision.balancerName(made.balancer));
        text.append(made.path == 0 ? "" : ", path " + made.path);
        text.append(made.gateways < 0 ? "" : ", gateways " + made.gateways);
        return text.append(')').toString();
    }

    private String states(int[] places) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            List<String> all =
                    i < anatomy.regions().size() ? anatomy.regions().get(i).states() : List.of();
            names.add(places[i] < all.size() ? all.get(places[i]) : String.valueOf(places[i]));
        }
        return String.join("/", names);
    }

    private static String time(long nanos) {
        return nanos / 1_000_000_000L + "." + String.format(Locale.ROOT, "%09d", Math.abs(nanos % 1_000_000_000L))
                + " s";
    }

    /** Hashes and judges what the instance does as its log's writer did. */
    private final class Checking implements Recorder {
        @Override
        public void attached(Automaton next, Event levels, long[] state) {
            trail.attached(next, levels);
        }

        @Override
        public void resumed(Automaton next, long atNanos, long[] state) {
            trail.resumed(next, atNanos, state);
        }

        @Override
        public void applied(ScalingPolicy policy, ServiceFacts told) {}

        @Override
        public void event(Event told) {
            trail.event(told);
        }

        @Override
        public void stepped(Event told, Decision made, long[] state) {
            wasNews = trail.decided(told, made, state);
        }

        @Override
        public void request(long arrivalNanos, long serviceNanos, int input, int output, int session) {}
    }
}

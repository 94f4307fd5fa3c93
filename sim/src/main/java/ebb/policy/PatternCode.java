package ebb.policy;

import ebb.policy.expr.Code;
import ebb.policy.expr.Frame;
import ebb.policy.window.Absence;
import ebb.policy.window.Memory;
import ebb.policy.window.Pattern;
import ebb.policy.window.Samples;
import ebb.policy.window.Sequence;
import ebb.policy.window.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pattern at work: looked at once in each step, before the regions. */
final class PatternCode {
    private static final long NEVER = Memory.NEVER;

    /** What it looks for. */
    sealed interface Kind {
        record Holds(Code condition, @Nullable Code time) implements Kind {}

        record Follows(List<Code> events, Sequence window) implements Kind {}

        record Often(Code event, Tally window) implements Kind {}

        record OfSamples(Code condition, Samples window) implements Kind {}

        record Without(Code event, Code other, Absence window) implements Kind {}
    }

    final String name;
    private final Kind kind;
    private final @Nullable Code keep;
    private final int value;
    private final int deadline;
    private final int until;
    private final int at;

    PatternCode(Layout layout, String name, Kind kind, @Nullable Code keep) {
        this.name = name;
        this.kind = kind;
        this.keep = keep;
        value = layout.take(name, 1);
        deadline = layout.take(name + ".deadline", 1);
        until = layout.take(name + ".until", 1);
        Pattern memory = memory();
        at = memory == null ? 0 : layout.take(name + ".memory", memory.slots());
    }

    private @Nullable Pattern memory() {
        return switch (kind) {
            case Kind.Holds holds -> null;
            case Kind.Follows follows -> follows.window();
            case Kind.Often often -> often.window();
            case Kind.OfSamples samples -> samples.window();
            case Kind.Without without -> without.window();
        };
    }

    /** The slot that says whether it is so. */
    int value() {
        return value;
    }

    void start(long[] state, long nowNanos) {
        state[value] = 0;
        state[deadline] = Automaton.NEVER;
        state[until] = NEVER;
        Pattern memory = memory();
        if (memory != null) {
            memory.start(state, at, nowNanos);
        }
    }

    /** What another policy's pattern of that name has seen, if it looks for the same kind of thing. */
    void takeOver(long[] state, PatternCode before, long[] old) {
        Pattern memory = memory();
        Pattern memoryBefore = before.memory();
        if (kind.getClass() != before.kind.getClass()
                || (memory != null && memoryBefore != null && !memory.reads(memoryBefore))) {
            return;
        }
        state[value] = old[before.value];
        state[deadline] = old[before.deadline];
        state[until] = old[before.until];
        if (memory != null) {
            System.arraycopy(old, before.at, state, at, memory.slots());
        }
    }

    void look(Frame frame) {
        boolean now = holds(frame);
        if (now && keep != null) {
            frame.state[until] = frame.now + keep.whole(frame);
        }
        boolean kept = frame.now < frame.state[until];
        if (kept) {
            frame.wakeAt(frame.state[until]);
        }
        frame.state[value] = now || kept ? 1 : 0;
    }

    private boolean holds(Frame frame) {
        Pattern memory = memory();
        switch (kind) {
            case Kind.Holds holds -> {
                return holds(frame, holds);
            }
            case Kind.Follows follows -> {
                long met = 0;
                for (int i = 0; i < follows.events().size(); i++) {
                    met |= follows.events().get(i).whole(frame) == 1 ? 1L << i : 0;
                }
                if (met != 0) {
                    follows.window().on(frame.state, at, frame.now, met);
                }
            }
            case Kind.Often often -> {
                if (often.event().whole(frame) == 1) {
                    often.window().on(frame.state, at, frame.now);
                }
            }
            case Kind.OfSamples samples -> {
                long condition = samples.condition().whole(frame);
                if (condition == 0 || condition == 1) {
                    samples.window().record(frame.state, at, condition == 1);
                }
            }
            case Kind.Without without -> {
                if (without.other().whole(frame) == 1) {
                    without.window().answer(frame.state, at);
                }
                if (without.event().whole(frame) == 1) {
                    without.window().arm(frame.state, at, frame.now);
                }
            }
        }
        if (memory == null) {
            return false;
        }
        frame.wakeAt(memory.nextChange(frame.state, at, frame.now));
        return memory.value(frame.state, at, frame.now);
    }

    private boolean holds(Frame frame, Kind.Holds holds) {
        if (holds.condition().whole(frame) != 1) {
            frame.state[deadline] = Automaton.NEVER;
            return false;
        }
        if (holds.time() == null) {
            return true;
        }
        if (frame.state[deadline] == Automaton.NEVER) {
            frame.state[deadline] = frame.now + holds.time().whole(frame);
        }
        frame.wakeAt(frame.state[deadline]);
        return frame.now >= frame.state[deadline];
    }
}

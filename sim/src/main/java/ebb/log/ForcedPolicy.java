package ebb.log;

import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventSet;
import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy that decides what a log says until a record, and then as another policy would that took over there.
 *
 * <p>The recorded policy runs beside it, on what really happens: its state is what the other one begins with. Where the events are those of
 * the log, its decisions are too, and each comes at its own step; where they are not, as in a model of a cluster, the recorded decision comes a
 * nanosecond after its time. One automaton of it serves one state.
 */
public final class ForcedPolicy implements PolicyDefinition {
    private final ScalingPolicy recorded;
    private final @Nullable ScalingPolicy changed;
    private final long untilNanos;
    private final List<Forced> decisions;
    private int own;
    private int forced;

    /** A decision of the log. */
    private record Forced(long atNanos, int desired, int victim, int why, long left, long right) {
        boolean is(Event event, Decision made) {
            return atNanos == event.atNanos
                    && desired == made.desired
                    && victim == made.victim
                    && why == made.why
                    && left == made.left
                    && right == made.right;
        }

        void into(Decision out) {
            out.desired = desired;
            out.victim = victim;
            out.why = why;
            out.left = left;
            out.right = right;
        }
    }

    private ForcedPolicy(
            ScalingPolicy recorded, @Nullable ScalingPolicy changed, long untilNanos, List<Forced> decisions) {
        this.recorded = recorded;
        this.changed = changed;
        this.untilNanos = untilNanos;
        this.decisions = decisions;
    }

    /**
     * Reads what is to be forced.
     *
     * @param seq the last record that counts; {@link Long#MAX_VALUE}: all of them
     * @param changed what decides from there on; null: nothing else
     */
    public static ForcedPolicy of(LogReader log, long seq, @Nullable ScalingPolicy changed) throws IOException {
        List<Forced> all = new ArrayList<>();
        long until = Long.MIN_VALUE;
        long last = 0;
        LogRecord record;
        while ((record = log.next()) != null && record.seq() <= seq) {
            last = record.seq();
            switch (record) {
                case LogRecord.Decided each -> {
                    Decision made = each.decision();
                    all.add(new Forced(each.atNanos(), made.desired, made.victim, made.why, made.left, made.right));
                    until = each.atNanos();
                }
                case LogRecord.Told each -> until = each.event().atNanos;
                case LogRecord.Attached each -> until = each.levels().atNanos;
                case LogRecord.Resumed each -> until = each.atNanos();
                case LogRecord.Applied each -> until = each.atNanos();
                case LogRecord.Request each -> {}
                case LogRecord.Segment each -> {}
                case LogRecord.End each -> {}
            }
        }
        if (record == null && seq < Long.MAX_VALUE && last < seq) {
            until = Long.MIN_VALUE;
        }
        long end = changed == null ? Automaton.NEVER - 1 : until;
        return new ForcedPolicy(log.header().policy(), changed, end, List.copyOf(all));
    }

    /** @return when the last record that counts was; {@link Long#MIN_VALUE} where the log has no such record */
    public long untilNanos() {
        return untilNanos;
    }

    /** @return decisions of the log that came about by themselves, in the one run that was simulated */
    public int own() {
        return own;
    }

    /** @return decisions of the log that had to be forced */
    public int forced() {
        return forced;
    }

    @Override
    public String title() {
        return "recorded " + recorded.name();
    }

    @Override
    public String text() {
        return "what was recorded, then another policy";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Automaton automaton(ScalingPolicy policy, ServiceFacts facts) {
        return new Forcing(recorded.automaton(facts), changed == null ? null : changed.automaton(facts));
    }

    private final class Forcing implements Automaton {
        private final Automaton before;
        private final @Nullable Automaton after;
        private final Decision made = new Decision();
        private int next;
        private int level = Decision.NONE;
        private boolean over;

        Forcing(Automaton before, @Nullable Automaton after) {
            this.before = before;
            this.after = after;
        }

        private Automaton now() {
            return over && after != null ? after : before;
        }

        @Override
        public long[] start(Event levels) {
            return before.start(levels);
        }

        @Override
        public long[] step(long[] state, Event event, Decision out) {
            if (over) {
                return now().step(state, event, out);
            }
            if (after != null && event.atNanos > untilNanos) {
                over = true;
                long[] taken = after.startFrom(before, state, event);
                return after.step(taken, event, out);
            }
            made.clear();
            long[] stepped = before.step(state, event, made);
            while (next < decisions.size() && decisions.get(next).atNanos < event.atNanos) {
                decisions.get(next).into(out);
                level = decisions.get(next++).desired;
                forced++;
            }
            if (next < decisions.size() && decisions.get(next).is(event, made)) {
                decisions.get(next).into(out);
                level = decisions.get(next++).desired;
                own++;
            } else if (made.made() && out.desired == Decision.NONE) {
                out.desired = level;
            }
            return stepped;
        }

        @Override
        public long nextDeadline(long[] state) {
            long deadline = now().nextDeadline(state);
            if (over) {
                return deadline;
            }
            if (next < decisions.size()) {
                deadline = Math.min(deadline, decisions.get(next).atNanos + 1);
            }
            return after == null ? deadline : Math.min(deadline, untilNanos + 1);
        }

        @Override
        public EventSet wants() {
            return after == null || after.wants().equals(before.wants()) ? before.wants() : EventSet.PODS;
        }

        @Override
        public String explain(int why, long left, long right) {
            return now().explain(why, left, right);
        }

        @Override
        public Anatomy anatomy() {
            return now().anatomy();
        }

        @Override
        public void places(long[] state, int[] into) {
            now().places(state, into);
        }

        @Override
        public String describe(long[] state) {
            return now().describe(state);
        }
    }
}

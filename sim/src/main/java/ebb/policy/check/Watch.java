package ebb.policy.check;

import ebb.policy.Automaton;
import ebb.policy.Expression;
import ebb.policy.PolicyProbe;
import ebb.policy.check.Guarantee.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at one promise after each step; it can be copied, so that each branch of a search has its own. */
final class Watch {
    private final Guarantee guarantee;
    private final List<@Nullable Expression> expressions;
    private final Deque<Long> turns;
    private long until = Automaton.NEVER;
    private long before = -1;
    private int way;
    private boolean counted;

    Watch(Guarantee guarantee) {
        this.guarantee = guarantee;
        this.expressions = expressions(guarantee);
        this.turns = new ArrayDeque<>();
    }

    private Watch(Watch other) {
        guarantee = other.guarantee;
        expressions = other.expressions;
        turns = new ArrayDeque<>(other.turns);
        until = other.until;
        before = other.before;
        way = other.way;
        counted = other.counted;
    }

    Watch copy() {
        return new Watch(this);
    }

    /** Its conditions, in the order in which the engine is to watch those that there are. */
    static List<@Nullable Expression> expressions(Guarantee guarantee) {
        List<@Nullable Expression> all = new ArrayList<>();
        all.add(guarantee.condition());
        all.add(guarantee.event());
        all.add(guarantee.during());
        all.add(guarantee.unless());
        return all;
    }

    private boolean holds(PolicyProbe probe, int which, boolean otherwise) {
        int watch = 0;
        for (int i = 0; i < which; i++) {
            watch += expressions.get(i) == null ? 0 : 1;
        }
        return expressions.get(which) == null ? otherwise : probe.holds(watch);
    }

    /** When the clock that runs is over, if one does. */
    long until() {
        return until;
    }

    /** @return what is wrong now; empty if nothing is */
    String look(PolicyProbe probe, long nowNanos) {
        boolean counts = holds(probe, 2, true) && !holds(probe, 3, false) && probe.slot("desired") >= 0;
        String said = !counts
                ? ""
                : switch (guarantee.kind()) {
                    case WAKE, PROGRESS -> clock(probe, nowNanos);
                    case FLAPS -> turned(probe, nowNanos);
                    case NEVER -> guarantee.subject() == null ? never(probe, true) : changed(probe);
                    case ALWAYS -> guarantee.subject() == null ? never(probe, false) : "";
                    case SLO -> "";
                };
        until = counts || guarantee.kind() == Kind.FLAPS ? until : Automaton.NEVER;
        counted = counts;
        before = value(probe);
        return said;
    }

    private long value(PolicyProbe probe) {
        Guarantee.Subject subject = guarantee.subject();
        return probe.slot(subject == null ? "desired" : subject.slot());
    }

    private String never(PolicyProbe probe, boolean broken) {
        return holds(probe, 0, !broken) == broken ? "guarantee broken" : "";
    }

    private String clock(PolicyProbe probe, long nowNanos) {
        if (holds(probe, 0, false)) {
            until = Automaton.NEVER;
            return "";
        }
        if (until == Automaton.NEVER && holds(probe, 1, false)) {
            until = nowNanos + guarantee.withinNanos();
        }
        return nowNanos > until ? "not in time, guarantee broken" : "";
    }

    private String changed(PolicyProbe probe) {
        Guarantee.Subject subject = guarantee.subject();
        long now = value(probe);
        boolean broken = subject != null && counted && before >= 0 && (subject.up() ? now > before : now < before);
        return broken ? "from " + before + " to " + now + ", guarantee broken" : "";
    }

    private String turned(PolicyProbe probe, long nowNanos) {
        long now = value(probe);
        int moved = before < 0 ? 0 : Long.signum(now - before);
        if (moved != 0 && way != 0 && moved != way) {
            turns.addLast(nowNanos);
        }
        way = moved == 0 ? way : moved;
        while (!turns.isEmpty() && turns.getFirst() <= nowNanos - guarantee.withinNanos()) {
            turns.removeFirst();
        }
        return turns.size() > guarantee.most() ? turns.size() + " turns, guarantee broken" : "";
    }
}

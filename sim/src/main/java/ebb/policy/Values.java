package ebb.policy;

import ebb.policy.expr.Mention;
import ebb.policy.expr.Operator;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every policy may read, one line each. */
public enum Values {
    IN_FLIGHT(Type.whole(Unit.REQ), "requests being served", Head.IN_FLIGHT, Mention.LEVELS),
    QUEUED(Type.whole(Unit.REQ), "requests held by the balancer", Head.QUEUED, Mention.LEVELS),
    READY(Type.whole(Unit.POD), "pods that take requests; not those on their way out", Head.READY, Mention.PODS),
    STARTING(Type.whole(Unit.POD), "pods asked for and not ready yet", Head.STARTING, Mention.PODS),
    DRAINING(Type.whole(Unit.POD), "pods on their way out", Head.DRAINING, Mention.PODS),
    REPLICAS(Type.whole(Unit.POD), "what the workload object asks for now", Head.REPLICAS, Mention.PODS),
    PRESENT(Type.whole(Unit.POD), "pods that the workload object counts", Head.PRESENT, Mention.PODS),
    DESIRED(Type.whole(Unit.POD), "the last decision", Head.DESIRED, Mention.OWN),
    ATTACHED(Type.INSTANT, "when the policy was attached", Head.ATTACHED, 0),
    REACHABLE(
            Type.name(List.of("reachable", "unreachable", "unknown")),
            "whether requests are routed to the service",
            Head.REACHABLE,
            Mention.PODS),
    SCRAPABLE(Type.BOOL, "whether pods can be asked for their metrics", Head.SCRAPABLE, Mention.PODS),
    PATH(Type.name(List.of("unknown", "direct", "gateway")), "the way that requests take", Head.PATH, Mention.OWN),
    PATH_CONFIRMED(
            "path.confirmed", Type.BOOL, "whether that way was seen to be taken", Head.PATH_CONFIRMED, Mention.PODS),
    COLD_START_LAST("cold_start.last", Type.DURATION, "how long the last start took", Head.COLD_LAST, Mention.PODS),
    COST_TODAY("cost.today", Type.real(Unit.MONEY), "money since midnight UTC", Head.COST_SPENT, Mention.PODS);

    /** Words that mean something without a slot of their own. */
    private static final List<String> WORDS = List.of(
            "idle",
            "request",
            "now",
            "never",
            "proposed",
            "unlimited",
            "invalid",
            "none",
            "hold",
            "true",
            "false",
            "concurrency_limit",
            "memory_request",
            "cpu_request",
            "gpu_request",
            "state.time",
            "path.time",
            "limits.min",
            "limits.max",
            "cost.rate",
            "cost.per_pod",
            "cold_start.p50",
            "cold_start.p90",
            "cold_start.p95",
            "cold_start.p99",
            "cold_start.mean");

    private final String title;
    private final Type type;
    private final String text;
    private final Head head;
    private final int mention;

    Values(Type type, String text, Head head, int mention) {
        this("", type, text, head, mention);
    }

    Values(String title, Type type, String text, Head head, int mention) {
        this.title = title.isEmpty() ? name().toLowerCase(Locale.ROOT) : title;
        this.type = type;
        this.text = text;
        this.head = head;
        this.mention = mention;
    }

    /** As it is written. */
    public String title() {
        return title;
    }

    public Type type() {
        return type;
    }

    /** What it is, for a page about the language. */
    public String text() {
        return text;
    }

    Term term() {
        return new Term.Slot(type, head.slot(), mention);
    }

    static @Nullable Term named(String title) {
        for (Values each : values()) {
            if (each.title.equals(title)) {
                return each.term();
            }
        }
        return null;
    }

    /** @return whether a name is taken by the language */
    static boolean isValue(String name) {
        return names().contains(name);
    }

    /** @return every name that the language gives a value */
    static List<String> names() {
        List<String> all = new ArrayList<>(WORDS);
        for (Values each : values()) {
            all.add(each.title);
        }
        for (Edge each : Edge.values()) {
            all.add(each.title());
        }
        return all;
    }

    /** What only those who look from outside may read: the decision and the proposal before limits. */
    static Map<String, Term> outside() {
        return Map.of(
                "scale", DESIRED.term(), "law", new Term.Slot(Type.whole(Unit.POD), Head.LAW.slot(), Mention.OWN));
    }

    /** Requests in the house. */
    static Term demand() {
        return new Term.Arithmetic(Type.whole(Unit.REQ), Operator.PLUS, IN_FLIGHT.term(), QUEUED.term());
    }

    static Term constant(Type type, long bits) {
        return new Term.Constant(type, bits);
    }

    static Term real(Unit unit, double value) {
        return new Term.Constant(Type.real(unit), Double.doubleToRawLongBits(value));
    }

    static Term edge(int bits) {
        return new Term.Native(
                Type.BOOL, (ebb.policy.expr.Reading.Whole) frame -> (frame.edges & bits) != 0 ? 1 : 0, Mention.EDGES);
    }

    /** Time since an instant in a slot. */
    static Term since(int slot) {
        return new Term.Arithmetic(
                Type.DURATION,
                Operator.MINUS,
                new Term.Clock(Type.INSTANT),
                new Term.Slot(Type.INSTANT, slot, Mention.OWN));
    }

    /** @return whether a call reads a name rather than computes */
    static boolean isName(Syntax syntax, String name) {
        return syntax instanceof Syntax.Name read && read.name().equals(name);
    }
}

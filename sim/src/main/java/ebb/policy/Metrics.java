package ebb.policy;

import ebb.policy.expr.Unit;
import org.jspecify.annotations.Nullable;

/** The metrics that policies may aggregate without declaring them, one line each. */
public enum Metrics {
    CONCURRENCY(Kind.GAUGE, Unit.REQ, "requests in the house: served and held"),
    IN_FLIGHT(Kind.GAUGE, Unit.REQ, "requests being served"),
    QUEUED(Kind.GAUGE, Unit.REQ, "requests held"),
    READY(Kind.GAUGE, Unit.POD, "pods that take requests"),
    REPLICAS(Kind.GAUGE, Unit.POD, "pods asked for"),
    REQUEST(Kind.EVENT, Unit.REQ, "requests that came"),
    DONE(Kind.EVENT, Unit.REQ, "requests that ended"),
    IDLE_GAP(Kind.GAP, Unit.SECOND, "from the end of the last request to the next one"),
    RPS(Kind.SAMPLE, Unit.REQ.per(Unit.SECOND), "requests a second that came; of a pod, that it took"),
    QUEUE_LENGTH(
            Kind.SAMPLE, Unit.REQ, "messages or jobs that are not done: those that wait and those being worked on"),
    UTILISATION(Kind.SAMPLE, Unit.NONE, "share of its CPU that a pod uses; of the service, the mean of its ready pods"),
    LATENCY(Kind.SAMPLE, Unit.SECOND, "response time, of each request; of a pod, the mean"),
    TTFT(Kind.SAMPLE, Unit.SECOND, "time to the first token, of each request; of a pod, the mean", true),
    ITL(Kind.SAMPLE, Unit.SECOND, "mean time between the tokens of an answer, of each; of a pod, the mean", true),
    KV_USAGE(Kind.SAMPLE, Unit.NONE, "share of the KV-cache in use; of the service, the mean of its ready pods", true),
    WAITING(Kind.SAMPLE, Unit.REQ, "requests in a pod that its batch has no room for; of the service, the sum", true),
    RUNNING(Kind.SAMPLE, Unit.REQ, "requests in a pod's batch; of the service, the sum", true),
    TOKEN_RATE(Kind.SAMPLE, Unit.TOKEN.per(Unit.SECOND), "tokens of answers a second", true),
    INPUT_LENGTH(Kind.SAMPLE, Unit.TOKEN, "tokens of a prompt, of each request; of a pod, the mean", true),
    OUTPUT_LENGTH(Kind.SAMPLE, Unit.TOKEN, "tokens of an answer, of each request; of a pod, the mean", true),
    QUEUED_PREFILL_TOKENS(
            Kind.SAMPLE, Unit.TOKEN, "prompt tokens that wait; of the service, with those that have no pod", true),
    SCHEDULED_KV_TOKENS(Kind.SAMPLE, Unit.TOKEN, "KV-cache taken by running requests", true),
    QUEUED_KV_TOKENS(
            Kind.SAMPLE,
            Unit.TOKEN,
            "KV-cache that waiting requests will take; of the service, with those that have no pod",
            true),
    MAX_KV_TOKENS(Kind.SAMPLE, Unit.TOKEN, "size of the KV-cache; of the service, of its ready pods", true);

    /** How a metric comes. */
    public enum Kind {
        /** A level that the engine knows at every time. */
        GAUGE,
        /** Something that happens. */
        EVENT,
        /** The time between two bursts of requests. */
        GAP,
        /** What is measured outside and told now and then. */
        SAMPLE
    }

    private final Kind kind;
    private final Unit unit;
    private final String text;
    private final boolean ofTokens;

    Metrics(Kind kind, Unit unit, String text) {
        this(kind, unit, text, false);
    }

    Metrics(Kind kind, Unit unit, String text, boolean ofTokens) {
        this.kind = kind;
        this.unit = unit;
        this.text = text;
        this.ofTokens = ofTokens;
    }

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    /** What it is, for a page about the language. */
    public String text() {
        return text;
    }

    /** Whether only a service that answers in tokens has it: a language model. */
    public boolean ofTokens() {
        return ofTokens;
    }

    public String title() {
        return PolicyReader.title(this);
    }

    /** @return null if Ebb knows none of that name */
    public static @Nullable Metrics named(String title) {
        for (Metrics each : values()) {
            if (each.title().equals(title)) {
                return each;
            }
        }
        return null;
    }
}

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
    RPS(Kind.SAMPLE, Unit.REQ.per(Unit.SECOND), "requests a second"),
    QUEUE_LENGTH(Kind.SAMPLE, Unit.REQ, "messages or jobs that wait outside"),
    UTILISATION(Kind.SAMPLE, Unit.NONE, "share of its CPU that a pod uses"),
    LATENCY(Kind.SAMPLE, Unit.SECOND, "response time"),
    TTFT(Kind.SAMPLE, Unit.SECOND, "time to the first token"),
    ITL(Kind.SAMPLE, Unit.SECOND, "time between tokens"),
    KV_USAGE(Kind.SAMPLE, Unit.NONE, "share of the KV-cache in use"),
    TOKEN_RATE(Kind.SAMPLE, Unit.TOKEN.per(Unit.SECOND), "tokens a second"),
    INPUT_LENGTH(Kind.SAMPLE, Unit.TOKEN, "tokens of a prompt"),
    OUTPUT_LENGTH(Kind.SAMPLE, Unit.TOKEN, "tokens of an answer"),
    QUEUED_PREFILL_TOKENS(Kind.SAMPLE, Unit.TOKEN, "prompt tokens that wait"),
    SCHEDULED_KV_TOKENS(Kind.SAMPLE, Unit.TOKEN, "KV-cache taken by running requests"),
    QUEUED_KV_TOKENS(Kind.SAMPLE, Unit.TOKEN, "KV-cache that waiting requests will take"),
    MAX_KV_TOKENS(Kind.SAMPLE, Unit.TOKEN, "size of the KV-cache");

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

    Metrics(Kind kind, Unit unit, String text) {
        this.kind = kind;
        this.unit = unit;
        this.text = text;
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

    public String title() {
        return PolicyReader.title(this);
    }

    static @Nullable Metrics named(String title) {
        for (Metrics each : values()) {
            if (each.title().equals(title)) {
                return each;
            }
        }
        return null;
    }
}

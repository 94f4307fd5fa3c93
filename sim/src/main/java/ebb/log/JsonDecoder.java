package ebb.log;

import ebb.log.LogRecord.Segment;
import ebb.policy.Anatomy;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads what {@link JsonEncoder} wrote. */
final class JsonDecoder implements Decoder {
    private static final byte[] DIGEST = JsonEncoder.DIGEST.getBytes(StandardCharsets.UTF_8);

    private final String shown;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final State state = new State();
    private Anatomy anatomy = Anatomy.NONE;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    private long seq;
    private Segment sealed = new Segment(0, 0, 0, new long[0], "", false);

    JsonDecoder(String shown) {
        this.shown = shown;
    }

    @Override
    public void frame(byte[] given, int first, int end) {
        bytes = given;
        from = first;
        to = end;
    }

    @Override
    public LogHeader header() {
        Json json = Json.parse(bytes, from, to - from);
        if (!json.text("k", "").equals("header")) {
            throw new Json.Malformed("is no header of a log", 1);
        }
        LogHeader read = HeaderJson.read(json, shown);
        anatomy = read.anatomy();
        return read;
    }

    @Override
    public LogRecord record() {
        Json json = Json.parse(bytes, from, to - from);
        String kind = json.text("k");
        if (kind.equals("request")) {
            return new LogRecord.Request(
                    seq,
                    json.whole("arrival_ns"),
                    json.whole("service_ns", -1),
                    json.small("input_tokens", -1),
                    json.small("output_tokens", -1),
                    json.small("session", -1));
        }
        boolean counts = !kind.equals("segment") && !kind.equals("end");
        long number = json.whole("seq");
        if (number != seq + (counts ? 1 : 0)) {
            throw new Json.Malformed("has seq " + number + " behind " + seq, 0);
        }
        seq = number;
        long time = json.whole("t");
        return switch (kind) {
            case "attached" -> attached(json, time);
            case "resumed" -> resumed(json, time);
            case "applied" -> applied(json.object("policy"), time);
            case "decision" -> decided(json, time);
            case "segment" -> sealed(json, time);
            case "end" -> new LogRecord.End(seq, time, json.flag("full"));
            default -> told(json, kind, time);
        };
    }

    private LogRecord attached(Json json, long time) {
        event.atNanos = time;
        levels(json);
        return new LogRecord.Attached(seq, event);
    }

    private LogRecord resumed(Json json, long time) {
        state.clear();
        state(json);
        return new LogRecord.Resumed(seq, time, state.slots().clone());
    }

    private LogRecord applied(Json json, long time) {
        LogHeader next = HeaderJson.read(json, shown);
        anatomy = next.anatomy();
        return new LogRecord.Applied(seq, time, next.policy(), next.policyHash(), next.facts(), next.anatomy());
    }

    private void levels(Json json) {
        event.inFlight = json.whole("in_flight");
        event.queued = json.whole("queued");
        event.ready = json.small("ready", 0);
        event.starting = json.small("starting", 0);
        event.draining = json.small("draining", 0);
        event.replicas = json.small("replicas", 0);
        event.present = json.small("present", -1);
    }

    private LogRecord told(Json json, String kind, long time) {
        event.kind = kind(kind);
        event.atNanos = time;
        levels(json);
        event.arrivals = json.whole("arrivals", 0);
        event.done = json.whole("done", 0);
        event.concurrencyNanos = json.whole("concurrency_ns", 0);
        event.pod = json.small("pod", -1);
        event.startNanos = json.whole("start_ns", -1);
        event.more = json.flag("more");
        event.metric = event.kind == EventKind.SAMPLE ? metric(json.text("metric")) : -1;
        event.value = json.number("value", Double.NaN);
        if (event.kind == EventKind.POD_CHANGED) {
            facts(json.object("facts"), event.facts);
        }
        return new LogRecord.Told(seq, event, json.flag("again"));
    }

    private static EventKind kind(String name) {
        for (EventKind each : EventKind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new Json.Malformed("k = " + name + " is no kind of record", 0);
    }

    private int metric(String name) {
        int known = anatomy.metrics().indexOf(name);
        if (known < 0 && !name.matches("-?\\d{1,9}")) {
            throw new Json.Malformed("metric = " + name + " is none of " + anatomy.metrics(), 0);
        }
        return known < 0 ? Integer.parseInt(name) : known;
    }

    private static void facts(Json json, PodFacts facts) {
        facts.phase = json.small("phase", 1);
        facts.deleting = json.flag("deleting");
        facts.ready = json.whole("ready");
        facts.inFlight = json.whole("in_flight", PodFacts.UNKNOWN);
        facts.idleSinceNanos = json.whole("idle_since_ns", PodFacts.UNKNOWN);
        facts.startedNanos = json.whole("started_ns");
        facts.readyChangedNanos = json.whole("ready_changed_ns");
        facts.createdNanos = json.whole("created_ns");
        facts.cpuUsage = json.number("cpu_usage", Double.NaN);
        facts.cpuRequest = json.number("cpu_request", Double.NaN);
        facts.cpuSampledNanos = json.whole("cpu_sampled_ns");
        facts.cpuWindowNanos = json.whole("cpu_window_ns");
        facts.memory = json.number("memory", Double.NaN);
        facts.gpu = json.number("gpu", Double.NaN);
    }

    private LogRecord decided(Json json, long time) {
        List<Long> why = wholes(json.list("why"), "why");
        if (why.size() != 3) {
            throw new Json.Malformed("why must be a code and two values", 0);
        }
        decision.desired = json.small("desired", Decision.NONE);
        decision.why = (int) (long) why.get(0);
        decision.left = why.get(1);
        decision.right = why.get(2);
        decision.victim = json.small("victim", -1);
        decision.balancer = balancer(json.text("balancer", ""));
        decision.path = json.small("path", 0);
        decision.gateways = json.small("gateways", -1);
        return new LogRecord.Decided(seq, time, decision, places(json.texts("states")), hash(json));
    }

    private int[] places(List<String> states) {
        int[] places = new int[states.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = i < anatomy.regions().size()
                    ? anatomy.regions().get(i).states().indexOf(states.get(i))
                    : -1;
            if (places[i] < 0) {
                throw new Json.Malformed("states = " + states + " are none of the policy's", 0);
            }
        }
        return places;
    }

    private static int balancer(String name) {
        for (int i = 0; !name.isEmpty(); i++) {
            String each = Decision.balancerName(i);
            if (each == null) {
                throw new Json.Malformed("balancer = " + name + " is no algorithm", 0);
            }
            if (each.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static long hash(Json json) {
        String hex = json.text("hash");
        if (!hex.matches("[0-9a-f]{16}")) {
            throw new Json.Malformed("hash = " + hex + " must be 16 hexadecimal digits", 0);
        }
        return HexFormat.fromHexDigitsToLong(hex);
    }

    private LogRecord sealed(Json json, long time) {
        state(json);
        sealed = new Segment(seq, time, hash(json), state.slots(), json.text("sha256"), false);
        return sealed;
    }

    private void state(Json json) {
        state.size(json.whole("slots"));
        for (Object each : json.list("changed")) {
            if (!(each instanceof List<?> triple)
                    || triple.size() != 3
                    || !(triple.get(0) instanceof Long index)
                    || !(triple.get(2) instanceof Long value)) {
                throw new Json.Malformed("changed must be triples of a slot, its name and its value", 0);
            }
            state.set(index, value);
        }
    }

    private static List<Long> wholes(List<?> items, String name) {
        return items.stream()
                .map(each -> {
                    if (each instanceof Long whole) {
                        return whole;
                    }
                    throw new Json.Malformed(name + " must be whole numbers", 0);
                })
                .toList();
    }

    @Override
    public int digestFrom() {
        for (int i = to - DIGEST.length; i >= from; i--) {
            if (Arrays.equals(bytes, i, i + DIGEST.length, DIGEST, 0, DIGEST.length)) {
                return i;
            }
        }
        throw new Json.Malformed("is a segment whose digest does not stand at its end", 0);
    }

    @Override
    public byte[] digest() {
        try {
            return HexFormat.of().parseHex(sealed.digest());
        } catch (IllegalArgumentException bad) {
            throw new Json.Malformed("sha256 must be hexadecimal digits", 0);
        }
    }

    @Override
    public Segment segment(byte[] own) {
        return new Segment(
                sealed.seq(),
                sealed.atNanos(),
                sealed.chain(),
                sealed.state(),
                sealed.digest(),
                Arrays.equals(own, digest()));
    }
}

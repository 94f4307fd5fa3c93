package ebb.log;

import ebb.document.JsonText;
import ebb.policy.Anatomy;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The form for people: one JSON object a line, with all levels and the names of states. */
final class JsonEncoder implements Encoder {
    /** What stands before the digest of a segment, which is over everything up to it. */
    static final String DIGEST = ",\"sha256\":\"";

    private final Bytes bytes = new Bytes();
    private Anatomy anatomy = Anatomy.NONE;

    @Override
    public Bytes bytes() {
        return bytes;
    }

    private static Map<String, Object> begin(long seq, long atNanos, String kind) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seq", seq);
        all.put("t", atNanos);
        all.put("k", kind);
        return all;
    }

    private void line(Map<String, Object> fields) {
        bytes.clear();
        bytes.put(JsonText.of(fields));
        bytes.put('\n');
    }

    static String name(EventKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    @Override
    public void header(LogHeader header) {
        anatomy = header.anatomy();
        bytes.clear();
        bytes.put(HeaderJson.text(header));
        bytes.put('\n');
    }

    @Override
    public void attached(long seq, Event levels) {
        Map<String, Object> all = begin(seq, levels.atNanos, "attached");
        levels(levels, all);
        line(all);
    }

    @Override
    public void resumed(long seq, long atNanos, long[] state) {
        Map<String, Object> all = begin(seq, atNanos, "resumed");
        state(new long[0], state, all);
        line(all);
    }

    @Override
    public void applied(long seq, long atNanos, LogHeader next) {
        anatomy = next.anatomy();
        String header = HeaderJson.text(next);
        bytes.clear();
        // The header is JSON already: it goes into the line as it is.
        String line = JsonText.of(begin(seq, atNanos, "applied"));
        bytes.put(line.substring(0, line.length() - 1) + ",\"policy\":" + header + "}\n");
    }

    private static void levels(Event event, Map<String, Object> into) {
        into.put("in_flight", event.inFlight);
        into.put("queued", event.queued);
        into.put("ready", event.ready);
        into.put("starting", event.starting);
        into.put("draining", event.draining);
        into.put("replicas", event.replicas);
        if (event.present >= 0) {
            into.put("present", event.present);
        }
    }

    @Override
    public void event(long seq, Event event, boolean again) {
        Map<String, Object> all = begin(seq, event.atNanos, name(event.kind));
        levels(event, all);
        unless(0, "arrivals", event.arrivals, all);
        unless(0, "done", event.done, all);
        unless(0, "concurrency_ns", event.concurrencyNanos, all);
        unless(-1, "pod", event.pod, all);
        unless(-1, "start_ns", event.startNanos, all);
        if (event.kind == EventKind.SAMPLE) {
            all.put(
                    "metric",
                    event.metric >= 0 && event.metric < anatomy.metrics().size()
                            ? anatomy.metrics().get(event.metric)
                            : String.valueOf(event.metric));
            known("value", event.value, all);
        }
        if (event.kind == EventKind.POD_CHANGED) {
            all.put("facts", facts(event.facts));
        }
        if (event.more) {
            all.put("more", true);
        }
        if (again) {
            all.put("again", true);
        }
        line(all);
    }

    private static void unless(long usual, String name, long value, Map<String, Object> into) {
        if (value != usual) {
            into.put(name, value);
        }
    }

    private static void known(String name, double value, Map<String, Object> into) {
        if (Double.isFinite(value)) {
            into.put(name, value);
        }
    }

    private static Map<String, Object> facts(PodFacts facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("phase", facts.phase);
        all.put("deleting", facts.deleting);
        all.put("ready", facts.ready);
        all.put("in_flight", facts.inFlight);
        all.put("idle_since_ns", facts.idleSinceNanos);
        all.put("started_ns", facts.startedNanos);
        all.put("ready_changed_ns", facts.readyChangedNanos);
        all.put("created_ns", facts.createdNanos);
        known("cpu_usage", facts.cpuUsage, all);
        known("cpu_request", facts.cpuRequest, all);
        all.put("cpu_sampled_ns", facts.cpuSampledNanos);
        all.put("cpu_window_ns", facts.cpuWindowNanos);
        known("memory", facts.memory, all);
        known("gpu", facts.gpu, all);
        return all;
    }

    @Override
    public void decided(long seq, long atNanos, Decision decision, int[] places, long chain, Words words) {
        Map<String, Object> all = begin(seq, atNanos, "decision");
        unless(Decision.NONE, "desired", decision.desired, all);
        List<String> states = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            states.add(anatomy.regions().get(i).states().get(places[i]));
        }
        all.put("states", states);
        all.put("why", List.of(decision.why, decision.left, decision.right));
        unless(-1, "victim", decision.victim, all);
        String balancer = Decision.balancerName(decision.balancer);
        if (balancer != null) {
            all.put("balancer", balancer);
        }
        unless(0, "path", decision.path, all);
        unless(-1, "gateways", decision.gateways, all);
        all.put("hash", hex(chain));
        all.put("text", words.text());
        line(all);
    }

    @Override
    public void request(
            long seq, long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("k", "request");
        all.put("arrival_ns", arrivalNanos);
        unless(-1, "service_ns", serviceNanos, all);
        unless(-1, "input_tokens", inputTokens, all);
        unless(-1, "output_tokens", outputTokens, all);
        unless(-1, "session", session, all);
        line(all);
    }

    @Override
    public void segment(long seq, long atNanos, long chain, long[] before, long[] state) {
        Map<String, Object> all = begin(seq, atNanos, "segment");
        all.put("hash", hex(chain));
        state(before, state, all);
        bytes.clear();
        String line = JsonText.of(all);
        bytes.put(line.substring(0, line.length() - 1));
    }

    @Override
    public void digest(byte[] digest) {
        bytes.clear();
        bytes.put(DIGEST + HexFormat.of().formatHex(digest) + "\"}\n");
    }

    private void state(long[] before, long[] state, Map<String, Object> into) {
        List<Object> changed = new ArrayList<>();
        for (int i = 0; i < state.length; i++) {
            if (state[i] != (i < before.length ? before[i] : 0)) {
                changed.add(List.of(i, anatomy.slot(i), state[i]));
            }
        }
        into.put("slots", state.length);
        into.put("changed", changed);
    }

    @Override
    public void end(long seq, long atNanos, boolean full) {
        Map<String, Object> all = begin(seq, atNanos, "end");
        all.put("full", full);
        line(all);
    }
}

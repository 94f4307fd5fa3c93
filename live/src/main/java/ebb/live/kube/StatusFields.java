package ebb.live.kube;

import ebb.live.Snapshot;
import ebb.live.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A status as the custom resource has it, and back. */
final class StatusFields {
    // An object of the API may be 1.5 MiB; a state this large is that of a policy with very long windows.
    private static final int MOST_BYTES = 256 * 1024;

    private StatusFields() {}

    static Map<String, Object> of(Status status) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("observedGeneration", status.generation());
        all.put("condition", word(status.condition()));
        all.put("message", status.text());
        all.put("policy", status.policy());
        all.put("states", status.states());
        all.put("replicas", status.replicas());
        all.put("readyReplicas", status.ready());
        all.put("inFlight", status.inFlight());
        all.put("queued", status.queued());
        boolean ready = status.condition() == Status.Condition.ACTIVE
                || status.condition() == Status.Condition.PAUSED
                || status.condition() == Status.Condition.WATCHING;
        all.put(
                "conditions",
                List.of(Map.of(
                        "type", "Ready",
                        "status", ready ? "True" : "False",
                        "reason", word(status.condition()),
                        "message", status.text(),
                        "observedGeneration", status.generation(),
                        "lastTransitionTime",
                                instant(Math.max(0, status.decisionNanos())).toString())));
        if (status.decision() > 0) {
            all.put(
                    "lastDecision",
                    Map.of(
                            "number", status.decision(),
                            "hash", Long.toHexString(status.hash()),
                            "replicas", status.desired(),
                            "why", status.why(),
                            "at", instant(status.decisionNanos()).toString()));
        }
        if (!status.candidates().isEmpty()) {
            all.put(
                    "candidates",
                    status.candidates().stream()
                            .map(each -> Map.<String, Object>of(
                                    "name", each.name(),
                                    "replicas", each.desired(),
                                    "why", each.why(),
                                    "estimatedPodSeconds", Math.round(each.podSeconds()),
                                    "estimatedStarts", each.starts()))
                            .toList());
        }
        return all;
    }

    private static String word(Status.Condition condition) {
        String name = condition.name();
        return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L)
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    static Map<String, Object> of(Snapshot snapshot) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("atNanos", String.valueOf(snapshot.atNanos()));
        all.put("policy", Long.toHexString(snapshot.policy()));
        all.put("slots", packed(snapshot.state()));
        all.put("pods", new java.util.TreeMap<>(snapshot.ordinals()));
        all.put("nextPod", snapshot.nextOrdinal());
        all.put("inFlight", snapshot.inFlight());
        all.put("queued", snapshot.queued());
        all.put("decision", snapshot.decision());
        all.put("decisionHash", Long.toHexString(snapshot.hash()));
        return all;
    }

    /** @return null if there is none, or none that can be read */
    static @Nullable Snapshot snapshot(@Nullable Object given) {
        if (!(given instanceof Map<?, ?> map) || !(map.get("slots") instanceof String slots) || slots.isEmpty()) {
            return null;
        }
        try {
            Map<String, Integer> ordinals = new LinkedHashMap<>();
            if (map.get("pods") instanceof Map<?, ?> pods) {
                pods.forEach((uid, ordinal) -> ordinals.put(String.valueOf(uid), ((Number) ordinal).intValue()));
            }
            return new Snapshot(
                    Long.parseLong(String.valueOf(map.get("atNanos"))),
                    Long.parseUnsignedLong(String.valueOf(map.get("policy")), 16),
                    unpacked(slots),
                    ordinals,
                    (int) number(map, "nextPod"),
                    number(map, "inFlight"),
                    number(map, "queued"),
                    number(map, "decision"),
                    Long.parseUnsignedLong(String.valueOf(map.get("decisionHash")), 16));
        } catch (NumberFormatException | IOException | ClassCastException damaged) {
            return null;
        }
    }

    private static long number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /** @return empty where it is too much for an object: the next leader then begins anew */
    private static String packed(long[] slots) {
        ByteBuffer bytes = ByteBuffer.allocate(slots.length * Long.BYTES);
        bytes.asLongBuffer().put(slots);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes.array());
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return out.size() > MOST_BYTES ? "" : Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static long[] unpacked(String text) throws IOException {
        byte[] zipped = Base64.getDecoder().decode(text);
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes());
            long[] slots = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(slots);
            return slots;
        }
    }
}

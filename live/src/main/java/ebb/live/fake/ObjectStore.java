package ebb.live.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects, with one version that rises with every change, and what changed, for those who watch. All calls are atomic. Objects that come
 * out are copies.
 */
final class ObjectStore {
    /** What may stand in a request's way, with the HTTP code and the API's reason for it. */
    static final class Refusal extends Exception {
        private final int code;
        private final String reason;

        Refusal(int code, String reason, String message) {
            super(message);
            this.code = code;
            this.reason = reason;
        }

        int code() {
            return code;
        }

        String reason() {
            return reason;
        }
    }

    /**
     * @param version after it
     * @param type ADDED, MODIFIED or DELETED
     */
    record Change(long version, String type, Kind kind, ObjectNode object) {}

    private record Key(Kind kind, String namespace, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = kind.compareTo(other.kind);
            int second = first != 0 ? first : namespace.compareTo(other.namespace);
            return second != 0 ? second : name.compareTo(other.name);
        }
    }

    private final TreeMap<Key, ObjectNode> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private long version = 100;
    private long compacted;
    private long uids;

    private static Key key(Kind kind, String namespace, String name) {
        return new Key(kind, kind.namespaced() ? namespace : "", name);
    }

    /** Told of every change, in order, by the thread that made it, while the store is locked. */
    synchronized void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    synchronized ObjectNode create(Kind kind, String namespace, ObjectNode given) throws Refusal {
        ObjectNode object = given.deepCopy();
        ObjectNode meta = object.withObject("/metadata");
        String name = meta.path("name").asString("");
        if (name.isEmpty() && meta.has("generateName")) {
            name = meta.path("generateName").asString("") + Long.toString(++uids, 36);
            meta.put("name", name);
        }
        if (name.isEmpty()) {
            throw new Refusal(422, "Invalid", kind.title() + " \"\" is invalid: metadata.name: Required value");
        }
        Key key = key(kind, namespace, name);
        if (objects.containsKey(key)) {
            throw new Refusal(409, "AlreadyExists", kind.plural() + " \"" + name + "\" already exists");
        }
        object.put("apiVersion", kind.apiVersion());
        object.put("kind", kind.title());
        if (kind.namespaced()) {
            meta.put("namespace", namespace);
        }
        meta.put("uid", "uid-" + ++uids);
        meta.put("generation", 1);
        store("ADDED", key, object);
        return object.deepCopy();
    }

    synchronized @Nullable ObjectNode get(Kind kind, String namespace, String name) {
        ObjectNode found = objects.get(key(kind, namespace, name));
        return found == null ? null : found.deepCopy();
    }

    /** @param namespace empty: all */
    synchronized List<ObjectNode> list(Kind kind, String namespace) {
        List<ObjectNode> all = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.kind == kind && (namespace.isEmpty() || key.namespace.equals(namespace))) {
                all.add(object.deepCopy());
            }
        });
        return all;
    }

    synchronized long version() {
        return version;
    }

    /**
     * Changes an object.
     *
     * @param expected version that it must have; empty: any
     */
    synchronized ObjectNode change(
            Kind kind, String namespace, String name, String expected, UnaryOperator<ObjectNode> edit) throws Refusal {
        Key key = key(kind, namespace, name);
        ObjectNode before = objects.get(key);
        if (before == null) {
            throw new Refusal(404, "NotFound", kind.plural() + " \"" + name + "\" not found");
        }
        JsonNode meta = before.path("metadata");
        if (!expected.isEmpty() && !expected.equals(meta.path("resourceVersion").asString(""))) {
            throw new Refusal(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on " + kind.plural() + " \"" + name
                            + "\": the object has been modified; please apply your changes to the latest version and try"
                            + " again");
        }
        ObjectNode after = edit.apply(before.deepCopy());
        ObjectNode metaAfter = after.withObject("/metadata");
        metaAfter.set("uid", meta.path("uid").deepCopy());
        metaAfter.set("resourceVersion", meta.path("resourceVersion").deepCopy());
        long generation = meta.path("generation").asLong(1);
        metaAfter.put("generation", generation + (after.path("spec").equals(before.path("spec")) ? 0 : 1));
        if (!after.equals(before)) {
            store("MODIFIED", key, after);
        }
        return after.deepCopy();
    }

    synchronized @Nullable ObjectNode delete(Kind kind, String namespace, String name) {
        Key key = key(kind, namespace, name);
        ObjectNode gone = objects.remove(key);
        if (gone == null) {
            return null;
        }
        version++;
        ObjectNode last = gone.deepCopy();
        last.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        note(new Change(version, "DELETED", kind, last));
        return last.deepCopy();
    }

    private void store(String type, Key key, ObjectNode object) {
        version++;
        object.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        objects.put(key, object);
        note(new Change(version, type, key.kind, object.deepCopy()));
    }

    private void note(Change change) {
        changes.add(change);
        listeners.forEach(each -> each.accept(change));
        notifyAll();
    }

    /** Forgets what changed: who watches from before gets 410. */
    synchronized void compact() {
        changes.clear();
        compacted = version;
        notifyAll();
    }

    /**
     * @return what changed after a version; waits a while for something; null if that is forgotten
     */
    @SuppressWarnings("WaitNotInLoop") // who wakes for nothing finds nothing, and asks again
    synchronized @Nullable List<Change> after(long since, long waitMillis) throws InterruptedException {
        if (since < compacted) {
            return null;
        }
        if (version <= since) {
            wait(Math.max(1, waitMillis));
        }
        if (since < compacted) {
            return null;
        }
        int from = changes.size();
        while (from > 0 && changes.get(from - 1).version > since) {
            from--;
        }
        return List.copyOf(changes.subList(from, changes.size()));
    }

    synchronized void wakeWatchers() {
        notifyAll();
    }

    /** RFC 7396. */
    static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        ObjectNode into = target instanceof ObjectNode object ? object : FakeApi.JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> each : changes.properties()) {
            if (each.getValue().isNull()) {
                into.remove(each.getKey());
            } else {
                into.set(each.getKey(), merged(into.path(each.getKey()), each.getValue()));
            }
        }
        return into;
    }
}

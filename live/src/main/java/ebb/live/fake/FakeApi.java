package ebb.live.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ebb.live.fake.ObjectStore.Change;
import ebb.live.fake.ObjectStore.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP side of the fake: what a client of Kubernetes needs, on the loopback. Every request is noted, so that a test can say which were
 * made and which were not.
 */
public final class FakeApi implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final long WATCH_MILLIS = 240_000;
    private static final long BOOKMARK_MILLIS = 1_000;

    static {
        // Without it every small answer waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** @param subresource scale, status, or empty */
    private record Path(Kind kind, String namespace, String name, String subresource) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ObjectStore store;
    private final Faults faults = new Faults();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private final java.util.concurrent.atomic.AtomicLong watchesFrom = new java.util.concurrent.atomic.AtomicLong();

    /** @param port 0: any free one */
    FakeApi(ObjectStore store, int port) throws IOException {
        this.store = store;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public Faults faults() {
        return faults;
    }

    /** @return method and path of all requests so far, oldest first */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** All watches end now; clients begin anew. */
    public void cutWatches() {
        watchesFrom.incrementAndGet();
        store.wakeWatchers();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answered(exchange);
        }
    }

    private void answered(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        try {
            if (faults.isDown()) {
                return; // closed without an answer
            }
            requests.add(method + " " + path);
            if (faults.delayMillis() > 0) {
                TimeUnit.MILLISECONDS.sleep(faults.delayMillis());
            }
            Integer code = faults.of(method, path);
            if (code != null) {
                if (code == 429) {
                    exchange.getResponseHeaders().add("Retry-After", "1");
                }
                answer(exchange, code, status(code, "Injected", "a fault was asked for"));
                return;
            }
            route(exchange, method, path);
        } catch (Refusal refused) {
            answer(
                    exchange,
                    refused.code(),
                    status(refused.code(), refused.reason(), String.valueOf(refused.getMessage())));
        } catch (JacksonException malformed) {
            answer(exchange, 400, status(400, "BadRequest", String.valueOf(malformed.getMessage())));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange, String method, String path)
            throws IOException, Refusal, InterruptedException {
        if (path.equals("/version")) {
            answer(
                    exchange,
                    200,
                    JSON.createObjectNode().put("major", "1").put("minor", "36").put("gitVersion", "v1.36.3"));
            return;
        }
        if (path.equals("/readyz") || path.equals("/healthz")) {
            answer(exchange, 200, JSON.createObjectNode());
            return;
        }
        Path target = parse(path);
        if (target == null) {
            discovery(exchange, path);
            return;
        }
        Map<String, String> query = query(exchange);
        switch (method) {
            case "GET" -> get(exchange, target, query);
            case "POST" -> answer(exchange, 201, store.create(target.kind, target.namespace, body(exchange)));
            case "PUT" -> answer(exchange, 200, replace(target, body(exchange)));
            case "PATCH" -> answer(exchange, 200, patch(target, body(exchange)));
            case "DELETE" -> {
                ObjectNode gone = store.delete(target.kind, target.namespace, target.name);
                if (gone == null) {
                    throw new Refusal(404, "NotFound", target.kind.plural() + " \"" + target.name + "\" not found");
                }
                answer(exchange, 200, gone);
            }
            default -> throw new Refusal(405, "MethodNotAllowed", method);
        }
    }

    // Where a path leads.

    private static @Nullable Path parse(String path) {
        List<String> parts = new ArrayList<>(Arrays.asList(path.substring(1).split("/", -1)));
        boolean core = parts.getFirst().equals("api");
        if (!core && !parts.getFirst().equals("apis")) {
            return null;
        }
        parts.removeFirst();
        if (parts.size() < (core ? 2 : 3)) {
            return null;
        }
        String group = core ? "" : parts.removeFirst();
        String version = parts.removeFirst();
        String namespace = "";
        if (parts.getFirst().equals("namespaces") && parts.size() > 2) {
            namespace = parts.get(1);
            parts = parts.subList(2, parts.size());
        }
        Kind kind = Kind.named(group, version, parts.getFirst());
        return kind == null
                ? null
                : new Path(kind, namespace, parts.size() > 1 ? parts.get(1) : "", parts.size() > 2 ? parts.get(2) : "");
    }

    private void discovery(HttpExchange exchange, String path) throws IOException, Refusal {
        String[] parts = path.substring(1).split("/", -1);
        List<Kind> kinds = parts.length == 3
                ? Kind.of(parts[1], parts[2])
                : parts.length == 2 && parts[0].equals("api") ? Kind.of("", parts[1]) : List.of();
        if (kinds.isEmpty()) {
            throw new Refusal(404, "NotFound", "the server could not find the requested resource");
        }
        ObjectNode list = JSON.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", kinds.getFirst().apiVersion());
        ArrayNode all = list.putArray("resources");
        for (Kind each : kinds) {
            all.addObject()
                    .put("name", each.plural())
                    .put("singularName", "")
                    .put("namespaced", each.namespaced())
                    .put("kind", each.title())
                    .putArray("verbs")
                    .add("get");
        }
        answer(exchange, 200, list);
    }

    // Reading.

    private void get(HttpExchange exchange, Path target, Map<String, String> query)
            throws IOException, Refusal, InterruptedException {
        if (target.name.isEmpty()) {
            boolean watch = query.getOrDefault("watch", "false").equals("true")
                    || query.getOrDefault("watch", "").equals("1");
            if (watch) {
                watch(exchange, target, query);
            } else {
                list(exchange, target, query);
            }
            return;
        }
        ObjectNode found = store.get(target.kind, target.namespace, target.name);
        if (found == null) {
            throw new Refusal(404, "NotFound", target.kind.plural() + " \"" + target.name + "\" not found");
        }
        answer(exchange, 200, target.subresource.equals("scale") ? scale(found) : found);
    }

    private void list(HttpExchange exchange, Path target, Map<String, String> query) throws IOException {
        long version = store.version();
        ObjectNode list = JSON.createObjectNode()
                .put("kind", target.kind.title() + "List")
                .put("apiVersion", target.kind.apiVersion());
        list.putObject("metadata").put("resourceVersion", String.valueOf(version));
        ArrayNode items = list.putArray("items");
        store.list(target.kind, target.namespace).stream()
                .filter(each -> selected(each, query))
                .forEach(items::add);
        answer(exchange, 200, list);
    }

    private static boolean selected(JsonNode object, Map<String, String> query) {
        JsonNode labels = object.path("metadata").path("labels");
        for (String each : query.getOrDefault("labelSelector", "").split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0
                    && !labels.path(each.substring(0, equals))
                            .asString("")
                            .equals(each.substring(each.lastIndexOf('=') + 1))) {
                return false;
            }
            if (equals < 0 && !each.isEmpty() && !labels.has(each)) {
                return false;
            }
        }
        String field = query.getOrDefault("fieldSelector", "");
        return !field.startsWith("metadata.name=")
                || object.path("metadata").path("name").asString("").equals(field.substring("metadata.name=".length()));
    }

    private void watch(HttpExchange exchange, Path target, Map<String, String> query)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        long generation = watchesFrom.get();
        long millis = Long.parseLong(query.getOrDefault("timeoutSeconds", "240")) * 1000;
        long end = System.nanoTime() + Math.min(WATCH_MILLIS, millis) * 1_000_000;
        long since =
                query.getOrDefault("resourceVersion", "").isEmpty() ? 0 : Long.parseLong(query.get("resourceVersion"));
        boolean bookmarks = query.getOrDefault("allowWatchBookmarks", "false").equals("true");
        try (OutputStream out = exchange.getResponseBody()) {
            if (since == 0) {
                since = store.version();
                for (ObjectNode each : store.list(target.kind, target.namespace)) {
                    if (selected(each, query)) {
                        event(out, "ADDED", each);
                    }
                }
            }
            while (!closed && !faults.isDown() && generation == watchesFrom.get() && System.nanoTime() < end) {
                List<Change> changes = store.after(since, BOOKMARK_MILLIS);
                if (changes == null) {
                    event(out, "ERROR", status(410, "Expired", "too old resource version: " + since));
                    return;
                }
                since = tell(out, target, query, changes, since);
                if (changes.isEmpty() && bookmarks && generation == watchesFrom.get() && !faults.isDown()) {
                    ObjectNode mark = JSON.createObjectNode()
                            .put("kind", target.kind.title())
                            .put("apiVersion", target.kind.apiVersion());
                    mark.putObject("metadata").put("resourceVersion", String.valueOf(since));
                    event(out, "BOOKMARK", mark);
                }
            }
        }
    }

    private long tell(OutputStream out, Path target, Map<String, String> query, List<Change> changes, long since)
            throws IOException {
        long last = since;
        for (Change each : changes) {
            last = each.version();
            boolean here = target.namespace.isEmpty()
                    || target.namespace.equals(
                            each.object().path("metadata").path("namespace").asString(""));
            if (each.kind() == target.kind && here && selected(each.object(), query)) {
                for (int i = 0; i <= faults.repeats(); i++) {
                    event(out, each.type(), each.object());
                }
            }
        }
        return last;
    }

    private static void event(OutputStream out, String type, ObjectNode object) throws IOException {
        ObjectNode event = JSON.createObjectNode().put("type", type);
        event.set("object", object);
        out.write((JSON.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    // Writing.

    private ObjectNode replace(Path target, ObjectNode given) throws Refusal {
        String expected = given.path("metadata").path("resourceVersion").asString("");
        if (target.subresource.equals("scale")) {
            return scaled(target, given, expected);
        }
        return store.change(target.kind, target.namespace, target.name, expected, before -> {
            ObjectNode after = given.deepCopy();
            if (target.subresource.equals("status")) {
                after = before;
                after.set("status", given.path("status").deepCopy());
            } else if (before.has("status")) {
                after.set("status", before.path("status").deepCopy());
            }
            return after;
        });
    }

    private ObjectNode patch(Path target, ObjectNode patch) throws Refusal {
        String expected = patch.path("metadata").path("resourceVersion").asString("");
        if (target.subresource.equals("scale")) {
            return scaled(target, patch, expected);
        }
        return store.change(target.kind, target.namespace, target.name, expected, before -> {
            ObjectNode allowed = JSON.createObjectNode();
            if (target.subresource.equals("status")) {
                allowed.set("status", patch.path("status"));
            } else {
                allowed = patch.deepCopy();
                allowed.remove("status");
            }
            return (ObjectNode) ObjectStore.merged(before, allowed);
        });
    }

    private ObjectNode scaled(Path target, ObjectNode given, String expected) throws Refusal {
        if (!target.kind.scaled()) {
            throw new Refusal(404, "NotFound", "the server could not find the requested resource");
        }
        JsonNode replicas = given.path("spec").path("replicas");
        if (!replicas.isMissingNode() && (!replicas.isInt() || replicas.asInt() < 0)) {
            throw new Refusal(422, "Invalid", "spec.replicas: Invalid value: " + replicas);
        }
        return scale(store.change(target.kind, target.namespace, target.name, expected, before -> {
            if (!replicas.isMissingNode()) {
                before.withObject("/spec").put("replicas", replicas.asInt());
            }
            return before;
        }));
    }

    private static ObjectNode scale(ObjectNode object) {
        ObjectNode scale = JSON.createObjectNode().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode meta = scale.putObject("metadata");
        for (String each : List.of("name", "namespace", "uid", "resourceVersion")) {
            meta.set(each, object.path("metadata").path(each).deepCopy());
        }
        scale.putObject("spec")
                .put("replicas", object.path("spec").path("replicas").asInt(1));
        List<String> pairs = new ArrayList<>();
        object.path("spec")
                .path("selector")
                .path("matchLabels")
                .properties()
                .forEach(each -> pairs.add(each.getKey() + "=" + each.getValue().asString()));
        scale.putObject("status")
                .put("replicas", object.path("status").path("replicas").asInt(0))
                .put("selector", String.join(",", pairs));
        return scale;
    }

    // Bytes.

    private static ObjectNode body(HttpExchange exchange) throws IOException, Refusal {
        JsonNode read = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (!(read instanceof ObjectNode object)) {
            throw new Refusal(400, "BadRequest", "the body is no object");
        }
        return object;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> all = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String each : raw == null ? new String[0] : raw.split("&")) {
            int equals = each.indexOf('=');
            String key = equals < 0 ? each : each.substring(0, equals);
            String value = equals < 0 ? "" : each.substring(equals + 1);
            all.put(URLDecoder.decode(key, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return all;
    }

    private static ObjectNode status(int code, String reason, String message) {
        ObjectNode status = JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
        status.putObject("metadata");
        return status;
    }

    private static void answer(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        store.wakeWatchers();
        server.stop(0);
        threads.shutdownNow();
    }
}

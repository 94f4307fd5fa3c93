package ebb.live.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ebb.document.JsonText;
import ebb.document.Quantity;
import ebb.live.Decided;
import ebb.live.ServiceName;
import ebb.live.Settings;
import ebb.live.Status;
import ebb.live.kube.Controller;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Health and metrics for anybody who reaches the port, and the commands of {@code ebb live} for whoever has the token. Where it listens and
 * the token stand in {@value #FILE} beside the logs, for the user who started it only.
 */
public final class AdminServer implements AutoCloseable {
    /** In the folder of the logs. */
    public static final String FILE = "admin.json";

    private static final int MOST_BODY = 64 * 1024;

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Answer(int code, String type, byte[] body) {
        static Answer text(int code, String text) {
            return new Answer(code, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        static Answer json(Object value) {
            return new Answer(200, "application/json", (JsonText.of(value) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private final Controller controller;
    private final PrometheusRegistry registry;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String token;
    private final Path file;

    public AdminServer(Controller controller, PrometheusRegistry registry, Settings settings) throws IOException {
        this.controller = controller;
        this.registry = registry;
        byte[] drawn = new byte[24];
        new SecureRandom().nextBytes(drawn);
        token = HexFormat.of().formatHex(drawn);
        server = HttpServer.create(
                new InetSocketAddress(
                        settings.admin().address(), settings.admin().port()),
                0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        file = settings.logs().resolve(FILE);
    }

    public void start() throws IOException {
        server.start();
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(
                "url",
                "http://" + server.getAddress().getHostString() + ":"
                        + server.getAddress().getPort());
        told.put("token", token);
        Files.writeString(fresh, JsonText.of(told));
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (IllegalArgumentException bad) {
                answer = Answer.text(400, String.valueOf(bad.getMessage()));
            } catch (IOException silent) {
                answer = Answer.text(503, String.valueOf(silent.getMessage()));
            }
            exchange.getResponseHeaders().add("Content-Type", answer.type);
            if (answer.code == 401) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            }
            exchange.sendResponseHeaders(answer.code, answer.body.length);
            exchange.getResponseBody().write(answer.body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readNBytes(MOST_BODY);
        return switch (path) {
            case "/healthz" -> Answer.text(200, controller.ask(loop -> "ok"));
            case "/readyz" ->
                controller.synced() ? Answer.text(200, "ok") : Answer.text(503, "the cluster is not known yet");
            case "/metrics" -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ExpositionFormats.init().getPrometheusTextFormatWriter().write(out, registry.scrape());
                yield new Answer(200, "text/plain; version=0.0.4; charset=utf-8", out.toByteArray());
            }
            default ->
                allowed(exchange)
                        ? command(exchange.getRequestMethod(), path, query(exchange))
                        : Answer.text(401, "a token is needed: it stands in " + FILE + " beside the logs");
        };
    }

    private boolean allowed(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return given != null && MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> all = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String each : raw == null ? new String[0] : raw.split("&")) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                all.put(
                        each.substring(0, equals),
                        URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private Answer command(String method, String path, Map<String, String> query) throws IOException {
        String[] parts = path.substring(1).split("/", -1);
        boolean post = method.equals("POST");
        if (parts.length < 2 || !parts[0].equals("v1") || !(post || method.equals("GET"))) {
            return Answer.text(404, "there is nothing at " + method + " " + path);
        }
        if (path.equals("/v1/services") && !post) {
            List<Object> all = new ArrayList<>();
            controller.ask(loop -> loop.statuses()).forEach(each -> all.add(fields(each)));
            return Answer.json(all);
        }
        if (path.equals("/v1/wake-all") && post) {
            int count = controller.ask(loop -> loop.wakeAll(controller.clock().getAsLong()));
            return Answer.json(Map.of("services", count));
        }
        if (parts.length >= 4 && parts[1].equals("services")) {
            return service(new ServiceName(parts[2], parts[3]), post, parts.length > 4 ? parts[4] : "", query);
        }
        return Answer.text(404, "there is nothing at " + method + " " + path);
    }

    private Answer service(ServiceName service, boolean post, String verb, Map<String, String> query)
            throws IOException {
        if (post && verb.equals("record")) {
            Path ended =
                    controller.record(service, query.getOrDefault("on", "true").equals("true"));
            return ended == null
                    ? Answer.text(
                            404, service + " has no log: is it the name of a service, and does this process lead?")
                    : Answer.json(Map.of("file", ended.toAbsolutePath().toString()));
        }
        long now = controller.clock().getAsLong();
        boolean found = switch (post ? verb : "GET " + verb) {
            case "GET " -> controller.ask(loop -> loop.status(service) != null);
            case "pause" -> controller.ask(loop -> loop.pause(service, true, now));
            case "resume" -> controller.ask(loop -> loop.pause(service, false, now));
            case "keep" -> {
                Instant until = Quantity.INSTANT.parse(query.getOrDefault("until", ""));
                if (until == null) {
                    throw new IllegalArgumentException("until must be an instant, such as 2026-11-24T20:00:00Z");
                }
                long nanos = Math.addExact(Math.multiplyExact(until.getEpochSecond(), 1_000_000_000L), until.getNano());
                yield controller.ask(loop -> loop.keep(service, nanos, now));
            }
            default -> throw new IllegalArgumentException("there is no " + verb + ": pause, resume, keep, record");
        };
        if (!found) {
            return Answer.text(404, "no service is named " + service);
        }
        Status status = controller.ask(loop -> java.util.Objects.requireNonNull(loop.status(service)));
        Map<String, Object> all = fields(status);
        List<Object> decisions = new ArrayList<>();
        for (Decided each : controller.ask(loop -> loop.decided(service))) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("number", each.number());
            one.put("at", instant(each.atNanos()));
            one.put("replicas", each.replicas());
            one.put("why", each.why());
            one.put("hash", Long.toHexString(each.hash()));
            decisions.add(one);
        }
        all.put("decisions", decisions);
        return Answer.json(all);
    }

    private static String instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L)
                .toString();
    }

    private static Map<String, Object> fields(Status status) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("service", status.service().toString());
        all.put("condition", status.condition().name().toLowerCase(java.util.Locale.ROOT));
        all.put("text", status.text());
        all.put("policy", status.policy());
        all.put("states", status.states());
        all.put("desired", status.desired());
        all.put("replicas", status.replicas());
        all.put("ready", status.ready());
        all.put("starting", status.starting());
        all.put("in_flight", status.inFlight());
        all.put("queued", status.queued());
        all.put("decision", status.decision());
        all.put("hash", Long.toHexString(status.hash()));
        all.put("why", status.why());
        all.put("wakes", status.counts().wakes());
        all.put("sleeps", status.counts().sleeps());
        all.put("writes", status.counts().writes());
        all.put("failed_writes", status.counts().failedWrites());
        List<Object> candidates = new ArrayList<>();
        for (Status.Estimate each : status.candidates()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", each.name());
            one.put("replicas", each.desired());
            one.put("why", each.why());
            one.put("estimated_pod_seconds", each.podSeconds());
            one.put("estimated_starts", each.starts());
            candidates.add(one);
        }
        all.put("candidates", candidates);
        return all;
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        Files.deleteIfExists(file);
    }
}

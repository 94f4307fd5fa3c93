package ebb.live.kube;

import ebb.live.Cluster;
import ebb.live.LastResort;
import ebb.live.ScaleWrite;
import ebb.live.ScaleWrite.Outcome;
import ebb.live.ServiceName;
import ebb.live.Snapshot;
import ebb.live.Status;
import ebb.live.Target;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a cluster. A scale is one merge patch, sent without waiting; statuses and snapshots are gathered for a second and sent together;
 * Events are sent as they come and not again.
 */
public final class KubernetesCluster implements Cluster, LastResort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesCluster.class);
    private static final String PATCH = "application/merge-patch+json";
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Told what became of a write, on any thread. */
    @FunctionalInterface
    public interface Written {
        void written(ScaleWrite write, Outcome outcome, String text);
    }

    private record Pending(
            @Nullable Status status, @Nullable Snapshot snapshot) {}

    private final KubernetesClient client;
    private final LongPredicate leads;
    private final Written told;
    private final String reporter;
    private final ScheduledExecutorService timer;
    private final Map<String, String> plurals = new ConcurrentHashMap<>();
    private final Map<ServiceName, Pending> pending = new ConcurrentHashMap<>();
    private final Map<ServiceName, String> sent = new ConcurrentHashMap<>();
    private final Map<ServiceName, Target> targets = new ConcurrentHashMap<>();
    private final Map<ServiceName, Boolean> withoutStatus = new ConcurrentHashMap<>();
    private final AtomicLong events = new AtomicLong(System.currentTimeMillis());

    /**
     * @param leads whether this process leads, of the time of leading with that number; asked right before each write
     * @param reporter a name for this process in Events
     */
    public KubernetesCluster(
            KubernetesClient client,
            LongPredicate leads,
            Written told,
            String reporter,
            ScheduledExecutorService timer) {
        this.client = client;
        this.leads = leads;
        this.told = told;
        this.reporter = reporter;
        this.timer = timer;
        var _ = timer.scheduleWithFixedDelay(this::sendPending, 200, 200, TimeUnit.MILLISECONDS);
    }

    /** A service whose policy is a ConfigMap has no status to write to. */
    void hasNoStatus(ServiceName service) {
        withoutStatus.put(service, true);
    }

    /** Which object a service's replicas are, found by name or labels. */
    void found(ServiceName service, Target target) {
        targets.put(service, target);
    }

    void lost(ServiceName service) {
        targets.remove(service);
        sent.remove(service);
        pending.remove(service);
        withoutStatus.remove(service);
    }

    /** @return the name of a kind in paths; asked of the server once */
    String plural(Target target) {
        return plurals.computeIfAbsent(target.apiVersion() + " " + target.kind(), any -> {
            APIResourceList list = client.getApiResources(target.apiVersion());
            for (APIResource each : list == null ? List.<APIResource>of() : list.getResources()) {
                if (each.getKind().equals(target.kind()) && !each.getName().contains("/")) {
                    return each.getName();
                }
            }
            return target.kind().toLowerCase(Locale.ROOT) + "s";
        });
    }

    // Scale.

    @Override
    public void write(ScaleWrite write) {
        Target target = targets.getOrDefault(write.service(), write.target());
        if (!leads.test(write.epoch())) {
            told.written(write, Outcome.FENCED, "the lease is not ours any more");
            return;
        }
        var _ = send(
                        "PATCH",
                        scaleUrl(write.service(), target),
                        scaleBody(write.replicas(), write.resourceVersion()),
                        5)
                .whenComplete((answer, failed) -> told.written(write, outcome(answer, failed), text(answer, failed)));
    }

    private String scaleUrl(ServiceName service, Target target) {
        String root = target.group().isEmpty() ? "api/" : "apis/";
        return client.getMasterUrl() + root + target.apiVersion() + "/namespaces/" + service.namespace() + "/"
                + plural(target) + "/" + target.name() + "/scale?fieldManager=ebb";
    }

    private static String scaleBody(int replicas, String version) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (!version.isEmpty()) {
            body.put("metadata", Map.of("resourceVersion", version));
        }
        body.put("spec", Map.of("replicas", replicas));
        return Serialization.asJson(body);
    }

    private CompletableFuture<HttpResponse<String>> send(String method, String url, String body, int seconds) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(url)
                .method(method, method.equals("PATCH") ? PATCH : "application/json", body)
                .timeout(seconds, TimeUnit.SECONDS)
                .build();
        return client.getHttpClient().sendAsync(request, String.class);
    }

    private static Outcome outcome(@Nullable HttpResponse<String> answer, @Nullable Throwable failed) {
        if (answer == null || failed != null) {
            return Outcome.RETRY;
        }
        int code = answer.code();
        return answer.isSuccessful()
                ? Outcome.DONE
                : code == 409 ? Outcome.CONFLICT : code == 429 || code >= 500 ? Outcome.RETRY : Outcome.REFUSED;
    }

    private static String text(@Nullable HttpResponse<String> answer, @Nullable Throwable failed) {
        if (answer == null || failed != null) {
            return "the API server does not answer: " + (failed == null ? "" : failed.getMessage());
        }
        Map<?, ?> body = parsed(answer.body());
        if (answer.isSuccessful()) {
            return body.get("metadata") instanceof Map<?, ?> meta ? String.valueOf(meta.get("resourceVersion")) : "";
        }
        return "the API server answers " + answer.code() + ": " + body.get("message");
    }

    private static Map<?, ?> parsed(@Nullable String json) {
        try {
            return json == null || json.isBlank()
                    ? Map.of()
                    : Objects.requireNonNullElse(Serialization.unmarshal(json, Map.class), Map.of());
        } catch (RuntimeException garbled) {
            return Map.of("message", json);
        }
    }

    /** One look and one patch, for a balancer that finds no controller. */
    @Override
    public boolean wakeOne(ServiceName service) {
        Target target = targets.get(service);
        if (target == null) {
            return false;
        }
        try {
            HttpRequest look = client.getHttpClient()
                    .newHttpRequestBuilder()
                    .uri(scaleUrl(service, target))
                    .timeout(5, TimeUnit.SECONDS)
                    .build();
            HttpResponse<String> seen =
                    client.getHttpClient().sendAsync(look, String.class).join();
            Map<?, ?> scale = parsed(seen.body());
            if (!seen.isSuccessful()
                    || !(scale.get("spec") instanceof Map<?, ?> spec)
                    || !(scale.get("metadata") instanceof Map<?, ?> meta)) {
                return false;
            }
            if (spec.get("replicas") instanceof Number asked && asked.intValue() > 0) {
                return true;
            }
            return send(
                            "PATCH",
                            scaleUrl(service, target),
                            scaleBody(1, String.valueOf(meta.get("resourceVersion"))),
                            5)
                    .join()
                    .isSuccessful();
        } catch (RuntimeException unreachable) {
            LOG.warn("{} cannot be woken: {}", service, unreachable.getMessage());
            return false;
        }
    }

    // Status, snapshots, Events.

    @Override
    public void status(Status status) {
        pending.merge(status.service(), new Pending(status, null), (old, now) -> new Pending(status, old.snapshot));
    }

    @Override
    public void keep(ServiceName service, Snapshot snapshot) {
        pending.merge(service, new Pending(null, snapshot), (old, now) -> new Pending(old.status, snapshot));
    }

    private void sendPending() {
        for (ServiceName each : List.copyOf(pending.keySet())) {
            Pending now = pending.remove(each);
            if (now != null && !withoutStatus.containsKey(each)) {
                sendStatus(each, now);
            }
        }
    }

    private void sendStatus(ServiceName service, Pending now) {
        Map<String, Object> status = new LinkedHashMap<>();
        if (now.status != null) {
            status.putAll(StatusFields.of(now.status));
        }
        if (now.snapshot != null) {
            status.put("state", StatusFields.of(now.snapshot));
        }
        String body = Serialization.asJson(Map.of("status", status));
        if (body.equals(sent.put(service, body))) {
            return;
        }
        String url = client.getMasterUrl() + "apis/ebb.dev/v1alpha1/namespaces/" + service.namespace()
                + "/scalingpolicies/" + service.name() + "/status?fieldManager=ebb";
        var _ = send("PATCH", url, body, 10).whenComplete((answer, failed) -> {
            if (failed != null || answer == null || answer.code() == 429 || answer.code() >= 500) {
                sent.remove(service);
                pending.merge(
                        service,
                        now,
                        (newer, old) -> new Pending(
                                newer.status == null ? old.status : newer.status,
                                newer.snapshot == null ? old.snapshot : newer.snapshot));
            } else if (!answer.isSuccessful() && answer.code() != 404) {
                LOG.warn("status of {}: {} {}", service, answer.code(), answer.body());
            }
        });
    }

    @Override
    public void tell(ServiceName service, Notice notice) {
        String kind = withoutStatus.containsKey(service) ? "ConfigMap" : "ScalingPolicy";
        String apiVersion = withoutStatus.containsKey(service) ? "v1" : "ebb.dev/v1alpha1";
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("apiVersion", "events.k8s.io/v1");
        event.put("kind", "Event");
        event.put(
                "metadata",
                Map.of(
                        "name",
                        service.name() + "." + Long.toString(events.incrementAndGet(), 36),
                        "namespace",
                        service.namespace()));
        event.put("eventTime", MICROS.format(Instant.now()));
        event.put("reportingController", "ebb.dev/controller");
        event.put("reportingInstance", reporter);
        event.put("type", notice.warning() ? "Warning" : "Normal");
        event.put("reason", notice.reason());
        event.put("action", "Scale");
        event.put("note", shortened(notice.text()));
        event.put(
                "regarding",
                Map.of(
                        "apiVersion",
                        apiVersion,
                        "kind",
                        kind,
                        "namespace",
                        service.namespace(),
                        "name",
                        service.name()));
        String url = client.getMasterUrl() + "apis/events.k8s.io/v1/namespaces/" + service.namespace() + "/events";
        var _ = send("POST", url, Serialization.asJson(event), 10).whenComplete((answer, failed) -> {
            if (answer != null && !answer.isSuccessful()) {
                LOG.warn("event for {}: {} {}", service, answer.code(), answer.body());
            }
        });
    }

    private static String shortened(String text) {
        return text.length() <= 1000 ? text : text.substring(0, 999) + "…"; // the API takes 1 kB
    }

    /** @return what the leader before kept, of every service that has a status */
    public Map<ServiceName, Snapshot> kept() {
        Map<ServiceName, Snapshot> all = new LinkedHashMap<>();
        List<Object> items = new ArrayList<>();
        String url = client.getMasterUrl() + "apis/ebb.dev/v1alpha1/scalingpolicies";
        HttpRequest look = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(url)
                .timeout(10, TimeUnit.SECONDS)
                .build();
        HttpResponse<String> answer =
                client.getHttpClient().sendAsync(look, String.class).join();
        if (parsed(answer.body()).get("items") instanceof List<?> found) {
            items.addAll(found);
        }
        for (Object each : items) {
            if (each instanceof Map<?, ?> item && item.get("metadata") instanceof Map<?, ?> meta) {
                ServiceName service =
                        new ServiceName(String.valueOf(meta.get("namespace")), String.valueOf(meta.get("name")));
                Snapshot snapshot = item.get("status") instanceof Map<?, ?> status
                        ? StatusFields.snapshot(status.get("state"))
                        : null;
                if (snapshot != null) {
                    all.put(service, snapshot);
                }
            }
        }
        return all;
    }

    /** What is still to be sent is sent. */
    @Override
    public void close() {
        timer.shutdownNow();
        sendPending();
    }
}

package ebb.live.fake;

import ebb.live.fake.ObjectStore.Change;
import ebb.live.fake.ObjectStore.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster: the fake API with the controllers that make pods of workloads and EndpointSlices of pods. Each pod has a slice of its own, so that
 * pods which share an address can have ports of their own.
 */
public final class FakeCluster implements AutoCloseable {
    private static final String WATCHED = "kubernetes.io/service-name";

    private final ObjectStore store = new ObjectStore();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fake-controllers").factory());
    private final FakeApi api;
    private final Pods pods;

    /**
     * @param port of the API on the loopback, 0: any free one
     * @param pods made from the cluster's own timer
     */
    public FakeCluster(int port, Function<ScheduledExecutorService, Pods> pods) throws IOException {
        this.pods = pods.apply(thread);
        api = new FakeApi(store, port);
        store.listen(this::changed);
    }

    /** One whose pods are ready so long after they were asked for. */
    public static FakeCluster timed(long startMillis) throws IOException {
        return new FakeCluster(0, timer -> new TimedPods(timer, startMillis, 20));
    }

    public FakeApi api() {
        return api;
    }

    /** A workload with a Service of its name, as {@code kubectl} would make them. */
    public void create(Kind kind, String namespace, String name, int replicas) {
        ObjectNode labels = FakeApi.JSON.createObjectNode().put("app", name);
        ObjectNode workload = FakeApi.JSON.createObjectNode();
        workload.putObject("metadata").put("name", name).set("labels", labels.deepCopy());
        ObjectNode spec = workload.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").set("matchLabels", labels.deepCopy());
        spec.putObject("template").putObject("metadata").set("labels", labels.deepCopy());
        ObjectNode service = FakeApi.JSON.createObjectNode();
        service.putObject("metadata").put("name", name);
        ObjectNode serviceSpec = service.putObject("spec");
        serviceSpec.set("selector", labels);
        serviceSpec.putArray("ports").addObject().put("port", 80).put("targetPort", 8080);
        put(Kind.SERVICE, namespace, service);
        put(kind, namespace, workload);
    }

    /** Any object, as JSON. */
    public void put(Kind kind, String namespace, String json) {
        put(kind, namespace, (ObjectNode) FakeApi.JSON.readTree(json));
    }

    private void put(Kind kind, String namespace, ObjectNode object) {
        try {
            store.create(kind, namespace, object);
        } catch (Refusal refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** @return an object as JSON, or an empty text */
    public String get(Kind kind, String namespace, String name) {
        ObjectNode found = store.get(kind, namespace, name);
        return found == null ? "" : FakeApi.JSON.writeValueAsString(found);
    }

    /** @return replicas that a workload asks for */
    public int replicas(Kind kind, String namespace, String name) {
        ObjectNode found = store.get(kind, namespace, name);
        return found == null ? -1 : found.path("spec").path("replicas").asInt(1);
    }

    /** @return names of a service's pods that are there */
    public List<String> podNames(String namespace) {
        return store.list(Kind.POD, namespace).stream().map(FakeCluster::name).toList();
    }

    /** History is forgotten: watches that are behind get 410. */
    public void compact() {
        store.compact();
    }

    // The controllers. They run on their own thread, as in a real cluster: what they do is seen a moment later.

    private void changed(Change change) {
        try {
            switch (change.kind()) {
                case DEPLOYMENT, STATEFUL_SET, POD -> {
                    var _ = thread.schedule(() -> reconcile(change), 1, TimeUnit.MILLISECONDS);
                }
                case SERVICE, CONFIG_MAP, NAMESPACE, EVENT, ENDPOINT_SLICE, LEASE, AUTOSCALER, SCALING_POLICY -> {}
            }
        } catch (RejectedExecutionException closing) {
            // The cluster is being taken down.
        }
    }

    private void reconcile(Change change) {
        String namespace = change.object().path("metadata").path("namespace").asString("");
        for (Kind kind : List.of(Kind.DEPLOYMENT, Kind.STATEFUL_SET)) {
            for (ObjectNode each : store.list(kind, namespace)) {
                workload(kind, namespace, each);
            }
        }
        slices(namespace);
    }

    private void workload(Kind kind, String namespace, ObjectNode object) {
        JsonNode labels = object.path("spec").path("selector").path("matchLabels");
        List<ObjectNode> own = new ArrayList<>(store.list(Kind.POD, namespace).stream()
                .filter(each -> matches(each, labels))
                .toList());
        List<ObjectNode> alive =
                new ArrayList<>(own.stream().filter(each -> !deleting(each)).toList());
        int wanted = object.path("spec").path("replicas").asInt(1);
        while (alive.size() < wanted) {
            alive.add(make(kind, namespace, object, alive.size()));
        }
        // Not ready ones first, then the youngest, as the ReplicaSet controller does.
        alive.sort(
                Comparator.comparing(FakeCluster::isReady).thenComparing(FakeCluster::name, Comparator.reverseOrder()));
        for (int i = 0; alive.size() - i > wanted; i++) {
            end(namespace, alive.get(i));
        }
        int present = Math.min(wanted, alive.size());
        int ready = (int) alive.stream().filter(FakeCluster::isReady).count();
        change(kind, namespace, name(object), now -> {
            ObjectNode status = now.withObject("/status");
            status.put(
                    "observedGeneration",
                    now.path("metadata").path("generation").asLong(1));
            status.put("replicas", present).put("updatedReplicas", present);
            status.put("readyReplicas", Math.min(present, ready));
        });
    }

    private ObjectNode make(Kind kind, String namespace, ObjectNode workload, int index) {
        ObjectNode pod = FakeApi.JSON.createObjectNode();
        ObjectNode meta = pod.putObject("metadata");
        if (kind == Kind.STATEFUL_SET) {
            meta.put("name", name(workload) + "-" + index);
        } else {
            meta.put("generateName", name(workload) + "-");
        }
        meta.set(
                "labels",
                workload.path("spec")
                        .path("template")
                        .path("metadata")
                        .path("labels")
                        .deepCopy());
        pod.putObject("status").put("phase", "Pending");
        try {
            ObjectNode made = store.create(Kind.POD, namespace, pod);
            pods.start(name(made), new Running(namespace, name(made)));
            return made;
        } catch (Refusal stillThere) {
            return pod; // a pod of that name is on its way out: when it is gone this runs again
        }
    }

    private void end(String namespace, ObjectNode pod) {
        String name = name(pod);
        change(
                Kind.POD,
                namespace,
                name,
                now -> now.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z"));
        pods.stop(name, () -> store.delete(Kind.POD, namespace, name));
    }

    private void slices(String namespace) {
        for (ObjectNode service : store.list(Kind.SERVICE, namespace)) {
            List<String> wanted = new ArrayList<>();
            for (ObjectNode pod : store.list(Kind.POD, namespace)) {
                boolean placed = pod.path("status").has("podIP");
                if (placed && matches(pod, service.path("spec").path("selector"))) {
                    wanted.add(slice(namespace, name(service), pod));
                }
            }
            for (ObjectNode each : store.list(Kind.ENDPOINT_SLICE, namespace)) {
                boolean own = each.path("metadata")
                        .path("labels")
                        .path(WATCHED)
                        .asString("")
                        .equals(name(service));
                if (own && !wanted.contains(name(each))) {
                    store.delete(Kind.ENDPOINT_SLICE, namespace, name(each));
                }
            }
        }
    }

    private String slice(String namespace, String service, ObjectNode pod) {
        String name = service + "-" + name(pod);
        ObjectNode slice = FakeApi.JSON.createObjectNode();
        slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        ObjectNode meta = slice.putObject("metadata").put("name", name).put("namespace", namespace);
        meta.putObject("labels").put(WATCHED, service);
        slice.put("addressType", "IPv4");
        ObjectNode endpoint = slice.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(pod.path("status").path("podIP").asString());
        endpoint.putObject("conditions")
                .put("ready", isReady(pod) && !deleting(pod))
                .put("serving", isReady(pod))
                .put("terminating", deleting(pod));
        endpoint.putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", namespace)
                .put("name", name(pod));
        slice.putArray("ports")
                .addObject()
                .put(
                        "port",
                        pod.path("metadata")
                                .path("annotations")
                                .path("ebb.dev/port")
                                .asInt(8080))
                .put("protocol", "TCP");
        try {
            if (store.get(Kind.ENDPOINT_SLICE, namespace, name) == null) {
                store.create(Kind.ENDPOINT_SLICE, namespace, slice);
            } else {
                change(Kind.ENDPOINT_SLICE, namespace, name, now -> {
                    now.set("endpoints", slice.path("endpoints"));
                    now.set("ports", slice.path("ports"));
                });
            }
        } catch (Refusal raced) {
            throw new IllegalStateException(raced);
        }
        return name;
    }

    /** An edit in place. */
    @FunctionalInterface
    private interface Edit {
        void apply(ObjectNode object);
    }

    private void change(Kind kind, String namespace, String name, Edit edit) {
        try {
            store.change(kind, namespace, name, "", now -> {
                edit.apply(now);
                return now;
            });
        } catch (Refusal gone) {
            // Deleted meanwhile: there is nothing to say about it any more.
        }
    }

    private final class Running implements Pods.Told {
        private final String namespace;
        private final String name;

        Running(String namespace, String name) {
            this.namespace = namespace;
            this.name = name;
        }

        @Override
        public void running(String ip, int port) {
            change(Kind.POD, namespace, name, now -> {
                now.withObject("/metadata").withObject("/annotations").put("ebb.dev/port", port);
                now.withObject("/status").put("phase", "Running").put("podIP", ip);
            });
        }

        @Override
        public void ready(boolean is) {
            change(Kind.POD, namespace, name, now -> {
                ArrayNode conditions = now.withObject("/status").putArray("conditions");
                conditions.addObject().put("type", "Ready").put("status", is ? "True" : "False");
            });
        }

        @Override
        public void failed(String reason) {
            change(Kind.POD, namespace, name, now -> {
                ObjectNode status = now.withObject("/status");
                status.remove("conditions");
                ObjectNode container = status.putArray("containerStatuses").addObject();
                container.put("name", "app").put("restartCount", 1).put("ready", false);
                container
                        .putObject("state")
                        .putObject("waiting")
                        .put("reason", "CrashLoopBackOff")
                        .put("message", reason);
            });
        }
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asString("");
    }

    private static boolean deleting(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode each : pod.path("status").path("conditions")) {
            if (each.path("type").asString("").equals("Ready")) {
                return each.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    private static boolean matches(JsonNode object, JsonNode labels) {
        JsonNode own = object.path("metadata").path("labels");
        for (Map.Entry<String, JsonNode> each : labels.properties()) {
            if (!own.path(each.getKey()).equals(each.getValue())) {
                return false;
            }
        }
        return !labels.isEmpty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        api.close();
    }
}

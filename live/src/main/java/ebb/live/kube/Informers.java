package ebb.live.kube;

import ebb.document.BadInputException;
import ebb.live.Address;
import ebb.live.Binding;
import ebb.live.BindingReader;
import ebb.live.ControlLoop;
import ebb.live.PodView;
import ebb.live.ServiceName;
import ebb.live.Target;
import ebb.live.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the control loop needs and tells it whole levels: the replicas of a workload, all pods of a service, all its addresses. What is
 * told twice or late therefore changes nothing. All fields are the loop's thread's.
 */
public final class Informers implements AutoCloseable {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String POLICY_LABEL = "ebb.dev/policy";
    private static final ResourceDefinitionContext POLICIES = new ResourceDefinitionContext.Builder()
            .withGroup("ebb.dev")
            .withVersion("v1alpha1")
            .withKind("ScalingPolicy")
            .withPlural("scalingpolicies")
            .withNamespaced(true)
            .build();

    /** A service with what was found for it. */
    private static final class Bound {
        Binding binding;
        Map<String, String> selector = Map.of();
        final TreeMap<String, PodView> pods = new TreeMap<>();
        String workload = "";

        Bound(Binding binding) {
            this.binding = binding;
        }
    }

    private final KubernetesClient client;
    private final KubernetesCluster cluster;
    private final ControlLoop loop;
    private final Executor thread;
    private final LongSupplier clock;
    private final List<String> namespaces;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Map<ServiceName, Bound> bound = new TreeMap<>();
    private final Map<String, GenericKubernetesResource> workloads = new HashMap<>();
    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<String, Map<String, EndpointSlice>> slices = new HashMap<>();
    private final Map<String, HorizontalPodAutoscaler> autoscalers = new HashMap<>();
    private final Set<String> kinds = new HashSet<>();
    private boolean closed;

    /**
     * @param thread runs tasks one at a time: the loop's
     * @param namespaces empty: all
     */
    public Informers(
            KubernetesClient client,
            KubernetesCluster cluster,
            ControlLoop loop,
            Executor thread,
            LongSupplier clock,
            List<String> namespaces) {
        this.client = client;
        this.cluster = cluster;
        this.loop = loop;
        this.thread = thread;
        this.clock = clock;
        this.namespaces = List.copyOf(namespaces);
    }

    /** Begins to watch; returns when all that was there has been told. */
    public void start() {
        watchKind("apps/v1", "Deployment", "deployments");
        watchKind("apps/v1", "StatefulSet", "statefulsets");
        for (String each : scopes()) {
            add(
                    each.isEmpty()
                            ? client.pods().inAnyNamespace().inform(told(this::pod))
                            : client.pods().inNamespace(each).inform(told(this::pod)));
            add(
                    each.isEmpty()
                            ? client.discovery()
                                    .v1()
                                    .endpointSlices()
                                    .inAnyNamespace()
                                    .inform(told(this::slice))
                            : client.discovery()
                                    .v1()
                                    .endpointSlices()
                                    .inNamespace(each)
                                    .inform(told(this::slice)));
            add(
                    each.isEmpty()
                            ? client.autoscaling()
                                    .v2()
                                    .horizontalPodAutoscalers()
                                    .inAnyNamespace()
                                    .inform(told(this::autoscaler))
                            : client.autoscaling()
                                    .v2()
                                    .horizontalPodAutoscalers()
                                    .inNamespace(each)
                                    .inform(told(this::autoscaler)));
            add(
                    each.isEmpty()
                            ? client.genericKubernetesResources(POLICIES)
                                    .inAnyNamespace()
                                    .inform(told(this::policy))
                            : client.genericKubernetesResources(POLICIES)
                                    .inNamespace(each)
                                    .inform(told(this::policy)));
            add(
                    each.isEmpty()
                            ? client.configMaps()
                                    .inAnyNamespace()
                                    .withLabel(POLICY_LABEL)
                                    .inform(told(this::configMap))
                            : client.configMaps()
                                    .inNamespace(each)
                                    .withLabel(POLICY_LABEL)
                                    .inform(told(this::configMap)));
        }
    }

    private List<String> scopes() {
        return namespaces.isEmpty() ? List.of("") : namespaces;
    }

    private void add(SharedIndexInformer<?> informer) {
        informers.add(informer);
    }

    private void watchKind(String apiVersion, String kind, String plural) {
        if (!kinds.add(apiVersion + " " + kind)) {
            return;
        }
        int slash = apiVersion.indexOf('/');
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                .withVersion(apiVersion.substring(slash + 1))
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        for (String each : scopes()) {
            add(
                    each.isEmpty()
                            ? client.genericKubernetesResources(context)
                                    .inAnyNamespace()
                                    .inform(told(this::workload))
                            : client.genericKubernetesResources(context)
                                    .inNamespace(each)
                                    .inform(told(this::workload)));
        }
    }

    /** @return passes changes on to the loop's thread, with whether the object is gone */
    private <T extends HasMetadata> ResourceEventHandler<T> told(BiConsumer<T, Boolean> to) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                thread.execute(() -> to.accept(object, false));
            }

            @Override
            public void onUpdate(T before, T object) {
                thread.execute(() -> to.accept(object, false));
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                thread.execute(() -> to.accept(object, true));
            }
        };
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    // Policies.

    private void policy(GenericKubernetesResource object, boolean gone) {
        ServiceName service = new ServiceName(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
        Long generation = object.getMetadata().getGeneration();
        Object spec = object.getAdditionalProperties().get("spec");
        bind(service, generation == null ? 1 : generation, spec == null ? "" : Serialization.asJson(spec), gone);
    }

    private void configMap(ConfigMap object, boolean gone) {
        ServiceName service = new ServiceName(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
        cluster.hasNoStatus(service);
        Map<String, String> data = object.getData();
        String text = data == null ? "" : data.getOrDefault("policy.yaml", "");
        // A ConfigMap has no generation; its version rises with each change, and only people change it.
        bind(service, Long.parseLong(object.getMetadata().getResourceVersion()), text, gone);
    }

    private void bind(ServiceName service, long generation, String spec, boolean gone) {
        if (gone) {
            bound.remove(service);
            cluster.lost(service);
            loop.forget(service, clock.getAsLong());
            return;
        }
        Bound before = bound.get(service);
        if (before != null && before.binding.generation() == generation) {
            return; // only its status changed
        }
        Binding binding;
        try {
            binding = BindingReader.read(service, generation, "ScalingPolicy " + service, spec);
        } catch (BadInputException bad) {
            loop.reject(service, generation, String.valueOf(bad.getMessage()), clock.getAsLong());
            return;
        }
        Bound now = new Bound(binding);
        bound.put(service, now);
        loop.policy(binding, clock.getAsLong());
        Target target = binding.target();
        if (!kinds.contains(target.apiVersion() + " " + target.kind())) {
            // Asks the server: not on the loop's thread.
            Thread.ofVirtual().start(() -> {
                String plural = cluster.plural(target);
                thread.execute(() -> watchKind(target.apiVersion(), target.kind(), plural));
            });
        }
        look(service, now);
        addresses(service, binding);
    }

    // Workloads.

    private void workload(GenericKubernetesResource object, boolean gone) {
        String key = object.getKind() + " " + key(object);
        if (gone) {
            workloads.remove(key);
        } else {
            workloads.put(key, object);
        }
        String namespace = object.getMetadata().getNamespace();
        bound.forEach((service, each) -> {
            if (service.namespace().equals(namespace)
                    && (each.workload.equals(key) || fits(each.binding.target(), object))) {
                look(service, each);
            }
        });
    }

    private static boolean fits(Target target, GenericKubernetesResource object) {
        if (!target.kind().equals(object.getKind()) || !target.apiVersion().equals(object.getApiVersion())) {
            return false;
        }
        if (target.labels() == null) {
            return target.name().equals(object.getMetadata().getName());
        }
        Map<String, String> labels = object.getMetadata().getLabels();
        for (String each : target.labels().split(",", -1)) {
            int equals = each.indexOf('=');
            if (labels == null || !each.substring(equals + 1).equals(labels.get(each.substring(0, equals)))) {
                return false;
            }
        }
        return true;
    }

    /** Tells the loop of a service's workload and pods as they are known now. */
    private void look(ServiceName service, Bound each) {
        List<Map.Entry<String, GenericKubernetesResource>> found = new ArrayList<>();
        workloads.entrySet().stream()
                .filter(one -> one.getValue().getMetadata().getNamespace().equals(service.namespace()))
                .filter(one -> fits(each.binding.target(), one.getValue()))
                .forEach(found::add);
        if (found.size() != 1) {
            each.workload = "";
            if (!found.isEmpty() || !kinds.isEmpty()) {
                loop.noWorkload(
                        service,
                        found.isEmpty()
                                ? each.binding.target() + " is not there"
                                : found.size() + " objects are " + each.binding.target() + ": name one with targetRef",
                        clock.getAsLong());
            }
            return;
        }
        GenericKubernetesResource object = found.getFirst().getValue();
        each.workload = found.getFirst().getKey();
        Map<String, String> selector = selector(object);
        boolean other = !selector.equals(each.selector);
        each.selector = selector;
        cluster.found(
                service,
                Target.named(
                        object.getApiVersion(),
                        object.getKind(),
                        object.getMetadata().getName()));
        if (other) {
            each.pods.clear();
            pods.values().stream()
                    .filter(pod -> isOf(service, each, pod))
                    .forEach(pod -> each.pods.put(key(pod), view(pod)));
            loop.pods(service, each.pods.values(), clock.getAsLong());
            addresses(service, each.binding);
        }
        loop.workload(service, seen(object), clock.getAsLong());
        if (other) {
            loop.pods(service, each.pods.values(), clock.getAsLong());
        }
    }

    private static Map<String, String> selector(GenericKubernetesResource object) {
        Map<String, String> all = new LinkedHashMap<>();
        if (object.get("spec", "selector", "matchLabels") instanceof Map<?, ?> labels) {
            labels.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
        } else if (object.get("status", "selector") instanceof String text) {
            for (String each : text.split(",", -1)) {
                int equals = each.indexOf('=');
                if (equals > 0) {
                    all.put(each.substring(0, equals), each.substring(equals + 1));
                }
            }
        }
        return all;
    }

    private Workload seen(GenericKubernetesResource object) {
        int replicas = number(object.get("spec", "replicas"), 1);
        int present = number(object.get("status", "replicas"), 0);
        boolean updates =
                object.getKind().equals("Deployment") || object.getKind().equals("StatefulSet");
        // Pods of an older revision are there: a rollout is under way.
        boolean updating = updates && present > number(object.get("status", "updatedReplicas"), 0);
        return new Workload(replicas, present, object.getMetadata().getResourceVersion(), updating, owner(object));
    }

    private static int number(@Nullable Object value, int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    private String owner(GenericKubernetesResource object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        if (labels != null && labels.containsKey("serving.knative.dev/revision")) {
            return "Knative, for its revision " + labels.get("serving.knative.dev/revision");
        }
        for (HorizontalPodAutoscaler each : autoscalers.values()) {
            var to = each.getSpec().getScaleTargetRef();
            if (each.getMetadata().getNamespace().equals(object.getMetadata().getNamespace())
                    && to.getKind().equals(object.getKind())
                    && to.getName().equals(object.getMetadata().getName())) {
                var owners = each.getMetadata().getOwnerReferences();
                boolean keda = owners != null
                        && owners.stream().anyMatch(owner -> owner.getKind().equals("ScaledObject"));
                return (keda ? "a KEDA ScaledObject and its " : "") + "HorizontalPodAutoscaler "
                        + each.getMetadata().getName();
            }
        }
        return "";
    }

    private void autoscaler(HorizontalPodAutoscaler object, boolean gone) {
        if (gone) {
            autoscalers.remove(key(object));
        } else {
            autoscalers.put(key(object), object);
        }
        bound.forEach((service, each) -> {
            if (service.namespace().equals(object.getMetadata().getNamespace()) && !each.workload.isEmpty()) {
                look(service, each);
            }
        });
    }

    // Pods and addresses.

    private void pod(Pod object, boolean gone) {
        String key = key(object);
        if (gone) {
            pods.remove(key);
        } else {
            pods.put(key, object);
        }
        bound.forEach((service, each) -> {
            if (!isOf(service, each, object)) {
                return;
            }
            PodView now = gone ? null : view(object);
            PodView before = now == null ? each.pods.remove(key) : each.pods.put(key, now);
            if (now == null ? before != null : !now.equals(before)) {
                loop.pods(service, each.pods.values(), clock.getAsLong());
            }
        });
    }

    private static boolean isOf(ServiceName service, Bound each, Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return service.namespace().equals(pod.getMetadata().getNamespace())
                && !each.selector.isEmpty()
                && labels != null
                && labels.entrySet().containsAll(each.selector.entrySet());
    }

    private static PodView view(Pod pod) {
        var status = pod.getStatus();
        boolean ready = status != null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
        boolean failed = status != null && "Failed".equals(status.getPhase());
        boolean looping = status != null
                && status.getContainerStatuses() != null
                && status.getContainerStatuses().stream().anyMatch(Informers::isLooping);
        return new PodView(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                ready,
                pod.getMetadata().getDeletionTimestamp() != null,
                failed || looping);
    }

    private static boolean isLooping(ContainerStatus container) {
        return container.getState() != null
                && container.getState().getWaiting() != null
                && "CrashLoopBackOff".equals(container.getState().getWaiting().getReason());
    }

    private void slice(EndpointSlice object, boolean gone) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String backend = labels == null ? null : labels.get(SERVICE_LABEL);
        if (backend == null) {
            return;
        }
        String namespace = object.getMetadata().getNamespace();
        Map<String, EndpointSlice> own = slices.computeIfAbsent(namespace + "/" + backend, any -> new TreeMap<>());
        if (gone) {
            own.remove(object.getMetadata().getName());
        } else {
            own.put(object.getMetadata().getName(), object);
        }
        bound.forEach((service, each) -> {
            if (service.namespace().equals(namespace) && each.binding.backend().equals(backend)) {
                addresses(service, each.binding);
            }
        });
    }

    private void addresses(ServiceName service, Binding binding) {
        List<Address> all = new ArrayList<>();
        slices.getOrDefault(service.namespace() + "/" + binding.backend(), Map.of())
                .values()
                .forEach(each -> addresses(each, all));
        loop.addresses(service, all, clock.getAsLong());
    }

    private static void addresses(EndpointSlice slice, List<Address> into) {
        Integer port = slice.getPorts() == null || slice.getPorts().isEmpty()
                ? null
                : slice.getPorts().getFirst().getPort();
        for (Endpoint each : slice.getEndpoints() == null ? List.<Endpoint>of() : slice.getEndpoints()) {
            if (port == null
                    || each.getTargetRef() == null
                    || each.getAddresses().isEmpty()) {
                continue;
            }
            var conditions = each.getConditions();
            boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
            boolean terminating = conditions != null && Boolean.TRUE.equals(conditions.getTerminating());
            into.add(new Address(
                    each.getTargetRef().getName(), each.getAddresses().getFirst(), port, ready, terminating));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            informers.forEach(SharedIndexInformer::stop);
        }
    }
}

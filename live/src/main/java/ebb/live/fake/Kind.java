package ebb.live.fake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of objects that the fake API has. */
public enum Kind {
    POD("", "v1", "pods", "Pod", true, false),
    SERVICE("", "v1", "services", "Service", true, false),
    CONFIG_MAP("", "v1", "configmaps", "ConfigMap", true, false),
    NAMESPACE("", "v1", "namespaces", "Namespace", false, false),
    EVENT("events.k8s.io", "v1", "events", "Event", true, false),
    DEPLOYMENT("apps", "v1", "deployments", "Deployment", true, true),
    STATEFUL_SET("apps", "v1", "statefulsets", "StatefulSet", true, true),
    ENDPOINT_SLICE("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, false),
    LEASE("coordination.k8s.io", "v1", "leases", "Lease", true, false),
    AUTOSCALER("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, false),
    SCALING_POLICY("ebb.dev", "v1alpha1", "scalingpolicies", "ScalingPolicy", true, false);

    private final String group;
    private final String version;
    private final String plural;
    private final String title;
    private final boolean namespaced;
    private final boolean scaled;

    Kind(String group, String version, String plural, String title, boolean namespaced, boolean scaled) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.title = title;
        this.namespaced = namespaced;
        this.scaled = scaled;
    }

    static List<Kind> of(String group, String version) {
        return Arrays.stream(values())
                .filter(each -> each.group.equals(group) && each.version.equals(version))
                .toList();
    }

    static @Nullable Kind named(String group, String version, String plural) {
        return of(group, version).stream()
                .filter(each -> each.plural.equals(plural))
                .findFirst()
                .orElse(null);
    }

    public String title() {
        return title;
    }

    String plural() {
        return plural;
    }

    String group() {
        return group;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean namespaced() {
        return namespaced;
    }

    boolean scaled() {
        return scaled;
    }
}

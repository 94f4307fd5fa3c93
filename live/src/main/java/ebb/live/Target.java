package ebb.live;

import org.jspecify.annotations.Nullable;

/**
 * The object whose replicas a policy sets: anything with a scale subresource.
 *
 * @param group its API group, empty for the core's
 * @param name empty if it is found by labels
 * @param labels {@code key=value,…} that exactly one object of the kind must have; null if it is named
 */
public record Target(
        String group,
        String version,
        String kind,
        String name,
        @Nullable String labels) {
    /** @param apiVersion {@code apps/v1} */
    public static Target named(String apiVersion, String kind, String name) {
        return new Target(group(apiVersion), version(apiVersion), kind, name, null);
    }

    public static Target labelled(String apiVersion, String kind, String labels) {
        return new Target(group(apiVersion), version(apiVersion), kind, "", labels);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    @Override
    public String toString() {
        return kind + " " + (labels == null ? name : "with " + labels);
    }
}

package ebb.live;

import java.util.Comparator;

/** What a service is called, everywhere in live: the namespace and the name of its {@code ScalingPolicy}. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);

    public ServiceName {
        if (namespace.isEmpty() || name.isEmpty() || namespace.contains("/") || name.contains("/")) {
            throw new IllegalArgumentException(
                    "a service is called namespace/name, both given: '" + namespace + "/" + name + "'");
        }
    }

    /** @param text {@code namespace/name}, or a name alone in namespace {@code default} */
    public static ServiceName of(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new ServiceName("default", text)
                : new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

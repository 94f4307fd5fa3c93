package ebb.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All policies that come with Ebb, by name: those written in Java, then those written in the language. */
public final class Policies {
    private static final Map<String, PolicyDefinition> ALL = all();

    private Policies() {}

    private static Map<String, PolicyDefinition> all() {
        Map<String, PolicyDefinition> all = new LinkedHashMap<>();
        for (BuiltIn each : BuiltIn.values()) {
            all.put(each.title(), each);
        }
        PolicyLibrary.names().forEach(name -> all.computeIfAbsent(name, PolicyDocument::builtIn));
        return all;
    }

    public static List<PolicyDefinition> list() {
        return List.copyOf(ALL.values());
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** @return null if there is none of that name */
    public static @Nullable PolicyDefinition named(String name) {
        return ALL.get(name);
    }
}

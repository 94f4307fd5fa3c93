package ebb.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All policies that come with Ebb, by name: those written in Java, then those written in the language. */
public final class Policies {
    // A document is read when it is asked for: reading all takes longer than a small run.
    private static final Map<String, PolicyDocument> READ = new HashMap<>();

    private Policies() {}

    public static List<PolicyDefinition> list() {
        return names().stream().map(Policies::named).filter(Objects::nonNull).toList();
    }

    public static List<String> names() {
        List<String> all = new ArrayList<>();
        for (BuiltIn each : BuiltIn.values()) {
            all.add(each.title());
        }
        PolicyLibrary.names().stream().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }

    /** @return null if there is none of that name */
    public static @Nullable PolicyDefinition named(String name) {
        for (BuiltIn each : BuiltIn.values()) {
            if (each.title().equals(name)) {
                return each;
            }
        }
        return PolicyLibrary.names().contains(name) ? read(name) : null;
    }

    private static PolicyDefinition read(String name) {
        synchronized (READ) {
            return READ.computeIfAbsent(name, PolicyDocument::builtIn);
        }
    }
}

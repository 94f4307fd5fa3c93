package ebb.policy;

import ebb.document.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All policies that can be named: those that come with Ebb, in Java and in the language, and those in Java that others brought along. */
public final class Policies {
    // A document is read when it is asked for: reading all takes longer than a small run.
    private static final Map<String, PolicyDocument> READ = new HashMap<>();

    private Policies() {}

    /** @throws ebb.document.BadInputException if one that was brought along is not pure, or takes a name that is taken */
    public static List<PolicyDefinition> list() {
        Problems problems = new Problems();
        Programs.noteTaken(ours(), problems);
        problems.throwIfAny();
        return names().stream().map(Policies::named).filter(Objects::nonNull).toList();
    }

    public static List<String> names() {
        List<String> all = ours();
        Programs.names().stream().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }

    private static List<String> ours() {
        List<String> all = new ArrayList<>();
        for (BuiltIn each : BuiltIn.values()) {
            all.add(each.title());
        }
        PolicyLibrary.names().stream().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }

    /**
     * @return null if there is none of that name
     * @throws ebb.document.BadInputException if it was brought along and is not pure
     */
    public static @Nullable PolicyDefinition named(String name) {
        for (BuiltIn each : BuiltIn.values()) {
            if (each.title().equals(name)) {
                return each;
            }
        }
        return PolicyLibrary.names().contains(name) ? read(name) : Programs.named(name);
    }

    private static PolicyDocument read(String name) {
        synchronized (READ) {
            return READ.computeIfAbsent(name, PolicyDocument::builtIn);
        }
    }
}

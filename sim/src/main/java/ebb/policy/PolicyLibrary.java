package ebb.policy;

import ebb.document.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policies that come with Ebb: files in the language, read like a user's. */
public final class PolicyLibrary {
    private static final List<String> NAMES = List.of(
            "always-on",
            "scale-to-zero",
            "keep-alive",
            "delayed-off",
            "step-scaling",
            "target-concurrency",
            "knative-kpa",
            "hpa-v2",
            "keda",
            "keda-http",
            "hybrid-histogram",
            "ski-rental",
            "ski-rental-randomised",
            "look-ahead",
            "learning-augmented",
            "erlang",
            "square-root",
            "seasonal-naive",
            "holt-winters",
            "pid",
            "budget-cap",
            "schedule",
            "kv-saturation",
            "apa",
            "llm-slo");

    private static final String BUILT_IN = "builtin/";
    private static final String VERSION = "@1";

    private PolicyLibrary() {}

    public static List<String> names() {
        return NAMES;
    }

    /** @return null if there is none of that name */
    public static PolicyFiles.@Nullable Found find(String name) {
        if (!NAMES.contains(name)) {
            return null;
        }
        String file = "policies/" + name + ".yaml";
        return new PolicyFiles.Found(file, Document.resourceText(file));
    }

    /** @return the policy that {@code builtin/NAME@1} or {@code builtin/NAME} refers to; null if it is no such reference, or there is none */
    public static PolicyFiles.@Nullable Found referred(String reference) {
        if (!isReference(reference)) {
            return null;
        }
        String name = reference.substring(BUILT_IN.length());
        int version = name.indexOf('@');
        boolean known = version < 0 || name.substring(version).equals(VERSION);
        return known ? find(version < 0 ? name : name.substring(0, version)) : null;
    }

    /** Whether a text refers to a policy that comes with Ebb, and not to a file. */
    static boolean isReference(String reference) {
        return reference.startsWith(BUILT_IN);
    }
}

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
            "budget-cap",
            "schedule",
            "kv-saturation",
            "apa",
            "llm-slo");

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
}

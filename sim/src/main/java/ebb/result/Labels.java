package ebb.result;

import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Short names of runs that tell each from the others: the policy and what differs. */
final class Labels {
    private final List<RunKey> keys;

    Labels(List<RunKey> keys) {
        this.keys = List.copyOf(keys);
    }

    static Labels of(Summary summary) {
        return new Labels(summary.runs().stream().map(RunSummary::key).toList());
    }

    /** @return with traffic and seed where there are several */
    String run(RunKey key) {
        return run(key, true);
    }

    String run(RunKey key, boolean withSeed) {
        String label = choice(key);
        if (keys.stream().map(RunKey::traceHash).distinct().count() > 1) {
            label += ", " + key.trace();
        }
        return withSeed && seeds() > 1 ? label + ", seed " + key.seed() : label;
    }

    private long seeds() {
        return keys.stream().mapToLong(RunKey::seed).distinct().count();
    }

    /** @return policy, parameters and settings */
    String choice(RunKey key) {
        List<String> parts = new ArrayList<>();
        key.policy().parameters().forEach((name, value) -> {
            if (tells(key.policy(), name)) {
                parts.add(name + "=" + amount(parameter(key.policy(), name), value));
            }
        });
        varying().forEach((path, values) -> {
            String value = key.settings().get(path);
            if (value != null && values.size() > 1) {
                parts.add(path + "=" + value);
            }
        });
        return parts.isEmpty() ? key.policy().name() : key.policy().name() + " " + String.join(" ", parts);
    }

    /** A parameter tells something where it is not the policy's own default, or where runs of the policy differ in it. */
    private boolean tells(ScalingPolicy policy, String name) {
        Parameter known = parameter(policy, name);
        double value = policy.parameter(name);
        return known == null
                || value != known.standard()
                || keys.stream()
                        .map(RunKey::policy)
                        .anyMatch(each -> each.name().equals(policy.name())
                                && each.parameters().getOrDefault(name, value) != value);
    }

    private Map<String, Set<String>> varying() {
        Map<String, Set<String>> values = new TreeMap<>();
        for (RunKey key : keys) {
            key.settings()
                    .forEach((path, value) -> values.computeIfAbsent(path, each -> new TreeSet<>())
                            .add(value));
        }
        return values;
    }

    private static String amount(@Nullable Parameter known, double value) {
        boolean seconds = known != null && known.unit() == Parameter.Unit.SECONDS;
        return Text.exact(value) + (seconds ? "s" : "");
    }

    private static @Nullable Parameter parameter(ScalingPolicy policy, String name) {
        PolicyDefinition definition = policy.definition();
        if (definition == null) {
            return null;
        }
        for (Parameter parameter : definition.parameters()) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        return null;
    }
}

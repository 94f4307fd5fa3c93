package ebb.scenario;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Quantity;
import ebb.policy.BuiltIn;
import ebb.policy.Parameter;
import ebb.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which policies are run, and with which parameters: a parameter with several values makes several policies. */
final class PolicyReader {
    private static final List<String> NAMES =
            Arrays.stream(BuiltIn.values()).map(BuiltIn::title).toList();

    private final List<String> services;

    /** @param services the names that the scenario has */
    PolicyReader(List<String> services) {
        this.services = services;
    }

    /** @return all choices, in the order of the text; the last parameter varies fastest */
    List<PolicyChoice> read(Node node) {
        List<PolicyChoice> all = new ArrayList<>();
        node.listOrOne().forEach(each -> all.addAll(choices(each)));
        if (all.isEmpty()) {
            node.problem("needs a policy", "Known: " + String.join(", ", NAMES));
        }
        return all;
    }

    private List<PolicyChoice> choices(Node node) {
        boolean mixed = node.kind() == Node.Kind.MAPPING && node.mapping().has("services");
        String label = mixed ? node.mapping().get("label").text("by-service") : "";
        Mapping own = mixed ? node.mapping().get("services").mapping() : null;
        List<PolicyChoice> all = policies(node).stream()
                .map(each -> new PolicyChoice(mixed ? label : each.name(), each, Map.of()))
                .toList();
        for (Node each : own == null ? List.<Node>of() : own.each()) {
            if (!services.contains(each.name())) {
                each.problem("is not a service of this scenario", NearestName.suggest(each.name(), services));
            }
            all = with(all, each.name(), policies(each));
        }
        return all;
    }

    private static List<PolicyChoice> with(List<PolicyChoice> before, String service, List<ScalingPolicy> policies) {
        List<PolicyChoice> all = new ArrayList<>();
        for (PolicyChoice choice : before) {
            for (ScalingPolicy each : policies) {
                Map<String, ScalingPolicy> own = new LinkedHashMap<>(choice.own());
                own.put(service, each);
                all.add(new PolicyChoice(choice.label(), choice.standard(), own));
            }
        }
        return all;
    }

    /** Where one policy is asked for. */
    ScalingPolicy single(Node node) {
        List<ScalingPolicy> all = policies(node);
        if (all.size() > 1) {
            node.problem("must be one policy", "Give each parameter one value.");
        }
        return all.getFirst();
    }

    private static List<ScalingPolicy> policies(Node node) {
        if (node.kind() != Node.Kind.MAPPING) {
            BuiltIn builtIn = found(node);
            return List.of((builtIn == null ? BuiltIn.ALWAYS_ON : builtIn).with(Map.of()));
        }
        Mapping mapping = node.mapping();
        BuiltIn builtIn = found(mapping.get("name"));
        if (builtIn == null) {
            // Which fields there are only the policy says.
            return List.of(BuiltIn.ALWAYS_ON.with(Map.of()));
        }
        List<ScalingPolicy> all = List.of(builtIn.with(Map.of()));
        for (Parameter parameter : builtIn.parameters()) {
            all = varied(all, builtIn, parameter, mapping.get(parameter.name()));
        }
        mapping.done();
        return all;
    }

    private static List<ScalingPolicy> varied(
            List<ScalingPolicy> before, BuiltIn builtIn, Parameter parameter, Node node) {
        List<Double> values = new ArrayList<>();
        node.listOrOne().forEach(each -> values.add(value(each, parameter)));
        List<ScalingPolicy> all = new ArrayList<>();
        for (ScalingPolicy policy : before) {
            for (double value : values) {
                Map<String, Double> parameters = new LinkedHashMap<>(policy.parameters());
                parameters.put(parameter.name(), value);
                all.add(builtIn.with(parameters));
            }
        }
        return all.isEmpty() ? before : all;
    }

    private static double value(Node node, Parameter parameter) {
        double min = parameter.min();
        double max = parameter.max();
        return switch (parameter.unit()) {
            case SECONDS -> node.duration(Math.round(min * 1e9), Math.round(max * 1e9)) / 1e9;
            case PODS -> node.integer((int) min, (int) max);
            case REQUESTS_PER_POD -> node.number(min, max);
            case RATIO -> node.ratio(min, max);
        };
    }

    /** As a user would write it. */
    static String print(double value, Parameter parameter) {
        return parameter.unit() == Parameter.Unit.SECONDS
                ? Quantity.DURATION.print(Math.round(value * 1e9))
                : Quantity.NUMBER.print(value);
    }

    /** @return null, and a problem, where no policy is named */
    private static @Nullable BuiltIn found(Node node) {
        if (!node.present()) {
            node.missing("Known: " + String.join(", ", NAMES) + ".");
            return null;
        }
        String name = node.text();
        if (node.kind() == Node.Kind.SCALAR && !known(name)) {
            node.problem("is not a policy", NearestName.suggest(name, NAMES));
        }
        return known(name) ? BuiltIn.named(name) : null;
    }

    /** @return whether a policy of that name comes with Ebb */
    static boolean known(String name) {
        return NAMES.contains(name);
    }
}

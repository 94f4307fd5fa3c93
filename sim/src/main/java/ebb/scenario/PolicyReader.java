package ebb.scenario;

import ebb.cluster.ServiceModel;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.BuiltIn;
import ebb.policy.Metrics;
import ebb.policy.Parameter;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which policies are run, and with which parameters: a parameter with several values makes several policies. */
final class PolicyReader {
    private static final List<String> NAMES = Policies.names();
    private static final List<String> MEASURED = Arrays.stream(Metrics.values())
            .filter(each -> each.kind() == Metrics.Kind.SAMPLE)
            .map(Metrics::title)
            .toList();
    private static final String KNOWN = NearestName.suggest("", NAMES);

    private final List<ServicePlan> plans;
    private final List<String> services;

    /** @param plans the services that the scenario has */
    PolicyReader(List<ServicePlan> plans) {
        this.plans = plans;
        services = plans.stream().map(ServicePlan::name).toList();
    }

    /** @return all choices, in the order of the text; the last parameter varies fastest */
    List<PolicyChoice> read(Node node) {
        List<PolicyChoice> all = new ArrayList<>();
        node.listOrOne().forEach(each -> all.addAll(choices(each)));
        if (all.isEmpty()) {
            node.problem("needs a policy", KNOWN);
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
        List<Node> others = own == null ? List.of() : own.each();
        for (Node each : others) {
            if (!services.contains(each.name())) {
                each.problem("is not a service of this scenario", NearestName.suggest(each.name(), services));
            }
            List<ScalingPolicy> policies = policies(each);
            measured(each, policies, List.of(each.name()));
            all = with(all, each.name(), policies);
        }
        List<String> apart = others.stream().map(Node::name).toList();
        measured(
                node,
                all.stream().map(PolicyChoice::standard).toList(),
                services.stream().filter(each -> !apart.contains(each)).toList());
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

    /** Whether the services can give what the policies measure. */
    private void measured(Node node, List<ScalingPolicy> policies, List<String> of) {
        PolicyDefinition definition = policies.getFirst().definition();
        List<String> asked = definition == null ? List.of() : definition.wants().metrics();
        for (String name : asked) {
            Metrics metric = Metrics.named(name);
            String reads = "is " + policies.getFirst().name() + ", which reads " + name;
            if (metric == null) {
                node.problem(reads + ", and a simulation measures no such thing", NearestName.suggest(name, MEASURED));
            } else if (metric.ofTokens()) {
                plans.stream()
                        .filter(each -> of.contains(each.name()))
                        .filter(each -> !(each.pattern().model() instanceof ServiceModel.Batching))
                        .map(ServicePlan::name)
                        .forEach(each -> node.problem(
                                reads + ", and " + each + " does not have that: only services with"
                                        + " service_time: { llm: … } do",
                                "Give " + each + " another policy: services: { " + each + ": … }."));
            }
        }
    }

    /**
     * Where one policy is asked for.
     *
     * @param service that it is for; null for all
     */
    ScalingPolicy single(Node node, @Nullable String service) {
        List<ScalingPolicy> all = policies(node);
        measured(node, all, service == null ? services : List.of(service));
        if (all.size() > 1) {
            node.problem("must be one policy", "Give each parameter one value.");
        }
        return all.getFirst();
    }

    private static List<ScalingPolicy> policies(Node node) {
        if (node.kind() != Node.Kind.MAPPING) {
            PolicyDefinition definition = found(node);
            return List.of((definition == null ? BuiltIn.ALWAYS_ON : definition).with(Map.of()));
        }
        Mapping mapping = node.mapping();
        PolicyDefinition definition =
                mapping.has("policy") ? written(mapping.get("policy")) : found(mapping.get("name"));
        if (definition == null) {
            // Which fields there are only the policy says.
            return List.of(BuiltIn.ALWAYS_ON.with(Map.of()));
        }
        List<ScalingPolicy> all = List.of(definition.with(Map.of()));
        for (Parameter parameter : definition.parameters()) {
            all = varied(all, definition, parameter, mapping.get(parameter.name()));
        }
        mapping.done();
        return all;
    }

    private static List<ScalingPolicy> varied(
            List<ScalingPolicy> before, PolicyDefinition definition, Parameter parameter, Node node) {
        List<Double> values = new ArrayList<>();
        node.listOrOne().forEach(each -> values.add(parameter.value(each)));
        List<ScalingPolicy> all = new ArrayList<>();
        for (ScalingPolicy policy : before) {
            for (double value : values) {
                Map<String, Double> parameters = new LinkedHashMap<>(policy.parameters());
                parameters.put(parameter.name(), value);
                all.add(definition.with(parameters));
            }
        }
        return all.isEmpty() ? before : all;
    }

    /** A policy in the language that stands in the scenario itself. */
    private static @Nullable PolicyDefinition written(Node node) {
        if (!(node.whole() instanceof Tree.Mapping document)) {
            node.problem("must be a policy document", "Begin it with apiVersion: ebb.dev/v1 and kind: ScalingPolicy.");
            return null;
        }
        Problems problems = new Problems();
        PolicyDefinition read = PolicyDocument.read(document, PolicyFiles.BUILT_IN, problems);
        problems.list().forEach(node.problems()::add);
        return problems.none() ? read : null;
    }

    /** @return null, and a problem, where no policy is named */
    private static @Nullable PolicyDefinition found(Node node) {
        if (!node.present()) {
            node.missing(KNOWN);
            return null;
        }
        String name = node.text();
        if (node.kind() == Node.Kind.SCALAR && !known(name)) {
            node.problem("is not a policy", NearestName.suggest(name, NAMES));
        }
        return Policies.named(name);
    }

    /** @return whether a policy of that name comes with Ebb */
    static boolean known(String name) {
        return NAMES.contains(name);
    }
}

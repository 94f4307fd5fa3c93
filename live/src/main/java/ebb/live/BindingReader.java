package ebb.live;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.Limits;
import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyModel;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of a policy: the {@code spec} of a {@code ScalingPolicy} (ebb.dev/v1alpha1), or the same text in a ConfigMap. All that is
 * wrong is told at once; the policy's own problems have the lines of the policy's text.
 */
public final class BindingReader {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final int MOST = 1_000_000;

    private final Problems problems;

    private BindingReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * @param shown how the resource is named in messages: {@code ScalingPolicy default/web}
     * @param spec as YAML or JSON
     * @throws BadInputException with every problem
     */
    public static Binding read(ServiceName service, long generation, String shown, String spec) {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.text(shown, spec, problems);
        problems.throwIfAny();
        Binding binding = new BindingReader(problems).read(service, generation, new Mapping(problems, "spec", tree));
        problems.throwIfAny();
        return binding;
    }

    private Binding read(ServiceName service, long generation, Mapping spec) {
        Limits limits =
                limits(spec.get("limits").mapping(), spec.get("concurrency").integer(1, MOST, 1));
        int maxChange = spec.get("maxChange").integer(1, MOST, MOST);
        Target target = target(spec);
        ScalingPolicy policy = policy(spec, "policy");
        Binding binding = new Binding(
                service,
                generation,
                target,
                spec.get("service").text(target.name().isEmpty() ? service.name() : target.name()),
                policy,
                mode(spec.get("mode").choice(List.of("apply", "dryRun", "shadow"), "apply")),
                spec.get("paused").flag(false),
                limits,
                maxChange,
                spec.get("coldStart").duration(0, DAY, 10 * SECOND),
                spec.get("costPerPodHour").number(0, 1e9, 0) / 3600,
                config(service, spec, limits),
                candidates(spec.get("candidates")));
        spec.done();
        works(policy, binding, spec.get("source"));
        return binding;
    }

    private static Mode mode(String name) {
        return switch (name) {
            case "dryRun" -> Mode.DRY_RUN;
            case "shadow" -> Mode.SHADOW;
            default -> Mode.APPLY;
        };
    }

    private static Limits limits(Mapping given, int concurrency) {
        int min = given.get("min").integer(0, MOST, 0);
        int max = given.get("max").integer(1, MOST, MOST);
        if (min > max) {
            given.get("min").problem("must be at most max = " + max, "");
            max = min;
        }
        given.done();
        return new Limits(min, max, concurrency);
    }

    private Target target(Mapping spec) {
        boolean named = spec.has("targetRef");
        if (named == spec.has("selector")) {
            spec.problem("needs either targetRef or selector", "targetRef: { kind: Deployment, name: web }");
        }
        if (spec.has("selector")) {
            Mapping by = spec.get("selector").mapping();
            String apiVersion = by.get("apiVersion").text("apps/v1");
            String kind = by.get("kind").text("Deployment");
            List<String> pairs = new ArrayList<>();
            by.get("matchLabels").mapping().each().forEach(each -> pairs.add(each.name() + "=" + each.text()));
            if (pairs.isEmpty()) {
                by.get("matchLabels").problem("needs a label", "");
            }
            by.done();
            return Target.labelled(apiVersion, kind, String.join(",", pairs));
        }
        Mapping to = spec.get("targetRef").mapping();
        Target target = Target.named(
                to.get("apiVersion").text("apps/v1"),
                to.get("kind").text("Deployment"),
                to.get("name").text());
        to.done();
        return target;
    }

    // The policy.

    private ScalingPolicy policy(Mapping from, String title) {
        Node source = from.get("source");
        String text = source.text();
        Problems own = new Problems();
        PolicyDefinition read = text.isEmpty() ? null : PolicyDocument.read(title, text, PolicyFiles.BUILT_IN, own);
        own.list().forEach(problems::add);
        if (read == null || !own.none()) {
            from.get("parameters").whole();
            return new ScalingPolicy(title, Map.of(), null);
        }
        return read.with(parameters(from.get("parameters").mapping(), read));
    }

    private static Map<String, Double> parameters(Mapping given, PolicyDefinition policy) {
        Map<String, Double> values = new TreeMap<>();
        for (Parameter each : policy.parameters()) {
            if (given.has(each.name())) {
                values.put(each.name(), each.value(given.get(each.name())));
            }
        }
        given.done();
        return values;
    }

    /** What can be known only with the service's facts, and what live mode cannot give. */
    private void works(ScalingPolicy policy, Binding binding, Node source) {
        if (policy.definition() == null || !problems.none()) {
            return;
        }
        try {
            List<String> metrics = policy.automaton(ServiceFacts.of(binding.limits(), binding.seed()))
                    .anatomy()
                    .metrics();
            if (!metrics.isEmpty()) {
                problems.add(
                        source.at(),
                        String.join(", ", metrics),
                        "is not measured in live mode",
                        "Use what the balancer tells: in_flight, queued, concurrency, request, done, idle_gap.");
            }
        } catch (BadInputException bad) {
            bad.problems().forEach(problems::add);
        }
        if (policy.definition() instanceof PolicyDocument document) {
            document.model().regions().stream()
                    .flatMap(each -> each.states().stream())
                    .map(each -> each.outputs().get(PolicyModel.Output.VICTIMS))
                    .filter(Objects::nonNull)
                    .forEach(each -> problems.add(
                            each.place().of(0),
                            "victims",
                            "asks for more rights than live mode has",
                            "Take it out: the cluster chooses which pod goes."));
        }
    }

    private List<Binding.Candidate> candidates(Node node) {
        List<Binding.Candidate> all = new ArrayList<>();
        for (Node each : node.list()) {
            Mapping one = each.mapping();
            String name = one.get("name").text();
            all.add(new Binding.Candidate(name, policy(one, name)));
            one.done();
        }
        return all;
    }

    // The balancer.

    private @Nullable ServiceConfig config(ServiceName service, Mapping spec, Limits limits) {
        Mapping hold = spec.get("hold").mapping();
        WaitingRoom.Terms terms = new WaitingRoom.Terms(
                hold.get("requests").integer(0, MOST, 1000),
                hold.get("order").choice(WaitingRoom.Order.class, WaitingRoom.Order.FIFO),
                hold.get("emptyBudget").duration(0, DAY, 120 * SECOND),
                hold.get("busyBudget").duration(0, DAY, 30 * SECOND),
                hold.get("pace").duration(0, 10 * SECOND, 0));
        long bytes = hold.get("bytes").bytes(1, Long.MAX_VALUE / 2, 64L << 20);
        hold.done();
        Mapping rules = spec.get("ignore").mapping();
        ActivityRules activity =
                new ActivityRules(words(rules.get("paths")), words(rules.get("agents")), words(rules.get("networks")));
        rules.done();
        Algorithm algorithm = spec.get("balancer").choice(Algorithm.class, Algorithm.LEAST_CONNECTIONS);
        Route route = route(spec);
        return route == null
                ? null
                : new ServiceConfig(service, route, limits.concurrency(), algorithm, terms, bytes, activity);
    }

    private static List<String> words(Node node) {
        return node.list().stream().map(Node::text).toList();
    }

    private static @Nullable Route route(Mapping spec) {
        if (!spec.has("route")) {
            return null;
        }
        Mapping route = spec.get("route").mapping();
        if (route.has("port") == route.has("hosts")) {
            route.problem("needs either hosts or port", "hosts: [web.example.org]");
            route.get("port").whole();
            route.get("hosts").whole();
            route.get("pathPrefix").whole();
            return null;
        }
        Route read = route.has("port") ? new Route.ByPort(route.get("port").integer(1, 65535)) : byHost(route);
        route.done();
        return read;
    }

    private static @Nullable Route byHost(Mapping route) {
        List<String> hosts = words(route.get("hosts")).stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .toList();
        String path = route.get("pathPrefix").text("/");
        if (hosts.isEmpty()) {
            route.get("hosts").problem("needs a host", NearestName.suggest("", List.of("web.example.org")));
            return null;
        }
        if (!path.startsWith("/")) {
            route.get("pathPrefix").problem("must begin with /", "Maybe /" + path + "?");
            return null;
        }
        return new Route.ByHost(hosts, path);
    }
}

package ebb.policy.check;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.policy.Metrics;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.Values;
import ebb.policy.check.PolicyTest.Happening;
import ebb.policy.check.PolicyTest.Step;
import ebb.policy.check.PolicyTest.Value;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Parser;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the tests of a policy: names are those of the policy, values are of their kind. */
final class PolicyTestReader {
    // A Monday.
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final long LONGEST = 400L * 86_400 * 1_000_000_000;
    private static final List<String> EVENTS =
            List.of("arrival", "done", "pod_ready", "pod_failed", "pod_gone", "action_failed", "restart");
    private static final int MOST_NUMBER = 1_000_000;

    /** Values that the cluster tells; a signal may be set as well. */
    static final List<String> LEVELS =
            List.of("in_flight", "queued", "ready", "starting", "draining", "replicas", "present");

    /** Values that are set in the state. */
    static final List<String> SLOTS = List.of("path", "path.confirmed", "reachable", "scrapable", "desired");

    private final PolicyModel model;
    private final Problems problems;

    PolicyTestReader(PolicyModel model, Problems problems) {
        this.model = model;
        this.problems = problems;
    }

    List<PolicyTest> read() {
        Mapping root = new Mapping(problems, "this policy", model.rendered());
        List<PolicyTest> tests = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node each : root.get("tests").list()) {
            PolicyTest test = test(each);
            if (!names.add(test.name())) {
                problems.add(test.at(), test.name(), "is the name of two tests", "Name one otherwise.");
            }
            tests.add(test);
        }
        return tests;
    }

    private PolicyTest test(Node node) {
        Mapping mapping = node.mapping();
        String name = mapping.get("name").text();
        Mapping given = mapping.get("given").mapping();
        Instant start = given.get("at").instant(START);
        Map<String, String> in = states(given.get("in"));
        long time = given.get("for").duration(0, LONGEST, 0);
        Map<String, Value> parameters =
                values(given.get("params"), model.parameters().keySet(), "parameter");
        parameters.forEach((key, value) -> {
            PolicyModel.ParameterModel parameter = model.parameters().get(key);
            if (parameter != null) {
                fits(value, parameter.standard().type());
            }
        });
        Map<String, Value> vars = values(given.get("vars"), model.variables().keySet(), "variable");
        Set<String> known = settable();
        known.add("concurrency_limit");
        Map<String, Value> values = values(given.get("values"), known, "level, metric or signal");
        given.done();
        List<Step> steps = new ArrayList<>();
        long[] before = {-1};
        mapping.get("steps").list().forEach(each -> steps.add(step(each, before)));
        series(mapping, steps);
        mapping.done();
        if (steps.isEmpty()) {
            node.problem("has no steps", "Write steps: with at and expect, or series:.");
        }
        return new PolicyTest(name, node.at(), nanos(start), in, time, parameters, vars, values, steps);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private Set<String> settable() {
        Set<String> all = new TreeSet<>(LEVELS);
        all.addAll(SLOTS);
        all.addAll(model.signals().keySet());
        all.addAll(model.metrics().keySet());
        for (Metrics each : Metrics.values()) {
            if (each.kind() == Metrics.Kind.SAMPLE) {
                all.add(each.title());
            }
        }
        return all;
    }

    // States.

    private Map<String, String> states(Node node) {
        Map<String, String> all = new LinkedHashMap<>();
        if (node.kind() == Node.Kind.SCALAR) {
            state(node, null, all);
        } else {
            for (Node each : node.mapping().each()) {
                state(each, each.name(), all);
            }
        }
        return all;
    }

    /** @param named the region; null where the state alone must say which */
    private void state(Node node, @Nullable String named, Map<String, String> into) {
        String state = node.text();
        List<String> regions = model.regions().stream().map(RegionModel::name).toList();
        if (named != null && !regions.contains(named)) {
            problems.add(node.at(), named, "is no region", NearestName.suggest(named, regions));
            return;
        }
        List<RegionModel> found = model.regions().stream()
                .filter(each -> named == null || each.name().equals(named))
                .filter(each ->
                        each.states().stream().anyMatch(one -> one.name().equals(state)))
                .toList();
        if (found.size() == 1) {
            into.put(found.getFirst().name(), state);
            return;
        }
        List<String> states = model.regions().stream()
                .filter(each -> named == null || each.name().equals(named))
                .flatMap(each -> each.states().stream())
                .map(PolicyModel.StateModel::name)
                .toList();
        problems.add(
                node.at(),
                state,
                found.isEmpty() ? "is no state" : "is a state of several regions",
                found.isEmpty() ? NearestName.suggest(state, states) : "Write { region: " + state + " }.");
    }

    // Values.

    private Map<String, Value> values(Node node, Set<String> known, String what) {
        Map<String, Value> all = new LinkedHashMap<>();
        for (Node each : node.mapping().each()) {
            if (!known.contains(each.name())) {
                problems.add(each.at(), each.name(), "is no " + what, NearestName.suggest(each.name(), known));
            } else {
                all.put(each.name(), value(each, each.name()));
            }
        }
        return all;
    }

    private Value value(Node node, String name) {
        return value(node.text(), node.at(), name);
    }

    private Value value(String text, Position at, String name) {
        if (text.equals("invalid") || text.equals("none") || choices(name).contains(text)) {
            return new Value(text, null, at);
        }
        try {
            return new Value(text, literal(Parser.parse(text), at, text), at);
        } catch (ExpressionException bad) {
            problems.add(at, text, bad.rule(), bad.wayOut());
            return new Value(text, null, at);
        }
    }

    private Syntax.@Nullable Literal literal(Syntax syntax, Position at, String text) {
        return switch (syntax) {
            case Syntax.Literal literal -> literal;
            case Syntax.Name name
            when name.name().equals("never") -> new Syntax.Literal(0, Type.INSTANT, -(1L << 62), false);
            case Syntax.Negative negative
            when negative.operand() instanceof Syntax.Literal literal ->
                new Syntax.Literal(
                        0,
                        literal.type(),
                        literal.type().isReal()
                                ? Double.doubleToRawLongBits(-Double.longBitsToDouble(literal.bits()))
                                : -literal.bits(),
                        literal.bare());
            default -> {
                problems.add(at, text, "must be a value, not a formula", "");
                yield null;
            }
        };
    }

    private List<String> choices(String name) {
        PolicyModel.ParameterModel parameter = model.parameters().get(name);
        if (parameter != null) {
            return parameter.choices();
        }
        for (Values each : Values.values()) {
            if (each.title().equals(name)) {
                return each.type().choices();
            }
        }
        return List.of();
    }

    private void fits(Value value, Type type) {
        Syntax.Literal literal = value.literal();
        boolean numbers = literal != null
                && literal.type().kind().isNumber()
                && type.kind().isNumber();
        boolean named = type.kind() == Type.Kind.NAME && type.choices().contains(value.text());
        if (!named && !numbers && (literal == null || literal.type().kind() != type.kind())) {
            problems.add(value.at(), value.text(), "must be " + type, "");
        }
    }

    // Steps.

    private Step step(Node node, long[] before) {
        Mapping mapping = node.mapping();
        long at = mapping.get("at").duration(0, LONGEST);
        if (at < before[0]) {
            mapping.get("at").problem("is before the step above", "Put the steps in the order of time.");
        }
        before[0] = at;
        Map<String, Value> set = values(mapping.get("set"), settable(), "level, metric or signal");
        List<Happening> events = new ArrayList<>();
        mapping.get("events").list().forEach(each -> events.add(happening(each)));
        Map<String, Value> expected = expected(mapping.get("expect"));
        mapping.done();
        return new Step(at, set, events, expected);
    }

    private Happening happening(Node node) {
        if (node.kind() == Node.Kind.SCALAR) {
            return happening(node.text(), 1, node.at());
        }
        List<Node> all = node.mapping().each();
        if (all.size() != 1) {
            node.problem("must be one event, as arrival or { arrival: 3 }", "");
            return new Happening("arrival", 0, node.at());
        }
        Node one = all.getFirst();
        return happening(one.name(), one.integer(0, MOST_NUMBER), one.at());
    }

    private Happening happening(String event, int number, Position at) {
        if (!EVENTS.contains(event)) {
            problems.add(at, event, "is no event", NearestName.suggest(event, EVENTS));
        }
        return new Happening(event, number, at);
    }

    private Map<String, Value> expected(Node node) {
        Map<String, Value> all = new LinkedHashMap<>();
        Set<String> known = new TreeSet<>(model.signals().keySet());
        known.addAll(List.of("scale", "law", "path"));
        for (Node each : node.mapping().each()) {
            if (each.name().equals("in")) {
                states(each).forEach((region, state) -> all.put("in " + region, new Value(state, null, each.at())));
            } else if (!known.contains(each.name())) {
                problems.add(
                        each.at(),
                        each.name(),
                        "is nothing that can be expected",
                        NearestName.suggest(each.name(), known));
            } else {
                all.put(each.name(), value(each, each.name()));
            }
        }
        return all;
    }

    // Series.

    /** {@code every: 10s, series: { in_flight: 0x3 5+2x3 }, expect: { scale: 0x3 1x3 }}: one step for each value. */
    private void series(Mapping mapping, List<Step> steps) {
        if (!mapping.has("series")) {
            return;
        }
        long every = mapping.get("every").duration(1_000_000, LONGEST);
        List<Map<String, Value>> set = new ArrayList<>();
        List<Map<String, Value>> expected = new ArrayList<>();
        Set<String> known = settable();
        mapping.get("series").mapping().each().forEach(each -> spread(each, known, set));
        Set<String> seen = new TreeSet<>(model.signals().keySet());
        seen.addAll(List.of("scale", "law"));
        mapping.get("expect").mapping().each().forEach(each -> spread(each, seen, expected));
        for (int i = 0; i < Math.max(set.size(), expected.size()); i++) {
            steps.add(new Step(
                    i * every,
                    i < set.size() ? set.get(i) : Map.of(),
                    List.of(),
                    i < expected.size() ? expected.get(i) : Map.of()));
        }
    }

    private void spread(Node node, Set<String> known, List<Map<String, Value>> into) {
        if (!known.contains(node.name())) {
            problems.add(node.at(), node.name(), "cannot be a series", NearestName.suggest(node.name(), known));
            return;
        }
        List<String> values = Series.of(node.text());
        if (values.isEmpty()) {
            node.problem(
                    "is no series",
                    "Write values with spaces between: 5, 0x10 (eleven times 0), 5+2x3 (5 7 9 11), _ (nothing).");
        }
        for (int i = 0; i < values.size(); i++) {
            if (into.size() <= i) {
                into.add(new LinkedHashMap<>());
            }
            if (!values.get(i).equals(Series.NOTHING)) {
                into.get(i).put(node.name(), value(values.get(i), node.at(), node.name()));
            }
        }
    }
}

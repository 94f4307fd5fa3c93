package ebb.policy.check;

import ebb.document.Position;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.Quantity;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.PolicyProbe;
import ebb.policy.ServiceFacts;
import ebb.policy.Values;
import ebb.policy.check.PolicyTest.Happening;
import ebb.policy.check.PolicyTest.Result;
import ebb.policy.check.PolicyTest.Step;
import ebb.policy.check.PolicyTest.Value;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tests that stand in a policy, on the engine itself.
 *
 * <p>A step's deadlines come first, then what it sets and what happens, then a look at every region that has a tick. Pods do not become
 * ready by themselves: a step says so.
 */
public final class PolicyTests {
    private final PolicyDocument document;
    private final PolicyModel model;
    private final Map<String, Type> types = new HashMap<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<String> entered = new LinkedHashSet<>();
    private List<String> transitions = List.of();

    private PolicyTests(PolicyDocument document) {
        this.document = document;
        this.model = document.model();
    }

    /**
     * What the tests of one policy came to.
     *
     * @param taken of the transitions, by region and state; {@code transitions} are all
     * @param entered of the states; {@code states} are all
     */
    public record Report(
            List<Result> results,
            Set<String> taken,
            List<String> transitions,
            Set<String> entered,
            List<String> states) {
        public boolean passed() {
            return results.stream().allMatch(Result::passed);
        }

        /** @return transitions that no test took */
        public List<String> untaken() {
            return transitions.stream().filter(each -> !taken.contains(each)).toList();
        }

        /** @return states that no test saw */
        public List<String> unseen() {
            return states.stream().filter(each -> !entered.contains(each)).toList();
        }
    }

    /** @return the tests of a policy; what is wrong with them goes into the problems */
    public static List<PolicyTest> read(PolicyModel model, Problems problems) {
        return new PolicyTestReader(model, problems).read();
    }

    /** @param tests as they were read from that document */
    public static Report run(PolicyDocument document, List<PolicyTest> tests) {
        PolicyTests runner = new PolicyTests(document);
        List<Result> results = tests.stream().map(runner::run).toList();
        List<String> states = new ArrayList<>();
        document.model()
                .regions()
                .forEach(region -> region.states().forEach(each -> states.add(region.name() + " " + each.name())));
        return new Report(results, runner.taken, runner.transitions, runner.entered, states);
    }

    /** One test while it runs. */
    private final class Running {
        final PolicyTest test;
        final PolicyProbe probe;
        final Event event;
        final List<Problem> differences = new ArrayList<>();
        long decided = Decision.NONE;
        final boolean ticks = model.tick() != null || model.regions().stream().anyMatch(each -> each.tick() != null);
        boolean startingIsSet;

        Running(PolicyTest test) {
            this.test = test;
            Value concurrency = test.values().get("concurrency_limit");
            int limit = concurrency == null ? 1 : (int) Math.max(1, number(concurrency));
            probe = document.probe(parameters(test), ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, limit), 1));
            event = probe.event();
            event.atNanos = test.startNanos();
        }

        void start() {
            test.values().forEach(this::level);
            starting();
            probe.start();
            test.values().forEach(this::other);
            test.in().forEach((region, state) -> {
                if (differences.isEmpty()) {
                    probe.enter(region, state, test.startNanos() - test.forNanos());
                }
            });
            test.vars().forEach((name, value) -> {
                boolean real = probe.isReal(name);
                probe.variable(name, real ? Double.doubleToRawLongBits(number(value)) : whole(value));
            });
        }

        /** What is told is known; what a pod is not yet is starting, if a test says nothing else. */
        private void starting() {
            if (!startingIsSet) {
                event.starting = Math.max(0, event.replicas - event.ready);
            }
        }

        private void level(String name, Value value) {
            int number = value.isUnknown() ? -1 : (int) number(value);
            switch (name) {
                case "in_flight" -> event.inFlight = number;
                case "queued" -> event.queued = number;
                case "ready" -> event.ready = number;
                case "draining" -> event.draining = number;
                case "replicas" -> event.replicas = number;
                case "present" -> event.present = number;
                case "starting" -> {
                    event.starting = number;
                    startingIsSet = true;
                }
                default -> {}
            }
        }

        /** Signals, metrics, slots. */
        private void other(String name, Value value) {
            if (PolicyTestReader.LEVELS.contains(name) || name.equals("concurrency_limit")) {
                return;
            }
            if (PolicyTestReader.SLOTS.contains(name)) {
                probe.slot(name.replace('.', '_'), slot(name, value));
            } else if (model.signals().containsKey(name)) {
                pin(name, value);
            } else {
                sample(name, value);
            }
        }

        private void pin(String name, Value value) {
            Type type = types.computeIfAbsent(name, key -> orNothing(document.type(key)));
            try {
                if (type.isReal()) {
                    probe.signal(name, value.isUnknown() ? Double.NaN : number(value));
                } else {
                    probe.signalWhole(name, value.isUnknown() ? Long.MIN_VALUE : whole(value));
                }
            } catch (IllegalArgumentException unread) {
                differ(value.at(), name, "cannot be set: no law and no condition reads it as a signal", "");
            }
        }

        private void sample(String name, Value value) {
            int metric = probe.metric(name);
            if (metric >= 0) {
                event.kind = EventKind.SAMPLE;
                event.metric = metric;
                event.value = value.isUnknown() ? Double.NaN : number(value);
                engine(probe.step());
            }
        }

        void step(Step step) {
            long at = test.startNanos() + step.atNanos();
            while (probe.nextDeadline() < at) {
                event.kind = EventKind.ADVANCE;
                event.atNanos = Math.max(event.atNanos, probe.nextDeadline());
                engine(probe.step());
            }
            event.atNanos = at;
            decided = Decision.NONE;
            probe.holdTicks();
            if (probe.nextDeadline() <= at) {
                event.kind = EventKind.ADVANCE;
                engine(probe.step());
            }
            step.set().forEach(this::level);
            starting();
            step.set().forEach(this::other);
            report(step.events());
            if (ticks) {
                starting();
                engine(probe.tick());
            }
            step.expected().forEach((what, value) -> expect(step, what, value));
        }

        private void report(List<Happening> events) {
            event.kind = EventKind.REPORT;
            event.arrivals = sum(events, "arrival");
            event.done = sum(events, "done");
            engine(probe.step());
            event.arrivals = 0;
            event.done = 0;
            for (Happening each : events) {
                EventKind kind = switch (each.event()) {
                    case "pod_ready" -> EventKind.POD_READY;
                    case "pod_failed" -> EventKind.POD_FAILED;
                    case "pod_gone" -> EventKind.POD_GONE;
                    case "action_failed" -> EventKind.ACTION_FAILED;
                    case "restart" -> EventKind.RESTART;
                    default -> EventKind.ADVANCE;
                };
                if (kind != EventKind.ADVANCE) {
                    event.kind = kind;
                    event.pod = each.number();
                    starting();
                    engine(probe.step());
                    event.pod = -1;
                }
            }
        }

        private static long sum(List<Happening> events, String what) {
            return events.stream()
                    .filter(each -> each.event().equals(what))
                    .mapToLong(Happening::number)
                    .sum();
        }

        /** What the engine decided is what the workload asks for from now on. */
        private void engine(Decision decision) {
            if (decision.desired != Decision.NONE) {
                decided = decision.desired;
                event.replicas = decision.desired;
            }
            probe.taken(taken);
            transitions = transitions.isEmpty() ? probe.transitions() : transitions;
            model.regions().forEach(each -> entered.add(each.name() + " " + probe.in(each.name())));
        }

        // What is expected.

        private void expect(Step step, String what, Value value) {
            String found = found(what, value);
            if (!found.isEmpty()) {
                String when = Quantity.DURATION.print(step.atNanos());
                String subject = what.startsWith("in ") ? what.substring(3) : what;
                differ(
                        value.at(),
                        subject,
                        "is " + found + " at " + when + ", and " + value.text() + " is expected",
                        "");
            }
        }

        /** @return what is there instead; empty if it is as expected */
        private String found(String what, Value value) {
            if (what.startsWith("in ")) {
                String state = probe.in(what.substring(3));
                return state.equals(value.text()) ? "" : state;
            }
            return switch (what) {
                case "scale" -> {
                    boolean asked = !value.text().equals("none");
                    long desired = asked && decided == Decision.NONE ? probe.slot("desired") : decided;
                    yield compared(desired == Decision.NONE ? Double.NaN : (double) desired, value);
                }
                case "law" -> compared((double) probe.slot("law"), value);
                case "path" -> {
                    String path = Values.PATH.type().choices().get((int) probe.slot("path"));
                    yield path.equals(value.text()) ? "" : path;
                }
                default -> signal(what, value);
            };
        }

        private String signal(String name, Value value) {
            Type type = types.computeIfAbsent(name, key -> orNothing(document.type(key)));
            if (type.isReal()) {
                return compared(probe.real(name), value);
            }
            long whole = probe.whole(name);
            if (whole == Long.MIN_VALUE) {
                return compared(Double.NaN, value);
            }
            return switch (type.kind()) {
                case BOOL -> {
                    String is = whole == 1 ? "true" : "false";
                    yield is.equals(value.text()) ? "" : is;
                }
                case DURATION -> {
                    String is = Quantity.DURATION.print(whole);
                    yield !value.isUnknown() && whole == whole(value) ? "" : is;
                }
                default -> compared((double) whole, value);
            };
        }

        private String compared(double found, Value value) {
            double expected = value.isUnknown() ? Double.NaN : number(value);
            boolean same = Double.isNaN(found)
                    ? Double.isNaN(expected)
                    : Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
            return same ? "" : Double.isNaN(found) ? "unknown" : Quantity.NUMBER.print(found);
        }

        private void differ(Position at, String value, String rule, String wayOut) {
            differences.add(Problem.at(at, value, rule, wayOut));
        }
    }

    private Result run(PolicyTest test) {
        Running running = new Running(test);
        running.start();
        for (Step each : test.steps()) {
            running.step(each);
        }
        return new Result(test, List.copyOf(running.differences));
    }

    private Map<String, Double> parameters(PolicyTest test) {
        Map<String, Double> given = new HashMap<>();
        test.parameters().forEach((name, value) -> {
            ParameterModel parameter = model.parameters().get(name);
            int choice = parameter == null ? -1 : parameter.choices().indexOf(value.text());
            given.put(name, choice >= 0 ? choice : number(value));
        });
        return given;
    }

    private static long slot(String name, Value value) {
        for (Values each : Values.values()) {
            int choice = each.title().equals(name) ? each.type().choices().indexOf(value.text()) : -1;
            if (choice >= 0) {
                return choice;
            }
        }
        return value.isUnknown() ? Long.MIN_VALUE : whole(value);
    }

    private static Type orNothing(@Nullable Type type) {
        return type == null ? Type.NOTHING : type;
    }

    /** Durations in seconds. */
    private static double number(Value value) {
        Syntax.Literal literal = value.literal();
        return literal == null ? Double.NaN : Meaning.number(literal);
    }

    /** Durations and instants in ns, conditions 0 or 1. */
    private static long whole(Value value) {
        Syntax.Literal literal = value.literal();
        if (literal == null) {
            return Long.MIN_VALUE;
        }
        return literal.type().isReal() ? Math.round(number(value)) : literal.bits();
    }
}

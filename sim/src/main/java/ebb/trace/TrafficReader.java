package ebb.trace;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.random.Law;
import ebb.trace.LawReader.Of;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads specifications of traffic: {@code arrivals}, {@code conversations}, {@code population}, {@code superposition} or {@code services}.
 * docs/traces.md has every field.
 */
public final class TrafficReader {
    private static final double LEAST_RATE = 1e-9;
    private static final double MOST_RATE = 1e7;
    private static final double MOST = 1e9;
    private static final long MOST_NANOS = 36_500L * 86_400 * 1_000_000_000L;
    private static final int MOST_CONTEXT = 100_000_000;
    private static final int MOST_SERVICES = 10_000_000;
    private static final List<String> KINDS =
            List.of("arrivals", "conversations", "population", "superposition", "services");

    private TrafficReader() {}

    /** The processes, one line each. */
    private enum Arrivals {
        POISSON(in -> ArrivalProcess.poisson(in.get("rate").rate(LEAST_RATE, MOST_RATE))),
        BURSTY(in -> ArrivalProcess.bursty(
                in.get("rate").rate(LEAST_RATE, MOST_RATE), in.get("cv").number(0.01, 1000))),
        RENEWAL(TrafficReader::renewal),
        MMPP(TrafficReader::mmpp),
        TIMER(TrafficReader::timer);

        private final Function<Mapping, ArrivalProcess> reader;

        Arrivals(Function<Mapping, ArrivalProcess> reader) {
            this.reader = reader;
        }
    }

    /** The shapes, one line each. */
    private enum Shape {
        DIURNAL(in -> RateShape.Steps.diurnal(factors(in.get("hours"), 24))),
        WEEKLY(in -> RateShape.Steps.weekly(factors(in.get("days"), 7))),
        STEPS(in -> new RateShape.Steps(seconds(in.get("every"), 1), factors(in.get("factors"), 0))),
        FLASH(in -> new RateShape.Flash(
                seconds(in.get("at"), 0),
                in.get("height").number(1, MOST),
                seconds(in.get("rise"), 0),
                seconds(in.get("decay"), 1))),
        WAVES(in -> new RateShape.Waves(in.get("cv").number(1e-6, 1000), seconds(in.get("memory"), 1)));

        private final Function<Mapping, RateShape> reader;

        Shape(Function<Mapping, RateShape> reader) {
            this.reader = reader;
        }
    }

    /** A specification that must be there. What is wrong goes into the node's problems. */
    public static TrafficSpec read(Node node) {
        Mapping in = node.mapping();
        TrafficSpec spec = spec(in);
        in.done();
        return spec;
    }

    private static TrafficSpec spec(Mapping in) {
        List<String> kinds = KINDS.stream().filter(in::has).toList();
        if (kinds.size() != 1) {
            in.problem(
                    kinds.isEmpty()
                            ? "needs one of " + String.join(", ", KINDS)
                            : "has both " + String.join(" and ", kinds),
                    "Write arrivals: { poisson: { rate: 5/s } }.");
            return otherwise(in);
        }
        return switch (kinds.getFirst()) {
            case "conversations" -> conversations(in.get("conversations"));
            case "population" -> population(in.get("population"));
            case "superposition" -> superposition(in.get("superposition"));
            case "services" -> group(in);
            default -> new TrafficSpec.Service(process(in.get("arrivals")), shapes(in), work(in));
        };
    }

    /** What reading goes on with where nothing can be made of it. */
    private static TrafficSpec otherwise(Mapping in) {
        KINDS.forEach(in::get);
        return new TrafficSpec.Service(ArrivalProcess.poisson(1), shapes(in), work(in));
    }

    private static Work work(Mapping in) {
        return new Work(
                LawReader.readOrNull(in.get("service_time"), Of.SECONDS),
                LawReader.readOrNull(in.get("input_tokens"), Of.COUNT),
                LawReader.readOrNull(in.get("output_tokens"), Of.COUNT));
    }

    private static TrafficSpec conversations(Node node) {
        Mapping in = node.mapping();
        TrafficSpec spec = new TrafficSpec.Conversations(
                process(in.get("starts")),
                shapes(in),
                in.get("turns").number(1, 10_000),
                LawReader.read(in.get("think"), Of.SECONDS),
                LawReader.read(in.get("prompt"), Of.COUNT),
                LawReader.read(in.get("answer"), Of.COUNT),
                in.get("context").integer(1, MOST_CONTEXT),
                LawReader.readOrNull(in.get("service_time"), Of.SECONDS));
        in.done();
        return spec;
    }

    private static TrafficSpec population(Node node) {
        Mapping in = node.mapping();
        TrafficSpec spec = new TrafficSpec.Population(
                in.get("services").integer(1, MOST_SERVICES),
                in.get("scale").number(1e-9, MOST, 1),
                in.get("most").rate(LEAST_RATE, MOST_RATE, MOST_RATE),
                shapes(in));
        in.done();
        return spec;
    }

    private static TrafficSpec superposition(Node node) {
        List<TrafficSpec> parts = new ArrayList<>();
        node.list().forEach(each -> parts.add(read(each)));
        if (parts.isEmpty()) {
            node.problem("needs a part", "Write - before each.");
            parts.add(new TrafficSpec.Service(ArrivalProcess.poisson(1), List.of(), Work.NONE));
        }
        TrafficSpec.Superposition sum = new TrafficSpec.Superposition(parts);
        if (!Generator.agrees(sum)) {
            node.problem("has parts with and without service times, tokens or sessions", "Give all of them the same.");
        }
        return sum;
    }

    private static TrafficSpec group(Mapping in) {
        Map<String, TrafficSpec> services = new LinkedHashMap<>();
        Node node = in.get("services");
        node.mapping().each().forEach(each -> services.put(each.name(), read(each)));
        List<RateShape> shared = shapes(in);
        if (services.isEmpty()) {
            node.problem("needs a service", "Write a name and what comes.");
            services.put("none", new TrafficSpec.Service(ArrivalProcess.poisson(1), List.of(), Work.NONE));
        }
        return new TrafficSpec.Group(services, shared);
    }

    private static ArrivalProcess process(Node node) {
        ArrivalProcess read = one(node, Arrivals.values(), each -> each.reader);
        return read == null ? ArrivalProcess.poisson(1) : read;
    }

    private static List<RateShape> shapes(Mapping in) {
        List<RateShape> all = new ArrayList<>();
        for (Node each : in.get("shape").listOrOne()) {
            RateShape read = one(each, Shape.values(), shape -> shape.reader);
            if (read != null) {
                all.add(read);
            }
        }
        return all;
    }

    /** A mapping with one key, which says what the rest is. */
    private static <F extends Enum<F>, T> @Nullable T one(
            Node node, F[] forms, Function<F, Function<Mapping, T>> reader) {
        List<String> known = Arrays.stream(forms).map(Node::title).toList();
        Mapping outer = node.mapping();
        List<Node> entries = outer.each();
        if (!node.present()) {
            node.missing();
            return null;
        }
        if (entries.size() != 1) {
            node.problem("must name one of " + String.join(", ", known), "");
            return null;
        }
        Node entry = entries.getFirst();
        int form = known.indexOf(entry.name());
        if (form < 0) {
            String maybe = NearestName.suggest(entry.name(), known);
            node.problems()
                    .add(outer.at(entry.name()), entry.name(), "must be one of " + String.join(", ", known), maybe);
            return null;
        }
        Mapping parameters = entry.mapping();
        T read = reader.apply(forms[form]).apply(parameters);
        parameters.done();
        return read;
    }

    private static ArrivalProcess renewal(Mapping in) {
        Law gaps = LawReader.read(in.get("gaps"), Of.SECONDS);
        if (!(gaps.mean() > 0) || Double.isInfinite(gaps.mean())) {
            in.get("gaps").problem("need a finite mean above 0", "Give the pareto a max, or an alpha above 1.");
            return ArrivalProcess.poisson(1);
        }
        return new ArrivalProcess.Renewal(gaps);
    }

    private static ArrivalProcess mmpp(Mapping in) {
        List<ArrivalProcess.Mmpp.State> states = new ArrayList<>();
        for (Node each : in.get("states").list()) {
            Mapping state = each.mapping();
            states.add(
                    new ArrivalProcess.Mmpp.State(state.get("rate").rate(0, MOST_RATE), seconds(state.get("stay"), 1)));
            state.done();
        }
        if (states.size() < 2 || states.stream().allMatch(each -> each.ratePerSecond() == 0)) {
            in.problem(
                    "needs two states at least, one with a rate above 0",
                    "Write - { rate: 20/s, stay: 30s } for each.");
            return ArrivalProcess.poisson(1);
        }
        return new ArrivalProcess.Mmpp(states);
    }

    private static ArrivalProcess timer(Mapping in) {
        double every = seconds(in.get("every"), 1);
        Node jitter = in.get("jitter");
        double late = jitter.duration(0, MOST_NANOS, 0) / 1e9;
        if (late > every) {
            jitter.problem("must be at most the period", "");
        }
        return new ArrivalProcess.Timer(every, Math.min(late, every));
    }

    private static List<Double> factors(Node node, int count) {
        List<Double> all = new ArrayList<>();
        node.list().forEach(each -> all.add(each.number(0, MOST)));
        boolean wrong = count > 0 ? all.size() != count : all.isEmpty();
        if (wrong || all.stream().noneMatch(each -> each > 0)) {
            node.problem("must be " + (count > 0 ? count + " " : "") + "numbers, one of them above 0", "");
            return List.of(1.0);
        }
        return all;
    }

    private static double seconds(Node node, long leastNanos) {
        return node.duration(leastNanos, MOST_NANOS) / 1e9;
    }
}

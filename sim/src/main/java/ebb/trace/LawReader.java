package ebb.trace;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Quantity;
import ebb.random.Constant;
import ebb.random.Empirical;
import ebb.random.Erlang;
import ebb.random.Exponential;
import ebb.random.Gamma;
import ebb.random.Hyperexponential;
import ebb.random.Law;
import ebb.random.Lognormal;
import ebb.random.Mixture;
import ebb.random.Normal;
import ebb.random.Pareto;
import ebb.random.Shifted;
import ebb.random.Uniform;
import ebb.random.Weibull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads laws: a value alone is always that value, {@code { exponential: { mean: 2s } }} and its like are drawn from.
 *
 * <p>A law's values are seconds, counts, or bytes a second; its parameters are written with the unit that goes with it.
 */
public final class LawReader {
    /** What a law is a law of. */
    public enum Of {
        SECONDS("250ms") {
            @Override
            double value(Node node, double min) {
                return node.read(Quantity.DURATION, Math.round(min * 1e9), MOST_NANOS, null) / 1e9;
            }
        },
        COUNT("100") {
            @Override
            double value(Node node, double min) {
                return node.number(min, MOST_COUNT);
            }
        },
        BYTES_PER_SECOND("250MB/s") {
            @Override
            double value(Node node, double min) {
                return node.read(Quantity.BANDWIDTH, Math.max(1L, Math.round(min)), Long.MAX_VALUE / 4, null);
            }
        };

        private final String example;

        Of(String example) {
            this.example = example;
        }

        abstract double value(Node node, double min);
    }

    // A century: 2^63 ns are 292 years, and times are added.
    private static final long MOST_NANOS = 36_500L * 86_400 * 1_000_000_000L;
    private static final double MOST_COUNT = 1e12;
    private static final double LEAST = 1e-9;

    private LawReader() {}

    /** The forms, one line each. */
    private enum Form {
        CONSTANT(p -> new Constant(p.scale("value"))),
        UNIFORM(Parameters::uniform),
        EXPONENTIAL(p -> new Exponential(p.scale("mean"))),
        ERLANG(p -> new Erlang(p.whole("shape"), p.scale("mean"))),
        GAMMA(p -> new Gamma(p.shape("shape"), p.scale("mean"))),
        LOGNORMAL(p -> new Lognormal(p.scale("median"), p.shape("sigma"))),
        WEIBULL(p -> new Weibull(p.shape("shape"), p.scale("scale"))),
        PARETO(Parameters::pareto),
        NORMAL(Parameters::normal),
        HYPEREXPONENTIAL(Parameters::hyperexponential),
        EMPIRICAL(Parameters::empirical),
        MIXTURE(Parameters::mixture),
        SHIFTED(p -> new Shifted(p.scale("offset"), p.law("law")));

        private final Function<Parameters, Law> maker;

        Form(Function<Parameters, Law> maker) {
            this.maker = maker;
        }

        static @Nullable Form named(String title) {
            for (Form each : values()) {
                if (Node.title(each).equals(title)) {
                    return each;
                }
            }
            return null;
        }
    }

    /** What a form asks for. */
    private record Parameters(Mapping mapping, Of of) {
        double scale(String name) {
            return of.value(mapping.get(name), LEAST);
        }

        double shape(String name) {
            return mapping.get(name).number(0.001, 1000);
        }

        int whole(String name) {
            return mapping.get(name).integer(1, 10_000);
        }

        Law law(String name) {
            return read(mapping.get(name), of);
        }

        Law uniform() {
            double min = of.value(mapping.get("min"), 0);
            double max = of.value(mapping.get("max"), 0);
            if (max < min) {
                mapping.get("max").problem("must be at least min", "");
            }
            return new Uniform(Math.min(min, max), max);
        }

        Law pareto() {
            double min = scale("min");
            double max = mapping.has("max") ? scale("max") : Double.POSITIVE_INFINITY;
            if (max < min) {
                mapping.get("max").problem("must be at least min", "");
            }
            return new Pareto(shape("alpha"), min, Math.max(min, max));
        }

        Law normal() {
            double center = scale("center");
            double min = mapping.has("min") ? of.value(mapping.get("min"), 0) : 0;
            if (min > center) {
                mapping.get("min").problem("must be at most center", "Else most draws would be cut.");
            }
            return new Normal(center, of.value(mapping.get("sigma"), 0), Math.min(min, center));
        }

        /** A list of { share, mean }. */
        Law hyperexponential() {
            List<Double> shares = new ArrayList<>();
            List<Double> means = new ArrayList<>();
            for (Parameters each : parts("phases")) {
                shares.add(each.mapping.get("share").ratio(LEAST, 1));
                means.add(each.scale("mean"));
                each.mapping.done();
            }
            return new Hyperexponential(shares, means);
        }

        /** A list of { share, law }. */
        Law mixture() {
            List<Double> shares = new ArrayList<>();
            List<Law> laws = new ArrayList<>();
            for (Parameters each : parts("of")) {
                shares.add(each.mapping.get("share").ratio(LEAST, 1));
                laws.add(each.law("law"));
                each.mapping.done();
            }
            return new Mixture(shares, laws);
        }

        private List<Parameters> parts(String name) {
            List<Parameters> parts = new ArrayList<>();
            mapping.get(name).list().forEach(each -> parts.add(new Parameters(each.mapping(), of)));
            if (parts.isEmpty()) {
                mapping.problem("needs " + name, "Write " + name + ": and a list.");
                parts.add(new Parameters(mapping.get(name).mapping(), of));
            }
            return parts;
        }

        /** Quantiles, { 50%: 2s, 95%: 9s }: straight lines between them; log: true makes equal steps equal factors. */
        Law empirical() {
            List<Double> probabilities = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            boolean logarithmic = mapping.has("log") && mapping.get("log").flag(false);
            for (Node each : mapping.each()) {
                if (!each.name().equals("log")) {
                    quantile(each, probabilities, values, logarithmic ? LEAST : 0);
                }
            }
            if (values.isEmpty()) {
                mapping.problem("needs quantiles", "Write { 50%: " + of.example + " }.");
                return new Constant(1);
            }
            return new Empirical(probabilities, values, logarithmic ? Empirical.Line.LOG : Empirical.Line.LINEAR);
        }

        private void quantile(Node node, List<Double> probabilities, List<Double> values, double least) {
            Double probability = Quantity.RATIO.parse(node.name());
            double value = of.value(node, least);
            if (probability == null || probability < 0 || probability > 1) {
                node.problem("must have a share such as 50% as its key", "");
            } else if (!values.isEmpty() && (probability <= probabilities.getLast() || value < values.getLast())) {
                node.problem("must rise, in share and in value", "Sort the quantiles.");
            } else {
                probabilities.add(probability);
                values.add(value);
            }
        }
    }

    /** A law that must be there. */
    public static Law read(Node node, Of of) {
        return switch (node.kind()) {
            case ABSENT, SCALAR -> new Constant(of.value(node, 0));
            case LIST -> {
                node.problem(
                        "must be a law", "Write " + of.example + " or { exponential: { mean: " + of.example + " } }.");
                yield new Constant(1);
            }
            case MAPPING -> form(node, of);
        };
    }

    /** A law of seconds, constant where nothing is said. */
    public static Law seconds(Node node, long standardNanos) {
        return node.present()
                ? read(node, Of.SECONDS)
                : new Constant(node.duration(0, MOST_NANOS, standardNanos) / 1e9);
    }

    public static @Nullable Law readOrNull(Node node, Of of) {
        return node.present() ? read(node, of) : null;
    }

    private static Law form(Node node, Of of) {
        Mapping outer = node.mapping();
        List<Node> entries = outer.each();
        if (entries.size() != 1) {
            node.problem("must name one law", "Write { exponential: { mean: " + of.example + " } }.");
            return new Constant(1);
        }
        Node entry = entries.getFirst();
        Form form = Form.named(entry.name());
        if (form == null) {
            List<String> known = Arrays.stream(Form.values()).map(Node::title).toList();
            node.problems()
                    .add(
                            outer.at(entry.name()),
                            entry.name(),
                            "is not a law",
                            NearestName.suggest(entry.name(), known));
            return new Constant(1);
        }
        Mapping parameters = entry.mapping();
        Law law = form.maker.apply(new Parameters(parameters, of));
        parameters.done();
        return law;
    }
}

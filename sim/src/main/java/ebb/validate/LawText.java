package ebb.validate;

import ebb.random.Erlang;
import ebb.random.Gamma;
import ebb.random.Hyperexponential;
import ebb.random.Law;
import ebb.random.Lognormal;
import ebb.random.Pareto;
import ebb.random.Uniform;
import ebb.random.Weibull;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Laws as vectors write them, {@code Erlang-4(mean 1)}: a name and numbers; the numbers' names are for people. */
enum LawText {
    D("D\\(|Deterministic\\(", n -> Law.of(n.get(0))),
    U("U\\(", n -> new Uniform(n.get(0), n.get(1))),
    ERLANG("Erlang-", n -> new Erlang((int) Math.round(n.get(0)), n.get(1))),
    H2("H2\\(", n -> new Hyperexponential(List.of(n.get(0), 1 - n.get(0)), List.of(1 / n.get(1), 1 / n.get(2)))),
    // Mean 1 and squared coefficient of variation v: sigma² = ln(1 + v), median = mean / sqrt(1 + v).
    LOGNORMAL_BY_MEAN(
            "Lognormal\\(mean",
            n -> new Lognormal(
                    n.get(0) / StrictMath.sqrt(1 + n.get(1)), StrictMath.sqrt(StrictMath.log(1 + n.get(1))))),
    LOGNORMAL("Lognormal\\(median", n -> new Lognormal(n.get(0), n.get(1))),
    GAMMA("Gamma\\(", n -> new Gamma(n.get(0), n.get(1))),
    WEIBULL("Weibull\\(", n -> new Weibull(n.get(0), n.get(1))),
    PARETO("Pareto\\(", n -> new Pareto(n.get(0), n.get(1)));

    private static final Pattern NUMBER = Pattern.compile("([0-9]*\\.?[0-9]+)[,)(]");

    private final Pattern beginning;
    private final Function<List<Double>, Law> law;

    LawText(String beginning, Function<List<Double>, Law> law) {
        this.beginning = Pattern.compile(beginning);
        this.law = law;
    }

    /** @throws IllegalArgumentException if it is none of these, or its numbers are wrong */
    static Law law(String text) {
        for (LawText each : values()) {
            if (each.beginning.matcher(text).lookingAt()) {
                return each.law.apply(each.numbers(text));
            }
        }
        throw new IllegalArgumentException(text + " is no law that vectors are known to use");
    }

    private List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        for (int from = this == ERLANG ? 0 : text.indexOf('('); matcher.find(from); from = matcher.end()) {
            numbers.add(Double.valueOf(matcher.group(1)));
        }
        return numbers;
    }
}

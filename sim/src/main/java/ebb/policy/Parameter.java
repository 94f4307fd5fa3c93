package ebb.policy;

import ebb.document.Node;
import ebb.document.Quantity;
import java.util.List;

/**
 * One knob of a policy.
 *
 * @param unit what a value is counted in; a duration's value is in seconds
 * @param logarithmic whether a tuner should search ratios rather than differences
 * @param text what it does, one sentence, with the origin of the default
 * @param choices of a name; empty for all else
 */
public record Parameter(
        String name,
        Unit unit,
        double standard,
        double min,
        double max,
        boolean logarithmic,
        String text,
        List<String> choices) {
    public Parameter {
        choices = List.copyOf(choices);
    }

    /** A number. */
    public Parameter(
            String name, Unit unit, double standard, double min, double max, boolean logarithmic, String text) {
        this(name, unit, standard, min, max, logarithmic, text, List.of());
    }

    /** Reads what a user wrote; what is wrong with it is noted where it stands. */
    public double value(Node node) {
        return switch (unit) {
            case SECONDS -> node.duration(Math.round(min * 1e9), Math.round(max * 1e9)) / 1e9;
            case PODS -> node.integer((int) min, (int) max);
            case REQUESTS_PER_POD -> node.number(min, max);
            case RATIO, NUMBER -> node.ratio(min, max);
            case FLAG -> node.choice(List.of("false", "true"), "false").equals("true") ? 1 : 0;
            case CHOICE -> choices.indexOf(node.choice(choices, choices.getFirst()));
        };
    }

    /** @return a value as a user would write it */
    public String print(double value) {
        return switch (unit) {
            case SECONDS -> Quantity.DURATION.print(Math.round(value * 1e9));
            case PODS, REQUESTS_PER_POD, RATIO, NUMBER -> Quantity.NUMBER.print(value);
            case FLAG -> value > 0 ? "true" : "false";
            case CHOICE -> choices.get((int) value);
        };
    }

    /** What a value is counted in. */
    public enum Unit {
        SECONDS,
        PODS,
        REQUESTS_PER_POD,
        RATIO,
        /** A number in a unit of the policy's own. */
        NUMBER,
        /** 0 or 1, written false or true. */
        FLAG,
        /** A name, by its place among the choices. */
        CHOICE
    }
}

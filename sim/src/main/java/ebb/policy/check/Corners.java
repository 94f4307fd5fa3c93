package ebb.policy.check;

import ebb.document.Quantity;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.PolicyModel.ParameterModel;
import ebb.policy.check.Meaning.Around;
import ebb.policy.check.Meaning.Given;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Values of an expression that is made of parameters alone, at the ends of their ranges and at their defaults. */
final class Corners {
    private static final int MOST_PARAMETERS = 6;
    private static final int DEEPEST = 40;

    private final PolicyModel model;
    private final Meaning meaning;

    /** A setting of the parameters, and the value with it. */
    record Corner(Map<String, Double> parameters, double value) {}

    Corners(PolicyModel model, Meaning meaning) {
        this.model = model;
        this.meaning = meaning;
    }

    /** @return empty if there are too many parameters to try, or something is no parameter */
    List<Corner> of(Syntax syntax, Around around) {
        TreeSet<String> names = new TreeSet<>();
        gather(syntax, around, names, 0);
        List<Corner> corners = new ArrayList<>();
        if (names.size() <= MOST_PARAMETERS) {
            settings(List.copyOf(names), new LinkedHashMap<>(), syntax, around, corners);
        }
        return corners;
    }

    /** @return the value with every parameter at its default; NaN if it is not made of parameters alone */
    double standard(Syntax syntax) {
        Map<String, Double> defaults = new LinkedHashMap<>();
        model.parameters().forEach((name, each) -> defaults.put(name, Meaning.number(each.standard())));
        return value(syntax, Around.NOTHING, defaults, 0);
    }

    private void gather(Syntax syntax, Around around, Set<String> into, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        switch (syntax) {
            case Syntax.Literal literal -> {}
            case Syntax.Name name -> {
                Given given = around.names().get(name.name());
                Expression signal = model.signals().get(name.name());
                if (given != null) {
                    gather(given.syntax(), given.around(), into, depth + 1);
                } else if (signal != null) {
                    gather(signal.syntax(), Around.NOTHING, into, depth + 1);
                } else if (model.parameters().containsKey(name.name())) {
                    into.add(name.name());
                }
            }
            case Syntax.Not not -> gather(not.operand(), around, into, depth + 1);
            case Syntax.Negative negative -> gather(negative.operand(), around, into, depth + 1);
            case Syntax.Binary binary -> {
                gather(binary.left(), around, into, depth + 1);
                gather(binary.right(), around, into, depth + 1);
            }
            case Syntax.If choice -> {
                gather(choice.condition(), around, into, depth + 1);
                gather(choice.then(), around, into, depth + 1);
                gather(choice.otherwise(), around, into, depth + 1);
            }
            case Syntax.Call call -> {
                FunctionModel function = model.functions().get(call.name());
                if (function != null) {
                    gather(function.definition().result(), meaning.inside(function, call, around), into, depth + 1);
                }
                call.arguments().forEach(each -> gather(each, around, into, depth + 1));
            }
        }
    }

    private void settings(
            List<String> names, Map<String, Double> chosen, Syntax syntax, Around around, List<Corner> into) {
        if (chosen.size() == names.size()) {
            into.add(new Corner(new LinkedHashMap<>(chosen), value(syntax, around, chosen, 0)));
            return;
        }
        String name = names.get(chosen.size());
        ParameterModel parameter = model.parameters().get(name);
        for (double each : parameter == null ? List.<Double>of() : values(parameter)) {
            chosen.put(name, each);
            settings(names, chosen, syntax, around, into);
            chosen.remove(name);
        }
    }

    private List<Double> values(ParameterModel parameter) {
        Range range = meaning.range(parameter);
        TreeSet<Double> values =
                new TreeSet<>(List.of(range.least(), Meaning.number(parameter.standard()), range.most()));
        if (!parameter.choices().isEmpty()) {
            for (int i = 0; i < parameter.choices().size(); i++) {
                values.add((double) i);
            }
        }
        return List.copyOf(values);
    }

    private double value(Syntax syntax, Around around, Map<String, Double> chosen, int depth) {
        if (depth > DEEPEST) {
            return Double.NaN;
        }
        return switch (syntax) {
            case Syntax.Literal literal -> Meaning.number(literal);
            case Syntax.Name name -> named(name, around, chosen, depth);
            case Syntax.Negative negative -> -value(negative.operand(), around, chosen, depth + 1);
            case Syntax.Not not -> 1 - value(not.operand(), around, chosen, depth + 1);
            case Syntax.Binary binary -> binary(binary, around, chosen, depth);
            case Syntax.If choice ->
                value(
                        value(choice.condition(), around, chosen, depth + 1) == 1 ? choice.then() : choice.otherwise(),
                        around,
                        chosen,
                        depth + 1);
            case Syntax.Call call -> call(call, around, chosen, depth);
        };
    }

    private double named(Syntax.Name name, Around around, Map<String, Double> chosen, int depth) {
        Given given = around.names().get(name.name());
        if (given != null) {
            return value(given.syntax(), given.around(), chosen, depth + 1);
        }
        Expression signal = model.signals().get(name.name());
        if (signal != null) {
            return value(signal.syntax(), Around.NOTHING, chosen, depth + 1);
        }
        return chosen.getOrDefault(name.name(), Double.NaN);
    }

    private double binary(Syntax.Binary binary, Around around, Map<String, Double> chosen, int depth) {
        double a = value(binary.left(), around, chosen, depth + 1);
        double b = right(binary, around, chosen, depth);
        return switch (binary.operator()) {
            case COALESCE -> Double.isNaN(a) ? b : a;
            case OR -> Math.max(a, b);
            case AND -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case UNEQUAL -> a != b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case AT_MOST -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case AT_LEAST -> a >= b ? 1 : 0;
            case PLUS -> a + b;
            case MINUS -> a - b;
            case TIMES -> a * b;
            case OVER -> b == 0 ? Double.NaN : a / b;
        };
    }

    /** In {@code how == careful} the right side is one of the choices of the left. */
    private double right(Syntax.Binary binary, Around around, Map<String, Double> chosen, int depth) {
        ParameterModel named = binary.left() instanceof Syntax.Name(int at, String name)
                ? model.parameters().get(name)
                : null;
        return named != null && !named.choices().isEmpty() && binary.right() instanceof Syntax.Name choice
                ? named.choices().indexOf(choice.name())
                : value(binary.right(), around, chosen, depth + 1);
    }

    private double call(Syntax.Call call, Around around, Map<String, Double> chosen, int depth) {
        FunctionModel function = model.functions().get(call.name());
        if (function != null) {
            return value(function.definition().result(), meaning.inside(function, call, around), chosen, depth + 1);
        }
        double[] given = call.arguments().stream()
                .mapToDouble(each -> value(each, around, chosen, depth + 1))
                .toArray();
        return given.length == 0 ? Double.NaN : applied(call.name(), given);
    }

    private static double applied(String name, double[] given) {
        double first = given[0];
        return switch (name) {
            case "ceil" -> Math.ceil(first);
            case "floor" -> Math.floor(first);
            case "trunc" -> first < 0 ? Math.ceil(first) : Math.floor(first);
            case "round" -> {
                double step = given.length > 1 ? given[1] : 1;
                yield Math.floor(Math.abs(first) / step + 0.5) * step * Math.signum(first);
            }
            case "abs" -> Math.abs(first);
            case "sqrt" -> Math.sqrt(first);
            case "exp" -> StrictMath.exp(first);
            case "ln" -> StrictMath.log(first);
            case "pow" -> StrictMath.pow(first, given[1]);
            case "min", "min_valid" -> Arrays.stream(given).min().orElse(Double.NaN);
            case "max", "max_valid" -> Arrays.stream(given).max().orElse(Double.NaN);
            case "clamp" -> Math.min(Math.max(first, given[1]), given[2]);
            default -> Double.NaN;
        };
    }

    /** {@code a = 1, b = 20}; what is at its default is left out. */
    String shown(Corner corner) {
        List<String> all = new ArrayList<>();
        corner.parameters().forEach((name, value) -> {
            ParameterModel parameter = model.parameters().get(name);
            if (parameter != null) {
                all.add(name + " = " + shown(parameter, value));
            }
        });
        return String.join(", ", all);
    }

    private static String shown(ParameterModel parameter, double value) {
        if (!parameter.choices().isEmpty()) {
            return parameter.choices().get((int) value);
        }
        return parameter.standard().type().kind() == Type.Kind.DURATION
                ? Quantity.DURATION.print(Math.round(value * 1e9))
                : number(value);
    }

    static String number(double value) {
        return Quantity.NUMBER.print(value);
    }
}

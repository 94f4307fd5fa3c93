package ebb.validate;

import ebb.document.BadInputException;
import ebb.document.Problem;
import ebb.document.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a conformance file, or a part of one. {@code null} is the same as absent. What a rule needs and the row lacks is bad input. */
record ConformanceRow(Tree.Mapping tree) {
    private @Nullable Tree find(String key) {
        Tree found = tree.entries().get(key);
        return found == null || isNull(found) ? null : found;
    }

    private static boolean isNull(Tree tree) {
        return tree instanceof Tree.Scalar scalar
                && !scalar.quoted()
                && scalar.text().equals("null");
    }

    /** @return NaN for null */
    static double numberOrNone(Tree tree) {
        return isNull(tree) ? Double.NaN : number(tree);
    }

    boolean has(String key) {
        return find(key) != null;
    }

    private Tree need(String key) {
        Tree found = find(key);
        if (found == null) {
            throw new BadInputException(
                    Problem.at(tree.at(), "", "needs " + key, "See the section in docs/conformance.md."));
        }
        return found;
    }

    static BadInputException wrong(Tree at, String rule) {
        String shown = at instanceof Tree.Scalar scalar ? scalar.text() : "";
        return new BadInputException(Problem.at(at.at(), shown, rule, ""));
    }

    static String text(Tree tree) {
        if (tree instanceof Tree.Scalar scalar) {
            return scalar.text();
        }
        throw wrong(tree, "must be one value");
    }

    static double number(Tree tree) {
        try {
            return Double.parseDouble(text(tree));
        } catch (NumberFormatException none) {
            throw wrong(tree, "must be a number");
        }
    }

    String text(String key) {
        return text(need(key));
    }

    String text(String key, String standard) {
        return has(key) ? text(key) : standard;
    }

    double number(String key) {
        return number(need(key));
    }

    double number(String key, double standard) {
        return has(key) ? number(key) : standard;
    }

    long whole(String key) {
        Tree found = need(key);
        double value = number(found);
        if (value != Math.rint(value)) {
            throw wrong(found, "must be a whole number");
        }
        return text(found).matches("-?[0-9]+") ? Long.parseLong(text(found)) : (long) value;
    }

    int count(String key) {
        return (int) whole(key);
    }

    /** @param key of seconds */
    long nanos(String key) {
        return Math.round(number(key) * 1e9);
    }

    boolean flag(String key) {
        return has(key)
                && switch (text(key)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw wrong(need(key), "must be true or false");
                };
    }

    ConformanceRow row(String key) {
        return row(need(key));
    }

    static ConformanceRow row(Tree tree) {
        if (tree instanceof Tree.Mapping mapping) {
            return new ConformanceRow(mapping);
        }
        throw wrong(tree, "must be an object");
    }

    /** @return nothing where there is no such key */
    List<Tree> list(String key) {
        Tree found = find(key);
        if (found == null) {
            return List.of();
        }
        if (found instanceof Tree.Sequence sequence) {
            return sequence.items();
        }
        throw wrong(found, "must be a list");
    }

    static List<Tree> list(Tree tree) {
        return tree instanceof Tree.Sequence sequence ? sequence.items() : List.of(tree);
    }

    List<ConformanceRow> rows(String key) {
        return list(key).stream().map(ConformanceRow::row).toList();
    }

    List<Double> numbers(String key) {
        return list(key).stream().map(ConformanceRow::number).toList();
    }

    /** @return pairs such as values with their ages */
    List<double[]> pairs(String key) {
        List<double[]> all = new ArrayList<>();
        for (Tree each : list(key)) {
            List<Tree> two = list(each);
            if (two.size() != 2) {
                throw wrong(each, "must be a pair");
            }
            all.add(new double[] {number(two.getFirst()), number(two.getLast())});
        }
        return all;
    }

    /** @return what names the row in reports */
    String id(int index) {
        return has("id") ? text("id") : has("name") ? text("name") : "row " + index;
    }
}

package ebb.validate;

import java.util.List;
import java.util.Map;

/**
 * One model with exact values to meet.
 *
 * @param model as a {@link Family} names it
 * @param numbers parameters, times in seconds
 * @param texts parameters that are laws: {@code Erlang-4(mean 1)}
 * @param expected in the order of the file
 */
public record Vector(
        String id, Family model, Map<String, Double> numbers, Map<String, String> texts, List<Expected> expected) {
    /** One value. */
    public record Expected(Measure measure, double value) {}

    public Vector {
        numbers = Map.copyOf(numbers);
        texts = Map.copyOf(texts);
        expected = List.copyOf(expected);
    }

    /** @throws IllegalArgumentException if there is no such parameter */
    double number(String name) {
        Double value = numbers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(id + " has no parameter " + name + ": it has " + numbers.keySet());
        }
        return value;
    }

    double number(String name, double standard) {
        return numbers.getOrDefault(name, standard);
    }

    int whole(String name) {
        return (int) Math.round(number(name));
    }
}

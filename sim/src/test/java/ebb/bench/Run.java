package ebb.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One JMH benchmark with its parameters.
 *
 * @param parameters every {@code @Param} of the benchmark has a value here
 */
record Run(Class<?> type, String method, Map<String, String> parameters) {
    static Run of(Class<?> type, String method, String... parameters) {
        Map<String, String> values = new TreeMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            values.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return new Run(type, method, values);
    }

    /** What JMH finds it by. */
    String pattern() {
        return "^" + type.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    @Override
    public String toString() {
        return type.getSimpleName() + "." + method
                + parameters.entrySet().stream()
                        .map(each -> " " + each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining());
    }
}

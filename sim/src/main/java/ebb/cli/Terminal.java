package ebb.cli;

import java.util.Map;

/**
 * What stands at the other end of standard output and error.
 *
 * <p>The JVM cannot ask this of each stream alone, so the launcher does and says it in system properties: {@code ebb.terminal.out},
 * {@code ebb.terminal.err} (true or false) and {@code ebb.columns}. Without the launcher nothing is taken for a terminal.
 *
 * @param out standard output is a terminal that understands control sequences
 * @param err standard error is one
 * @param colour colours are welcome on standard output
 * @param columns of text in a line, {@value #NARROWEST}..{@value #WIDEST}
 */
public record Terminal(boolean out, boolean err, boolean colour, int columns) {
    private static final int NARROWEST = 60;
    private static final int USUAL = 80;
    private static final int WIDEST = 120;

    /** The one this process was started in. */
    public static Terminal own() {
        return of(Map.copyOf(System.getenv()), key -> System.getProperty(key, ""));
    }

    static Terminal of(Map<String, String> environment, Properties properties) {
        boolean able = !environment.getOrDefault("TERM", "").equals("dumb");
        boolean out = able && Boolean.parseBoolean(properties.value("ebb.terminal.out"));
        boolean err = able && Boolean.parseBoolean(properties.value("ebb.terminal.err"));
        // https://no-color.org: present and not empty, whatever its value.
        boolean colour = out && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, err, colour, columns(properties.value("ebb.columns")));
    }

    private static int columns(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            return USUAL;
        }
        return Math.clamp(Integer.parseInt(text), NARROWEST, WIDEST);
    }

    /** System properties, or a test's. */
    @FunctionalInterface
    interface Properties {
        /** @return empty if there is none of that name */
        String value(String name);
    }
}

package ebb.document;

/**
 * One thing that is wrong with what a user gave.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 * @param value what stands there; empty where nothing does
 * @param rule what it breaks
 * @param wayOut a whole sentence; empty where none is known
 */
public record Problem(String file, int line, int column, String value, String rule, String wayOut) {
    private static final int SHOWN = 80;

    public static Problem at(Position at, String value, String rule, String wayOut) {
        return new Problem(at.file(), at.line(), at.column(), value, rule, wayOut);
    }

    /** {@code file:line:column: value, rule. way out} */
    @Override
    public String toString() {
        String what = value.isEmpty() ? rule : shortened(value) + ", " + rule;
        String all = new Position(file, line, column) + ": " + what;
        return wayOut.isEmpty() ? all : all + ". " + wayOut;
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}

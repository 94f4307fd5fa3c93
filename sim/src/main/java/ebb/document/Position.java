package ebb.document;

/**
 * Where something stands in a text.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Position(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}

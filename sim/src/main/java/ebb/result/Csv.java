package ebb.result;

import java.io.IOException;
import java.io.Writer;

/** Writes one row after another: commas, line feeds, quotes where they are needed (RFC 4180). */
final class Csv {
    private final Writer out;
    private boolean inRow;

    Csv(Writer out) {
        this.out = out;
    }

    Csv cell(String text) throws IOException {
        if (inRow) {
            out.write(',');
        }
        inRow = true;
        out.write(quoted(text));
        return this;
    }

    Csv cell(long number) throws IOException {
        return cell(Long.toString(number));
    }

    /** Empty for NaN. */
    Csv cell(double number) throws IOException {
        return cell(Double.isNaN(number) ? "" : Text.exact(number));
    }

    void end() throws IOException {
        out.write('\n');
        inRow = false;
    }

    private static String quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (",\"\n\r".indexOf(text.charAt(i)) >= 0) {
                return '"' + text.replace("\"", "\"\"") + '"';
            }
        }
        return text;
    }
}

package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text row by row, its fields as ranges of bytes: nothing is allocated for a row. Line ends are LF or CRLF; a byte order mark and empty
 * lines are passed over. Rows with quotes go through FastCSV, one at a time; all others through the loop below.
 */
final class Rows {
    /** Returned by {@link #scaled} for what is no number; the reason is found when it is asked for. */
    static final long BAD = Long.MIN_VALUE;

    // Rows of the widest known format (Azure 2019, 1,440 counts) take 20 KB; what is longer than this is no trace.
    static final int LONGEST = 1 << 20;

    private static final long[] POWERS = new long[19];
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?");
    private static final Pattern WITH_UNIT = Pattern.compile("([-+]?[\\d.]+)\\s*([a-zA-Zµ%]+)");
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    static {
        long power = 1;
        for (int i = 0; i < POWERS.length; i++, power *= 10) {
            POWERS[i] = power;
        }
    }

    private enum Found {
        ROW,
        NOTHING,
        END
    }

    private final Source source;
    private final int separator;
    private byte[] buffer = new byte[1 << 18];
    private int position;
    private int limit;
    private boolean ended;
    private long nextLine = 1;
    private int start;
    private boolean quoted;

    /** The bytes that the ranges are of. */
    byte[] data = buffer;

    int[] from = new int[64];
    int[] to = new int[64];

    /** Fields of the row. */
    int count;

    /** Where the row begins in the text, from 1. */
    long line;

    private Rows(Source source, int separator) {
        this.source = source;
        this.separator = separator;
        fill();
        if (limit >= 3 && Arrays.equals(buffer, 0, 3, MARK, 0, 3)) {
            position = 3;
        }
    }

    static Rows commas(Source source) {
        return new Rows(source, ',');
    }

    /** Whole lines, one field each. */
    static Rows lines(Source source) {
        return new Rows(source, -1);
    }

    /** Finds the next row that is not empty. @return false at the end */
    boolean next() {
        Found found = scan();
        while (found == Found.NOTHING || (found == Found.ROW && count == 1 && to[0] == from[0])) {
            found = scan();
        }
        return found == Found.ROW;
    }

    private Found scan() {
        line = nextLine;
        source.atLine(line);
        start = position;
        count = 0;
        data = buffer;
        quoted = false;
        int fieldStart = position;
        int quotes = 0;
        int i = position;
        while (true) {
            byte[] b = buffer;
            int end = limit;
            while (i < end) {
                byte c = b[i];
                if (c > ',') {
                    i++;
                    continue;
                }
                if (c == separator) {
                    if ((quotes & 1) == 0) {
                        field(fieldStart, i);
                        fieldStart = i + 1;
                    }
                } else if (c == '\n') {
                    nextLine++;
                    if ((quotes & 1) == 0) {
                        return finish(fieldStart, i, i + 1, quotes);
                    }
                } else if (c == '"' && separator > 0) {
                    quotes++;
                }
                i++;
            }
            int before = start;
            if (ended || limit - start >= LONGEST) {
                return atEdge(fieldStart, i, quotes);
            }
            fill();
            int moved = before - start;
            i -= moved;
            fieldStart -= moved;
            for (int f = 0; f < count; f++) {
                from[f] -= moved;
                to[f] -= moved;
            }
        }
    }

    /** The text ends, or the row is too long. */
    private Found atEdge(int fieldStart, int i, int quotes) {
        if (!ended) {
            tooLong();
            return Found.NOTHING;
        }
        if (i == start) {
            return Found.END;
        }
        nextLine++;
        return finish(fieldStart, i, i, quotes);
    }

    private void tooLong() {
        String begin = new String(buffer, start, 40, UTF_8);
        source.problem(line, 1, begin + "…", "the line is longer than 1 MiB", "Is this the right file?");
        while (true) {
            for (int i = start; i < limit; i++) {
                if (buffer[i] == '\n') {
                    position = i + 1;
                    nextLine++;
                    return;
                }
            }
            start = limit;
            position = limit;
            if (ended) {
                return;
            }
            fill();
        }
    }

    /** Moves the row to the buffer's beginning and reads on behind it. */
    private void fill() {
        int kept = limit - start;
        if (start == 0 && kept == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            System.arraycopy(buffer, start, buffer, 0, kept);
        }
        data = buffer;
        position -= start;
        start = 0;
        limit = kept + source.read(buffer, kept, buffer.length - kept);
        ended = limit < buffer.length;
    }

    private void field(int begin, int end) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        from[count] = begin;
        to[count++] = end;
    }

    private Found finish(int fieldStart, int end, int next, int quotes) {
        int last = end > fieldStart && buffer[end - 1] == '\r' ? end - 1 : end;
        field(fieldStart, last);
        position = next;
        return quotes == 0 || unquote(last, quotes) ? Found.ROW : Found.NOTHING;
    }

    /** Replaces the fields by what the quotes mean. @return false if they mean nothing */
    private boolean unquote(int end, int quotes) {
        String text = new String(buffer, start, end - start, UTF_8);
        if ((quotes & 1) != 0) {
            return badQuotes(text);
        }
        try {
            List<CsvRecord> records =
                    CsvReader.builder().ofCsvRecord(text).stream().toList();
            if (records.size() != 1) {
                return badQuotes(text);
            }
            fields(records.getFirst().getFields());
            return true;
        } catch (CsvParseException bad) {
            return badQuotes(text);
        }
    }

    private boolean badQuotes(String text) {
        source.problem(line, 1, text, "has a quote that does not close", "Double a quote that is meant as one.");
        return false;
    }

    private void fields(List<String> values) {
        byte[] all = String.join("", values).getBytes(UTF_8);
        count = 0;
        int at = 0;
        for (String each : values) {
            int length = each.getBytes(UTF_8).length;
            field(at, at + length);
            at += length;
        }
        data = all;
        quoted = true;
    }

    /** Where a field begins in its row, from 1. */
    int column(int field) {
        return quoted ? 1 : from[field] - start + 1;
    }

    boolean isEmpty(int field) {
        return to[field] == from[field];
    }

    String text(int field) {
        return new String(data, from[field], to[field] - from[field], UTF_8).strip();
    }

    /** Notes that a field breaks a rule. */
    void problem(int field, String rule, String wayOut) {
        source.problem(line, column(field), text(field), rule, wayOut);
    }

    /** @return the decimal number times 10^scale, halves away from zero; {@link #BAD} if it is none or too large */
    long scaled(int field, int scale) {
        return scaled(data, from[field], to[field], scale);
    }

    static long scaled(byte[] b, int from, int to, int scale) {
        int i = from;
        boolean negative = i < to && b[i] == '-';
        if (negative) {
            i++;
        }
        long value = 0;
        int first = i;
        while (i < to) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            i++;
        }
        int digits = i - first;
        int fraction = 0;
        if (i < to && b[i] == '.') {
            int point = ++i;
            while (i < to) {
                int digit = b[i] - '0';
                if (digit < 0 || digit > 9) {
                    break;
                }
                value = value * 10 + digit;
                i++;
            }
            fraction = i - point;
        }
        if (i < to || digits + fraction == 0 || digits + fraction > 18) {
            return exact(b, from, to, scale);
        }
        int shift = scale - fraction;
        if (shift >= 0) {
            if (shift + digits + fraction > 18) {
                return exact(b, from, to, scale);
            }
            value *= POWERS[shift];
        } else {
            long power = POWERS[-shift];
            value = value / power + (value % power >= power - power / 2 ? 1 : 0);
        }
        return negative ? -value : value;
    }

    /** The rare forms: exponents, spaces around, more than 18 digits. */
    private static long exact(byte[] b, int from, int to, int scale) {
        String text = new String(b, from, to - from, UTF_8).strip();
        if (text.length() > 60 || !DECIMAL.matcher(text).matches()) {
            return BAD;
        }
        BigDecimal value = new BigDecimal(text).scaleByPowerOfTen(scale).setScale(0, RoundingMode.HALF_UP);
        return value.unscaledValue().bitLength() > 62 ? BAD : value.longValue();
    }

    /** @return the number; NaN, also for infinities and what is none */
    double number(int field) {
        String text = text(field);
        return DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }

    /**
     * Says why a field is no number that can be used.
     *
     * @param unit that the column is in
     */
    void notANumber(int field, String unit) {
        String text = text(field);
        Matcher measured = WITH_UNIT.matcher(text);
        if (text.isEmpty()) {
            problem(field, "a number is missing here", "");
        } else if (isNotFinite(text)) {
            problem(field, "must be a finite number", "");
        } else if (measured.matches()) {
            problem(field, "must be a plain number: the column is in " + unit, "Write it in " + unit + ".");
        } else {
            problem(field, DECIMAL.matcher(text).matches() ? "is too large" : "must be a number", "");
        }
    }

    private static boolean isNotFinite(String text) {
        String word = text.toLowerCase(Locale.ROOT).replaceFirst("^[-+]", "");
        return word.equals("nan") || word.equals("inf") || word.equals("infinity");
    }

    /** Where the value must not be below zero. */
    void negative(int field, String what) {
        String text = text(field);
        problem(field, "a " + what + " must not be negative", "Maybe " + text.substring(1) + "?");
    }
}

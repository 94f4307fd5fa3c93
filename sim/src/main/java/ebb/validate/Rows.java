package ebb.validate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** A table of numbers and names, one row a line, columns by name; nothing is quoted. */
final class Rows {
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String[]> rows;

    private Rows(List<String> lines) {
        String[] head = lines.getFirst().split(",", -1);
        for (int i = 0; i < head.length; i++) {
            columns.put(head[i], i);
        }
        rows = lines.subList(1, lines.size()).stream()
                .map(line -> line.split(",", -1))
                .toList();
    }

    /** A resource beside the class path's root. */
    static Rows resource(String name) {
        InputStream in = Rows.class.getResourceAsStream("/" + name);
        if (in == null) {
            throw new IllegalStateException("no resource " + name);
        }
        return read(in, name);
    }

    /** A gzip file. */
    static Rows file(Path file) {
        try {
            return read(new GZIPInputStream(Files.newInputStream(file)), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Rows read(InputStream in, String name) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new Rows(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    int size() {
        return rows.size();
    }

    /** @throws IllegalArgumentException if there is no such column */
    String text(int row, String column) {
        Integer at = columns.get(column);
        if (at == null) {
            throw new IllegalArgumentException("no column " + column + " in " + columns.keySet());
        }
        return rows.get(row)[at];
    }

    double number(int row, String column) {
        return Double.parseDouble(text(row, column));
    }

    /** @return the rows that have that value there, in their order */
    int[] where(String column, String value) {
        return IntStream.range(0, size())
                .filter(row -> text(row, column).equals(value))
                .toArray();
    }
}

package ebb.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The beginning of a file, by which its format is known. */
final class Head {
    private static final int BYTES = 1 << 16;

    private final byte[] bytes;
    private final List<String> lines;

    Head(byte[] bytes) {
        this.bytes = bytes.clone();
        String text = new String(bytes, UTF_8);
        lines = (text.startsWith("\uFEFF") ? text.substring(1) : text)
                .lines()
                .filter(each -> !each.isBlank())
                .limit(3)
                .toList();
    }

    static Head of(Path file) throws IOException {
        try (var in = Source.uncompressed(file)) {
            return new Head(in.readNBytes(BYTES));
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    boolean startsWith(String magic) {
        byte[] expected = magic.getBytes(ISO_8859_1);
        return bytes.length >= expected.length
                && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
    }

    /** The first line that is not empty; the header where there is one. */
    String first() {
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    /** @return the fields of the first line */
    List<String> fields() {
        return Arrays.stream(first().split(",", -1))
                .map(each -> each.replace("\"", "").strip())
                .toList();
    }

    boolean has(String... columns) {
        return fields().containsAll(List.of(columns));
    }

    boolean hasOnly(String... columns) {
        return List.of(columns).containsAll(fields());
    }

    /** Whether the text begins with a JSON object that has such keys. */
    boolean object(String... keys) {
        String text = new String(bytes, UTF_8);
        String begin = first().startsWith("{\"") ? first() : text;
        return text.strip().replace("\uFEFF", "").startsWith("{")
                && Arrays.stream(keys).allMatch(each -> begin.contains("\"" + each + "\""));
    }

    /** What a packed or binary file is that we do not read; empty for text. */
    String packed() {
        if (startsWith("PK\u0003\u0004")) {
            return "a zip archive";
        }
        if (startsWith("PAR1")) {
            return "a Parquet file";
        }
        if (startsWith("(\u00B5/\u00FD")) {
            return "packed with zstd";
        }
        if (startsWith("BZh")) {
            return "packed with bzip2";
        }
        if (startsWith("\u00FD7zXZ")) {
            return "packed with xz";
        }
        return "";
    }
}

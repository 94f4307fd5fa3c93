package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a trace to a file: beside it first, then renamed, so that a stop at any moment leaves the old file or the new one. */
public final class TraceWriter {
    private static final int BUFFER = 1 << 16;
    private static final int REPORTED = 8192;

    private TraceWriter() {}

    /** @return whether a file of this name can be written: {@code .ebbt}, {@code .csv}, {@code .csv.gz} */
    public static boolean writes(Path file) {
        String name = file.toString();
        return name.endsWith(".ebbt") || name.endsWith(".csv") || name.endsWith(".csv.gz");
    }

    /**
     * By its ending a recording or a table of requests ({@code t_ns,service[,duration_ns][,input_tokens][,output_tokens][,session]}, by time).
     *
     * @param progress told the requests written so far, now and then
     * @throws IllegalArgumentException if the ending is none of them, or a table cannot hold the trace because only some services have a column
     * @throws IOException if it cannot be written; then nothing is left of it
     */
    public static void write(Trace trace, Path file, LongConsumer progress) throws IOException {
        if (!writes(file)) {
            throw new IllegalArgumentException(file + ": traces are written as .ebbt, .csv or .csv.gz");
        }
        Path name = file.toAbsolutePath().getFileName();
        Path part = file.toAbsolutePath()
                .resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".part");
        part.toFile().deleteOnExit(); // also when the user stops the program
        try {
            try (OutputStream out = open(part, file.toString().endsWith(".gz"))) {
                if (file.toString().endsWith(".ebbt")) {
                    Recording.write(trace, out, progress);
                } else {
                    table(trace, out, progress);
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException none) {
            throw new FileSystemException(file.toString(), null, "its folder is not there");
        } catch (IOException failed) {
            String why = failed instanceof FileSystemException known ? known.getReason() : failed.getMessage();
            throw new FileSystemException(file.toString(), null, why + "; nothing was written, what was there is kept");
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static OutputStream open(Path part, boolean packed) throws IOException {
        OutputStream raw = Files.newOutputStream(part);
        return new BufferedOutputStream(packed ? new GZIPOutputStream(raw, BUFFER) : raw, BUFFER);
    }

    private static void table(Trace trace, OutputStream out, LongConsumer progress) throws IOException {
        PriorityQueue<Cursor> due =
                new PriorityQueue<>(Comparator.comparingLong(Cursor::time).thenComparingInt(each -> each.number));
        for (int i = 0; i < trace.services().size(); i++) {
            Cursor cursor = new Cursor(i, trace.open(i));
            if (cursor.advance()) {
                due.add(cursor);
            }
        }
        out.write(header(shape(due)).getBytes(UTF_8));
        List<byte[]> names = names(trace.services());
        Line line = new Line();
        long written = 0;
        while (!due.isEmpty()) {
            Cursor first = due.remove();
            line.write(first, names.get(first.number), out);
            if (++written % REPORTED == 0) {
                progress.accept(written);
            }
            if (first.advance()) {
                due.add(first);
            }
        }
    }

    private static Columns.Shape shape(PriorityQueue<Cursor> due) {
        Columns.Shape shape =
                due.isEmpty() ? Columns.Shape.TIMES : due.element().shape();
        if (due.stream().anyMatch(each -> !each.shape().equals(shape))) {
            throw new IllegalArgumentException(
                    "only some services have service times, tokens or sessions: a table cannot say that, a .ebbt can");
        }
        return shape;
    }

    private static String header(Columns.Shape shape) {
        return "t_ns,service"
                + (shape.service() ? ",duration_ns" : "")
                + (shape.input() ? ",input_tokens" : "")
                + (shape.output() ? ",output_tokens" : "")
                + (shape.session() ? ",session" : "")
                + "\n";
    }

    private static List<byte[]> names(List<String> services) {
        List<byte[]> names = new ArrayList<>();
        for (String each : services) {
            boolean plain = each.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            names.add((plain ? each : "\"" + each.replace("\"", "\"\"") + "\"").getBytes(UTF_8));
        }
        return names;
    }

    /** Writes rows without an object a row. */
    private static final class Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final byte[] digits = new byte[20];

        void write(Cursor at, byte[] name, OutputStream out) throws IOException {
            Requests window = at.window;
            bytes.reset();
            number(window.timeNanos[at.row]);
            bytes.write(',');
            bytes.writeBytes(name);
            long[] service = window.serviceNanos;
            if (service != null) {
                bytes.write(',');
                number(service[at.row]);
            }
            number(window.inputTokens, at.row);
            number(window.outputTokens, at.row);
            number(window.sessions, at.row);
            bytes.write('\n');
            bytes.writeTo(out);
        }

        private void number(int @Nullable [] values, int row) {
            if (values != null) {
                bytes.write(',');
                number(values[row]);
            }
        }

        private void number(long value) {
            int at = digits.length;
            long rest = Math.abs(value);
            do {
                digits[--at] = (byte) ('0' + rest % 10);
                rest /= 10;
            } while (rest > 0);
            if (value < 0) {
                digits[--at] = '-';
            }
            bytes.write(digits, at, digits.length - at);
        }
    }
}

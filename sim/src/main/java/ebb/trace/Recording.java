package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ebb's own form of a trace, {@code .ebbt}, version 1, little-endian: requests sorted by time within a service, columns apart, in blocks of
 * {@value #ROWS} rows; behind them an index of services and blocks. It is mapped, not read: opening costs the index, a service costs its
 * blocks.
 *
 * <pre>
 * "EBBTRACE" · int 1 · blocks · index · long where the index begins · "EBBTRACE"
 * block      = for each column that the service has, in the order time, service time, input, output, session: {@link Packed}
 * index      = long duration · string hash · long start (ns from the epoch; least long: none) · int services · service...
 * service    = string name · string app · string trigger · long memory · byte columns (a bit each) · int blocks · (long place · int rows)...
 * string     = int bytes · UTF-8
 * </pre>
 */
final class Recording {
    private static final int ROWS = 8192;
    private static final byte[] MAGIC = "EBBTRACE".getBytes(UTF_8);
    private static final int VERSION = 1;
    private static final int HEADER = MAGIC.length + 4;
    private static final int TRAILER = 8 + MAGIC.length;
    private static final long NONE = Long.MIN_VALUE;

    private Recording() {}

    /** A service's blocks in the file: where each begins and how many rows it has. */
    private static final class Entry {
        private final String name;
        private final ServiceFacts facts;
        private final Columns.Shape shape;
        private final long[] places;
        private final int[] rows;

        Entry(String name, ServiceFacts facts, Columns.Shape shape, long[] places, int[] rows) {
            this.name = name;
            this.facts = facts;
            this.shape = shape;
            this.places = places;
            this.rows = rows;
        }

        String name() {
            return name;
        }

        long requests() {
            return Arrays.stream(rows).asLongStream().sum();
        }
    }

    // ---- writing

    /**
     * Writes a trace.
     *
     * @param progress told the requests written so far, now and then
     */
    static void write(Trace trace, OutputStream out, LongConsumer progress) throws IOException {
        Map<String, ServiceFacts> facts = trace.facts();
        Instant start = trace instanceof TraceFile file ? file.start() : null;
        Writer writer = new Writer(out, progress);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < trace.services().size(); i++) {
            String name = trace.services().get(i);
            entries.add(writer.service(name, facts.getOrDefault(name, ServiceFacts.NONE), trace.open(i)));
        }
        writer.index(trace, start, entries);
    }

    private static final class Writer {
        private final OutputStream out;
        private final LongConsumer progress;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private final long[] column = new long[ROWS];
        private long place;
        private long requests;

        Writer(OutputStream out, LongConsumer progress) throws IOException {
            this.out = out;
            this.progress = progress;
            block.writeBytes(MAGIC);
            Packed.put(block, VERSION, 4);
            flush();
        }

        private void flush() throws IOException {
            block.writeTo(out);
            place += block.size();
            block.reset();
        }

        Entry service(String name, ServiceFacts facts, RequestStream stream) throws IOException {
            Cursor cursor = new Cursor(0, stream);
            List<Long> places = new ArrayList<>();
            List<Integer> rows = new ArrayList<>();
            boolean more = cursor.advance();
            Columns.Shape shape = more ? cursor.shape() : Columns.Shape.TIMES;
            Columns pending = new Columns(shape);
            while (more) {
                int[] sessions = cursor.window.sessions;
                pending.add(cursor.window, cursor.row, sessions == null ? 0 : sessions[cursor.row]);
                more = cursor.advance();
                if (pending.size == ROWS || !more) {
                    places.add(place);
                    rows.add(block(pending));
                }
            }
            long[] at = places.stream().mapToLong(Long::longValue).toArray();
            return new Entry(
                    name,
                    facts,
                    shape,
                    at,
                    rows.stream().mapToInt(Integer::intValue).toArray());
        }

        private int block(Columns pending) throws IOException {
            int rows = pending.size;
            Packed.write(pending.times, rows, block);
            if (pending.service != null) {
                Packed.write(pending.service, rows, block);
            }
            ints(pending.input, rows);
            ints(pending.output, rows);
            ints(pending.sessions, rows);
            flush();
            pending.size = 0;
            requests += rows;
            progress.accept(requests);
            return rows;
        }

        private void ints(int @Nullable [] values, int rows) {
            if (values != null) {
                for (int i = 0; i < rows; i++) {
                    column[i] = values[i];
                }
                Packed.write(column, rows, block);
            }
        }

        void index(Trace trace, @Nullable Instant start, List<Entry> entries) throws IOException {
            long begins = place;
            Packed.put(block, trace.durationNanos(), 8);
            string(trace.hash());
            Packed.put(
                    block,
                    start == null
                            ? NONE
                            : Duration.between(Instant.EPOCH, start).toNanos(),
                    8);
            Packed.put(block, entries.size(), 4);
            entries.forEach(this::entry);
            Packed.put(block, begins, 8);
            block.writeBytes(MAGIC);
            flush();
        }

        private void entry(Entry entry) {
            string(entry.name);
            string(entry.facts.app() == null ? "" : entry.facts.app());
            string(entry.facts.trigger() == null ? "" : entry.facts.trigger());
            Packed.put(block, entry.facts.memoryBytes(), 8);
            Columns.Shape has = entry.shape;
            block.write(
                    (has.service() ? 1 : 0) | (has.input() ? 2 : 0) | (has.output() ? 4 : 0) | (has.session() ? 8 : 0));
            Packed.put(block, entry.places.length, 4);
            for (int i = 0; i < entry.places.length; i++) {
                Packed.put(block, entry.places[i], 8);
                Packed.put(block, entry.rows[i], 4);
            }
        }

        private void string(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            Packed.put(block, bytes.length, 4);
            block.writeBytes(bytes);
        }
    }

    // ---- reading

    static Content read(Source source) throws IOException {
        try (FileChannel channel = FileChannel.open(source.path, StandardOpenOption.READ)) {
            // Automatic: a trace may be read by many threads for as long as any of them holds it.
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return content(source, file);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException cut) {
            throw broken(source);
        }
    }

    private static RuntimeException broken(Source source) {
        return source.fatal(
                "", "is no whole recording: it was cut or changed", "Convert it again; a packed one must be unpacked.");
    }

    private static Content content(Source source, MemorySegment file) {
        long size = file.byteSize();
        if (size < HEADER + TRAILER || !magic(file, 0) || !magic(file, size - MAGIC.length)) {
            throw broken(source);
        }
        int version = buffer(file, MAGIC.length, 4).getInt();
        if (version != VERSION) {
            throw source.fatal(
                    "version " + version, "is not the version that is read here: " + VERSION, "Convert it again.");
        }
        long index = buffer(file, size - TRAILER, 8).getLong();
        if (index < HEADER || index > size - TRAILER) {
            throw broken(source);
        }
        ByteBuffer in = buffer(file, index, size - TRAILER - index);
        long duration = in.getLong();
        String hash = string(in);
        long start = in.getLong();
        int services = in.getInt();
        List<Entry> entries = new ArrayList<>();
        Map<String, ServiceFacts> facts = new TreeMap<>();
        for (int i = 0; i < services; i++) {
            Entry entry = entry(in, index, source);
            entries.add(entry);
            if (!entry.facts.equals(ServiceFacts.NONE)) {
                facts.put(entry.name, entry.facts);
            }
        }
        return new Content(
                new Mapped(file, entries, duration, hash), facts, start == NONE ? null : Instants.instant(start));
    }

    private static boolean magic(MemorySegment file, long at) {
        byte[] found = new byte[MAGIC.length];
        buffer(file, at, MAGIC.length).get(found);
        return Arrays.equals(found, MAGIC);
    }

    private static ByteBuffer buffer(MemorySegment file, long at, long length) {
        return file.asSlice(at, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static Entry entry(ByteBuffer in, long end, Source source) {
        String name = string(in);
        String app = string(in);
        String trigger = string(in);
        ServiceFacts facts =
                new ServiceFacts(app.isEmpty() ? null : app, trigger.isEmpty() ? null : trigger, in.getLong());
        byte bits = in.get();
        Columns.Shape shape = new Columns.Shape((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        int blocks = in.getInt();
        if (blocks < 0 || blocks > in.remaining() / 12) {
            throw new BufferUnderflowException();
        }
        long[] places = new long[blocks];
        int[] rows = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            places[i] = in.getLong();
            rows[i] = in.getInt();
            if (places[i] < HEADER || places[i] >= end || rows[i] < 1 || rows[i] > ROWS) {
                throw broken(source);
            }
        }
        return new Entry(name, facts, shape, places, rows);
    }

    /** @param entries one for each service, in the file's order */
    private record Mapped(
            MemorySegment file, List<Entry> entries, long durationNanos, String hash, List<String> services)
            implements Trace {
        Mapped(MemorySegment file, List<Entry> entries, long durationNanos, String hash) {
            this(
                    file,
                    List.copyOf(entries),
                    durationNanos,
                    hash,
                    entries.stream().map(Entry::name).toList());
        }

        @Override
        public long requests(int service) {
            return entries.get(service).requests();
        }

        @Override
        public RequestStream open(int service) {
            return new Blocks(file, entries.get(service));
        }
    }

    private static final class Blocks implements RequestStream {
        private final MemorySegment file;
        private final Entry entry;
        private final int capacity;
        private final long[] times;
        private final long @Nullable [] service;
        private final int @Nullable [] input;
        private final int @Nullable [] output;
        private final int @Nullable [] sessions;
        private final long[] wide;
        private int next;
        private long at;

        Blocks(MemorySegment file, Entry entry) {
            this.file = file;
            this.entry = entry;
            capacity = Arrays.stream(entry.rows).max().orElse(0);
            Columns.Shape has = entry.shape;
            times = new long[capacity];
            service = has.service() ? new long[capacity] : null;
            input = has.input() ? new int[capacity] : null;
            output = has.output() ? new int[capacity] : null;
            sessions = has.session() ? new int[capacity] : null;
            wide = has.input() || has.output() || has.session() ? new long[capacity] : new long[0];
        }

        @Override
        public boolean next(Requests into) {
            if (next == entry.places.length) {
                return false;
            }
            int rows = entry.rows[next];
            at = entry.places[next++];
            longs(times, rows);
            longs(service, rows);
            ints(input, rows);
            ints(output, rows);
            ints(sessions, rows);
            into.timeNanos = times;
            into.serviceNanos = service;
            into.inputTokens = input;
            into.outputTokens = output;
            into.sessions = sessions;
            into.from = 0;
            into.to = rows;
            return true;
        }

        private void longs(long @Nullable [] into, int rows) {
            if (into != null) {
                Packed.read(file, at, into, rows);
                at += Packed.size(file, at, rows);
            }
        }

        private void ints(int @Nullable [] into, int rows) {
            if (into != null) {
                longs(wide, rows);
                for (int i = 0; i < rows; i++) {
                    into[i] = (int) wide[i];
                }
            }
        }
    }
}

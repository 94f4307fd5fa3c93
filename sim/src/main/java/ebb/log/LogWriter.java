package ebb.log;

import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.Recorder;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Writes what an {@link ebb.policy.Instance} tells into a file, in bounded memory.
 *
 * <p>Records go to the file in whole blocks, when a segment ends, and when {@link #flush} or {@link #sync} say so. A file whose writer was
 * killed can be read up to its last whole record. One thread at a time.
 */
public final class LogWriter implements Recorder, AutoCloseable {
    /** Records of a segment: it is then sealed with a digest. */
    static final int SEGMENT = 4096;

    private static final int BLOCK = 1 << 16;

    private final FileChannel file;
    private final Encoder encoder;
    private final LogHeader header;
    private final MessageDigest sha = LogHeader.sha256();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private final long most;
    private final Trail trail;
    private Automaton automaton;
    private long[] sealed = new long[0];
    private long[] state = new long[0];
    private byte[] digest = new byte[0];
    private long written;
    private long seq;
    private long decisions;
    private int inSegment;
    private boolean full;
    private boolean closed;

    private LogWriter(FileChannel file, LogForm form, LogHeader header, long most) {
        this.file = file;
        this.header = header;
        this.most = most;
        automaton = header.policy().automaton(header.facts());
        trail = new Trail(automaton);
        encoder = switch (form) {
            case BINARY -> new BinaryEncoder();
            case JSONL -> new JsonEncoder();
        };
        encoder.header(header);
        put();
    }

    /**
     * Begins a log.
     *
     * @param path must not be there
     */
    public static LogWriter create(Path path, LogForm form, LogHeader header) throws IOException {
        return create(path, form, header, Long.MAX_VALUE);
    }

    /** @param mostBytes after which nothing more is recorded: the log then ends at a step, and says that it is full */
    public static LogWriter create(Path path, LogForm form, LogHeader header, long mostBytes) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return new LogWriter(file, form, header, mostBytes);
        } catch (RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    // What the instance tells.

    @Override
    public void attached(Automaton next, Event levels, long[] from) {
        if (full) {
            return;
        }
        automaton = next;
        trail.attached(next, levels);
        encoder.attached(++seq, levels);
        put();
        state = from;
        counted();
    }

    @Override
    public void resumed(Automaton next, long atNanos, long[] from) {
        if (full) {
            return;
        }
        automaton = next;
        trail.resumed(next, atNanos, from);
        encoder.resumed(++seq, atNanos, from);
        put();
        state = from;
        sealed = from.clone();
        counted();
    }

    @Override
    public void applied(ScalingPolicy policy, ServiceFacts facts) {
        if (full) {
            return;
        }
        encoder.applied(++seq, Math.max(0, trail.lastNanos()), LogHeader.of(header.service(), policy, facts));
        put();
    }

    @Override
    public void event(Event event) {
        if (!full && trail.event(event)) {
            encoder.event(++seq, event, trail.silentBefore());
            put();
            inSegment++;
        }
    }

    @Override
    public void stepped(Event event, Decision decision, long[] now) {
        if (full) {
            return;
        }
        state = now;
        if (trail.decided(event, decision, now)) {
            decisions++;
            encoder.decided(
                    ++seq,
                    event.atNanos,
                    decision,
                    trail.places(),
                    trail.chain(),
                    () -> automaton.explain(decision.why, decision.left, decision.right));
            put();
            inSegment++;
        }
        counted();
    }

    @Override
    public void request(long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {
        if (header.details() && !full) {
            encoder.request(seq, arrivalNanos, serviceNanos, inputTokens, outputTokens, session);
            put();
            inSegment++;
        }
    }

    /** A step is over. */
    private void counted() {
        if (inSegment >= SEGMENT) {
            seal();
        }
        if (written >= most) {
            finish(true);
            full = true;
        }
    }

    private void seal() {
        encoder.segment(seq, trail.lastNanos(), trail.chain(), sealed, state);
        put();
        digest = sha.digest();
        encoder.digest(digest);
        put();
        // The next one is over this one too, not over its own text.
        sha.reset();
        sha.update(digest);
        sealed = Arrays.copyOf(state, state.length);
        inSegment = 0;
        write();
    }

    private void finish(boolean wasFull) {
        encoder.end(seq, trail.lastNanos(), wasFull);
        put();
        seal();
    }

    // The file.

    private void put() {
        Bytes bytes = encoder.bytes();
        sha.update(bytes.data(), 0, bytes.size());
        written += bytes.size();
        for (int from = 0; from < bytes.size(); ) {
            if (!block.hasRemaining()) {
                write();
            }
            int length = Math.min(block.remaining(), bytes.size() - from);
            block.put(bytes.data(), from, length);
            from += length;
        }
    }

    private void write() {
        block.flip();
        try {
            while (block.hasRemaining()) {
                file.write(block);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        block.clear();
    }

    /** All records so far go to the operating system. */
    public void flush() throws IOException {
        try {
            write();
        } catch (UncheckedIOException failed) {
            throw failed.getCause() == null ? new IOException(failed) : failed.getCause();
        }
    }

    /** All records so far go to the disk: before anything is done that they must outlive. */
    public void sync() throws IOException {
        flush();
        file.force(false);
    }

    public LogHeader header() {
        return header;
    }

    /** @return records so far */
    public long seq() {
        return seq;
    }

    /** @return decisions recorded so far */
    public long decisions() {
        return decisions;
    }

    /** @return the hash over all events and decisions so far */
    public long chain() {
        return trail.chain();
    }

    /** @return bytes so far */
    public long size() {
        return written;
    }

    /** @return the digest of the last segment in hex; after {@link #close}, of the whole log; empty before the first */
    public String digest() {
        return HexFormat.of().formatHex(digest);
    }

    /** Ends the log with its last segment. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            if (!full) {
                finish(false);
            }
            flush();
        }
    }
}

package ebb.log;

import ebb.document.BadInputException;
import ebb.document.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of either form, a record at a time, in bounded memory.
 *
 * <p>A record that is cut off at the end of the file, as where its writer was killed, ends the log: {@link #cut} says so. Anything else that
 * is no record is a {@link BadInputException} with its place: line and column of a text, in the compact form the byte as the column of line
 * 1. Whether bytes were changed is told by {@link LogRecord.Segment#intact}.
 */
public final class LogReader implements AutoCloseable {
    private static final int LONGEST = 64 << 20;
    private static final int BUFFER = 1 << 16;

    private final String shown;
    private final InputStream in;
    private final Decoder decoder;
    private final boolean binary;
    private final LogHeader header;
    private final MessageDigest sha = LogHeader.sha256();
    private byte[] frame = new byte[256];
    private int length;
    private long offset;
    private long frameAt;
    private int line;
    private boolean ended;
    private @Nullable String cut;

    private LogReader(Path path) throws IOException {
        shown = path.toString();
        in = uncompressed(new BufferedInputStream(Files.newInputStream(path), BUFFER));
        try {
            binary = opens();
            decoder = binary ? new BinaryDecoder(shown) : new JsonDecoder(shown);
            if (!next(binary)) {
                throw bad(cut == null ? "is empty" : "ends within its header", "Is it a log?", 1);
            }
            header = read(decoder::header);
            sha.update(frame, 0, length);
        } catch (IOException | RuntimeException failed) {
            in.close();
            throw failed;
        }
    }

    /**
     * Opens a log and reads its header.
     *
     * @throws BadInputException if it is none
     */
    public static LogReader open(Path path) throws IOException {
        try {
            return new LogReader(path);
        } catch (NoSuchFileException gone) {
            throw new BadInputException(new Problem(path.toString(), 1, 1, "", "is not there", ""));
        } catch (EOFException cut) {
            throw new BadInputException(
                    new Problem(path.toString(), 1, 1, "", "ends before it begins", "Is it a log?"));
        }
    }

    /** @return whether a file begins like a log */
    public static boolean looksLikeLog(String beginning) {
        return beginning.startsWith(BinaryEncoder.MAGIC.strip())
                || (beginning.startsWith("{\"k\":\"header\"")
                        && beginning.contains("\"format\":\"" + HeaderJson.FORMAT));
    }

    public LogHeader header() {
        return header;
    }

    /** @return where a record was cut off at the end, and what that means; null if none was */
    public @Nullable String cut() {
        return cut;
    }

    /** @return where the record that was read last stands, as {@code file:line:column} */
    public String place() {
        return binary ? shown + ":1:" + (frameAt + 1) : shown + ":" + line + ":1";
    }

    /** @return null at the end */
    public @Nullable LogRecord next() throws IOException {
        if (ended || !next(binary)) {
            ended = true;
            return null;
        }
        LogRecord record = read(decoder::record);
        if (record instanceof LogRecord.Segment) {
            return read(this::sealed);
        }
        sha.update(frame, 0, length);
        return record;
    }

    private LogRecord.Segment sealed() {
        sha.update(frame, 0, decoder.digestFrom());
        LogRecord.Segment sealed = decoder.segment(sha.digest());
        // Each segment is judged by itself: a wrong one is told once.
        sha.update(decoder.digest());
        return sealed;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static InputStream uncompressed(BufferedInputStream raw) throws IOException {
        raw.mark(2);
        boolean packed = raw.read() == 0x1F && raw.read() == 0x8B;
        raw.reset();
        return packed ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
    }

    // Frames.

    /** @return whether it is the compact form */
    private boolean opens() throws IOException {
        in.mark(16);
        byte[] head = in.readNBytes(BinaryEncoder.MAGIC.length());
        if (new String(head, StandardCharsets.ISO_8859_1).equals(BinaryEncoder.MAGIC)) {
            offset = head.length;
            sha.update(head);
            return true;
        }
        in.reset();
        if (head.length == 0 || head[0] != '{') {
            throw bad(
                    head.length == 0 ? "is empty" : "begins like no log",
                    "A log is written by ebb run --log or by ebb live.",
                    1);
        }
        return false;
    }

    private boolean next(boolean compact) throws IOException {
        frameAt = offset;
        line++;
        return compact ? nextFrame() : nextLine();
    }

    /** Reads a frame, its length with it: all of its bytes are sealed. */
    private boolean nextFrame() throws IOException {
        length = 0;
        long size = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.read();
            if (next < 0) {
                return over(length > 0);
            }
            put(next);
            size |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                break;
            }
            if (shift > 28) {
                throw bad("begins with no length", "The file is damaged here.", 1);
            }
        }
        if (size == 0 || size > LONGEST) {
            throw bad("has a length of " + size + " bytes", "The file is damaged here.", 1);
        }
        int head = length;
        room((int) size);
        int read = in.readNBytes(frame, head, (int) size);
        length += read;
        offset += read;
        decoder.frame(frame, head, length);
        return read == size || over(true);
    }

    private boolean nextLine() throws IOException {
        length = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                return over(length > 0);
            }
            put(next);
            if (next == '\n') {
                decoder.frame(frame, 0, length);
                return true;
            }
            if (length > LONGEST) {
                throw bad("is longer than " + LONGEST + " bytes", "Is it a log?", 1);
            }
        }
    }

    private boolean over(boolean within) {
        if (within) {
            cut = place() + ": the last record is cut off, as where its writer was killed; what is before it counts";
        }
        return false;
    }

    private void put(int value) {
        room(1);
        frame[length++] = (byte) value;
        offset++;
    }

    private void room(int more) {
        if (length + more > frame.length) {
            frame = Arrays.copyOf(frame, Math.max(length + more, 2 * frame.length));
        }
    }

    // What is wrong.

    /** Reads what a frame holds. */
    private interface Reading<T> {
        T read();
    }

    private <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (Json.Malformed malformed) {
            throw bad(malformed.rule(), "The file is damaged here, or not a log.", Math.max(1, malformed.column()));
        }
    }

    private BadInputException bad(String rule, String wayOut, int column) {
        long at = binaryPlace() ? frameAt + 1 : column;
        int shownColumn = (int) Math.min(Integer.MAX_VALUE, at);
        return new BadInputException(
                new Problem(shown, binaryPlace() ? 1 : Math.max(1, line), shownColumn, "", rule, wayOut));
    }

    private boolean binaryPlace() {
        return offset >= BinaryEncoder.MAGIC.length() && binary;
    }
}

package ebb.trace;

import ebb.document.BadInputException;
import ebb.document.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One file that is being read: its uncompressed bytes with their digest, and what was wrong with them. */
final class Source implements AutoCloseable {
    private static final int KEPT = 20;
    private static final int CHUNK = 1 << 16;

    final Path path;
    final OpenOptions options;
    private final MessageDigest digest;
    private final List<Problem> problems = new ArrayList<>();
    private long count;
    private @Nullable InputStream in;
    private @Nullable String hash;
    private long lines;

    Source(Path path, OpenOptions options) {
        this.path = path;
        this.options = options;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** @return a stream of the uncompressed bytes */
    static InputStream uncompressed(Path path) throws IOException {
        PushbackInputStream raw = new PushbackInputStream(Files.newInputStream(path), 2);
        int first = raw.read();
        int second = first < 0 ? -1 : raw.read();
        if (second >= 0) {
            raw.unread(second);
        }
        if (first >= 0) {
            raw.unread(first);
        }
        return first == 0x1F && second == 0x8B ? new GZIPInputStream(raw, CHUNK) : raw;
    }

    /** Reads as much as fits, unless the end comes first. @return how much; 0 only at the end */
    int read(byte[] into, int from, int length) {
        int total = 0;
        try {
            if (in == null) {
                in = uncompressed(path);
            }
            while (total < length) {
                int got = in.read(into, from + total, Math.min(CHUNK, length - total));
                if (got < 0) {
                    break;
                }
                total += got;
            }
        } catch (EOFException cut) {
            throw fatal("", "the gzip data ends too early: the file is cut", "Fetch it again.");
        } catch (ZipException broken) {
            throw fatal("", "the gzip data is broken: " + broken.getMessage(), "Fetch it again.");
        } catch (NoSuchFileException none) {
            throw fatal("", "is not there", "Check the name and the folder.");
        } catch (IOException unreadable) {
            throw fatal("", "cannot be read: " + unreadable.getMessage(), "");
        }
        digest.update(into, from, total);
        return total;
    }

    /** Where reading is, for what goes wrong with the bytes themselves. */
    void atLine(long line) {
        lines = line;
    }

    /** Notes what is wrong with a row; the reader goes on with the next. */
    void problem(long line, int column, String value, String rule, String wayOut) {
        count++;
        if (problems.size() < KEPT) {
            problems.add(made(line, column, value, rule, wayOut));
        }
    }

    private Problem made(long line, int column, String value, String rule, String wayOut) {
        int shown = Math.clamp(line, 1, Integer.MAX_VALUE);
        return new Problem(path.toString(), shown, Math.max(1, column), value, rule, wayOut);
    }

    /** Notes what makes the file useless, before all else. @return everything, to be thrown */
    BadInputException fatal(String value, String rule, String wayOut) {
        count++;
        problems.addFirst(made(lines, 1, value, rule, wayOut));
        return everything();
    }

    /** @throws BadInputException if a row was bad and that is not to be forgiven */
    void check() {
        if (count > 0 && !options.lenient()) {
            throw everything();
        }
    }

    /** @return all problems, to be thrown */
    BadInputException everything() {
        return new BadInputException(problems, count);
    }

    /** @return rows that were skipped */
    long skipped() {
        return count;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @return SHA-256 of what was read, in hex; final once it is asked for */
    String hash() {
        if (hash == null) {
            hash = HexFormat.of().formatHex(digest.digest());
        }
        return hash;
    }

    /** @return the file beside this one; null if there is none such */
    @Nullable
    Path sibling(String name) {
        for (String each :
                List.of(name, name + ".gz", name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name)) {
            Path beside = path.resolveSibling(each);
            if (Files.isRegularFile(beside)) {
                return beside;
            }
        }
        return null;
    }

    String name() {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}

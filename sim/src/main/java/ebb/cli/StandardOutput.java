package ebb.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it stopped: a reader that went away ({@code ebb policies | head -1}) is no failure, a full disk is.
 * Always UTF-8, whatever the locale: the same command writes the same bytes everywhere.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream to;
    private @Nullable IOException failure;

    StandardOutput(OutputStream to) {
        this.to = to;
    }

    PrintStream printer() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            to.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    /** @return why not all could be written; null if all could, or if nobody reads any more */
    @Nullable
    IOException failure() {
        boolean gone = failure != null && "Broken pipe".equals(failure.getMessage());
        return gone ? null : failure;
    }
}

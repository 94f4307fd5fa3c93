package ebb.live.balancer;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * A line of JSON for each request. Event loops write their lines into buffers of their own ({@link Lines}); one thread writes the buffers to
 * the file. A file that is too slow loses whole buffers, which are counted, and never stops a request. Query strings are left out: they hold
 * what should not be in logs.
 */
final class AccessLog implements AutoCloseable {
    private static final int BUFFERS = 256;
    private static final byte[] END = new byte[0];
    private static final JsonFactory JSON =
            JsonFactory.builder().rootValueSeparator("\n").build();

    private final OutputStream out;
    private final boolean ours;
    private final BlockingQueue<byte[]> full = new ArrayBlockingQueue<>(BUFFERS);
    private final CounterDataPoint lost;
    private final Thread writer;

    /** @param file {@code -}: standard output */
    AccessLog(Path file, CounterDataPoint lost) throws IOException {
        ours = !file.toString().equals("-");
        out = ours ? Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND) : System.out;
        this.lost = lost;
        writer = Thread.ofPlatform().name("access-log").daemon().start(this::write);
    }

    private void write() {
        try {
            for (byte[] next = full.take(); next.length > 0; next = full.take()) {
                out.write(next);
                if (full.isEmpty()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the access log cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what was given to it, then ends. */
    @Override
    public void close() throws IOException {
        try {
            full.put(END);
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ours) {
            out.close();
        }
    }

    /** One event loop's lines. */
    final class Lines {
        private static final int ENOUGH = 32 << 10;

        private final ByteArrayBuilder bytes = new ByteArrayBuilder(ENOUGH + 4_096);
        private JsonGenerator json = generator();

        private JsonGenerator generator() {
            return JSON.createGenerator(ObjectWriteContext.empty(), bytes);
        }

        void add(Exchange exchange, long nanos) {
            json.writeStartObject();
            json.writeStringProperty(
                    "time", java.time.Instant.ofEpochMilli(exchange.cameMillis).toString());
            json.writeStringProperty("id", exchange.id);
            json.writeStringProperty("service", exchange.target.name);
            json.writeStringProperty("client", exchange.address.getHostAddress());
            json.writeStringProperty("method", exchange.method.name());
            json.writeStringProperty("host", exchange.host);
            json.writeStringProperty("path", exchange.path());
            json.writeNumberProperty("status", exchange.status);
            json.writeStringProperty("outcome", exchange.outcome.label);
            reason(exchange.refusal);
            if (exchange.pod != null) {
                json.writeStringProperty("pod", exchange.pod.name);
            }
            json.writeNumberProperty("attempts", exchange.attempts);
            json.writeNumberProperty("bytes_in", exchange.bytesIn);
            json.writeNumberProperty("bytes_out", exchange.bytesOut);
            millis("hold_ms", exchange.heldNanos());
            millis("wake_ms", exchange.wakeNanos);
            millis("upstream_ms", exchange.upstreamNanos());
            millis("total_ms", nanos);
            json.writeBooleanProperty("activity", exchange.activity);
            json.writeEndObject();
            json.flush();
            if (bytes.size() >= ENOUGH) {
                hand();
            }
        }

        /** To the microsecond. */
        private void millis(String name, long nanos) {
            long micros = nanos / 1_000;
            json.writeNumberProperty(name, micros / 1e3);
        }

        private void reason(@Nullable Refusal why) {
            if (why != null) {
                json.writeStringProperty("reason", why.label());
            }
        }

        /** Gives what is there to the writer. */
        void hand() {
            if (bytes.size() == 0) {
                return;
            }
            json.writeRaw('\n');
            json.close();
            if (!full.offer(bytes.toByteArray())) {
                lost.inc();
            }
            bytes.reset();
            json = generator();
        }
    }
}

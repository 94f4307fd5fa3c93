package ebb.live.balancer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A small server on a port of its own: a blocking one, so that a test reads as what happens. It parses strictly and tells what it saw. */
final class PodServer implements Closeable {
    /**
     * What came, as strict a reader sees it.
     *
     * @param headers by name in lower case, each line's value
     */
    record Seen(String line, Map<String, List<String>> headers, String body, Map<String, List<String>> trailers) {
        String method() {
            return line.substring(0, line.indexOf(' '));
        }

        String path() {
            return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
        }

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : String.join("|", values);
        }
    }

    /** One connection, for a handler to read and write as it likes. */
    static final class Wire {
        final InputStream in;
        final OutputStream out;
        final Socket socket;

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** @return null at the end of the stream */
        @Nullable
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
                        throw new IOException("a line without CR: " + line);
                    }
                    return line.substring(0, line.length() - 1);
                }
                line.append((char) b);
            }
            return null;
        }

        /** Reads lines until an empty one, so also a head without its first line. */
        Map<String, List<String>> headers() throws IOException {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String line = more(line()); !line.isEmpty(); line = more(line())) {
                int colon = line.indexOf(':');
                if (!line.substring(0, Math.max(colon, 0)).matches("[A-Za-z0-9!#$%&'*+.^`|~-]+")
                        || !line.substring(colon + 1).matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
                    throw new IOException("no header: " + line);
                }
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), each -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            return headers;
        }

        private static String more(@Nullable String line) throws EOFException {
            if (line == null) {
                throw new EOFException("ended within a message");
            }
            return line;
        }

        String read(long length) throws IOException {
            StringBuilder text = new StringBuilder();
            for (long i = 0; i < length; i++) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("ended after " + i + " of " + length + " bytes");
                }
                text.append((char) b);
            }
            return text.toString();
        }

        /** @return a head and its body; null at the end of the stream */
        @Nullable
        Seen request() throws IOException {
            String line = line();
            if (line == null) {
                return null;
            }
            if (!line.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+ [\\x21-\\x7e]+ HTTP/1\\.1")) {
                throw new IOException("no request line: " + line);
            }
            Map<String, List<String>> headers = headers();
            return body(line, headers);
        }

        Seen body(String line, Map<String, List<String>> headers) throws IOException {
            List<String> length = headers.getOrDefault("content-length", List.of());
            List<String> encoding = headers.getOrDefault("transfer-encoding", List.of());
            if (length.size() + encoding.size() > 1) {
                throw new IOException("two lengths: " + headers);
            }
            if (!encoding.isEmpty()) {
                if (!encoding.getFirst().equals("chunked")) {
                    throw new IOException("encoding " + encoding);
                }
                StringBuilder body = new StringBuilder();
                while (true) {
                    String size = more(line());
                    if (!size.matches("[0-9a-fA-F]{1,8}")) {
                        throw new IOException("no chunk: " + size);
                    }
                    int count = Integer.parseInt(size, 16);
                    if (count == 0) {
                        return new Seen(line, headers, body.toString(), headers());
                    }
                    body.append(read(count));
                    String end = more(line());
                    if (!end.isEmpty()) {
                        throw new IOException("no end of a chunk: " + end);
                    }
                }
            }
            String body = length.isEmpty() ? "" : read(Long.parseLong(length.getFirst()));
            return new Seen(line, headers, body, Map.of());
        }
    }

    /** What a pod does with a connection; it is closed when this returns. */
    @FunctionalInterface
    interface Handler {
        void serve(Wire wire) throws IOException, InterruptedException;
    }

    final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();

    /** What a strict reader could not read. */
    final ConcurrentLinkedQueue<String> defects = new ConcurrentLinkedQueue<>();

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger mostInFlight = new AtomicInteger();
    private final ServerSocket server;
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Handler handler;

    PodServer(int port, Handler handler) throws IOException {
        this.handler = handler;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        Thread.ofVirtual().start(this::accept);
    }

    PodServer(Handler handler) throws IOException {
        this(0, handler);
    }

    /** Answers each request with its method and path, and its body if it has one. */
    static PodServer echo() throws IOException {
        return answering(seen -> {
            String body = seen.method() + " " + seen.path() + (seen.body().isEmpty() ? "" : " " + seen.body());
            return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + (seen.method().equals("HEAD") ? "" : body);
        });
    }

    /** Answers each request of a connection. */
    static PodServer answering(java.util.function.Function<Seen, String> answer) throws IOException {
        PodServer[] self = new PodServer[1];
        self[0] = new PodServer(wire -> {
            for (Seen seen = self[0].next(wire); seen != null; seen = self[0].next(wire)) {
                self[0].enter();
                String text = answer.apply(seen);
                self[0].inFlight.decrementAndGet();
                wire.send(text);
            }
        });
        return self[0];
    }

    void enter() {
        int now = inFlight.incrementAndGet();
        mostInFlight.accumulateAndGet(now, Math::max);
    }

    @Nullable
    Seen next(Wire wire) throws IOException {
        Seen next = wire.request();
        if (next != null) {
            seen.add(next);
        }
        return next;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            handler.serve(new Wire(socket));
        } catch (IOException e) {
            // A message that is cut off is no message: every server drops it with its connection.
            if (!server.isClosed() && !(e instanceof java.net.SocketException) && !(e instanceof EOFException)) {
                defects.add(String.valueOf(e.getMessage()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Like a process that is killed: connections end at once. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(PodServer::reset);
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            assert socket.isClosed() : e; // already
        }
    }
}

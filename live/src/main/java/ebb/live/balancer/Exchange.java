package ebb.live.balancer;

import ebb.balance.Algorithm;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request from its head to the end of its answer. It waits without a pod, then has a connection to one. Messages go through as they come;
 * neither side is read faster than the other takes. Lives on the event loop of its client; only {@link #released} and {@link #refused} come
 * from others.
 */
final class Exchange extends Visit {
    static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString X_REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString SERVER_TIMING = AsciiString.cached("server-timing");
    private static final AsciiString PSEUDONYM = AsciiString.cached("1.1 ebb");
    private static final int ID_LENGTH = 128;
    // What a request keeps in memory beside its bytes: objects of this class, of Netty's headers and of the channel.
    private static final int OBJECT_BYTES = 2_048;
    private static final long BACKOFF_MILLIS = 25;

    final ClientConnection client;
    final Target target;
    final HttpMethod method;
    final String id;
    final String host;
    final long cameMillis;
    final InetAddress address;
    private final HttpRequest request;
    private final boolean old; // HTTP/1.0
    private final @Nullable String upgrade;
    private boolean keepAlive;

    /** The client has sent all of it. */
    boolean requestDone;

    int status;
    BalancerMetrics.Outcome outcome = BalancerMetrics.Outcome.SERVED;
    int attempts = 1;
    long bytesIn;
    long bytesOut;

    private @Nullable PodConnection connection;
    private final ArrayDeque<HttpContent> early = new ArrayDeque<>(2);
    private int earlyBytes;
    private long sentAt;
    private long answeredAt;
    private long movedAt;
    private boolean answered;
    private boolean finished;

    /**
     * @param request checked
     * @throws RequestDecoder.Violation see {@link Hygiene#strip}
     */
    Exchange(ClientConnection client, Target target, HttpRequest request, InetAddress address, boolean trusted) {
        super(
                target.service,
                target.isActivity(request.uri(), request.headers().get(HttpHeaderNames.USER_AGENT), address));
        this.client = client;
        this.target = target;
        this.request = request;
        this.address = address;
        HttpHeaders headers = request.headers();
        method = request.method();
        old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keepAlive = HttpUtil.isKeepAlive(request);
        String name = headers.get(HttpHeaderNames.HOST);
        host = name == null ? "" : name;
        cameMillis = System.currentTimeMillis();
        movedAt = client.loop.now();
        bytes = OBJECT_BYTES
                + (request.decoderResult() instanceof HttpMessageDecoderResult head ? head.totalSize() : 0);
        deadline = deadline(headers.get(client.loop.settings.http().deadlineHeader()));
        session = session(headers);
        upgrade = Hygiene.strip(request, client.loop.settings.http().upgrades());
        id = id(headers, client.loop);
        forward(headers, trusted);
    }

    private long deadline(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
            return ebb.balance.WaitingRoom.NEVER;
        }
        return movedAt + (long) (Double.parseDouble(seconds) * 1e9);
    }

    private long session(HttpHeaders headers) {
        Algorithm algorithm = service.config.algorithm();
        if (algorithm != Algorithm.CONSISTENT_HASH && algorithm != Algorithm.SESSION_AFFINITY) {
            return session;
        }
        String by = client.loop.balancer.gate.session();
        String key = by == null ? null : by.startsWith("cookie:") ? cookie(headers, by.substring(7)) : headers.get(by);
        long hash = 0;
        for (byte each : key == null ? address.getAddress() : key.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hash = hash * 0x100000001B3L ^ each; // the algorithms mix it well
        }
        return hash == session ? 0 : hash;
    }

    private static @Nullable String cookie(HttpHeaders headers, String name) {
        for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String each : line.split(";", -1)) {
                String cookie = each.strip();
                if (cookie.startsWith(name + "=")) {
                    return cookie.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    private static String id(HttpHeaders headers, Loop loop) {
        String given = headers.get(X_REQUEST_ID);
        return given != null
                        && given.length() <= ID_LENGTH
                        && !given.isEmpty()
                        && given.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')
                ? given
                : loop.id();
    }

    // What the client says of itself is nobody's word but a trusted proxy's.
    private void forward(HttpHeaders headers, boolean trusted) {
        String peer = client.peer().getHostAddress();
        String before = trusted ? String.join(", ", headers.getAll(X_FORWARDED_FOR)) : "";
        headers.set(X_FORWARDED_FOR, before.isEmpty() ? peer : before + ", " + peer);
        if (!trusted || !headers.contains(X_FORWARDED_PROTO)) {
            headers.set(X_FORWARDED_PROTO, client.secure() ? "https" : "http");
        }
        if (!trusted || !headers.contains(X_FORWARDED_HOST)) {
            headers.set(X_FORWARDED_HOST, host);
        }
        if (!trusted) {
            headers.remove(FORWARDED);
            headers.remove(X_REAL_IP);
        }
        headers.set(X_REQUEST_ID, id);
        headers.add(HttpHeaderNames.VIA, PSEUDONYM);
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }

    String path() {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    long upstreamNanos() {
        return answeredAt == 0 ? 0 : answeredAt - sentAt;
    }

    // --- to a pod ---

    /** Does what the dispatcher said. */
    void proceed() {
        if (finished) {
            return;
        }
        Pod chosen = pod;
        if (refusal != null) {
            outcome = BalancerMetrics.Outcome.REFUSED;
            target.metrics.refused(refusal);
            status = refusal.status;
            client.respond(status, refusal.label().replace('_', ' '), retryAfterSeconds, keepsAlive());
            finish(keepsAlive());
        } else if (chosen != null) {
            target.picks.inc();
            client.loop.connect(this, chosen);
        } else {
            client.updateReading();
        }
    }

    private boolean keepsAlive() {
        return keepAlive && requestDone && !client.loop.balancer.draining();
    }

    @Override
    void released() {
        client.loop.events.execute(this::proceed);
    }

    @Override
    void refused() {
        client.loop.events.execute(this::proceed);
    }

    /** A connection is there: what has come so far goes out. */
    void connected(PodConnection to) {
        if (finished) {
            to.loop.keep(to);
            return;
        }
        connection = to;
        sentAt = client.loop.now();
        movedAt = sentAt;
        to.begin(this, request);
        while (!early.isEmpty()) {
            to.write(early.poll());
        }
        if (!client.inRead()) {
            to.flush();
        }
        client.updateReading();
    }

    /** The pod could not be reached: nothing of the request was sent. */
    void unreachable(Pod tried) {
        client.loop.balancer.suspect(tried);
        again("connect", "no pod could be reached");
    }

    private void again(String reason, String failure) {
        if (finished) {
            return;
        }
        if (attempts > client.loop.settings.upstream().retries()) {
            fail(502, failure, BalancerMetrics.Outcome.FAILED);
            return;
        }
        target.metrics.again(reason);
        if (attempts++ == 1) {
            tryAgain();
        } else {
            long most = BACKOFF_MILLIS << (attempts - 2);
            client.loop.later(this::tryAgain, TimeUnit.MILLISECONDS.toNanos(most / 2 + client.loop.below(most)));
        }
    }

    private void tryAgain() {
        if (!finished) {
            client.loop.balancer.again(this);
            proceed();
        }
    }

    // --- from the client ---

    void content(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            client.loop.balancer.metrics.violated(Rule.CHUNK);
            keepAlive = false;
            fail(400, "chunk", BalancerMetrics.Outcome.REFUSED);
            return;
        }
        movedAt = client.loop.now();
        bytesIn += content.content().readableBytes();
        if (bytesIn > client.loop.settings.http().bodyBytes()) {
            content.release();
            client.loop.balancer.metrics.violated(Rule.BODY_TOO_LONG);
            fail(413, "the body is too long", BalancerMetrics.Outcome.REFUSED);
            return;
        }
        if (content instanceof LastHttpContent last) {
            requestDone = true;
            if (!last.trailingHeaders().isEmpty()) {
                Hygiene.trailers(last.trailingHeaders());
            }
        }
        if (connection == null) {
            early.add(content);
            earlyBytes += content.content().readableBytes();
            if (earlyBytes > 2 * ReadSize.BODY) {
                client.close(); // only a client that closed is read while it waits: the kernel wants to say so
                return;
            }
        } else {
            connection.write(content);
        }
        if (!requestDone) {
            client.updateReading();
        }
    }

    boolean takesBody() {
        return connection != null && connection.writable();
    }

    void flushToPod() {
        if (connection != null) {
            connection.flush();
        }
    }

    void tunnelToPod(ByteBuf bytes) {
        movedAt = client.loop.now();
        bytesIn += bytes.readableBytes();
        if (connection == null) {
            bytes.release();
        } else {
            connection.write(bytes);
            client.updateReading();
        }
    }

    void podTakes() {
        client.updateReading();
    }

    void clientTakes(boolean more) {
        if (connection != null) {
            connection.reads(more);
        }
    }

    // --- from the pod ---

    boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }

    boolean mayUpgrade() {
        return upgrade != null;
    }

    /** An answer before the answer: 100, 102, 103. */
    void interim(HttpResponse answer) {
        if (!old && !answered) {
            HttpHeaders headers = answer.headers();
            Hygiene.strip(headers);
            client.write(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    answer.status(),
                    io.netty.buffer.Unpooled.EMPTY_BUFFER,
                    headers,
                    io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE));
            client.flush();
        }
    }

    /** The pod changes the protocol: bytes go through from now on. */
    void switched(HttpResponse answer) {
        String to = answer.headers().get(HttpHeaderNames.UPGRADE);
        Hygiene.strip(answer.headers());
        answer.headers().set(HttpHeaderNames.UPGRADE, to == null ? upgrade : to);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE);
        mark(answer.headers());
        headComes(answer);
        client.write(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                answer.status(),
                io.netty.buffer.Unpooled.EMPTY_BUFFER,
                answer.headers(),
                io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE));
        client.flush();
        client.tunnel();
    }

    void tunnelToClient(ByteBuf bytes) {
        movedAt = client.loop.now();
        bytesOut += bytes.readableBytes();
        client.write(bytes);
    }

    private void headComes(HttpResponse answer) {
        answered = true;
        answeredAt = client.loop.now();
        movedAt = answeredAt;
        status = answer.status().code();
    }

    void answer(HttpResponse answer) {
        HttpHeaders headers = answer.headers();
        headComes(answer);
        Hygiene.strip(headers);
        frame(answer, headers);
        keepAlive = keepsAlive();
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        answer.setProtocolVersion(HttpVersion.HTTP_1_1);
        mark(headers);
        client.write(answer);
    }

    // An answer whose end is the end of the connection gets chunks, if the client knows them; one in chunks loses them,
    // if not.
    private void frame(HttpResponse answer, HttpHeaders headers) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(answer);
        if (old && chunked) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            keepAlive = false;
        } else if (!chunked && !headers.contains(HttpHeaderNames.CONTENT_LENGTH) && mayHaveBody()) {
            if (old) {
                keepAlive = false;
            } else {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
    }

    private boolean mayHaveBody() {
        return !isHead() && status != 204 && status != 304;
    }

    /** The headers that every answer of ours has. */
    void mark(HttpHeaders headers) {
        headers.set(X_REQUEST_ID, id);
        headers.add(SERVER_TIMING, timing());
    }

    private String timing() {
        StringBuilder text = new StringBuilder(64);
        if (heldNanos() > 0) {
            millis(text.append("hold;dur="), heldNanos());
            millis(text.append(", wake;dur="), wakeNanos);
            text.append(", ");
        }
        return millis(text.append("upstream;dur="), upstreamNanos()).toString();
    }

    private static StringBuilder millis(StringBuilder text, long nanos) {
        long micros = nanos / 1_000;
        text.append(micros / 1_000).append('.');
        long rest = micros % 1_000;
        return text.append(rest < 100 ? rest < 10 ? "00" : "0" : "").append(rest);
    }

    void answerContent(HttpContent content) {
        movedAt = client.loop.now();
        bytesOut += content.content().readableBytes();
        if (content instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
            Hygiene.trailers(last.trailingHeaders());
        }
        client.write(content);
    }

    /** The whole answer is written. */
    void answerEnds() {
        client.flush();
        connection = null;
        finish(keepAlive && requestDone);
    }

    /** The pod's connection broke before the answer's end. */
    void podGone(PodConnection gone) {
        connection = null;
        if (finished) {
            return;
        }
        if (gone.tunnel) {
            finish(false);
        } else if (answered) {
            broken();
        } else if (gone.reused && isSafe() && bytesIn == 0 && requestDone) {
            // The pod closed an unused connection just as it was used; its kernel had not given the request to anyone,
            // or the method
            // may be repeated (RFC 9110, 9.2.2). The request's messages are still ours: a head and an empty end.
            early.add(LastHttpContent.EMPTY_LAST_CONTENT);
            again("closed", "the pod closed the connection");
        } else {
            fail(502, "the pod closed the connection before it answered", BalancerMetrics.Outcome.FAILED);
        }
    }

    private boolean isSafe() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    private void broken() {
        outcome = BalancerMetrics.Outcome.FAILED;
        client.cut(old);
        finish(false);
    }

    /** What the pod sent is no answer. */
    void podSentRubbish() {
        connection = null;
        fail(502, "the pod's answer was not HTTP", BalancerMetrics.Outcome.FAILED);
    }

    // --- ends ---

    /** Ends it with an answer of our own, or cut off if the pod's answer has begun. */
    void fail(int code, String why, BalancerMetrics.Outcome became) {
        if (finished) {
            return;
        }
        outcome = became;
        if (answered) {
            broken();
            return;
        }
        dropConnection();
        status = code;
        client.respond(code, why, 0, keepsAlive());
        finish(keepsAlive());
    }

    void clientGone() {
        if (finished) {
            return;
        }
        if (status != 101) {
            outcome = BalancerMetrics.Outcome.ABORTED;
        }
        dropConnection();
        finish(false);
    }

    private void dropConnection() {
        PodConnection last = connection;
        connection = null;
        if (last != null) {
            last.drop();
        }
    }

    private void finish(boolean stays) {
        finished = true;
        dropConnection();
        early.forEach(HttpContent::release);
        early.clear();
        if (refusal == null) {
            loopEnded();
        }
        long nanos = client.loop.now() - cameAt;
        target.metrics.ended(status, outcome, nanos, heldNanos());
        target.metrics.bytesIn.inc(bytesIn);
        target.metrics.bytesOut.inc(bytesOut);
        client.loop.log(this, nanos);
        client.done(stays);
    }

    private void loopEnded() {
        int told = outcome == BalancerMetrics.Outcome.ABORTED ? 0 : status;
        client.loop.balancer.ended(this, told, answered && outcome == BalancerMetrics.Outcome.SERVED);
    }

    /** @return whether its time was over */
    boolean sweep(long now) {
        if (connection == null || finished) {
            return false; // waiting has its own limits
        }
        BalancerSettings settings = client.loop.settings;
        if (!answered
                && requestDone
                && now - sentAt > settings.upstream().answerTimeout().toNanos()) {
            fail(504, "the pod did not answer in time", BalancerMetrics.Outcome.FAILED);
            return true;
        }
        if (answered && now - movedAt > settings.http().streamTimeout().toNanos()) {
            fail(504, "nothing moved", BalancerMetrics.Outcome.FAILED);
            return true;
        }
        if (!answered
                && !requestDone
                && now - movedAt > settings.http().streamTimeout().toNanos()) {
            fail(504, "the pod takes no more of the body", BalancerMetrics.Outcome.FAILED);
            return true;
        }
        return false;
    }
}

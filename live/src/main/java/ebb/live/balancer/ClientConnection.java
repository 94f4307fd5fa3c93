package ebb.live.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: one request after another, each an {@link Exchange}. A request that comes before the last one is answered
 * waits here, and nothing more is read meanwhile. Lives on one event loop.
 *
 * <p>It is closed by half: what was written goes out, then what still comes is read and dropped for a while. Otherwise the kernel would
 * answer the client's rest with a reset, and the client would lose an answer that it has not read yet (RFC 9112, 9.6).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the channel, and that is heard
final class ClientConnection extends ChannelInboundHandlerAdapter {
    /** What it is waited for. */
    private enum Phase {
        HEAD,
        IDLE,
        BUSY,
        TUNNEL,
        LINGER,
        CLOSED
    }

    private static final class Encoder extends HttpResponseEncoder {
        private boolean head;

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse answer) {
            return head || super.isContentAlwaysEmpty(answer);
        }
    }

    private static final long LINGER_NANOS = 2_000_000_000L;
    private static final long LINGER_BYTES = 1 << 20;
    private static final long RATE_AFTER_NANOS = 10_000_000_000L;

    final Loop loop;
    final ReadSize size;
    private final int port;
    private final boolean secure;
    private final Encoder encoder = new Encoder();
    private final RequestDecoder decoder;
    private final BalancerSettings.Http http;
    private ChannelHandlerContext ctx;
    private InetAddress peer = InetAddress.getLoopbackAddress();
    private Phase phase = Phase.HEAD;
    private long phaseSince;
    private @Nullable Exchange exchange;
    private final ArrayDeque<Object> later = new ArrayDeque<>(2);
    private boolean atWork;
    private boolean inRead;
    private long readSeen;
    private long stalledSince;

    // How fast a body comes, while it is asked for.
    private long bodySeen;
    private long bodyNanos;
    private long sweptAt;

    /** Its place among the connections of its loop. */
    int place;

    @SuppressWarnings("NullAway.Init") // the context comes with the channel
    ClientConnection(Loop loop, ReadSize size, int port, boolean secure) {
        this.loop = loop;
        this.size = size;
        this.port = port;
        this.secure = secure;
        http = loop.settings.http();
        decoder = new RequestDecoder(http);
    }

    void addTo(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress address) {
            peer = address.getAddress();
        }
        channel.pipeline().addLast(decoder, encoder, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        phaseSince = loop.now();
        sweptAt = phaseSince;
        loop.add(this);
    }

    // --- what the client sends ---

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        inRead = true;
        switch (phase) {
            case LINGER, CLOSED -> ReferenceCountUtil.release(message);
            case TUNNEL -> toPod(message);
            case HEAD, IDLE, BUSY -> {
                if (!later.isEmpty() || (exchange != null && exchange.requestDone)) {
                    later.add(message);
                    updateReading();
                } else {
                    take(message);
                }
            }
        }
    }

    private void toPod(Object message) {
        if (exchange != null && message instanceof ByteBuf bytes) {
            exchange.tunnelToPod(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content) {
            if (exchange == null) {
                content.release(); // of a request that was refused
            } else {
                exchange.content(content);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inRead = false;
        if (phase == Phase.IDLE && size.read > readSeen && exchange == null) {
            enter(Phase.HEAD);
        }
        readSeen = size.read;
        if (phase == Phase.LINGER && size.read - bodySeen > LINGER_BYTES) {
            close();
        }
        if (exchange != null) {
            exchange.flushToPod();
        }
    }

    private void enter(Phase next) {
        phase = next;
        phaseSince = loop.now();
    }

    private void begin(HttpRequest request) {
        readSeen = size.read;
        long now = loop.now();
        Gate gate = loop.balancer.gate;
        HttpHeaders headers = request.headers();
        Rule rule = Hygiene.check(request, http);
        if (rule != null) {
            reject(request, rule, 0);
            return;
        }
        boolean trusted = gate.trusted(peer);
        InetAddress address = trusted ? gate.client(peer, headers.getAll(Exchange.X_FORWARDED_FOR)) : peer;
        long wait = gate.banned(address) ? -1 : gate.rate(address, now);
        if (wait != 0) {
            reject(request, wait < 0 ? Rule.BANNED : Rule.TOO_OFTEN, Math.max(0, wait));
            return;
        }
        String host = headers.get(HttpHeaderNames.HOST);
        Target target = loop.balancer.routes().find(port, host, request.uri());
        if (target == null) {
            refuse(request, 404, "no service has this host and path", 0);
            return;
        }
        try {
            start(new Exchange(this, target, request, address, trusted), now);
        } catch (RequestDecoder.Violation violation) {
            reject(request, violation.rule, 0);
        }
    }

    private void start(Exchange next, long now) {
        exchange = next;
        enter(Phase.BUSY);
        size.bytes = ReadSize.HEAD;
        bodySeen = size.read;
        bodyNanos = 0;
        sweptAt = now;
        encoder.head = next.method.equals(HttpMethod.HEAD);
        loop.balancer.arrive(next);
        next.proceed();
    }

    private void reject(HttpRequest request, Rule rule, long waitNanos) {
        loop.balancer.metrics.violated(rule);
        String why = rule == Rule.TOO_OFTEN ? "too many requests" : rule.label().replace('_', ' ');
        if (rule == Rule.TOO_OFTEN || rule == Rule.METHOD || rule == Rule.EXPECT) {
            refuse(request, rule.status, why, (waitNanos + 999_999_999) / 1_000_000_000);
        } else {
            respond(rule.status, why, 0, false);
        }
    }

    /** Answers without a pod; the connection stays if the request has no body. */
    private void refuse(HttpRequest request, int status, String why, long retryAfterSeconds) {
        boolean body = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
        encoder.head = request.method().equals(HttpMethod.HEAD);
        respond(status, why, retryAfterSeconds, !body && HttpUtil.isKeepAlive(request) && !loop.balancer.draining());
    }

    /** Writes an answer of our own. */
    void respond(int status, String why, long retryAfterSeconds, boolean keepAlive) {
        ByteBuf body = Unpooled.copiedBuffer(why + "\n", StandardCharsets.UTF_8);
        FullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        HttpHeaders headers = answer.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        headers.set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        if (retryAfterSeconds > 0) {
            headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(retryAfterSeconds));
        }
        if (exchange != null) {
            exchange.mark(headers);
        }
        ctx.writeAndFlush(answer, ctx.voidPromise());
        if (exchange == null) {
            end(keepAlive);
        }
    }

    // --- what the pod answers ---

    void write(Object message) {
        ctx.write(message, ctx.voidPromise());
    }

    void flush() {
        ctx.flush();
    }

    /** Whether more of what was read just now is still to come: what is written to the pod meanwhile goes out together, or not at all. */
    boolean inRead() {
        return inRead;
    }

    boolean writable() {
        return ctx.channel().isWritable();
    }

    /** The exchange is over, and what it wrote is on its way. */
    void done(boolean keepAlive) {
        exchange = null;
        end(keepAlive);
    }

    private void end(boolean keepAlive) {
        if (phase == Phase.CLOSED || phase == Phase.LINGER) {
            return;
        }
        if (!keepAlive) {
            linger();
            return;
        }
        encoder.head = false;
        size.bytes = ReadSize.HEAD;
        enter(Phase.IDLE);
        next();
    }

    /** What came before its time. */
    private void next() {
        if (atWork) {
            return; // called from below
        }
        atWork = true;
        while (!later.isEmpty() && (exchange == null || !exchange.requestDone) && phase != Phase.LINGER) {
            take(later.poll());
        }
        atWork = false;
        if (exchange != null) {
            exchange.flushToPod();
        }
        updateReading();
    }

    private void linger() {
        enter(Phase.LINGER);
        bodySeen = size.read;
        dropLater();
        if (secure || !(ctx.channel() instanceof DuplexChannel channel)) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
        setReading(true);
    }

    private void dropLater() {
        later.forEach(ReferenceCountUtil::release);
        later.clear();
    }

    void tunnel() {
        dropLater(); // a client that went on before it knew
        size.bytes = ReadSize.BODY;
        enter(Phase.TUNNEL);
        ctx.pipeline().remove(decoder);
        ctx.pipeline().remove(encoder);
        updateReading();
    }

    /**
     * Cut off, so that the client does not take a part for the whole.
     *
     * @param reset for a client that knows an end only by the connection's: it must see that this is none
     */
    void cut(boolean reset) {
        if (reset) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ctx.flush();
        close();
    }

    void close() {
        phase = Phase.CLOSED;
        ctx.close();
    }

    // --- when to read ---

    /** Reads only what somebody takes: the rest stays in the kernel. */
    void updateReading() {
        if (phase == Phase.LINGER || phase == Phase.CLOSED) {
            return;
        }
        Exchange now = exchange;
        boolean body = now != null && (!now.requestDone || phase == Phase.TUNNEL);
        if (body && now != null && now.takesBody()) {
            size.bytes = ReadSize.BODY;
        }
        setReading(later.isEmpty() && (!body || (now != null && now.takesBody())));
    }

    private void setReading(boolean on) {
        if (ctx.channel().config().isAutoRead() != on) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stalledSince = writable() ? 0 : loop.now();
        if (exchange != null) {
            exchange.clientTakes(writable());
        }
    }

    // --- the end ---

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.CLOSED;
        dropLater();
        loop.remove(this);
        Exchange last = exchange;
        exchange = null;
        if (last != null) {
            last.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a reset, or a TLS alert: the client's business
    }

    /** Looks at its time limits; a few times a second. */
    void sweep(long now, boolean closeIdle) {
        long passed = now - sweptAt;
        sweptAt = now;
        if (stalledSince != 0 && now - stalledSince > http.stallTimeout().toNanos()) {
            close();
            return;
        }
        long since = now - phaseSince;
        switch (phase) {
            case HEAD -> {
                if (since > http.headTimeout().toNanos()) {
                    loop.balancer.metrics.violated(Rule.TOO_SLOW);
                    if (size.read == 0) {
                        close(); // it never said a word
                    } else {
                        respond(Rule.TOO_SLOW.status, "the request did not come in time", 0, false);
                    }
                }
            }
            case IDLE -> {
                if (closeIdle || since > http.idleTimeout().toNanos()) {
                    linger();
                }
            }
            case BUSY, TUNNEL -> sweepExchange(now, passed);
            case LINGER -> {
                if (since > LINGER_NANOS) {
                    close();
                }
            }
            case CLOSED -> {}
        }
    }

    private void sweepExchange(long now, long passed) {
        Exchange current = exchange;
        if (current == null || current.sweep(now)) {
            return;
        }
        if (!current.requestDone && current.takesBody()) {
            bodyNanos += passed;
            if (bodyNanos > RATE_AFTER_NANOS && (size.read - bodySeen) * 1e9 / bodyNanos < http.bodyRate()) {
                loop.balancer.metrics.violated(Rule.TOO_SLOW);
                current.fail(Rule.TOO_SLOW.status, "the body came too slowly", BalancerMetrics.Outcome.REFUSED);
            }
        }
    }

    boolean busy() {
        return phase == Phase.BUSY || phase == Phase.TUNNEL || (phase == Phase.HEAD && size.read > 0);
    }

    InetAddress peer() {
        return peer;
    }

    boolean secure() {
        return secure;
    }
}

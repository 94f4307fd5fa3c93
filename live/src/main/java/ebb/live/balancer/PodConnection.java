package ebb.live.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a pod: serves one exchange after another. Kept after an answer only if everything about it was as it should be: whatever
 * was odd closes it, since the rest of one answer would be taken for the next one's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the channel, and that is heard
final class PodConnection extends ChannelInboundHandlerAdapter {
    private static final class Decoder extends HttpResponseDecoder {
        private boolean head;

        Decoder(BalancerSettings.Http http) {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(http.lineBytes())
                    .setMaxHeaderSize(4 * http.headBytes())
                    .setMaxChunkSize(64 << 10));
        }

        /** Whether bytes came that are no answer yet. */
        boolean hasRest() {
            return actualReadableBytes() > 0;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage answer) {
            // Interim answers have no body whatever they say: not even the one that Netty reads for WebSocket's draft
            // 76.
            return (answer instanceof HttpResponse response && response.status().code() < 200)
                    || head
                    || super.isContentAlwaysEmpty(answer);
        }
    }

    static final AttributeKey<PodConnection> OF = AttributeKey.valueOf(PodConnection.class, "of");

    final Loop loop;
    final Pod pod;
    private final Decoder decoder;
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private final Channel channel;
    private @Nullable Exchange exchange;

    /** It has served before. */
    boolean reused;

    long idleSince;
    boolean tunnel;
    private boolean interim;
    private boolean answered;
    private boolean keep;
    private boolean odd;
    private boolean unflushed;

    PodConnection(Loop loop, Pod pod, Channel channel) {
        this.loop = loop;
        this.pod = pod;
        this.channel = channel;
        decoder = new Decoder(loop.settings.http());
        channel.pipeline().addLast(decoder, encoder, this);
    }

    boolean usable() {
        return channel.isActive() && !odd;
    }

    void begin(Exchange next, HttpRequest request) {
        exchange = next;
        decoder.head = next.isHead();
        interim = false;
        answered = false;
        keep = false;
        write(request);
    }

    void write(Object message) {
        unflushed = true;
        channel.write(message, channel.voidPromise());
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    boolean writable() {
        return channel.isWritable();
    }

    void reads(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /** Its exchange is over, it is not. */
    void drop() {
        exchange = null;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange current = exchange;
        if (current == null || answered) {
            odd = true; // nobody asked for it
            ReferenceCountUtil.release(message);
        } else if (tunnel) {
            toClient(current, message);
        } else if (message instanceof HttpResponse answer) {
            head(current, answer);
        } else if (message instanceof HttpContent content) {
            content(current, content);
        }
    }

    private void toClient(Exchange current, Object message) {
        if (message instanceof ByteBuf bytes) {
            current.tunnelToClient(bytes);
            reads(current.client.writable());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(Exchange current, HttpResponse answer) {
        int code = answer.status().code();
        boolean switches = code == 101;
        if (answer.decoderResult().isFailure() || code < 100 || (switches && !current.mayUpgrade())) {
            odd = true;
            exchange = null;
            channel.close();
            current.podSentRubbish();
        } else if (switches) {
            interim = true;
            current.switched(answer);
            tunnel = exchange != null;
        } else if (code < 200) {
            interim = true;
            current.interim(answer);
        } else {
            keep = HttpUtil.isKeepAlive(answer);
            try {
                current.answer(answer);
            } catch (RequestDecoder.Violation violation) {
                odd = true;
                exchange = null;
                channel.close();
                current.podSentRubbish();
            }
        }
    }

    private void content(Exchange current, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            odd = true;
            content.release();
            channel.close(); // and the exchange hears that it is gone
        } else if (interim) {
            interim = !last; // the end of an interim answer is not the end of the answer
            content.release();
        } else {
            answered = last;
            current.answerContent(content);
            if (!last) {
                reads(current.client.writable());
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Exchange current = exchange;
        if (current == null) {
            if (odd || decoder.hasRest()) {
                odd = true;
                channel.close();
            }
            return;
        }
        if (answered) {
            settle(current);
        } else {
            if (tunnel && interim) {
                interim = false;
                channel.pipeline().remove(decoder);
                channel.pipeline().remove(encoder);
            }
            current.client.flush();
        }
    }

    /** The answer is whole: the connection is kept or closed, then the exchange ends. */
    private void settle(Exchange current) {
        exchange = null;
        reads(true);
        if (keep && !odd && !decoder.hasRest() && current.requestDone && channel.isActive()) {
            loop.keep(this);
        } else {
            channel.close();
        }
        current.answerEnds();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.podTakes();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.gone(this);
        Exchange current = exchange;
        exchange = null;
        if (current == null) {
            return;
        }
        if (answered) {
            current.answerEnds();
        } else {
            current.podGone(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // and the exchange hears that it is gone
    }
}

package ebb.live.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, made stricter about lines: in a head each ends in CR LF, none begins with white space, no byte is a control but the tab,
 * and single blanks part the words of the first line. What is left open there two readers may read in two ways (RFC 9112, 2.2, 3 and 5.2).
 * After the first violation nothing more is read.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** What a violation is decoded as. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient Rule rule;

        Violation(Rule rule) {
            super(rule.label(), null, false, false);
            this.rule = rule;
        }
    }

    /** Where in a head the last byte was. */
    private static final class Lines implements ByteProcessor {
        private static final int EMPTY_LINES = 4; // before a request line; RFC 9112, 2.2 asks for one

        private @Nullable Rule violated;
        private byte last;
        private int length; // of this line
        private int lines;
        private boolean ended;

        void begin() {
            last = 0;
            length = 0;
            lines = 0;
            ended = false;
        }

        @Override
        public boolean process(byte value) {
            if (value == '\n') {
                return last == '\r' ? lineEnds() : violates(Rule.LINE_END);
            }
            if (last == '\r') {
                return violates(Rule.LINE_END);
            }
            if (value == '\r') {
                last = value;
                return true;
            }
            if ((value >= 0 && value < ' ' && value != '\t') || value == 0x7f) {
                return violates(Rule.MALFORMED);
            }
            if (value == ' ' || value == '\t') {
                if (length == 0) {
                    return violates(Rule.LINE_END); // a fold, or a blank before the request line
                }
                if (lines <= 0 && (value == '\t' || last == ' ')) {
                    return violates(Rule.MALFORMED);
                }
            }
            last = value;
            length++;
            return true;
        }

        private boolean lineEnds() {
            last = '\n';
            if (length == 0 && lines <= 0) {
                lines--;
                return lines >= -EMPTY_LINES || violates(Rule.MALFORMED);
            }
            ended = length == 0;
            lines = Math.max(lines, 0) + 1;
            length = 0;
            return !ended;
        }

        private boolean violates(Rule rule) {
            violated = rule;
            return false;
        }
    }

    private final Lines head = new Lines();
    private boolean dead;

    /** Bytes from the reader's index that were looked at. */
    private int scanned;

    RequestDecoder(BalancerSettings.Http http) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(http.lineBytes())
                .setMaxHeaderSize(http.headBytes())
                .setMaxChunkSize(64 << 10));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (dead) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!head.ended) {
            scan(in);
            if (head.violated != null) {
                die(head.violated, in, out);
                return;
            }
        }
        int before = in.readerIndex();
        int had = out.size();
        super.decode(ctx, in, out);
        scanned -= in.readerIndex() - before;
        for (int i = had; i < out.size(); i++) {
            look(out.get(i));
        }
    }

    private void scan(ByteBuf in) {
        int from = in.readerIndex() + scanned;
        int stopped = in.forEachByte(from, in.writerIndex() - from, head);
        scanned = (stopped < 0 ? in.writerIndex() : stopped + 1) - in.readerIndex();
    }

    private void look(Object decoded) {
        if (decoded instanceof HttpRequest request && request.decoderResult().isFailure()) {
            dead = true;
        }
        if (decoded instanceof LastHttpContent) {
            head.begin();
            scanned = 0;
        }
    }

    // Netty takes http/1.1 for HTTP/1.1; the name is case-sensitive (RFC 9112, 2.3).
    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        if (length > 0 && line[start] != 'H') {
            throw new IllegalArgumentException("the version is not HTTP's");
        }
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private void die(Rule rule, ByteBuf in, List<Object> out) {
        dead = true;
        in.skipBytes(in.readableBytes());
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        request.setDecoderResult(DecoderResult.failure(new Violation(rule)));
        out.add(request);
    }
}

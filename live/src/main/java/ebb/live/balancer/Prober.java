package ebb.live.balancer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks pods whether they are there: one that could not be reached, by a connection; one that is not Ready yet, by a request, so that it may
 * serve before its next readiness probe says so (the kubelet's first one comes at the container's start and the next a period later, a second
 * at least). A pod that was Ready and is not any more is left alone: it has its reason. Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the channel, and that is heard
final class Prober {
    private static final int STATUS_LINE = 12; // HTTP/1.1 200

    private final Balancer balancer;
    private final Loop loop;
    private final Class<? extends Channel> type;
    private final BalancerSettings.Upstream settings;
    private final @Nullable String path;
    private final IdentityHashMap<Pod, Boolean> watched = new IdentityHashMap<>();

    Prober(Balancer balancer, Loop loop, Class<? extends Channel> type) {
        this.balancer = balancer;
        this.loop = loop;
        this.type = type;
        settings = balancer.settings.upstream();
        path = settings.probePath();
    }

    /** Asks a pod until it answers or is gone; may be called from any thread. */
    void watch(Pod pod) {
        loop.events.execute(() -> {
            if (pod.wantsProbe(path != null) && watched.put(pod, true) == null) {
                ask(pod);
            }
        });
    }

    private void ask(Pod pod) {
        if (!pod.wantsProbe(path != null)) {
            watched.remove(pod);
            return;
        }
        boolean connects = pod.ready || pod.wasReady || path == null;
        ChannelFuture connecting = new Bootstrap()
                .group(loop.events)
                .channel(type)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answer(pod));
                    }
                })
                .connect(pod.address);
        connecting.addListener(done -> {
            if (done.isSuccess() && connects) {
                answered(pod);
                connecting.channel().close();
            } else if (done.isSuccess()) {
                request(connecting.channel(), pod);
            }
        });
        connecting.channel().closeFuture().addListener(closed -> later(pod));
    }

    private void request(Channel channel, Pod pod) {
        String text = "GET " + path + " HTTP/1.1\r\nHost: " + pod.name
                + "\r\nUser-Agent: ebb-probe\r\nConnection: close\r\n\r\n";
        channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        loop.later(channel::close, settings.connectTimeout().toNanos());
    }

    private void later(Pod pod) {
        if (watched.containsKey(pod)) {
            loop.later(() -> ask(pod), settings.probeEvery().toNanos());
        }
    }

    private void answered(Pod pod) {
        watched.remove(pod);
        balancer.answered(pod);
    }

    /** Reads a status line. */
    private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private final Pod pod;
        private final StringBuilder line = new StringBuilder(STATUS_LINE);

        Answer(Pod pod) {
            this.pod = pod;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            while (bytes.isReadable() && line.length() < STATUS_LINE) {
                line.append((char) bytes.readByte());
            }
            if (line.length() == STATUS_LINE) {
                if (line.toString().matches("HTTP/1\\.[01] 2[0-9][0-9]")) {
                    answered(pod);
                }
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

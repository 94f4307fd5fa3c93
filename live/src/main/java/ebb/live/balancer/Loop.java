package ebb.live.balancer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop: its clients, and its connections to pods. All is on its thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the channel, and that is heard
final class Loop {
    final Balancer balancer;
    final BalancerSettings settings;
    final EventLoop events;
    private final SplittableRandom random = new SplittableRandom();
    private final AccessLog.@Nullable Lines lines;
    private final List<ClientConnection> clients = new ArrayList<>();
    private final IdentityHashMap<Pod, ArrayDeque<PodConnection>> idle = new IdentityHashMap<>();
    private final Bootstrap bootstrap;

    Loop(Balancer balancer, EventLoop events, Class<? extends Channel> type, AccessLog.@Nullable Lines lines) {
        this.balancer = balancer;
        this.events = events;
        this.lines = lines;
        settings = balancer.settings;
        bootstrap = new Bootstrap()
                .group(events)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.upstream().connectTimeout().toMillis());
    }

    long now() {
        return System.nanoTime();
    }

    /** @return 32 hexadecimal digits */
    String id() {
        byte[] digits = new byte[32];
        digits(random.nextLong(), digits, 0);
        digits(random.nextLong(), digits, 16);
        return new String(digits, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void digits(long bits, byte[] to, int from) {
        long rest = bits;
        for (int i = from; i < from + 16; i++) {
            int digit = (int) (rest & 15);
            to[i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
            rest >>>= 4;
        }
    }

    /** @return 0..bound-1 */
    long below(long bound) {
        return random.nextLong(bound);
    }

    void add(ClientConnection client) {
        client.place = clients.size();
        clients.add(client);
    }

    void remove(ClientConnection client) {
        ClientConnection last = clients.removeLast();
        if (last != client) {
            clients.set(client.place, last);
            last.place = client.place;
        }
        balancer.clientGone();
    }

    void later(Runnable task, long nanos) {
        events.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    // --- connections to pods ---

    void connect(Exchange exchange, Pod pod) {
        ArrayDeque<PodConnection> kept = idle.get(pod);
        while (kept != null && !kept.isEmpty()) {
            PodConnection connection = kept.pollLast(); // the one used last is the least likely to be closed just now
            if (connection.usable()) {
                connection.reused = true;
                exchange.connected(connection);
                return;
            }
        }
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.attr(PodConnection.OF).set(new PodConnection(Loop.this, pod, channel));
                    }
                })
                .connect(pod.address);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                exchange.connected(connecting.channel().attr(PodConnection.OF).get());
            } else {
                exchange.unreachable(pod);
            }
        });
    }

    void keep(PodConnection connection) {
        ArrayDeque<PodConnection> kept = idle.computeIfAbsent(connection.pod, pod -> new ArrayDeque<>(4));
        if (kept.size() >= settings.upstream().idlePerPod() || !connection.pod.stays()) {
            connection.drop();
        } else {
            connection.idleSince = now();
            kept.addLast(connection);
        }
    }

    void gone(PodConnection connection) {
        ArrayDeque<PodConnection> kept = idle.get(connection.pod);
        if (kept != null) {
            kept.removeLastOccurrence(connection);
        }
    }

    // --- time ---

    void sweep() {
        long now = now();
        boolean closeIdle = balancer.closesIdle(now);
        for (int i = clients.size() - 1; i >= 0; i--) {
            if (i < clients.size()) { // a sweep may close others, and the last takes the place of one that goes
                clients.get(i).sweep(now, closeIdle);
            }
        }
        sweepIdle(now);
        if (lines != null) {
            lines.hand();
        }
    }

    private void sweepIdle(long now) {
        long limit = settings.upstream().idleTimeout().toNanos();
        for (Iterator<Map.Entry<Pod, ArrayDeque<PodConnection>>> each =
                        idle.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Pod, ArrayDeque<PodConnection>> entry = each.next();
            ArrayDeque<PodConnection> kept = entry.getValue();
            boolean stays = entry.getKey().stays();
            // Used last stands last: who was not used for long stands first.
            while (!kept.isEmpty() && (!stays || now - kept.peekFirst().idleSince > limit)) {
                kept.pollFirst().drop();
            }
            if (kept.isEmpty()) {
                each.remove();
            }
        }
    }

    void log(Exchange exchange, long nanos) {
        if (lines != null) {
            lines.add(exchange, nanos);
        }
    }

    /** @return requests and tunnels under way */
    int busy() {
        int busy = 0;
        for (ClientConnection client : clients) {
            busy += client.busy() ? 1 : 0;
        }
        return busy;
    }

    void closeAll() {
        List.copyOf(clients).forEach(ClientConnection::close);
        idle.values().forEach(kept -> List.copyOf(kept).forEach(PodConnection::drop));
        if (lines != null) {
            lines.hand();
        }
    }
}

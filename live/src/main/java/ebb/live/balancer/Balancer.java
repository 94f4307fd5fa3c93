package ebb.live.balancer;

import ebb.live.BalancerLink;
import ebb.live.ControllerLink;
import ebb.live.Endpoints;
import ebb.live.LastResort;
import ebb.live.Report;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The balancer: sockets, event loops and the one lock around the {@link Dispatcher}.
 *
 * <p>An event loop owns a client's connection and its connections to pods, so that bytes never change threads. What is shared is the
 * dispatcher, a few hundred nanoseconds of arithmetic twice a request. Calls of the controller are handed to an event loop, never carried out
 * on the caller's thread, so that no lock of the controller's is held while this one is taken.
 *
 * <p>An end without an error: say that you are not ready, {@link #drain}, then {@link #close}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the channel, and that is heard
public final class Balancer implements BalancerLink, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Balancer.class.getName());
    // 10 ms: how late a time limit, a held edge or a slow start may be.
    private static final long TICK_MILLIS = 10;
    private static final long SWEEP_MILLIS = 250;
    private static final long RELOAD_SECONDS = 5;
    private static final int BACKLOG = 4_096;
    // As much as waits for a client or a pod that is slower than the other side.
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(32 << 10, 64 << 10);

    final BalancerSettings settings;
    final BalancerMetrics metrics;
    final Gate gate;
    private final ControllerLink controller;
    private final LastResort lastResort;
    private final @Nullable AccessLog accessLog;
    private final @Nullable Certificates certificates;
    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends ServerChannel> serverType;
    private final List<Loop> loops = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, Loop> loopOf = new IdentityHashMap<>();
    private final Loop first;
    private final Prober prober;
    private final Object lock = new Object();
    private final Dispatcher dispatcher;
    private final Map<ServiceName, Target> targets = new HashMap<>();
    private volatile Routes routes = Routes.NONE;

    /** Listeners by the port that was asked for; only {@link #first}'s thread changes it. */
    private final Map<Integer, Channel> listeners = new ConcurrentHashMap<>();

    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean paused;
    private volatile boolean draining;
    private volatile long closesIdleAt = Long.MAX_VALUE;

    /**
     * Reads the certificate and opens the log, listens nowhere yet.
     *
     * @throws IOException if a file that the settings name cannot be used
     */
    @SuppressWarnings("this-escape") // loops keep it and use it only once it listens
    public Balancer(
            BalancerSettings settings, ControllerLink controller, LastResort lastResort, PrometheusRegistry registry)
            throws IOException {
        this.settings = settings;
        this.controller = controller;
        this.lastResort = lastResort;
        metrics = new BalancerMetrics(registry);
        gate = new Gate(settings.guard());
        certificates = settings.tls() == null ? null : new Certificates(settings.tls());
        accessLog = settings.accessLog() == null ? null : new AccessLog(settings.accessLog(), metrics.logLost);
        SplittableRandom random = new SplittableRandom();
        BalancerSettings.Room room = settings.room();
        dispatcher = new Dispatcher(
                new Dispatcher.Terms(
                        settings.source(),
                        System.currentTimeMillis(),
                        room.requests(),
                        room.bytes(),
                        room.reportInterval().toNanos(),
                        settings.upstream().slowStart().toNanos()),
                new Voice(),
                random::nextLong);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        serverType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        group = new MultiThreadIoEventLoopGroup(settings.threads(), factory);
        for (EventExecutor each : group) {
            Loop loop = new Loop(this, (EventLoop) each, type, accessLog == null ? null : accessLog.new Lines());
            loops.add(loop);
            loopOf.put(each, loop);
        }
        first = loops.getFirst();
        prober = new Prober(this, first, type);
        measure(registry);
    }

    private void measure(PrometheusRegistry registry) {
        levels(registry, "balancer_held_requests", "Requests that wait", service -> service.queued);
        levels(registry, "balancer_held_bytes", "Memory that waiting requests keep", service -> service.heldBytes);
        levels(registry, "balancer_upstream_inflight", "Requests at pods", service -> service.inFlight);
        levels(registry, "balancer_pods", "Pods that take requests", Service::pods);
        BalancerMetrics.gauge(registry, "balancer_connections", "Connections of clients", connections::get);
        BalancerMetrics.gauge(registry, "balancer_bans_active", "Banned networks", gate::bans);
    }

    private void levels(PrometheusRegistry registry, String name, String help, ToLongFunction<Service> level) {
        BalancerMetrics.gauge(registry, name, help, sink -> read(sink, level));
    }

    private void read(ObjLongConsumer<String> sink, ToLongFunction<Service> level) {
        synchronized (lock) {
            dispatcher.services().forEach(each -> sink.accept(each.name().toString(), level.applyAsLong(each)));
        }
    }

    /**
     * Listens.
     *
     * @throws IOException if the address is taken, or not this machine's
     */
    public void start() throws IOException {
        InetSocketAddress address = settings.listen();
        Channel channel = bind(address.getPort(), -1).awaitUninterruptibly().getNow();
        if (channel == null) {
            throw new IOException("cannot listen on " + address + ": it is taken, or no address of this machine");
        }
        listeners.put(-1, channel);
        long sweep = Math.clamp(settings.http().headTimeout().toMillis() / 4, 5, SWEEP_MILLIS);
        for (Loop loop : loops) {
            loop.events.scheduleWithFixedDelay(loop::sweep, sweep, sweep, TimeUnit.MILLISECONDS);
        }
        Future<?> _ = first.events.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (certificates != null) {
            Thread.ofVirtual().name("certificates").start(this::watchCertificates);
        }
    }

    /** @return the port that services by host share */
    public int port() {
        return ((InetSocketAddress) Objects.requireNonNull(listeners.get(-1)).localAddress()).getPort();
    }

    /** @param own the port of a service of its own, -1 for the shared one */
    private Future<Channel> bind(int port, int own) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(serverType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, own);
                    }
                });
        var promise = first.events.<Channel>newPromise();
        bootstrap
                .bind(new InetSocketAddress(settings.listen().getAddress(), port))
                .addListener(done -> {
                    io.netty.channel.ChannelFuture bound = (io.netty.channel.ChannelFuture) done;
                    if (bound.isSuccess()) {
                        promise.setSuccess(bound.channel());
                    } else {
                        promise.setFailure(bound.cause());
                    }
                });
        return promise;
    }

    private void accept(Channel channel, int own) {
        metrics.accepted.inc();
        if (channel.remoteAddress() instanceof InetSocketAddress peer && gate.banned(peer.getAddress())) {
            metrics.violated(Rule.BANNED);
            channel.close();
            return;
        }
        if (connections.incrementAndGet() >= settings.http().connections()) {
            pause(true);
        }
        Loop loop = Objects.requireNonNull(loopOf.get(channel.eventLoop()));
        ReadSize size = new ReadSize();
        channel.config().setRecvByteBufAllocator(size);
        Certificates tls = certificates;
        if (tls != null) {
            SslHandler handler = tls.context().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(settings.http().headTimeout().toMillis());
            channel.pipeline().addLast(handler);
        }
        new ClientConnection(loop, size, own, tls != null).addTo(channel);
    }

    /** More connections than may be wait in the kernel. */
    private void pause(boolean on) {
        paused = on;
        listeners.values().forEach(each -> each.config().setAutoRead(!on));
    }

    void clientGone() {
        if (connections.decrementAndGet() < settings.http().connections() && paused) {
            pause(false);
        }
    }

    Routes routes() {
        return routes;
    }

    /** Other bans, trusted proxies and rates from now on; connections of who is banned now end with their next request. */
    public void guard(BalancerSettings.Guard guard) {
        gate.use(guard);
    }

    // --- under the lock ---

    void arrive(Visit visit) {
        synchronized (lock) {
            dispatcher.arrive(visit, System.nanoTime());
        }
    }

    void ended(Visit visit, int status, boolean well) {
        synchronized (lock) {
            dispatcher.ended(visit, status, well, System.nanoTime());
        }
    }

    void again(Visit visit) {
        synchronized (lock) {
            dispatcher.again(visit, System.nanoTime());
        }
    }

    void suspect(Pod pod) {
        synchronized (lock) {
            dispatcher.suspect(pod, System.nanoTime());
        }
        prober.watch(pod);
    }

    void answered(Pod pod) {
        synchronized (lock) {
            dispatcher.answered(pod, System.nanoTime());
        }
    }

    private void tick() {
        synchronized (lock) {
            dispatcher.tick(System.nanoTime());
        }
    }

    /** What the dispatcher says, with what is done when nobody hears. */
    private final class Voice implements ControllerLink {
        @Override
        public boolean report(Report report) {
            return controller.report(report);
        }

        @Override
        public boolean wake(ServiceName service) {
            BalancerMetrics.OfService of = metrics.of(service);
            if (controller.wake(service)) {
                of.wake("controller");
                return true;
            }
            // It speaks to the cluster, so not here; the dispatcher asks again while somebody waits.
            Thread.ofVirtual().name("wake " + service).start(() -> {
                if (lastResort.wakeOne(service)) {
                    of.wake("last_resort");
                }
            });
            return false;
        }
    }

    // --- what the controller says ---

    @Override
    public void serve(ServiceConfig config) {
        first.events.execute(() -> {
            Service service;
            synchronized (lock) {
                service = dispatcher.serve(config, System.nanoTime());
            }
            targets.put(config.service(), new Target(service, metrics));
            reroute();
        });
    }

    @Override
    public void forget(ServiceName service) {
        first.events.execute(() -> {
            synchronized (lock) {
                dispatcher.forget(service, System.nanoTime());
            }
            targets.remove(service);
            reroute();
        });
    }

    private void reroute() {
        routes = new Routes(targets.values());
        for (int port : List.copyOf(listeners.keySet())) {
            if (port >= 0 && !routes.ports().contains(port)) {
                Objects.requireNonNull(listeners.remove(port)).close();
            }
        }
        for (int port : routes.ports()) {
            if (!listeners.containsKey(port) && !draining) {
                listen(port);
            }
        }
    }

    private void listen(int port) {
        bind(port, port).addListener((Future<Channel> bound) -> {
            if (!bound.isSuccess()) {
                LOG.log(Level.SEVERE, "cannot listen on port {0}: {1}", new Object[] {
                    Integer.toString(port), bound.cause().getMessage()
                });
            } else if (!routes.ports().contains(port) || listeners.putIfAbsent(port, bound.getNow()) != null) {
                bound.getNow().close();
            }
        });
    }

    @Override
    public void endpoints(ServiceName service, Endpoints endpoints) {
        first.events.execute(() -> {
            List<Pod> pods;
            synchronized (lock) {
                pods = dispatcher.endpoints(service, endpoints, System.nanoTime());
            }
            pods.forEach(prober::watch);
        });
    }

    @Override
    public void expectReady(ServiceName service, long nanosFromNow) {
        first.events.execute(() -> {
            synchronized (lock) {
                dispatcher.expectReady(service, nanosFromNow, System.nanoTime());
            }
        });
    }

    @Override
    public void record(ServiceName service, boolean details) {
        first.events.execute(() -> {
            synchronized (lock) {
                dispatcher.record(service, details);
            }
        });
    }

    @Override
    public void resend() {
        first.events.execute(() -> {
            synchronized (lock) {
                dispatcher.resend(System.nanoTime());
            }
        });
    }

    // --- the end ---

    boolean draining() {
        return draining;
    }

    boolean closesIdle(long now) {
        return now >= closesIdleAt;
    }

    /**
     * Ends what is under way, at most for a grace: answers say that their connection closes; connections that do nothing are closed after
     * half of it, so that a request that is on its way just now is answered; what waits goes on waiting, and is told to come again when the
     * grace is over. New connections are still taken: that they stop coming is the work of what is in front.
     *
     * @return whether nothing is under way any more
     */
    public boolean drain(Duration grace) throws InterruptedException {
        long start = System.nanoTime();
        closesIdleAt = start + grace.toNanos() / 2;
        draining = true;
        while (busy() > 0 || (connections.get() > 0 && System.nanoTime() - start < grace.toNanos())) {
            if (System.nanoTime() - start >= grace.toNanos()) {
                synchronized (lock) {
                    dispatcher.refuseAll(Refusal.DRAINING, System.nanoTime());
                }
                return busy() == 0;
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        return true;
    }

    private int busy() {
        return loops.stream()
                .mapToInt(loop -> {
                    Future<Integer> busy = loop.events.submit(loop::busy);
                    return busy.awaitUninterruptibly().getNow();
                })
                .sum();
    }

    /** Stops listening and cuts off what is still under way. */
    @Override
    public void close() throws IOException {
        listeners.values().forEach(each -> each.close().awaitUninterruptibly());
        for (Loop loop : loops) {
            loop.events.submit(loop::closeAll).awaitUninterruptibly();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (accessLog != null) {
            accessLog.close();
        }
    }

    private void watchCertificates() {
        Certificates watched = certificates;
        try {
            while (watched != null && !group.isShuttingDown()) {
                TimeUnit.SECONDS.sleep(RELOAD_SECONDS);
                reloadCertificates();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the certificate's files now instead of in a few seconds. @return whether another one is in use now */
    public boolean reloadCertificates() {
        Certificates watched = certificates;
        if (watched == null) {
            return false;
        }
        synchronized (watched) {
            boolean changed = watched.reload();
            if (changed) {
                metrics.certificates.inc();
            }
            return changed;
        }
    }
}

package ebb.live.balancer;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;
import ebb.live.ActivityRules;
import ebb.live.ControllerLink;
import ebb.live.Endpoints;
import ebb.live.LastResort;
import ebb.live.Report;
import ebb.live.Route;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A balancer on the loopback address with a controller that writes down what it hears. */
final class House implements AutoCloseable {
    static final ServiceName SHOP = ServiceName.of("shop");

    final ConcurrentLinkedQueue<Report> reports = new ConcurrentLinkedQueue<>();
    final AtomicInteger wakes = new AtomicInteger();
    final AtomicInteger lastResorts = new AtomicInteger();
    volatile boolean leads = true;
    final PrometheusRegistry registry = new PrometheusRegistry();
    final Balancer balancer;
    private long version;

    House() throws IOException {
        this(settings -> settings);
    }

    House(UnaryOperator<BalancerSettings> settings) throws IOException {
        ControllerLink controller = new ControllerLink() {
            @Override
            public boolean report(Report report) {
                return leads && reports.add(report);
            }

            @Override
            public boolean wake(ServiceName service) {
                if (leads) {
                    wakes.incrementAndGet();
                }
                return leads;
            }
        };
        LastResort lastResort = service -> lastResorts.incrementAndGet() > 0;
        BalancerSettings usual = BalancerSettings.of("b", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withThreads(2);
        balancer = new Balancer(settings.apply(usual), controller, lastResort, registry);
        balancer.start();
    }

    /** The service of most tests, on host shop. */
    static ServiceConfig shop(int concurrency) {
        return config(SHOP, "shop", concurrency, ActivityRules.NONE);
    }

    static ServiceConfig config(ServiceName name, String host, int concurrency, ActivityRules rules) {
        return new ServiceConfig(
                name,
                new Route.ByHost(List.of(host), "/"),
                concurrency,
                Algorithm.LEAST_CONNECTIONS,
                new WaitingRoom.Terms(
                        10_000,
                        WaitingRoom.Order.FIFO,
                        Duration.ofSeconds(60).toNanos(),
                        Duration.ofSeconds(60).toNanos(),
                        0),
                64L << 20,
                rules);
    }

    House serves(ServiceConfig config) {
        balancer.serve(config);
        if (config.route() instanceof Route.ByHost(List<String> hosts, String path)) {
            await("routed", () -> balancer.routes().find(-1, hosts.getFirst(), path) != null);
        }
        return this;
    }

    House shopAt(PodServer... pods) {
        return serves(shop(100)).pods(pods);
    }

    /** These are the pods of the shop from now on, all Ready; an ordinal is a place. */
    House pods(PodServer... pods) {
        List<Endpoints.Pod> list = new ArrayList<>();
        for (int i = 0; i < pods.length; i++) {
            list.add(pod(i, pods[i].port(), true));
        }
        balancer.endpoints(SHOP, new Endpoints(++version, list));
        return this;
    }

    static Endpoints.Pod pod(int ordinal, int port, boolean ready) {
        return new Endpoints.Pod(ordinal, "shop-" + ordinal, "127.0.0.1", port, ready, false);
    }

    void endpoints(Endpoints.Pod... pods) {
        balancer.endpoints(SHOP, new Endpoints(++version, List.of(pods)));
    }

    PodServer.Wire connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        socket.setSoTimeout(20_000); // so that a test that fails ends
        return new PodServer.Wire(socket);
    }

    /** Sends bytes on a connection of their own and gives what comes back until it is closed, or an answer is there. */
    Answer ask(String request) throws IOException {
        PodServer.Wire wire = connect();
        try (wire.socket) {
            wire.send(request);
            return Answer.read(wire, request.startsWith("HEAD "));
        }
    }

    Answer get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n");
    }

    String scrape() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.builder().build().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    double metric(String line) throws IOException {
        return scrape().lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' '))))
                .sum();
    }

    /** Waits for what must come; a generous limit only says when to give up. */
    static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void awaitQueued(long count) {
        await(count + " held", () -> {
            try {
                return metric("balancer_held_requests{") == count;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        balancer.close();
    }
}

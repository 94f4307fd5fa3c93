package ebb.live;

import ebb.live.api.AdminServer;
import ebb.live.api.ControllerMetrics;
import ebb.live.balancer.Balancer;
import ebb.live.balancer.BalancerSettings;
import ebb.live.kube.Connection;
import ebb.live.kube.Controller;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Controller, balancer and local interface in one process, in the order in which they must begin and end. */
final class LiveProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** The balancer is made before the controller that it reports to. */
    private static final class Wire implements ControllerLink, LastResort {
        private volatile @Nullable Controller to;

        @Override
        public boolean report(Report report) {
            Controller controller = to;
            return controller != null && controller.report(report);
        }

        @Override
        public boolean wake(ServiceName service) {
            Controller controller = to;
            return controller != null && controller.wake(service);
        }

        @Override
        public boolean wakeOne(ServiceName service) {
            Controller controller = to;
            return controller != null && controller.lastResort().wakeOne(service);
        }
    }

    private final Balancer balancer;
    private final Controller controller;
    private final AdminServer admin;

    LiveProcess(Connection connection, Settings settings, String name) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        Wire wire = new Wire();
        balancer = new Balancer(
                BalancerSettings.of(
                        name,
                        new InetSocketAddress(
                                settings.balancer().address(),
                                settings.balancer().port())),
                wire,
                wire,
                registry);
        controller = new Controller(connection, settings, name, balancer);
        registry.register(new ControllerMetrics(controller));
        admin = new AdminServer(controller, registry, settings);
        wire.to = controller;
    }

    void start() throws IOException {
        balancer.start();
        controller.start();
        admin.start();
    }

    Controller controller() {
        return controller;
    }

    int adminPort() {
        return admin.port();
    }

    int balancerPort() {
        return balancer.port();
    }

    /** Requests under way end first, then the lease is given back. Pods stay as they are. */
    @Override
    public void close() throws IOException {
        try {
            balancer.drain(GRACE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        admin.close();
        controller.close();
        balancer.close();
    }
}

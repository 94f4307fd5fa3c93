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
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The balancer as a process of its own, for {@code live/src/test/bench/run}: one event loop in front of one pod on a port. It does what its
 * standard input says: {@code pod} and {@code nopod} let the pod come and go, {@code memory} prints resident KiB after a collection.
 */
public final class BenchServer {
    private BenchServer() {}

    /** @param args the port to listen on, the pod's port, the pod's places, and {@code log} for an access log to /dev/null */
    public static void main(String[] args) throws IOException, InterruptedException {
        ControllerLink link = new ControllerLink() {
            @Override
            public boolean report(Report report) {
                return true;
            }

            @Override
            public boolean wake(ServiceName service) {
                return true;
            }
        };
        BalancerSettings settings = BalancerSettings.of(
                        "bench", new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
                .withThreads(1)
                .withRoom(new BalancerSettings.Room(20_000, 1L << 30, BalancerSettings.Room.USUAL.reportInterval()));
        if (args.length > 3) {
            settings = settings.withAccessLog(Path.of("/dev/null"));
        }
        try (Balancer balancer = new Balancer(settings, link, LastResort.NONE, new PrometheusRegistry())) {
            ServiceName name = ServiceName.of("bench");
            balancer.serve(new ServiceConfig(
                    name,
                    new Route.ByHost(List.of("127.0.0.1"), "/"),
                    Integer.parseInt(args[2]),
                    Algorithm.POWER_OF_TWO_CHOICES,
                    new WaitingRoom.Terms(
                            20_000,
                            WaitingRoom.Order.FIFO,
                            TimeUnit.MINUTES.toNanos(5),
                            TimeUnit.MINUTES.toNanos(5),
                            0),
                    1L << 30,
                    ActivityRules.NONE));
            balancer.start();
            obey(balancer, name, Integer.parseInt(args[1]));
        }
    }

    private static void obey(Balancer balancer, ServiceName name, int port) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long version = 0;
        for (String word = in.readLine(); word != null; word = in.readLine()) {
            Endpoints.Pod pod = new Endpoints.Pod(0, "bench-0", "127.0.0.1", port, true, false);
            switch (word) {
                case "pod" -> balancer.endpoints(name, new Endpoints(++version, List.of(pod)));
                case "nopod" -> balancer.endpoints(name, new Endpoints(++version, List.of()));
                case "memory" -> System.gc();
                default -> throw new IOException(word + " is none of pod, nopod, memory");
            }
            System.out.println(word + " " + resident());
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}

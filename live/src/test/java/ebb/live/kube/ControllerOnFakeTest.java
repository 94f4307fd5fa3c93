package ebb.live.kube;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.live.Quiet;
import ebb.live.Report;
import ebb.live.ServiceName;
import ebb.live.Settings;
import ebb.live.fake.FakeCluster;
import ebb.live.fake.Kind;
import ebb.log.LogReader;
import ebb.log.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole controller, with its Kubernetes client, on our own API server. Each step waits for what it must lead to, at most ten seconds. */
class ControllerOnFakeTest {
    private static final ServiceName WEB = ServiceName.of("web");

    @TempDir
    Path folder = Path.of("");

    private long seq;

    private Settings settings(String name) {
        return Settings.local(folder.resolve(name));
    }

    static void until(String what, BooleanSupplier holds) {
        // Against a hang, not a goal: the client's informers wait longer after each failure.
        long end = System.nanoTime() + 60_000_000_000L;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in a minute: %s", what).isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    static String policy(String keepAlive) {
        return """
                {"metadata": {"name": "web"}, "spec": {
                  "targetRef": {"kind": "Deployment", "name": "web"},
                  "route": {"hosts": ["web.example.org"]},
                  "parameters": {"keep_alive": "%s"},
                  "source": "apiVersion: ebb.dev/v1\\nkind: ScalingPolicy\\nmetadata: { name: web }\\nextends: builtin/keep-alive@1\\nguarantees: null\\n"
                }}
                """.formatted(keepAlive);
    }

    private Report report(long inFlight, long queued, long came, long ended) {
        return new Report("balancer-0", 1, ++seq, WEB, inFlight, queued, came, ended, 0, List.of());
    }

    @Test
    void sleepsAndWakesAndTheLogReplays() throws IOException {
        try (FakeCluster fake = FakeCluster.timed(100)) {
            fake.create(Kind.DEPLOYMENT, "default", "web", 0);
            fake.put(Kind.SCALING_POLICY, "default", policy("300ms"));
            Quiet balancer = new Quiet();
            try (Controller controller =
                    new Controller(Connection.to(fake.api().url()), settings("one"), "one", balancer)) {
                controller.start();
                until("it leads", controller::leads);
                assertThat(controller.report(report(0, 1, 1, 0))).isTrue();
                until("a pod is asked for", () -> fake.replicas(Kind.DEPLOYMENT, "default", "web") == 1);
                until("the balancer knows it", () -> balancer.endpoints.ready() == 1);
                controller.report(report(1, 0, 0, 0));
                controller.report(report(0, 0, 0, 1));
                until("it sleeps", () -> fake.replicas(Kind.DEPLOYMENT, "default", "web") == 0);
                until("its pod is gone", () -> fake.podNames("default").isEmpty());
                until(
                        "the status says so",
                        () -> fake.get(Kind.SCALING_POLICY, "default", "web").contains("\"condition\":\"Active\""));
            }
            List<String> scales = fake.api().requests().stream()
                    .filter(each -> each.endsWith("/scale"))
                    .toList();
            assertThat(scales).as("one patch up, one down").hasSize(2).allMatch(each -> each.startsWith("PATCH"));
        }
        replays(folder.resolve("one"));
    }

    @Test
    void aServerThatRepeatsForgetsRefusesAndGoesAwayLosesNothing() throws IOException {
        try (FakeCluster fake = FakeCluster.timed(50)) {
            fake.create(Kind.DEPLOYMENT, "default", "web", 0);
            fake.put(Kind.SCALING_POLICY, "default", policy("300ms"));
            Quiet balancer = new Quiet();
            try (Controller controller =
                    new Controller(Connection.to(fake.api().url()), settings("faults"), "one", balancer)) {
                controller.start();
                until("it leads", controller::leads);
                fake.api().faults().repeat(2);
                fake.api().faults().fail("PATCH", "/scale", 429, 1);
                fake.api().faults().fail("PATCH", "/scale", 500, 1);
                controller.report(report(0, 1, 1, 0));
                until("a pod is asked for", () -> fake.replicas(Kind.DEPLOYMENT, "default", "web") == 1);
                fake.compact();
                fake.api().cutWatches();
                until("the balancer knows it", () -> balancer.endpoints.ready() == 1);
                controller.report(report(1, 0, 0, 0));
                long before = failedWrites(controller);
                fake.api().faults().down(true);
                fake.api().cutWatches();
                controller.report(report(0, 0, 0, 1));
                // On a slow machine the lease may be over before the policy wants to write.
                until("a write failed", () -> failedWrites(controller) > before || !controller.leads());
                assertThat(fake.replicas(Kind.DEPLOYMENT, "default", "web")).isEqualTo(1);
                assertThat(balancer.endpoints.ready())
                        .as("what was known stays")
                        .isEqualTo(1);
                fake.api().faults().down(false);
                until("it sleeps", () -> fake.replicas(Kind.DEPLOYMENT, "default", "web") == 0);
                until("the balancer knows that", () -> balancer.endpoints.ready() == 0);
            }
        }
        replays(folder.resolve("faults"));
    }

    private static long failedWrites(Controller controller) {
        try {
            return controller.ask(loop -> loop.statuses().getFirst().counts().failedWrites());
        } catch (IOException silent) {
            return -1;
        }
    }

    static void replays(Path logs) throws IOException {
        try (Stream<Path> all = Files.list(logs)) {
            List<Path> files = all.toList();
            assertThat(files).isNotEmpty();
            for (Path each : files) {
                try (LogReader log = LogReader.open(each)) {
                    assertThat(Replay.of(log).difference()).as("%s", each).isNull();
                }
            }
        }
    }
}

package ebb.live.kube;

import static ebb.live.kube.ControllerOnFakeTest.policy;
import static ebb.live.kube.ControllerOnFakeTest.replays;
import static ebb.live.kube.ControllerOnFakeTest.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.live.Quiet;
import ebb.live.Report;
import ebb.live.ServiceName;
import ebb.live.Settings;
import ebb.live.fake.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller on a real control plane, with no more rights than the ones it is installed with. */
class ControllerOnClusterTest {
    private static final ServiceName WEB = ServiceName.of("web");

    @TempDir
    static Path folder = Path.of("");

    private static @Nullable Cluster136 cluster;

    @BeforeAll
    static void start() throws IOException {
        String missing = Cluster136.missing();
        if (missing != null) {
            System.out.println("real control plane, 2 tests: not run, because " + missing);
            return;
        }
        cluster = Cluster136.start(folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Settings settings(String name) {
        return Settings.local(folder.resolve(name))
                .withLease(new Settings.Lease(
                        "ebb-system",
                        "ebb-controller",
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500)));
    }

    static String resource(String json) {
        return json.replaceFirst(
                "\\{\"metadata\": \\{",
                "{\"apiVersion\": \"ebb.dev/v1alpha1\", \"kind\": \"ScalingPolicy\", \"metadata\": {\"namespace\": \"default\", ");
    }

    private static int replicas(KubernetesClient admin, String name) {
        return admin.apps()
                .deployments()
                .inNamespace("default")
                .withName(name)
                .get()
                .getSpec()
                .getReplicas();
    }

    @Test
    void sleepsAndWakesWithLeastRightsAndTheLogReplays() throws IOException {
        if (cluster == null) {
            return;
        }
        try (KubernetesClient admin = cluster.connection("admin").client()) {
            Cluster136.create(admin, Kind.DEPLOYMENT, "default", "web", 0);
            admin.resource(resource(policy("500ms"))).create();
            Quiet balancer = new Quiet();
            try (Controller controller = new Controller(cluster.connection("ebb"), settings("one"), "one", balancer)) {
                controller.start();
                until("it leads", controller::leads);
                controller.report(new Report("b", 1, 1, WEB, 0, 1, 1, 0, 0, List.of()));
                until("a pod is asked for", () -> replicas(admin, "web") == 1);
                until("the balancer knows it", () -> balancer.endpoints.ready() == 1);
                controller.report(new Report("b", 1, 2, WEB, 1, 0, 0, 0, 0, List.of()));
                controller.report(new Report("b", 1, 3, WEB, 0, 0, 0, 1, 0, List.of()));
                until("it sleeps", () -> replicas(admin, "web") == 0);
                until("the balancer knows that", () -> balancer.endpoints.ready() == 0);
                until(
                        "the status says so",
                        () -> status(admin).contains("\"condition\":\"Active\"")
                                && status(admin).contains("\"states\":\"Zero\""));
                until(
                        "an Event says so",
                        () -> admin.events().v1().events().inNamespace("default").list().getItems().stream()
                                .anyMatch(each -> "Asleep".equals(each.getReason())));
            }
        }
        replays(folder.resolve("one"));
    }

    private static String status(KubernetesClient admin) {
        GenericKubernetesResource found = admin.genericKubernetesResources("ebb.dev/v1alpha1", "ScalingPolicy")
                .inNamespace("default")
                .withName("web")
                .get();
        return Serialization.asJson(found);
    }

    @Test
    void theApiServerRefusesAnEnvelopeThatIsWrong() {
        if (cluster == null) {
            return;
        }
        try (KubernetesClient admin = cluster.connection("admin").client()) {
            assertThatThrownBy(() -> admin.resource(resource(policy("1s")
                                    .replace("\"targetRef\"", "\"targetRefs\"")
                                    .replace("\"name\": \"web\"}, \"spec\"", "\"name\": \"wrong\"}, \"spec\"")))
                            .create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("needs either targetRef or selector");
            assertThat(admin.genericKubernetesResources("ebb.dev/v1alpha1", "ScalingPolicy")
                            .inNamespace("default")
                            .withName("wrong")
                            .get())
                    .isNull();
        }
    }
}

package ebb.live.kube;

import ebb.live.fake.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real control plane of Kubernetes 1.36 on the loopback, its nodes and pods played by kwok. Made by {@code live/src/test/cluster}. */
final class Cluster136 implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/cluster").toAbsolutePath();
    private static final List<String> PROGRAMS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok");

    private final Path folder;

    private Cluster136(Path folder) {
        this.folder = folder;
    }

    /** @return why there can be none on this machine, or null */
    static @Nullable String missing() {
        String given = System.getenv("EBB_CLUSTER_BIN");
        String cache = System.getenv("XDG_CACHE_HOME");
        Path bin = given != null
                ? Path.of(given)
                : Path.of(cache == null ? System.getProperty("user.home") + "/.cache" : cache, "ebb", "cluster");
        for (String each : PROGRAMS) {
            if (!Files.isExecutable(bin.resolve(each))) {
                return each + " is not in " + bin + ": ./ebb verify --setup builds it, which needs Go 1.26";
            }
        }
        for (String each : List.of("bash", "openssl", "curl", "setsid")) {
            boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, each)));
            if (!there) {
                return each + " is not installed";
            }
        }
        return null;
    }

    static Cluster136 start(Path folder) throws IOException {
        Cluster136 cluster = new Cluster136(folder);
        try {
            cluster.begin();
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void begin() throws IOException {
        String ports = freePorts(6);
        script(ports, "up", folder.toString());
        script(ports, "kwok", folder.toString(), "2");
        try (KubernetesClient admin = connection("admin").client()) {
            apply(admin, Path.of("src/main/install/namespace.yaml"));
            apply(admin, Path.of("src/main/install/crd.yaml"));
            apply(admin, Path.of("src/main/install/rbac.yaml"));
            // The user of the tests stands for the service account.
            String user = """
                    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%s", "metadata": {"name": "test-%s"%s},
                     "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"},
                     "subjects": [{"kind": "User", "name": "ebb"}]}
                    """;
            admin.resource(user.formatted("ClusterRoleBinding", "controller", "", "ClusterRole", "ebb-controller"))
                    .create();
            admin.resource(user.formatted(
                            "RoleBinding", "lease", ", \"namespace\": \"ebb-system\"", "Role", "ebb-lease"))
                    .create();
        }
    }

    private static String freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            all.append(i == 0 ? "" : " ").append(socket.getLocalPort());
        }
        for (ServerSocket each : held) {
            each.close();
        }
        return all.toString();
    }

    private void script(String ports, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve("run").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PORTS", ports);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                folder.resolveSibling("run.log").toFile()));
        Process process = builder.start();
        try {
            if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        "run " + List.of(words) + " failed: " + Files.readString(folder.resolveSibling("run.log")));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    /** @param user admin, who may do all, or ebb, who may do what {@code rbac.yaml} gives */
    Connection connection(String user) {
        return Connection.usual(folder.resolve(user + ".yaml").toFile(), null);
    }

    void apply(KubernetesClient admin, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            for (HasMetadata each : admin.load(in).items()) {
                admin.resource(each).create();
            }
        }
    }

    /** A workload with its Service; its pods are played. */
    static void create(KubernetesClient admin, Kind kind, String namespace, String name, int replicas) {
        String labels = "{\"app\": \"" + name + "\"}";
        admin.resource("""
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s", "namespace": "%s"},
                 "spec": {"selector": %s, "ports": [{"port": 80, "targetPort": 8080}]}}
                """.formatted(name, namespace, labels)).create();
        admin.resource("""
                {"apiVersion": "apps/v1", "kind": "%s", "metadata": {"name": "%s", "namespace": "%s", "labels": %s},
                 "spec": {"replicas": %d, "serviceName": "%s", "selector": {"matchLabels": %s},
                  "template": {"metadata": {"labels": %s}, "spec": {"terminationGracePeriodSeconds": 1,
                   "containers": [{"name": "app", "image": "played", "ports": [{"containerPort": 8080}]}]}}}}
                """.formatted(kind.title(), name, namespace, labels, replicas, name, labels, labels)
                        .replace(kind == Kind.DEPLOYMENT ? "\"serviceName\": \"" + name + "\", " : "\0", ""))
                .create();
    }

    @Override
    public void close() {
        try {
            script("", "down", folder.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package ebb.live;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a controller and its balancer run: the file of {@code ebb live --config}.
 *
 * @param kubeconfig null: the cluster that the process runs in, else {@code KUBECONFIG} or {@code ~/.kube/config}
 * @param namespaces that are watched; empty: all
 * @param lease who leads
 * @param logs folder of the write-ahead log
 * @param rotateBytes after which a log file is closed and the next begun
 * @param admin the local HTTP interface
 * @param balancer where requests come in
 */
public record Settings(
        @Nullable Path kubeconfig,
        List<String> namespaces,
        Lease lease,
        Path logs,
        long rotateBytes,
        Listen admin,
        Listen balancer) {
    public Settings {
        namespaces = List.copyOf(namespaces);
    }

    /**
     * The Lease, with the times of client-go if nothing else is said.
     *
     * @param duration after which another may lead
     * @param renew within which the leader must have renewed it
     * @param retry between two looks
     */
    public record Lease(String namespace, String name, Duration duration, Duration renew, Duration retry) {}

    /** @param port 0: any free one */
    public record Listen(String address, int port) {}

    /** All as it is when nothing is said; for a demo and for tests. */
    public static Settings local(Path logs) {
        return new Settings(
                null,
                List.of(),
                new Lease(
                        "default",
                        "ebb-controller",
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500)),
                logs,
                64L << 20,
                new Listen("127.0.0.1", 0),
                new Listen("127.0.0.1", 0));
    }

    public Settings withBalancer(Listen listen) {
        return new Settings(kubeconfig, namespaces, lease, logs, rotateBytes, admin, listen);
    }

    public Settings withLease(Lease other) {
        return new Settings(kubeconfig, namespaces, other, logs, rotateBytes, admin, balancer);
    }

    /** @throws ebb.document.BadInputException with every problem of the file */
    public static Settings read(Path file, String shown) {
        Problems problems = new Problems();
        Mapping root = Document.read(Document.open(file, shown, problems), "Live", problems);
        Mapping lease = root.get("lease").mapping();
        Lease who = new Lease(
                lease.get("namespace").text("default"),
                lease.get("name").text("ebb-controller"),
                time(lease, "duration", "15s"),
                time(lease, "renew", "10s"),
                time(lease, "retry", "2s"));
        if (who.renew().compareTo(who.duration()) >= 0 || who.retry().compareTo(who.renew()) >= 0) {
            lease.problem("needs duration > renew > retry", "15s, 10s and 2s are usual.");
        }
        lease.done();
        String kubeconfig = root.get("kubeconfig").textOrNull();
        Settings read = new Settings(
                kubeconfig == null ? null : Path.of(kubeconfig),
                root.get("namespaces").list().stream()
                        .map(ebb.document.Node::text)
                        .toList(),
                who,
                Path.of(root.get("logs").text("ebb-logs")),
                root.get("rotate").bytes(1 << 16, 1L << 40, 64L << 20),
                listen(root.get("admin").mapping(), 9090),
                listen(root.get("balancer").mapping(), 8080));
        root.done();
        problems.throwIfAny();
        return read;
    }

    private static Duration time(Mapping of, String name, String standard) {
        Long usual = ebb.document.Quantity.DURATION.parse(standard);
        return Duration.ofNanos(of.get(name).duration(1_000_000, 3_600_000_000_000L, usual == null ? 0 : usual));
    }

    private static Listen listen(Mapping given, int port) {
        Listen read = new Listen(
                given.get("address").text("127.0.0.1"), given.get("port").integer(0, 65535, port));
        given.done();
        return read;
    }
}

package ebb.live;

import ebb.cli.Subcommand;
import ebb.document.Quantity;
import ebb.live.fake.FakeCluster;
import ebb.live.fake.Kind;
import ebb.live.fake.ProcessPods;
import ebb.live.kube.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb live demo}: all of it on one machine, with a fake API server and pods that are processes. */
@Command(
        name = "demo",
        description = {
            "A service that sleeps and wakes, on this machine alone: the real controller and balancer, an API server of our own, pods that are"
                    + " processes. Call it with curl and watch. Ctrl-C ends it; its log stays and replays."
        },
        footer = {
            "  ebb live demo                              then, elsewhere: curl http://localhost:8080/",
            "  ebb live demo --keep-alive 1m --start-up 8s",
            "  ebb replay ebb-demo                        every decision again, bit for bit"
        })
final class DemoCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Where to call it (${DEFAULT-VALUE}); 0: any free one.")
    private int port;

    @Option(
            names = "--keep-alive",
            defaultValue = "15s",
            description = "Idle time after which it sleeps (${DEFAULT-VALUE}).")
    private String keepAlive = "";

    @Option(
            names = "--start-up",
            defaultValue = "2s",
            description = "How long its pods take to start, beside the start of Java (${DEFAULT-VALUE}).")
    private String startUp = "";

    @Option(names = "--work", defaultValue = "50ms", description = "How long a request takes (${DEFAULT-VALUE}).")
    private String work = "";

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            defaultValue = "ebb-demo",
            description = "Where its log goes (${DEFAULT-VALUE}).")
    private Path logs = Path.of("ebb-demo");

    @Option(names = "--for", paramLabel = "TIME", description = "End by itself after so long.")
    private @Nullable String time;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = nanos("--start-up", startUp) / 1_000_000;
        long each = nanos("--work", work) / 1_000_000;
        nanos("--keep-alive", keepAlive);
        long end = time == null ? Long.MAX_VALUE : System.nanoTime() + nanos("--for", time);
        Files.createDirectories(logs);
        FakeCluster cluster = new FakeCluster(0, timer -> new ProcessPods(timer, start, each));
        cluster.create(Kind.DEPLOYMENT, "default", "web", 0);
        cluster.put(Kind.SCALING_POLICY, "default", policy());
        LiveProcess process = new LiveProcess(
                Connection.to(cluster.api().url()),
                Settings.local(logs).withBalancer(new Settings.Listen("127.0.0.1", port)),
                "demo");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            try {
                ended.await(70, TimeUnit.SECONDS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }));
        try (cluster;
                process) {
            process.start();
            show(process, asked, end);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("It has ended. Its log is in " + logs + ": ebb replay " + logs);
        out.flush();
        ended.countDown();
        return Subcommand.DONE;
    }

    private long nanos(String option, String text) {
        Long parsed = Quantity.DURATION.parse(text);
        if (parsed == null || parsed < 0) {
            throw new ParameterException(spec.commandLine(), option + " " + text + " is no duration. Maybe 15s?");
        }
        return parsed;
    }

    private String policy() {
        return """
                {"metadata": {"name": "web"}, "spec": {
                  "targetRef": {"kind": "Deployment", "name": "web"},
                  "route": {"hosts": ["localhost", "127.0.0.1"]},
                  "concurrency": 10, "coldStart": "%s", "limits": {"max": 5},
                  "parameters": {"keep_alive": "%s"},
                  "source": "apiVersion: ebb.dev/v1\\nkind: ScalingPolicy\\nmetadata: { name: web }\\nextends: builtin/keep-alive@1\\nguarantees: null\\n"
                }}
                """.formatted(startUp, keepAlive);
    }

    /** A line each time that something changed. */
    private void show(LiveProcess process, CountDownLatch asked, long end) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Call it:    curl http://localhost:" + process.balancerPort() + "/");
        out.println("It sleeps after " + keepAlive + " without a request. Ctrl-C ends this.");
        out.printf(
                Locale.ROOT,
                "%8s  %-8s %-14s %8s %6s %10s %7s  %s%n",
                "time",
                "state",
                "",
                "replicas",
                "ready",
                "in flight",
                "queued",
                "why");
        out.flush();
        long began = System.nanoTime();
        String before = "";
        while (System.nanoTime() < end) {
            String now = line(process);
            if (!now.equals(before)) {
                out.printf(Locale.ROOT, "%7.1fs  %s%n", (System.nanoTime() - began) / 1e9, now);
                out.flush();
                before = now;
            }
            if (asked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static String line(LiveProcess process) throws IOException {
        for (Status each : process.controller().ask(loop -> loop.statuses())) {
            String what = each.replicas() == 0
                    ? each.queued() > 0 ? "waking" : "asleep"
                    : each.ready() == 0 ? "starting" : each.inFlight() > 0 ? "serving" : "idle";
            return String.format(
                    Locale.ROOT,
                    "%-8s %-14s %8d %6d %10d %7d  %s",
                    each.states(),
                    what,
                    each.replicas(),
                    each.ready(),
                    each.inFlight(),
                    each.queued(),
                    each.why());
        }
        return "standing for election";
    }
}

package ebb.live;

import ebb.cli.Subcommand;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Quantity;
import ebb.live.api.AdminClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that ask a running {@code ebb live} something. */
final class AskCommands {
    private AskCommands() {}

    /** What all of them have. */
    abstract static class Ask implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Option(
                names = "--logs",
                paramLabel = "DIR",
                defaultValue = "ebb-logs",
                description = "Folder where the running one keeps its logs (${DEFAULT-VALUE}).")
        private Path logs = Path.of("ebb-logs");

        AdminClient running() {
            return AdminClient.of(logs);
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        static String path(String service) {
            ServiceName name = ServiceName.of(service);
            return "/v1/services/" + name.namespace() + "/" + name.name();
        }

        /** A list of answers is no mapping: it is read as one under a name. */
        static Mapping read(String json) {
            Problems problems = new Problems();
            Mapping read = new Mapping(problems, "the answer", Document.text("answer", "answer: " + json, problems));
            problems.throwIfAny();
            return read;
        }

        void show(Mapping one) {
            out().printf(
                            Locale.ROOT,
                            "%-24s %-9s %-10s wants %-3s has %-3s ready %-3s in flight %-4s queued %-4s %s%n",
                            one.get("service").text(),
                            one.get("condition").text(),
                            one.get("states").text(""),
                            one.get("desired").text(),
                            one.get("replicas").text(),
                            one.get("ready").text(),
                            one.get("in_flight").text(),
                            one.get("queued").text(),
                            one.get("text").text(""));
            for (Node each : one.get("candidates").list()) {
                Mapping other = each.mapping();
                out().printf(
                                Locale.ROOT,
                                "  candidate %-16s would have %s pods; estimated so far: %s pod-seconds, %s starts%n",
                                other.get("name").text(),
                                other.get("replicas").text(),
                                other.get("estimated_pod_seconds").text(),
                                other.get("estimated_starts").text());
            }
            out().flush();
        }
    }

    /** With the name of a service. */
    abstract static class AskOne extends Ask {
        @Parameters(paramLabel = "SERVICE", description = "NAMESPACE/NAME, or a name in namespace default.")
        String service = "";

        Integer posted(String verb) throws IOException {
            show(read(running().post(path(service) + "/" + verb)).get("answer").mapping());
            return Subcommand.DONE;
        }
    }

    /** {@code ebb live status}. */
    @Command(
            name = "status",
            description = "How each service is.",
            footer = {"  ebb live status", "  ebb live status --logs /var/lib/ebb/logs --json"})
    static final class Services extends Ask {
        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            String answer = running().get("/v1/services");
            if (json) {
                out().print(answer);
                out().flush();
                return Subcommand.DONE;
            }
            for (Node each : read(answer).get("answer").list()) {
                show(each.mapping());
            }
            return Subcommand.DONE;
        }
    }

    /** {@code ebb live why}. */
    @Command(
            name = "why",
            description = "The last decisions of a service, and what led to each.",
            footer = {"  ebb live why shop/web"})
    static final class Why extends AskOne {
        @Override
        public Integer call() throws IOException {
            Mapping one = read(running().get(path(service))).get("answer").mapping();
            show(one);
            for (Node each : one.get("decisions").list()) {
                Mapping decision = each.mapping();
                out().printf(
                                Locale.ROOT,
                                "%s  no. %-5s %3s pods  %s  (%s)%n",
                                decision.get("at").text(),
                                decision.get("number").text(),
                                decision.get("replicas").text(),
                                decision.get("why").text(),
                                decision.get("hash").text());
            }
            out().flush();
            return Subcommand.DONE;
        }
    }

    /** {@code ebb live pause}. */
    @Command(
            name = "pause",
            description =
                    "Decide on, but write nothing, until resume or the end of the process. For longer: spec.paused.",
            footer = {"  ebb live pause shop/web"})
    static final class Pause extends AskOne {
        @Override
        public Integer call() throws IOException {
            return posted("pause");
        }
    }

    /** {@code ebb live resume}. */
    @Command(
            name = "resume",
            description = "Write what is decided again.",
            footer = {"  ebb live resume shop/web"})
    static final class Resume extends AskOne {
        @Override
        public Integer call() throws IOException {
            return posted("resume");
        }
    }

    /** {@code ebb live keep}. */
    @Command(
            name = "keep",
            description = "Keep at least one pod until a time, whatever the policy says.",
            footer = {"  ebb live keep shop/web --until 2026-11-25T08:00:00Z"})
    static final class Keep extends AskOne {
        @Option(
                names = "--until",
                required = true,
                paramLabel = "TIME",
                description = "An instant, as 2026-11-25T08:00:00Z.")
        private String until = "";

        @Override
        public Integer call() throws IOException {
            if (Quantity.INSTANT.parse(until) == null) {
                throw new ParameterException(
                        spec.commandLine(), "--until " + until + " is no instant. Maybe 2026-11-25T08:00:00Z?");
            }
            return posted("keep?until=" + URLEncoder.encode(until, StandardCharsets.UTF_8));
        }
    }

    /** {@code ebb live wake-all}. */
    @Command(
            name = "wake-all",
            description = "Wake every service and let none sleep again: to be done before Ebb is taken away.",
            footer = {"  ebb live wake-all"})
    static final class WakeAll extends Ask {
        @Override
        public Integer call() throws IOException {
            String count = read(running().post("/v1/wake-all"))
                    .get("answer")
                    .mapping()
                    .get("services")
                    .text();
            out().println(count + " services are awake or waking.");
            out().flush();
            return Subcommand.DONE;
        }
    }

    /** {@code ebb live record}. */
    @Command(
            name = "record",
            description = {
                "Record a service, each request with its times, until Ctrl-C.",
                "The file replays (ebb replay) and is traffic (ebb run --trace). It holds no URLs, addresses or headers."
            },
            footer = {"  ebb live record shop/web web.ebblog", "  ebb live record shop/web web.ebblog --for 10m"})
    static final class Recording extends AskOne {
        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "Where the recording goes; it must not be there yet.")
        private Path file = Path.of("recording.ebblog");

        @Option(names = "--for", paramLabel = "TIME", description = "End by itself after so long.")
        private @Nullable String time;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Long nanos = time == null ? Long.valueOf(Long.MAX_VALUE) : Quantity.DURATION.parse(time);
            if (nanos == null) {
                throw new ParameterException(spec.commandLine(), "--for " + time + " is no duration. Maybe 10m?");
            }
            if (Files.exists(file)) {
                throw new java.nio.file.FileAlreadyExistsException(file.toString());
            }
            AdminClient running = running();
            running.post(path(service) + "/record?on=true");
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Thread hook = new Thread(() -> {
                asked.countDown();
                try {
                    done.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                }
            });
            Runtime.getRuntime().addShutdownHook(hook);
            out().println("recording " + service + (time == null ? " until Ctrl-C" : " for " + time));
            out().flush();
            asked.await(nanos, TimeUnit.NANOSECONDS);
            String ended = read(running.post(path(service) + "/record?on=false"))
                    .get("answer")
                    .mapping()
                    .get("file")
                    .text();
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.copy(Path.of(ended), fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            out().println(file + ": " + Files.size(file) + " bytes");
            out().flush();
            done.countDown();
            return Subcommand.DONE;
        }
    }
}

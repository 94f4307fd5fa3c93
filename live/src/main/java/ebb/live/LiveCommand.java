package ebb.live;

import ebb.cli.Subcommand;
import ebb.live.kube.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb live}: controller and balancer of a cluster, and what one asks of them. */
@Command(
        name = "live",
        description = "Put services of a cluster to sleep and wake them, by the policies of the simulator.",
        subcommands = {
            DemoCommand.class,
            AskCommands.Services.class,
            AskCommands.Why.class,
            AskCommands.Pause.class,
            AskCommands.Resume.class,
            AskCommands.Keep.class,
            AskCommands.WakeAll.class,
            AskCommands.Recording.class
        },
        footer = {
            "  ebb live demo                        on this machine alone, with pods that are processes",
            "  ebb live --config live.yaml          on the cluster of your kubeconfig, or the one it runs in",
            "  ebb live status --logs ebb-logs      how each service is, of the one whose logs are there",
            "  ebb live why shop/web                its last decisions, and what led to them"
        })
public final class LiveCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "How it runs: docs/live.md has every field.")
    private @Nullable Path config;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (config == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "what? --config FILE, or one of "
                            + String.join(", ", spec.subcommands().keySet()));
        }
        Settings settings = Settings.read(config, config.toString());
        Path kubeconfig = settings.kubeconfig();
        Connection connection = Connection.usual(kubeconfig == null ? null : kubeconfig.toFile(), null);
        LiveProcess process =
                new LiveProcess(connection, settings, InetAddress.getLocalHost().getHostName());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                process.close();
            } catch (IOException late) {
                spec.commandLine().getErr().println("ebb live: " + late.getMessage());
            } finally {
                ended.countDown();
            }
        }));
        process.start();
        spec.commandLine()
                .getOut()
                .println("requests come in at " + settings.balancer().address() + ":"
                        + process.balancerPort() + "; health and metrics at "
                        + settings.admin().address() + ":"
                        + process.adminPort() + "; logs go to " + settings.logs());
        spec.commandLine().getOut().flush();
        ended.await();
        return DONE;
    }
}

package ebb.live.kube;

import ebb.live.BalancerLink;
import ebb.live.ControlLoop;
import ebb.live.ControllerLink;
import ebb.live.EngineClock;
import ebb.live.LastResort;
import ebb.live.LogJournal;
import ebb.live.LoopThread;
import ebb.live.Report;
import ebb.live.ServiceName;
import ebb.live.Settings;
import ebb.live.Snapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control loop at work on a cluster: its thread, its log, its lease, what it watches and where it writes. A balancer in the same process
 * talks to it as {@link ControllerLink}.
 */
public final class Controller implements ControllerLink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private final KubernetesClient client;
    private final EngineClock clock = EngineClock.system();
    private final LoopThread thread = new LoopThread(clock);
    private final ExecutorService disk = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("log-to-disk").factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("status").factory());
    private final Election election;
    private final KubernetesCluster cluster;
    private final LogJournal journal;
    private final ControlLoop loop;
    private final Informers informers;
    private volatile boolean leads;
    private volatile boolean synced;

    /** @param holder this process's name in the Lease and in Events */
    public Controller(Connection connection, Settings settings, String holder, BalancerLink balancer)
            throws IOException {
        client = connection.client();
        election = new Election(
                client,
                settings.lease().namespace(),
                settings.lease().name(),
                holder,
                new Election.Times(
                        settings.lease().duration(),
                        settings.lease().renew(),
                        settings.lease().retry()),
                System::nanoTime);
        journal = new LogJournal(settings.logs(), settings.rotateBytes(), disk, thread, clock);
        cluster = new KubernetesCluster(client, election::holds, this::written, holder, timer);
        loop = new ControlLoop(journal, cluster, balancer);
        journal.onDurable(() -> loop.durable(clock.getAsLong()));
        informers = new Informers(client, cluster, loop, thread, clock, settings.namespaces());
        var _ = timer.scheduleWithFixedDelay(() -> thread.execute(journal::force), 1, 1, TimeUnit.SECONDS);
    }

    private void written(ebb.live.ScaleWrite write, ebb.live.ScaleWrite.Outcome outcome, String text) {
        thread.execute(() -> loop.written(write, outcome, text, clock.getAsLong()));
    }

    /** Watches, and stands for election; returns when all that was there has been seen. */
    public void start() {
        thread.start(loop);
        informers.start();
        synced = true;
        election.start(this::lead, this::follow);
    }

    private void lead(long term) {
        Map<ServiceName, Snapshot> kept = Map.of();
        try {
            kept = cluster.kept();
        } catch (RuntimeException unreachable) {
            LOG.warn("no snapshots were read, policies begin anew: {}", unreachable.getMessage());
        }
        Map<ServiceName, Snapshot> from = kept;
        thread.execute(() -> {
            loop.lead(term, from, clock.getAsLong());
            leads = true;
        });
    }

    private void follow() {
        leads = false;
        thread.execute(() -> loop.follow(clock.getAsLong()));
    }

    // A balancer in the same process.

    @Override
    public boolean report(Report report) {
        if (!leads) {
            return false;
        }
        thread.execute(() -> loop.report(report, clock.getAsLong()));
        return true;
    }

    @Override
    public boolean wake(ServiceName service) {
        return leads;
    }

    public LastResort lastResort() {
        return cluster;
    }

    // For people.

    public boolean leads() {
        return leads;
    }

    /** @return whether what the cluster has is known */
    public boolean synced() {
        return synced;
    }

    public EngineClock clock() {
        return clock;
    }

    public LoopThread thread() {
        return thread;
    }

    /**
     * Asks the loop something, on its thread.
     *
     * @throws IOException if it does not answer within five seconds
     */
    public <T> T ask(Function<ControlLoop, T> question) throws IOException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(question.apply(loop));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            return answer.get(5, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException failed) {
            throw new IOException("the control loop does not answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /**
     * A service's log begins anew, with requests one by one or without.
     *
     * @return the file that ended, or null if there is no such service or it has no log
     */
    public @Nullable Path record(ServiceName service, boolean each) throws IOException {
        return ask(asked -> asked.record(service, each) ? new Ended(journal.details(service, each)) : new Ended(null))
                .file;
    }

    private record Ended(@Nullable Path file) {}

    public LogJournal journal() {
        return journal;
    }

    /** Stops watching, ends the logs, and gives the lease back. Pods stay as they are. */
    @Override
    public void close() throws IOException {
        leads = false;
        informers.close();
        ask(open -> {
            journal.close();
            return true;
        });
        thread.close();
        election.close();
        cluster.close();
        disk.shutdown();
        client.close();
    }
}

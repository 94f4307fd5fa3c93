package ebb.live.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, by a Lease. That a process was told that it leads does not mean that it still does: one that was stopped for a while believes it
 * until it looks. {@link #holds} is therefore asked before each write; it goes by this process's own monotonic clock and the last renewal that
 * the server has taken.
 */
public final class Election implements AutoCloseable {
    /**
     * @param lease after which another may lead, if it is not renewed
     * @param renew within which the leader must have renewed it
     * @param retry between two looks
     */
    public record Times(Duration lease, Duration renew, Duration retry) {
        /** Of client-go: 15 s, 10 s, 2 s. */
        public static final Times USUAL =
                new Times(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Times times;
    private final LongSupplier monotonic;
    private final String identity;
    private volatile long validUntil = Long.MIN_VALUE;
    private volatile long term;
    private @Nullable CompletableFuture<?> running;

    /** @param holder shown in the Lease; what follows it makes it this process's own */
    public Election(
            KubernetesClient client,
            String namespace,
            String name,
            String holder,
            Times times,
            LongSupplier monotonic) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.times = times;
        this.monotonic = monotonic;
        // Never the same twice: only then does each time of leading have a number of its own.
        identity = holder + "-" + UUID.randomUUID();
    }

    /**
     * Begins to stand for election.
     *
     * @param leads told the number of the time of leading, greater than all before
     * @param follows told that it is over
     */
    public void start(LongConsumer leads, Runnable follows) {
        running = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(new Watched(new LeaseLock(namespace, name, identity)))
                        .withLeaseDuration(times.lease())
                        .withRenewDeadline(times.renew())
                        .withRetryPeriod(times.retry())
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                () -> leads.accept(term),
                                () -> {
                                    validUntil = Long.MIN_VALUE;
                                    follows.run();
                                },
                                other -> {}))
                        .build())
                .build()
                .start();
    }

    /** @return whether no other process can lead at this moment */
    public boolean holds(long epoch) {
        return epoch == term && monotonic.getAsLong() - validUntil < 0;
    }

    /** Gives the lease back, so that another need not wait for its end. */
    @Override
    public void close() {
        CompletableFuture<?> asked = running;
        validUntil = Long.MIN_VALUE;
        if (asked != null) {
            asked.cancel(true);
        }
    }

    /** Notes when the server took a renewal. */
    private final class Watched implements Lock {
        private final Lock inner;

        Watched(Lock inner) {
            this.inner = inner;
        }

        @Override
        public @Nullable LeaderElectionRecord get(KubernetesClient with) {
            return inner.get(with);
        }

        @Override
        public void create(KubernetesClient with, LeaderElectionRecord record) {
            long before = monotonic.getAsLong();
            inner.create(with, record);
            renewed(record, before);
        }

        @Override
        public void update(KubernetesClient with, LeaderElectionRecord record) {
            long before = monotonic.getAsLong();
            inner.update(with, record);
            renewed(record, before);
        }

        private void renewed(LeaderElectionRecord record, long before) {
            if (Objects.equals(record.getHolderIdentity(), identity)) {
                term = record.getLeaderTransitions() + 1L;
                // From before the call: the server's clock for it began later than that.
                validUntil = before + times.renew().toNanos();
            }
        }

        @Override
        public String identity() {
            return inner.identity();
        }

        @Override
        public String describe() {
            return inner.describe();
        }
    }
}

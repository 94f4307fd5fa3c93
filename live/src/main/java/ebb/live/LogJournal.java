package ebb.live;

import ebb.log.LogForm;
import ebb.log.LogHeader;
import ebb.log.LogWriter;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.Recorder;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log on disk: one file a service and time of leading, begun anew when it has grown to a size. Each replays alone ({@code ebb replay}).
 *
 * <p>The loop's thread writes; what was written is forced to the disk by another one, many files and records at a time. While it does, the
 * loop goes on.
 */
public final class LogJournal implements Journal, AutoCloseable {
    private final Path folder;
    private final long rotateBytes;
    private final Executor disk;
    private final Executor loop;
    private final LongSupplier clock;
    private final Map<ServiceName, Log> logs = new TreeMap<>();
    private final List<Path> finished = new ArrayList<>();
    private Runnable whenDurable = () -> {};
    private long lastName;
    private long written;
    private long durable;
    private boolean forcing;
    private final java.util.Set<ServiceName> detailed = new java.util.HashSet<>();
    private @Nullable IOException failure;

    /**
     * @param folder made if it is not there
     * @param rotateBytes after which a file is closed and the next one begun
     * @param disk where files are forced to the disk, one task at a time
     * @param loop runs tasks on the thread that calls this journal
     * @param clock the engine's, for names of files
     */
    public LogJournal(Path folder, long rotateBytes, Executor disk, Executor loop, LongSupplier clock)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.rotateBytes = rotateBytes;
        this.disk = disk;
        this.loop = loop;
        this.clock = clock;
    }

    /** @param told on the loop's thread, each time that more is on the disk */
    public void onDurable(Runnable told) {
        whenDurable = told;
    }

    /**
     * A service's log begins anew, with requests one by one or without.
     *
     * @return the file that ended; null if the service has no log now
     */
    public @Nullable Path details(ServiceName service, boolean each) {
        if (each) {
            detailed.add(service);
        } else {
            detailed.remove(service);
        }
        Log log = logs.get(service);
        return log == null ? null : log.rotate();
    }

    @Override
    public Recorder open(Binding binding) {
        close(binding.service());
        Log log = new Log(binding.service(), binding.policy(), binding.facts());
        logs.put(binding.service(), log);
        return log;
    }

    @Override
    public void close(ServiceName service) {
        Log log = logs.remove(service);
        if (log != null) {
            log.end();
        }
    }

    /** Ends every file. */
    @Override
    public void close() {
        List.copyOf(logs.keySet()).forEach(this::close);
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public boolean durable(long position) {
        if (position <= durable) {
            return true;
        }
        force();
        return false;
    }

    /** Gives what was written to the disk, without waiting for it. Called by itself when something waits for it. */
    public void force() {
        if (forcing || durable == written) {
            return;
        }
        forcing = true;
        long upTo = written;
        List<FileChannel> dirty = new ArrayList<>();
        for (Log each : logs.values()) {
            each.flush(dirty);
        }
        disk.execute(() -> {
            IOException failed = forced(dirty);
            loop.execute(() -> forced(upTo, failed));
        });
    }

    private static @Nullable IOException forced(List<FileChannel> dirty) {
        IOException failed = null;
        for (FileChannel each : dirty) {
            try {
                if (each.isOpen()) {
                    each.force(false);
                }
            } catch (IOException full) {
                failed = full;
            }
        }
        return failed;
    }

    private void forced(long upTo, @Nullable IOException failed) {
        forcing = false;
        failure = failed;
        if (failed == null) {
            durable = upTo;
            whenDurable.run();
        }
    }

    /** @return why the disk does not take the log: pods are not taken away meanwhile; null if it does */
    public @Nullable IOException failure() {
        return failure;
    }

    /** @return the file that a service's records go to now, or null */
    public @Nullable Path file(ServiceName service) {
        Log log = logs.get(service);
        return log == null ? null : log.path;
    }

    /** @return files that were ended, oldest first */
    public List<Path> finished() {
        return List.copyOf(finished);
    }

    /** One service's records. */
    private final class Log implements Recorder {
        private final ServiceName service;
        private ScalingPolicy policy;
        private ServiceFacts facts;
        private LogWriter writer;
        private FileChannel channel;
        private Path path;
        private boolean dirty;
        private long lastNanos;
        private long[] last = new long[0];

        @SuppressWarnings("NullAway.Init") // begin sets them
        Log(ServiceName service, ScalingPolicy policy, ServiceFacts facts) {
            this.service = service;
            this.policy = policy;
            this.facts = facts;
            begin("");
        }

        private void begin(String previous) {
            // Two that are begun at one instant must not have one name.
            lastName = Math.max(clock.getAsLong(), lastName + 1);
            String name = String.format(
                    Locale.ROOT, "%s_%s-%d.%s", service.namespace(), service.name(), lastName, LogForm.BINARY.ending());
            path = folder.resolve(name);
            LogHeader header = LogHeader.of(service.toString(), policy, facts)
                    .withDetails(detailed.contains(service))
                    .after(previous);
            try {
                writer = LogWriter.create(path, LogForm.BINARY, header);
                channel = FileChannel.open(path, StandardOpenOption.WRITE);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        private void flush(List<FileChannel> into) {
            if (!dirty) {
                return;
            }
            dirty = false;
            try {
                writer.flush();
                into.add(channel);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        private void end() {
            try (FileChannel closing = channel) {
                writer.close();
                closing.force(false);
                finished.add(path);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        private void wrote() {
            written++;
            dirty = true;
        }

        private void at(long nanos, long[] state) {
            lastNanos = nanos;
            last = state;
        }

        @Override
        public void attached(Automaton automaton, Event levels, long[] state) {
            writer.attached(automaton, levels, state);
            at(levels.atNanos, state);
            wrote();
        }

        @Override
        public void resumed(Automaton automaton, long atNanos, long[] state) {
            writer.resumed(automaton, atNanos, state);
            at(atNanos, state);
            wrote();
        }

        @Override
        public void applied(ScalingPolicy next, ServiceFacts told) {
            policy = next;
            facts = told;
            writer.applied(next, told);
            wrote();
        }

        @Override
        public void event(Event event) {
            writer.event(event);
            wrote();
        }

        @Override
        public void stepped(Event event, Decision decision, long[] state) {
            writer.stepped(event, decision, state);
            at(event.atNanos, state);
            wrote();
            if (writer.size() >= rotateBytes) {
                rotate();
            }
        }

        /** @return the file that ended */
        private Path rotate() {
            Path ended = path;
            end();
            begin(writer.digest());
            writer.resumed(policy.automaton(facts), lastNanos, last);
            wrote();
            return ended;
        }

        @Override
        public void request(long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {
            writer.request(arrivalNanos, serviceNanos, inputTokens, outputTokens, session);
            wrote();
        }
    }
}

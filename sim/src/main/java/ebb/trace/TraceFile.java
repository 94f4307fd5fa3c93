package ebb.trace;

import ebb.document.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trace that was read from a file, with what is known of the file. */
public final class TraceFile implements Trace {
    private final Path path;
    private final TraceFormat format;
    private final Content content;
    private final Trace trace;
    private final Map<String, ServiceFacts> facts;
    private final long skipped;
    private final List<Problem> examples;

    TraceFile(Path path, TraceFormat format, Content content, Trace trace, Source source) {
        this.path = path;
        this.format = format;
        this.content = content;
        this.trace = trace;
        Map<String, ServiceFacts> selected = new TreeMap<>(content.facts());
        selected.keySet().retainAll(Set.copyOf(trace.services()));
        this.facts = Collections.unmodifiableMap(selected);
        this.skipped = source.skipped();
        this.examples = source.problems();
    }

    public Path path() {
        return path;
    }

    public TraceFormat format() {
        return format;
    }

    /** @return what was wrong and forgiven: rows skipped or sorted in; always 0 where reading was strict */
    public long skipped() {
        return skipped;
    }

    /** @return the first of what was forgiven */
    public List<Problem> examples() {
        return examples;
    }

    @Override
    public Map<String, ServiceFacts> facts() {
        return facts;
    }

    /** @return the instant of time 0; null where the file has none */
    public @Nullable Instant start() {
        return content.start();
    }

    @Override
    public List<String> services() {
        return trace.services();
    }

    @Override
    public long requests(int service) {
        return trace.requests(service);
    }

    @Override
    public double expected(int service) {
        return trace.expected(service);
    }

    @Override
    public long durationNanos() {
        return trace.durationNanos();
    }

    @Override
    public RequestStream open(int service) {
        return trace.open(service);
    }

    @Override
    public boolean drawnAnew() {
        return trace.drawnAnew();
    }

    @Override
    public String hash() {
        return trace.hash();
    }
}

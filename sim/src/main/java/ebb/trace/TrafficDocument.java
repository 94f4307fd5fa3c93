package ebb.trace;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Problems;
import java.nio.file.Path;

/**
 * A file with traffic to generate: {@code kind: Traffic}, with a name, a duration, a seed and what to generate.
 *
 * @param name of the only service, where there is one
 */
public record TrafficDocument(String name, long durationNanos, long seed, TrafficSpec spec) {
    private static final long MOST_NANOS = 36_500L * 86_400 * 1_000_000_000L;

    /** @throws BadInputException with everything that is wrong with the file */
    public static TrafficDocument open(Path file) {
        Problems problems = new Problems();
        Mapping root = Document.read(Document.open(file, file.toString(), problems), "Traffic", problems);
        TrafficDocument read = new TrafficDocument(
                root.get("name").text("all"),
                root.get("duration").duration(1, MOST_NANOS),
                root.get("seed").whole(Long.MIN_VALUE, Long.MAX_VALUE, 1),
                TrafficReader.read(root.get("generate")));
        root.done();
        problems.throwIfAny();
        return read;
    }

    public Trace trace() {
        return spec.trace(name, durationNanos, seed);
    }

    public TrafficDocument withSeed(long other) {
        return new TrafficDocument(name, durationNanos, other, spec);
    }
}

package ebb.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a trace is to be read.
 *
 * @param format null: found by the content
 * @param expansion where within its window each request of a count arrives
 * @param seed of what has to be drawn: places in a window, gaps, service times, tokens
 * @param lenient skip bad rows and count them, sort what is out of order; else each is an error
 * @param services only these; empty: all
 */
public record OpenOptions(
        @Nullable TraceFormat format, Expansion expansion, long seed, boolean lenient, List<String> services) {
    /** Found by content, uniform within windows, seed 1, strict, all services. */
    public static final OpenOptions STANDARD = new OpenOptions(null, Expansion.UNIFORM, 1, false, List.of());

    public OpenOptions {
        services = List.copyOf(services);
    }

    public OpenOptions withFormat(@Nullable TraceFormat other) {
        return new OpenOptions(other, expansion, seed, lenient, services);
    }

    public OpenOptions withExpansion(Expansion other) {
        return new OpenOptions(format, other, seed, lenient, services);
    }

    public OpenOptions withSeed(long other) {
        return new OpenOptions(format, expansion, other, lenient, services);
    }

    public OpenOptions withLenient(boolean other) {
        return new OpenOptions(format, expansion, seed, other, services);
    }

    public OpenOptions withServices(List<String> others) {
        return new OpenOptions(format, expansion, seed, lenient, others);
    }
}

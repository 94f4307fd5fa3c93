package ebb.trace;

import ebb.random.Law;
import org.jspecify.annotations.Nullable;

/**
 * What a generated request asks for; each is drawn by the request's number, and left out where it is null.
 *
 * @param seconds how long it is served
 * @param inputTokens 1 at least
 * @param outputTokens 1 at least
 */
public record Work(
        @Nullable Law seconds,
        @Nullable Law inputTokens,
        @Nullable Law outputTokens) {
    public static final Work NONE = new Work(null, null, null);

    Columns.Shape shape() {
        return new Columns.Shape(seconds != null, inputTokens != null, outputTokens != null, false);
    }
}

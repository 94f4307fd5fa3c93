package ebb.trace;

import org.jspecify.annotations.Nullable;

/**
 * What a trace says of a service beside its requests.
 *
 * @param app to which it belongs
 * @param trigger what calls it: http, timer, queue
 * @param memoryBytes what one pod uses; -1 where it is not said
 */
public record ServiceFacts(@Nullable String app, @Nullable String trigger, long memoryBytes) {
    public static final ServiceFacts NONE = new ServiceFacts(null, null, -1);
}

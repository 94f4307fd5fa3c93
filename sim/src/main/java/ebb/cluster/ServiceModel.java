package ebb.cluster;

import ebb.random.Law;
import java.util.List;

/** How a pod serves the requests it has. */
public sealed interface ServiceModel {
    /**
     * Each request holds one place for its own time, however many others there are.
     *
     * @param seconds drawn for each request where the trace gives none
     */
    record Slots(Law seconds) implements ServiceModel {}

    /**
     * All requests in a pod share it: with n of them each is served at {@code efficiency(n) / n} of the speed it has alone.
     *
     * @param seconds the work of a request, alone
     * @param efficiency total speed with 1, 2, 3 … requests, relative to one alone; the last value goes on for ever. [1]: one core shared;
     *     [1, 2, 4]: up to three at full speed
     */
    record Shared(Law seconds, List<Double> efficiency) implements ServiceModel {
        public Shared {
            efficiency = List.copyOf(efficiency);
        }
    }

    /**
     * LLM continuous batching, iteration by iteration.
     *
     * @param inputTokens drawn where the trace gives none
     * @param outputTokens drawn where the trace gives none
     * @param prefill of the prompts admitted together: {@code a + b * tokens + c * sum(tokens squared)} ms
     * @param decode one token for each request of the batch: {@code a + b * sum(context tokens) + c * batch} ms
     * @param kvTokens tokens for which a pod has KV cache
     */
    record Batching(Law inputTokens, Law outputTokens, Coefficients prefill, Coefficients decode, long kvTokens)
            implements ServiceModel {}

    /** Coefficients in milliseconds. */
    record Coefficients(double a, double b, double c) {}
}

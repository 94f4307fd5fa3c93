package ebb.policy.check;

import ebb.document.Position;
import ebb.document.Problem;
import ebb.policy.expr.Syntax;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test that stands in a policy: what is given, and steps with what is told and what is expected then.
 *
 * @param startNanos instant at which the policy is attached
 * @param in states that regions are put into, by region
 * @param forNanos how long they have been in them
 * @param parameters that are not at their defaults
 * @param vars variables by name
 * @param values levels and signals by name, before the first step
 */
public record PolicyTest(
        String name,
        Position at,
        long startNanos,
        Map<String, String> in,
        long forNanos,
        Map<String, Value> parameters,
        Map<String, Value> vars,
        Map<String, Value> values,
        List<Step> steps) {
    /**
     * A value as it was written.
     *
     * @param literal null for a name, {@code none} and {@code invalid}
     */
    public record Value(String text, Syntax.@Nullable Literal literal, Position at) {
        boolean isUnknown() {
            return text.equals("invalid") || text.equals("none");
        }
    }

    /**
     * One instant.
     *
     * @param atNanos since the start
     * @param set levels, metrics, signals: from now on
     * @param expected by what is looked at: {@code scale}, {@code law}, {@code path}, {@code in region}, a signal
     */
    public record Step(long atNanos, Map<String, Value> set, List<Happening> events, Map<String, Value> expected) {}

    /**
     * Something that happens.
     *
     * @param number of requests, or which pod
     */
    public record Happening(String event, int number, Position at) {}

    /**
     * How a test went.
     *
     * @param differences positioned, in the order of the steps
     */
    public record Result(PolicyTest test, List<Problem> differences) {
        public boolean passed() {
            return differences.isEmpty();
        }
    }
}

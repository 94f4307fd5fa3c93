/**
 * Expressions of a policy: text → {@link ebb.policy.expr.Syntax} → {@link ebb.policy.expr.Term} (typed, with units) → code.
 *
 * <p>CEL-shaped, plus units: {@code ceil((in_flight + queued) / concurrency_limit)} is pods, and a sum of requests and seconds is an error.
 * Start with {@link ebb.policy.expr.Parser#parse} and {@link ebb.policy.expr.Checker}. An unknown value is a value of its own
 * ({@link ebb.policy.expr.Invalid}) that goes through arithmetic and that no guard fires on.
 *
 * <p>What is written: numbers {@code 5}, {@code 0.7}, {@code 80%}; durations {@code 250ms}, {@code 5m}, {@code 1h30m}; amounts with units
 * {@code 70 req/pod}, {@code 200 req/s/pod}, {@code 2Gi}, {@code 60 USD per day}; {@code + - * /}, comparisons, {@code and or not},
 * {@code a ?? b} (b where a is unknown), {@code if c then a else b}, and functions.
 */
@NullMarked
package ebb.policy.expr;

import org.jspecify.annotations.NullMarked;

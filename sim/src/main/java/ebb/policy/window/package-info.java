/**
 * What a policy may remember of the past, and guess of the future, in a few {@code long}s each.
 *
 * <p>Every structure here is an immutable description that many policies may share; what it remembers lies in {@link
 * ebb.policy.window.Memory#slots()} longs of the caller's array. Time is the caller's, in nanoseconds, and does not go back. Reading never
 * writes: what has expired is left out of the answer and cleared at the next record, so that an array does not depend on who looked at it
 * when. What is not known is NaN, or {@link Long#MIN_VALUE} where the answer is a {@code long}. Nothing is allocated after construction,
 * except by {@link ebb.policy.window.CalendarWindow}, which is asked once a change and not once an event.
 *
 * <ul>
 *   <li>Windows: {@link ebb.policy.window.Buckets} (sum, count, rate, averages, integral of a level), {@link ebb.policy.window.Extremum},
 *       {@link ebb.policy.window.QuantileWindow}, {@link ebb.policy.window.Slope}.
 *   <li>Without a window: {@link ebb.policy.window.Ewma}, {@link ebb.policy.window.Last}, {@link ebb.policy.window.GapHistogram}, {@link
 *       ebb.policy.window.TokenBucket}.
 *   <li>Patterns: {@link ebb.policy.window.Sequence}, {@link ebb.policy.window.Tally}, {@link ebb.policy.window.Samples}, {@link
 *       ebb.policy.window.Absence}.
 *   <li>The future: {@link ebb.policy.window.Forecaster}, {@link ebb.policy.window.CalendarWindow}.
 * </ul>
 */
@NullMarked
package ebb.policy.window;

import org.jspecify.annotations.NullMarked;

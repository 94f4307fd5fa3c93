/**
 * Arrivals: what comes to a service, and when. docs/traces.md is the page for users.
 *
 * <p>A {@link ebb.trace.Trace} is the requests of one or many services, read a window at a time ({@link ebb.trace.RequestStream} refills
 * {@link ebb.trace.Requests}, columns of primitives). There are two ways to one:
 *
 * <ul>
 *   <li>{@link ebb.trace.Traces#open} reads a file. {@link ebb.trace.TraceFormat} is the registry: one line a format with how it is known and
 *       who reads it; a new one is a line and a reader. Tables of requests go byte by byte ({@code Rows}) into columns by service; counts and
 *       rates stay windows and are expanded where they are read; recordings ({@code .ebbt}) are mapped. What is wrong with a file is said at
 *       once, in a {@link ebb.document.BadInputException}.
 *   <li>{@link ebb.trace.TrafficSpec#trace} draws from laws: an {@link ebb.trace.ArrivalProcess} in its own time, which
 *       {@link ebb.trace.RateShape}s stretch and squeeze. {@link ebb.trace.TrafficReader} reads one from YAML.
 * </ul>
 *
 * <p>Both draw by keys (seed, service, ordinal), so that a trace can be opened as often and by as many threads as one likes, always with the
 * same requests. {@link ebb.trace.TraceWriter} writes a trace, {@link ebb.trace.TraceStatistics} says what it is like.
 */
@NullMarked
package ebb.trace;

import org.jspecify.annotations.NullMarked;

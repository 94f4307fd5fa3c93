/**
 * The event log: what happened to a policy and what it decided, from a simulation or from a cluster, in the same file. docs/replay.md is the
 * page for users, with every field.
 *
 * <p><b>Writing.</b> A {@link ebb.log.LogWriter} is a {@link ebb.policy.Recorder}: give it to the {@link ebb.policy.Instance} that is
 * stepped, and every event, deadline and decision is in the file in the order in which the engine met them.
 *
 * <pre>{@code
 * LogHeader header = LogHeader.of("shop/web", policy, facts).withDetails(true);
 * try (LogWriter log = LogWriter.create(path, LogForm.BINARY, header)) {
 *     Instance instance = new Instance(policy.automaton(facts.limits(), facts.seed()), log);
 *     instance.attach(levels);                       // or instance.resume(atNanos, state), of the leader before
 *     while (instance.due(event.atNanos)) {          // deadlines come first, each at its own time
 *         instance.advance(levels, decision);        // levels as told last: in flight, queued, pods
 *         act(decision);
 *     }
 *     instance.step(event, decision);
 *     log.sync();                                    // what must be on the disk before an action leaves
 *     act(decision);
 * }
 * }</pre>
 *
 * <p>Time may not go back; what it counts from is the caller's affair ({@code epochNanos} in the header says it). The levels of an event are
 * all that is known at that time, not differences. {@code instance.apply(policy, facts, levels)} puts another policy in, and the event
 * {@code APPLY} follows; a {@code RESTART} is an event like any other. A log that goes on from one before, as after a rotation, begins with
 * {@link ebb.log.LogHeader#after} its digest and with {@code resume}; each log replays alone. {@link ebb.log.LogWriter#seq},
 * {@link ebb.log.LogWriter#decisions} and {@link ebb.log.LogWriter#chain} are what a status or a metric points to a log's line with.
 * {@link ebb.policy.Recorder#request} keeps a request for logs that serve as traffic ({@code ebb run --trace LOG}).
 *
 * <p><b>Reading.</b> {@link ebb.log.LogReader} gives the header and {@link ebb.log.LogRecord}s, whichever form the file has.
 * {@link ebb.log.Replay} repeats a log and tells the first difference.
 *
 * <p><b>What is recorded.</b> Events with all levels. A deadline of the policy only if the levels are not those told last: otherwise it
 * follows from what is there. A decision only if it says something new; the hash that stands with it is over all events and decisions before
 * it, so that none can differ unseen. Every 4,096 records a segment is sealed with the state and a SHA-256 over the bytes, each over the one
 * before.
 */
@NullMarked
package ebb.log;

import org.jspecify.annotations.NullMarked;

package ebb.log;

import ebb.policy.Anatomy;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;

/**
 * One record of a log. Objects within are the reader's and change when the next record is read.
 *
 * <p>{@code seq} counts records from 1; requests, segments and the end have none of their own and tell the last one's.
 */
// A state is an array wherever there is one, and comes by the million: a list would box each slot.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface LogRecord {
    long seq();

    /** The policy began, on these levels. */
    record Attached(long seq, Event levels) implements LogRecord {}

    /** It went on with a state from before. */
    record Resumed(long seq, long atNanos, long[] state) implements LogRecord {}

    /** Another policy took over, or the same with other parameters or facts; {@link Attached} follows. */
    record Applied(long seq, long atNanos, ScalingPolicy policy, String policyHash, ServiceFacts facts, Anatomy anatomy)
            implements LogRecord {}

    /**
     * Something happened.
     *
     * @param again a deadline came at this very time before, without a record because it followed
     */
    record Told(long seq, Event event, boolean again) implements LogRecord {}

    /**
     * What was decided, where that was news.
     *
     * @param places in which state each region was then
     * @param chain hash over all events and decisions up to here
     */
    record Decided(long seq, long atNanos, Decision decision, int[] places, long chain) implements LogRecord {}

    /** A request, for logs that serve as traffic; numbers that are not known are -1. */
    record Request(long seq, long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session)
            implements LogRecord {}

    /**
     * The end of a part that is sealed.
     *
     * @param atNanos of the last step
     * @param state all slots then
     * @param digest SHA-256 over all bytes since the last one, and that one, in hex
     * @param intact whether the bytes that were read have that digest
     */
    record Segment(long seq, long atNanos, long chain, long[] state, String digest, boolean intact)
            implements LogRecord {}

    /**
     * The log was closed.
     *
     * @param full whether it had reached its bound, so that there was more
     */
    record End(long seq, long atNanos, boolean full) implements LogRecord {}
}

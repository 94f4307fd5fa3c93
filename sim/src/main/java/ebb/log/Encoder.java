package ebb.log;

import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;

/** Turns records into the bytes of one form; each call leaves one record in the bytes, its frame included. */
interface Encoder {
    Bytes bytes();

    void header(LogHeader header);

    void attached(long seq, Event levels);

    void resumed(long seq, long atNanos, long[] state);

    void applied(long seq, long atNanos, LogHeader next);

    void event(long seq, Event event, boolean again);

    /** @param words the decision in the policy's words; only some forms tell it */
    void decided(long seq, long atNanos, Decision decision, int[] places, long chain, Words words);

    void request(long seq, long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session);

    /** The record up to its digest: all bytes before that enter it. */
    void segment(long seq, long atNanos, long chain, long[] before, long[] state);

    /** The rest of the record. */
    void digest(byte[] digest);

    void end(long seq, long atNanos, boolean full);

    /** The header of a policy that takes over: the same service, another policy. */
    static LogHeader next(LogHeader header, ScalingPolicy policy, ServiceFacts facts) {
        return LogHeader.of(header.service(), policy, facts);
    }

    /** Says a decision when it is asked. */
    interface Words {
        String text();
    }
}

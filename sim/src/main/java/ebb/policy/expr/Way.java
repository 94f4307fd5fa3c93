package ebb.policy.expr;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A way out of a state, as far as expressions say it. Both back ends look at it in this order: what sets it off, its clock, its guard.
 *
 * @param number its place in {@link Frame#fired}
 * @param condition of {@link Cause#WHEN}; null for others
 * @param negated whether the condition must be false
 * @param time of {@code for}, {@code after} and {@code by}; null for none
 * @param instant of {@link Cause#BEFORE}; null for others
 * @param guard must be true as well; null for none
 * @param deadline slot of the instant at which its clock is over; -1 for none
 */
public record Way(
        int number,
        Cause cause,
        @Nullable Code condition,
        boolean negated,
        @Nullable Code time,
        @Nullable Code instant,
        @Nullable Code guard,
        int deadline) {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What sets it off. */
    public enum Cause {
        WHEN,
        AFTER,
        BEFORE,
        ALWAYS
    }

    /** Whether it may be taken now. */
    public boolean isOpen(Frame frame) {
        boolean open = switch (cause) {
            case ALWAYS -> true;
            case WHEN -> holds(frame);
            case AFTER -> over(frame, deadline);
            case BEFORE -> isNear(frame, value(instant, frame), value(time, frame));
        };
        return open && (guard == null || guard.whole(frame) == 1);
    }

    private static long value(@Nullable Code code, Frame frame) {
        return Objects.requireNonNull(code).whole(frame);
    }

    private boolean holds(Frame frame) {
        long value = value(condition, frame);
        boolean holds = negated ? value == 0 : value == 1;
        if (deadline < 0) {
            return holds;
        }
        if (!holds) {
            frame.state[deadline] = NEVER;
            return false;
        }
        if (frame.state[deadline] == NEVER) {
            begin(frame);
        }
        return over(frame, deadline);
    }

    /** Sets its clock going. */
    public void begin(Frame frame) {
        frame.state[deadline] = until(frame, time == null ? 0 : time.whole(frame));
    }

    /** @return the instant so much later; never if the time is not known */
    static long until(Frame frame, long nanos) {
        return Invalid.is(nanos) ? NEVER : Numbers.plus(frame.now, Math.max(0, nanos));
    }

    /** Whether a clock is over; it is looked at again when it is. */
    static boolean over(Frame frame, int deadline) {
        long at = frame.state[deadline];
        frame.wakeAt(at);
        return frame.now >= at;
    }

    /** Whether it is so long before an instant, or later. */
    static boolean isNear(Frame frame, long instant, long by) {
        long at = Numbers.minus(instant, by);
        if (Invalid.is(at)) {
            return false;
        }
        frame.wakeAt(at);
        return frame.now >= at;
    }

    /** Its expressions. */
    Stream<Code> codes() {
        return Arrays.asList(condition, time, instant, guard).stream().filter(Objects::nonNull);
    }
}

package ebb.policy;

import ebb.policy.expr.Frame;
import ebb.policy.expr.Reading;
import ebb.policy.window.CalendarWindow;

/** What the calendar says, kept in the state until it changes: asking the calendar is dear. */
record CalendarSlots(int at, CalendarWindow window) {
    /** From, until, open, end. */
    static final int SLOTS = 4;

    Reading.Whole open() {
        return frame -> look(frame, 2);
    }

    Reading.Whole end() {
        return frame -> look(frame, 3);
    }

    private long look(Frame frame, int part) {
        long[] state = frame.state;
        // A fresh state holds zeros: an empty interval, so that the first look asks.
        if (frame.now >= state[at + 1] || frame.now < state[at]) {
            state[at] = frame.now;
            state[at + 1] = window.nextChange(frame.now);
            state[at + 2] = window.open(frame.now) ? 1 : 0;
            state[at + 3] = window.endOf(frame.now);
        }
        frame.wakeAt(state[at + 1]);
        return state[at + part];
    }
}

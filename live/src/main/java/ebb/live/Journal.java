package ebb.live;

import ebb.policy.Recorder;

/** The write-ahead log: what happened and was decided, in one order, and how much of it would survive a crash. */
public interface Journal {
    /** Nothing is kept, all is durable. */
    Journal NONE = new Journal() {
        @Override
        public Recorder open(Binding binding) {
            return Recorder.NOBODY;
        }

        @Override
        public void close(ServiceName service) {}

        @Override
        public long written() {
            return 0;
        }

        @Override
        public boolean durable(long position) {
            return true;
        }
    };

    /** A service begins, or goes on; what it is comes first in its log. */
    Recorder open(Binding binding);

    void close(ServiceName service);

    /** @return a place after all that was recorded so far */
    long written();

    /** @return whether all before that place is on disk; if not, it soon will be, and {@link ControlLoop#durable} is called then */
    boolean durable(long position);
}

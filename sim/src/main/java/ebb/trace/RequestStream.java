package ebb.trace;

import java.util.List;

/** The requests of one service, a window at a time. */
public interface RequestStream {
    /** Sets the columns and bounds of {@code into}. @return false when there are no more */
    boolean next(Requests into);

    /**
     * Several streams as one, by time; at one time in the order of the streams. Columns are those that all have; sessions of different
     * streams stay different.
     */
    static RequestStream merged(List<RequestStream> streams) {
        return MergedStream.of(streams);
    }
}

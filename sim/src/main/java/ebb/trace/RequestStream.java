package ebb.trace;

/** The requests of one service, a window at a time. */
public interface RequestStream {
    /** Sets the columns and bounds of {@code into}. @return false when there are no more */
    boolean next(Requests into);
}

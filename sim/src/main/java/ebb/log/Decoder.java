package ebb.log;

/** Turns the bytes of one form into records; what they cannot be is a {@link Json.Malformed}. */
interface Decoder {
    /** The next record's bytes: those from {@code from} on are its own, what is before is its frame. */
    void frame(byte[] bytes, int from, int to);

    LogHeader header();

    LogRecord record();

    /** @return of a segment, where in the bytes its digest begins */
    int digestFrom();

    /** @return of a segment, its digest */
    byte[] digest();

    /**
     * @param own digest of what was read
     * @return the segment that was read last
     */
    LogRecord.Segment segment(byte[] own);
}

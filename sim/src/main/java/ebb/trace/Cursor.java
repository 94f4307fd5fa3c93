package ebb.trace;

/** A place in a stream of requests, moved a row at a time. */
final class Cursor {
    final int number;
    final Requests window = new Requests();
    private final RequestStream stream;
    int row = -1;

    /** @param number by which it is told from others at the same time */
    Cursor(int number, RequestStream stream) {
        this.number = number;
        this.stream = stream;
    }

    /** @return false at the end */
    boolean advance() {
        row++;
        while (row >= window.to) {
            if (!stream.next(window)) {
                return false;
            }
            row = window.from;
        }
        return true;
    }

    long time() {
        return window.timeNanos[row];
    }

    Columns.Shape shape() {
        return new Columns.Shape(
                window.serviceNanos != null,
                window.inputTokens != null,
                window.outputTokens != null,
                window.sessions != null);
    }
}

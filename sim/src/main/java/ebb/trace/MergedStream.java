package ebb.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Several streams as one, by time; at one time in the order of the streams. */
final class MergedStream implements RequestStream {
    private static final int ROWS = 4096;

    private final PriorityQueue<Cursor> due =
            new PriorityQueue<>(Comparator.comparingLong(Cursor::time).thenComparingInt(each -> each.number));
    private final Columns rows;
    private final int streams;

    MergedStream(List<RequestStream> streams, Columns.Shape shape) {
        this(started(streams), streams.size(), shape);
    }

    private MergedStream(List<Cursor> started, int streams, Columns.Shape shape) {
        this.streams = streams;
        rows = new Columns(shape);
        due.addAll(started);
    }

    /** A column is kept where all streams have it. */
    static MergedStream of(List<RequestStream> streams) {
        List<Cursor> started = started(streams);
        Columns.Shape shape = new Columns.Shape(
                started.stream().allMatch(each -> each.shape().service()),
                started.stream().allMatch(each -> each.shape().input()),
                started.stream().allMatch(each -> each.shape().output()),
                started.stream().allMatch(each -> each.shape().session()));
        return new MergedStream(started, streams.size(), shape);
    }

    private static List<Cursor> started(List<RequestStream> streams) {
        List<Cursor> started = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            Cursor cursor = new Cursor(i, streams.get(i));
            if (cursor.advance()) {
                started.add(cursor);
            }
        }
        return started;
    }

    @Override
    public boolean next(Requests into) {
        rows.size = 0;
        while (rows.size < ROWS && !due.isEmpty()) {
            Cursor first = due.remove();
            int session = first.window.sessions == null ? 0 : first.window.sessions[first.row];
            // Keys of one stream stay apart from those of another.
            rows.add(first.window, first.row, session * streams + first.number);
            if (first.advance()) {
                due.add(first);
            }
        }
        rows.show(into);
        return rows.size > 0;
    }
}

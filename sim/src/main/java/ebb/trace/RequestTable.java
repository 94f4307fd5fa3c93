package ebb.trace;

import java.util.ArrayList;
import java.util.List;

/** Requests as they are read, in the order of the file, kept by service. */
final class RequestTable {
    private final Source source;
    private final Columns.Shape shape;
    private final boolean sorts;
    private final Names names = new Names();
    private final List<Columns> columns = new ArrayList<>();

    /** @param sorts whether rows of the format may be out of order, as where they are written at a request's end */
    RequestTable(Source source, Columns.Shape shape, boolean sorts) {
        this.source = source;
        this.shape = shape;
        this.sorts = sorts;
    }

    Columns service(byte[] b, int from, int to) {
        return service(names.id(b, from, to));
    }

    Columns service(String name) {
        return service(names.id(name));
    }

    private Columns service(int id) {
        if (id == columns.size()) {
            columns.add(new Columns(shape));
        }
        return columns.get(id);
    }

    /** @return whether a request may come now; what may not is noted, and sorted in where that is forgiven */
    boolean admits(Columns service, long timeNanos, Rows rows, int field) {
        if (sorts || service.inOrder(timeNanos)) {
            return true;
        }
        rows.problem(
                field,
                "is earlier than the row before of its service",
                "Sort the file by time, or read it with --lenient.");
        return source.options.lenient();
    }

    /** @param absolute whether times are instants, so that the first becomes time 0 */
    Built build(boolean absolute) {
        source.check();
        if (columns.isEmpty()) {
            throw source.fatal("", "has no rows that can be used", "");
        }
        columns.forEach(Columns::sort);
        long origin = absolute
                ? columns.stream().mapToLong(each -> each.times[0]).min().orElse(0)
                : 0;
        if (absolute) {
            columns.forEach(each -> each.shift(origin));
        }
        long end = columns.stream()
                .mapToLong(each -> each.times[each.size - 1])
                .max()
                .orElse(0);
        return new Built(new MemoryTrace(names.list(), columns, end, source.hash()), origin);
    }

    /** @param originNanos what became time 0; from the epoch where times were instants */
    record Built(MemoryTrace trace, long originNanos) {}
}

package ebb.trace;

import ebb.log.LogHeader;
import ebb.log.LogReader;
import ebb.log.LogRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** The requests of an event log that holds them. */
final class LogTrace {
    private static final int CHUNK = 1 << 16;

    private LogTrace() {}

    static boolean looksLike(Head head) {
        return LogReader.looksLikeLog(head.first() + "\n");
    }

    static Content read(Source source) throws IOException {
        // The hash is over the file as it is; the log reads it for itself.
        byte[] chunk = new byte[CHUNK];
        int read;
        do {
            read = source.read(chunk, 0, chunk.length);
        } while (read > 0);
        try (LogReader log = LogReader.open(source.path)) {
            LogHeader header = log.header();
            if (!header.details()) {
                throw source.fatal(
                        "", "is a log without requests", "Record them: ebb run --log --details, or ebb live record.");
            }
            boolean instants = header.scenario() == null && header.epochNanos() == 0;
            RequestTable.Built built = requests(log, source).build(instants);
            if (instants) {
                return Content.of(built, true);
            }
            return new Content(built.trace(), Map.of(), Instant.EPOCH.plusNanos(header.epochNanos()));
        }
    }

    /** Columns are those that the first request has. */
    private static RequestTable requests(LogReader log, Source source) throws IOException {
        RequestTable table = null;
        for (LogRecord each = log.next(); each != null; each = log.next()) {
            if (each instanceof LogRecord.Segment segment && !segment.intact()) {
                throw source.fatal(
                        "",
                        "the bytes up to record " + segment.seq() + " are not those that were written",
                        "ebb replay says where.");
            }
            if (each instanceof LogRecord.Request request) {
                if (table == null) {
                    table = new RequestTable(source, shape(request), true);
                }
                table.service(log.header().service())
                        .add(
                                request.arrivalNanos(),
                                Math.max(0, request.serviceNanos()),
                                Math.max(0, request.inputTokens()),
                                Math.max(0, request.outputTokens()),
                                Math.max(0, request.session()));
            }
        }
        return table == null ? new RequestTable(source, Columns.Shape.TIMES, true) : table;
    }

    private static Columns.Shape shape(LogRecord.Request first) {
        return new Columns.Shape(
                first.serviceNanos() >= 0, first.inputTokens() >= 0, first.outputTokens() >= 0, first.session() >= 0);
    }
}

package ebb.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Access logs in the common and combined formats of Apache, the latter with the request time behind it as nginx may write it. A virtual
 * host in front names the service.
 *
 * <p>Logs say seconds. Without a request time, the requests of one second are placed within it by the {@link Expansion}; with one, a request
 * arrived that much before the second in which it was logged.
 */
final class AccessLog {
    private static final long SECOND = 1_000_000_000;
    private static final String DATE = "\\[\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}] \"";
    private static final Pattern LINE = Pattern.compile("^\\S+ .*" + DATE + ".*");
    private static final Pattern TIMED =
            Pattern.compile("^\\S+ .*" + DATE + ".*\" \\d{3} \\S+ \".*\" \".*\" \\S*?\\d+\\.\\d{3}( .*)?$");

    private final Source source;
    private final Rows rows;
    private final boolean timed;
    private final RequestTable table;

    private AccessLog(Source source, boolean timed) {
        this.source = source;
        this.timed = timed;
        rows = Rows.lines(source);
        table = new RequestTable(source, new Columns.Shape(timed, false, false, false), true);
    }

    static boolean looksLike(Head head) {
        return LINE.matcher(head.first()).matches();
    }

    static boolean looksLikeNginx(Head head) {
        return TIMED.matcher(head.first()).matches();
    }

    static Content read(Source source) {
        return new AccessLog(source, false).read();
    }

    static Content nginx(Source source) {
        return new AccessLog(source, true).read();
    }

    private Content read() {
        while (rows.next()) {
            row(rows.data, rows.from[0], rows.to[0]);
        }
        RequestTable.Built built = table.build(true);
        if (!timed) {
            List<String> names = built.trace().services();
            for (int i = 0; i < names.size(); i++) {
                spread(names.get(i), built.trace().columns().get(i));
            }
        }
        long end = built.trace().durationNanos() + (timed ? 0 : SECOND);
        MemoryTrace spread = new MemoryTrace(
                built.trace().services(),
                built.trace().columns(),
                end,
                built.trace().hash());
        return Content.of(new RequestTable.Built(spread, built.originNanos()), true);
    }

    private void row(byte[] b, int from, int to) {
        int open = find(b, from, to, '[');
        int close = find(b, open, to, ']');
        long logged = close < to ? Instants.log(b, open + 1, close) : Rows.BAD;
        if (logged == Rows.BAD) {
            rows.problem(0, "needs a time such as [05/Jan/2026:00:00:00 +0000]", "");
            return;
        }
        long taken = timed ? requestTime(b, close, to) : 0;
        if (taken < 0) {
            rows.problem(0, "needs the request time in seconds behind the agent", "Read it with --format access-log.");
            return;
        }
        service(b, from, open).add(logged - taken, taken, 0, 0, 0);
    }

    /** With four words before the time, the first is the virtual host. */
    private Columns service(byte[] b, int from, int open) {
        int words = 0;
        for (int i = from; i < open; i++) {
            words += b[i] == ' ' ? 1 : 0;
        }
        if (words == 4) {
            return table.service(b, from, find(b, from, open, ' '));
        }
        byte[] only = RequestCsv.ONLY.getBytes(UTF_8);
        return table.service(only, 0, only.length);
    }

    /** The first number behind the last quote: 0.012 or rt=0.012. */
    private static long requestTime(byte[] b, int from, int to) {
        int quote = to - 1;
        while (quote > from && b[quote] != '"') {
            quote--;
        }
        String[] words =
                new String(b, quote + 1, to - quote - 1, ISO_8859_1).strip().split(" ", 2);
        byte[] number = words[0].substring(words[0].indexOf('=') + 1).getBytes(ISO_8859_1);
        return Rows.scaled(number, 0, number.length, 9);
    }

    private static int find(byte[] b, int from, int to, char c) {
        int i = from;
        while (i < to && b[i] != c) {
            i++;
        }
        return i;
    }

    private void spread(String service, Columns columns) {
        long base = Draw.base(source.options.seed(), 0, Purpose.ARRIVAL, Draw.key(service));
        Draw draw = new Draw();
        int from = 0;
        for (int i = 1; i <= columns.size; i++) {
            if (i == columns.size || columns.times[i] != columns.times[from]) {
                long second = columns.times[from];
                source.options
                        .expansion()
                        .fill(draw.at(base, second / SECOND), second, SECOND, columns.times, from, i - from);
                from = i;
            }
        }
    }
}

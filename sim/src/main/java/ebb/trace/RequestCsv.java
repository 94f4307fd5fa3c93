package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.trace.Column.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tables with a header and a row a request. */
final class RequestCsv {
    /** The name of the only service, where a file names none. */
    static final String ONLY = "all";

    private static final byte[] NO_NAME = ONLY.getBytes(UTF_8);

    private static final Map<String, Column> AZURE_LLM = Map.of(
            "TIMESTAMP", Column.of(Role.INSTANT),
            "ContextTokens", Column.of(Role.INPUT),
            "GeneratedTokens", Column.of(Role.OUTPUT));

    // A row with 0 response tokens is a call that failed: it is kept, as it was sent.
    private static final Map<String, Column> BURSTGPT = Map.of(
            "Timestamp", Column.seconds(Role.TIME),
            "Model", Column.of(Role.SERVICE),
            "Request tokens", Column.of(Role.INPUT),
            "Response tokens", Column.of(Role.OUTPUT),
            "Session ID", Column.of(Role.SESSION),
            "Elapsed time", Column.seconds(Role.DURATION));

    private static final Map<String, Column> AZURE_FUNCTIONS_2021 = Map.of(
            "app", Column.of(Role.SERVICE),
            "func", Column.of(Role.SERVICE),
            "end_timestamp", Column.seconds(Role.END),
            "duration", Column.seconds(Role.DURATION));

    private static final Map<String, Column> LAMBDA = Map.of(
            "exp", Column.of(Role.SERVICE),
            "t_s", Column.seconds(Role.TIME),
            "exec_ms", Column.millis(Role.DURATION));

    private static final Map<String, Column> VLLM = Map.of(
            "setup", Column.of(Role.SERVICE),
            "qps", Column.of(Role.SERVICE),
            "t_s", Column.seconds(Role.TIME),
            "prompt_tokens", Column.of(Role.INPUT),
            "generation_tokens", Column.of(Role.OUTPUT),
            "e2e_s", Column.seconds(Role.DURATION));

    private final Source source;
    private final Rows rows;
    private final boolean absolute;
    private final boolean ends;
    private final int width;
    private final int[] services;
    private final Field time;
    private final @Nullable Field duration;
    private final @Nullable Field input;
    private final @Nullable Field output;
    private final @Nullable Field session;
    private final RequestTable table;
    private final Names sessions = new Names();
    private byte[] joined = new byte[256];
    private boolean good;

    /** Where a column stands. */
    private record Field(int index, Column column) {}

    private RequestCsv(Source source, Function<String, @Nullable Column> layout) {
        this.source = source;
        this.rows = Rows.commas(source);
        if (!rows.next()) {
            throw source.fatal("", "is empty", "Is this the right file?");
        }
        Map<Role, List<Field>> found = header(layout);
        width = rows.count;
        services = found.getOrDefault(Role.SERVICE, List.of()).stream()
                .mapToInt(Field::index)
                .toArray();
        Field instant = one(found, Role.INSTANT);
        Field end = one(found, Role.END);
        Field plain = one(found, Role.TIME);
        absolute = instant != null && plain == null;
        ends = end != null;
        time = orElse(plain, end, instant);
        duration = one(found, Role.DURATION);
        input = one(found, Role.INPUT);
        output = one(found, Role.OUTPUT);
        session = one(found, Role.SESSION);
        if (source.skipped() > 0) {
            throw source.everything();
        }
        Columns.Shape shape = new Columns.Shape(duration != null, input != null, output != null, session != null);
        table = new RequestTable(source, shape, ends);
    }

    static Content requests(Source source) {
        return new RequestCsv(source, Column::named).read();
    }

    static Content azureLlm(Source source) {
        return new RequestCsv(source, AZURE_LLM::get).read();
    }

    static Content burstGpt(Source source) {
        return new RequestCsv(source, BURSTGPT::get).read();
    }

    static Content azureFunctions2021(Source source) {
        return new RequestCsv(source, AZURE_FUNCTIONS_2021::get).read();
    }

    static Content lambda(Source source) {
        return new RequestCsv(source, LAMBDA::get).read();
    }

    static Content vllm(Source source) {
        return new RequestCsv(source, VLLM::get).read();
    }

    static boolean looksLikeRequests(Head head) {
        return head.fields().stream().anyMatch(RequestCsv::isTime);
    }

    private static boolean isTime(String name) {
        Column column = Column.named(name);
        return column == null ? Column.needsUnit(name) : column.role() == Role.TIME || column.role() == Role.INSTANT;
    }

    private Map<Role, List<Field>> header(Function<String, @Nullable Column> layout) {
        Map<Role, List<Field>> found = new LinkedHashMap<>();
        for (int i = 0; i < rows.count; i++) {
            Column column = layout.apply(rows.text(i));
            if (column != null) {
                found.computeIfAbsent(column.role(), none -> new ArrayList<>()).add(new Field(i, column));
            } else if (layout.apply("service") != null) {
                unknown(i);
            }
        }
        return found;
    }

    /** A column that means nothing is passed over, unless it may be one that was meant to. */
    private void unknown(int field) {
        String name = rows.text(field);
        String near = Column.near(name);
        if (Column.needsUnit(name)) {
            rows.problem(field, "the column says no unit", "Maybe " + name + "_s or " + name + "_ms?");
        } else if (near != null) {
            rows.problem(field, "is no column that is known", "Maybe " + near + "? Else name it otherwise.");
        }
    }

    private @Nullable Field one(Map<Role, List<Field>> found, Role role) {
        List<Field> all = found.getOrDefault(role, List.of());
        if (all.size() > 1) {
            int second = all.get(1).index();
            rows.problem(second, "says again what " + rows.text(all.getFirst().index()) + " says", "Leave one out.");
        }
        return all.isEmpty() ? null : all.getFirst();
    }

    private Field orElse(@Nullable Field first, @Nullable Field second, @Nullable Field third) {
        Field found = first != null ? first : second != null ? second : third;
        if (found == null) {
            throw source.skipped() > 0
                    ? source.everything()
                    : source.fatal("", "has no column with the time", "Maybe t_s, t_ms or timestamp?");
        }
        return found;
    }

    private Content read() {
        while (rows.next()) {
            if (rows.count == width) {
                row();
            } else {
                String rule = "the row has " + rows.count + " fields, the header has " + width;
                rows.problem(0, rule, "");
            }
        }
        RequestTable.Built built = table.build(absolute || ends);
        return Content.of(built, absolute);
    }

    private void row() {
        good = true;
        long at = absolute ? instant() : whole(time, "time");
        long taken = duration == null ? 0 : whole(duration, "duration");
        int in = input == null ? 0 : tokens(input);
        int out = output == null ? 0 : tokens(output);
        int key = session == null ? 0 : sessions.id(rows.data, rows.from[session.index], rows.to[session.index]);
        if (!good) {
            return;
        }
        Columns service = service();
        long arrival = ends ? at - taken : at;
        if (table.admits(service, arrival, rows, time.index)) {
            service.add(arrival, taken, in, out, key);
        }
    }

    private long instant() {
        int field = time.index;
        long nanos = Instants.iso(rows.data, rows.from[field], rows.to[field]);
        if (nanos == Rows.BAD) {
            bad();
            rows.problem(field, "must be an instant such as 2026-01-05T00:00:00Z", "");
        }
        return nanos;
    }

    private long whole(Field field, String what) {
        long value = rows.scaled(field.index, field.column.scale());
        if (value == Rows.BAD) {
            bad();
            rows.notANumber(field.index, field.column.unit());
        } else if (value < 0) {
            bad();
            rows.negative(field.index, what);
        }
        return value;
    }

    private int tokens(Field field) {
        long value = whole(field, "number of tokens");
        if (value > Integer.MAX_VALUE) {
            bad();
            rows.problem(field.index, "is too many tokens", "");
        }
        return (int) value;
    }

    private void bad() {
        good = false;
    }

    private Columns service() {
        if (services.length == 0) {
            return table.service(NO_NAME, 0, NO_NAME.length);
        }
        int first = services[0];
        if (services.length == 1) {
            return table.service(rows.data, rows.from[first], rows.to[first]);
        }
        int length = 0;
        for (int field : services) {
            int size = rows.to[field] - rows.from[field];
            if (length + size + 1 > joined.length) {
                joined = Arrays.copyOf(joined, 2 * (length + size + 1));
            }
            if (length > 0) {
                joined[length++] = '/';
            }
            System.arraycopy(rows.data, rows.from[field], joined, length, size);
            length += size;
        }
        return table.service(joined, 0, length);
    }
}

package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One JSON object a line. */
final class JsonLines {
    /** The keys of a format. Where times are instants, later requests may stand first. */
    private record Keys(
            List<String> time,
            List<String> duration,
            List<String> input,
            List<String> output,
            List<String> service,
            List<String> prefix,
            boolean instants) {
        Columns.Shape shape() {
            return new Columns.Shape(!duration.isEmpty(), !input.isEmpty(), !output.isEmpty(), !prefix.isEmpty());
        }
    }

    private static final Keys MOONCAKE = new Keys(
            List.of("timestamp"),
            List.of(),
            List.of("input_length"),
            List.of("output_length"),
            List.of(),
            List.of("hash_ids"),
            false);

    // Envoy's duration is whole milliseconds from the first byte in to the last byte out.
    private static final Keys ENVOY = new Keys(
            List.of("start_time"),
            List.of("duration"),
            List.of(),
            List.of(),
            List.of("upstream_cluster", "authority"),
            List.of(),
            true);

    private static final int MILLIS = 6;

    private final Source source;
    private final Keys keys;
    private final Rows rows;
    private final RequestTable table;
    private final Names prefixes = new Names();

    private long time;
    private long duration;
    private long input;
    private long output;
    private int prefix;
    private @Nullable String service;
    private int servicePlace;

    private JsonLines(Source source, Keys keys) {
        this.source = source;
        this.keys = keys;
        rows = Rows.lines(source);
        // Envoy writes a line when the answer has ended, so that later requests may stand first.
        table = new RequestTable(source, keys.shape(), keys.instants);
    }

    /** A session is the requests whose prompts begin with the same block of 512 tokens. */
    static Content mooncake(Source source) {
        return new JsonLines(source, MOONCAKE).read();
    }

    static Content envoy(Source source) {
        return new JsonLines(source, ENVOY).read();
    }

    private Content read() {
        while (rows.next()) {
            row();
        }
        source.check();
        return Content.of(table.build(keys.instants), keys.instants);
    }

    private void row() {
        time = Rows.BAD;
        duration = keys.duration.isEmpty() ? 0 : Rows.BAD;
        input = keys.input.isEmpty() ? 0 : Rows.BAD;
        output = keys.output.isEmpty() ? 0 : Rows.BAD;
        prefix = 0;
        service = null;
        servicePlace = Integer.MAX_VALUE;
        try (JsonParser parser = Json.parser(rows.data, rows.from[0], rows.to[0])) {
            object(parser);
        } catch (JacksonException bad) {
            rows.problem(0, "is not JSON: " + Json.sentence(bad), "");
            return;
        }
        boolean whole = complete("time", keys.time, time);
        whole &= complete("duration", keys.duration, duration);
        whole &= complete("input", keys.input, input);
        whole &= complete("output", keys.output, output);
        if (whole) {
            Columns into = table.service(service == null ? RequestCsv.ONLY : service);
            if (table.admits(into, time, rows, 0)) {
                into.add(time, duration, (int) input, (int) output, prefix);
            }
        }
    }

    private boolean complete(String what, List<String> names, long value) {
        if (names.isEmpty()
                || (value >= 0 && (value <= Integer.MAX_VALUE || what.equals("time") || what.equals("duration")))) {
            return true;
        }
        String name = String.join(" or ", names);
        String form = what.equals("time") && keys.instants
                ? "an instant such as 2026-01-05T00:00:00Z"
                : "a number that is not negative";
        rows.problem(0, name + " must be there and be " + form, "");
        return false;
    }

    private void object(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && keys.prefix.contains(name)) {
                firstOf(parser);
            } else if (value.isStructStart()) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                value(name, parser.getString());
            }
        }
    }

    private void firstOf(JsonParser parser) {
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            prefix = prefixes.id(parser.getString());
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
        }
    }

    private void value(String name, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (keys.time.contains(name)) {
            time = keys.instants ? Instants.iso(bytes, 0, bytes.length) : Rows.scaled(bytes, 0, bytes.length, MILLIS);
        } else if (keys.duration.contains(name)) {
            duration = Rows.scaled(bytes, 0, bytes.length, MILLIS);
        } else if (keys.input.contains(name)) {
            input = Rows.scaled(bytes, 0, bytes.length, 0);
        } else if (keys.output.contains(name)) {
            output = Rows.scaled(bytes, 0, bytes.length, 0);
        } else if (keys.service.contains(name) && keys.service.indexOf(name) < servicePlace && !text.equals("-")) {
            service = text;
            servicePlace = keys.service.indexOf(name);
        }
    }
}

package ebb.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object in memory, with what a log asks of it; what is missing or of the wrong kind is a {@link Malformed}. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 16;

    private final Map<String, Object> fields;

    /** A text is not what a record is. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int column;

        /** @param column from 1; 0 where it is not known */
        Malformed(String rule, int column) {
            super(rule);
            this.column = column;
        }

        int column() {
            return column;
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    private Json(Map<String, Object> fields) {
        this.fields = fields;
    }

    static Json parse(byte[] text, int from, int length) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text, from, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("is not a JSON object", 1);
            }
            Map<String, Object> read = object(json, 0);
            if (json.nextToken() != null) {
                throw new Malformed("has something behind its JSON object", column(json));
            }
            return new Json(read);
        } catch (JacksonException bad) {
            int column = bad.getLocation() == null ? 0 : bad.getLocation().getColumnNr();
            throw new Malformed("is not JSON: " + bad.getOriginalMessage(), Math.max(0, column));
        }
    }

    private static int column(JsonParser json) {
        return Math.max(0, json.currentTokenLocation().getColumnNr());
    }

    private static Map<String, Object> object(JsonParser json, int depth) {
        Map<String, Object> all = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json, depth + 1);
            if (value != null) {
                all.put(name, value);
            }
        }
        return all;
    }

    private static @Nullable Object value(JsonParser json, int depth) {
        if (depth > DEEPEST) {
            throw new Malformed("is nested deeper than " + DEEPEST, column(json));
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json, depth);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    Object item = value(json, depth + 1);
                    if (item == null) {
                        throw new Malformed("has null in a list", column(json));
                    }
                    items.add(item);
                }
                yield items;
            }
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new Malformed("is cut short", column(json));
        };
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    String text(String name) {
        return of(String.class, name, fields.get(name), "a text");
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    long whole(String name) {
        return of(Long.class, name, fields.get(name), "a whole number");
    }

    long whole(String name, long otherwise) {
        return has(name) ? whole(name) : otherwise;
    }

    int small(String name, int otherwise) {
        long value = whole(name, otherwise);
        if (value != (int) value) {
            throw new Malformed(name + " = " + value + " must have 32 bits", 0);
        }
        return (int) value;
    }

    double number(String name) {
        Object value = fields.get(name);
        return value instanceof Long whole ? whole : of(Double.class, name, value, "a number");
    }

    double number(String name, double otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    boolean flag(String name) {
        return has(name) && of(Boolean.class, name, fields.get(name), "true or false");
    }

    Json object(String name) {
        if (!(fields.get(name) instanceof Map<?, ?> map)) {
            throw new Malformed(has(name) ? name + " must be an object" : name + " is missing", 0);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> all.put(String.valueOf(key), value));
        return new Json(all);
    }

    /** @return names in their order */
    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    List<?> list(String name) {
        return has(name) ? of(List.class, name, fields.get(name), "a list") : List.of();
    }

    List<String> texts(String name) {
        return list(name).stream()
                .map(each -> of(String.class, name, each, "a list of texts"))
                .toList();
    }

    List<Json> objects(String name) {
        List<Json> all = new ArrayList<>();
        for (Object each : list(name)) {
            all.add(new Json(Map.of(name, each)).object(name));
        }
        return all;
    }

    private static <T> T of(Class<T> type, String name, @Nullable Object value, String rule) {
        if (!type.isInstance(value)) {
            throw new Malformed(value == null ? name + " is missing" : name + " must be " + rule, 0);
        }
        return type.cast(value);
    }
}

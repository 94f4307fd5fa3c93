package ebb.trace;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The parsers of JSON inputs. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static JsonParser parser(byte[] bytes, int from, int to) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    static JsonParser parser(InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /** One line of what the parser has to say. */
    static String sentence(JacksonException bad) {
        String text = bad.getOriginalMessage();
        return text == null ? "broken" : text.lines().findFirst().orElse("broken");
    }
}

package ebb.document;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes a tree as block YAML that reads back as the same tree. */
public final class YamlWriter {
    /** Words, numbers with units, rates, instants: what needs no quotes anywhere. */
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9./+][A-Za-z0-9 ._/+%:-]*(?<![ :])");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    public static String write(Tree.Mapping tree) {
        YamlWriter writer = new YamlWriter();
        writer.entries(tree.entries(), 0);
        return writer.out.toString();
    }

    private void entries(Map<String, Tree> entries, int indent) {
        entries.forEach((key, value) -> {
            out.repeat(' ', indent).append(quoted(key, false)).append(':');
            value(value, indent);
        });
    }

    /** After a key or a dash. */
    private void value(Tree value, int indent) {
        switch (value) {
            case Tree.Scalar scalar ->
                out.append(' ').append(quoted(scalar.text(), scalar.quoted())).append('\n');
            case Tree.Sequence sequence when sequence.items().isEmpty() -> out.append(" []\n");
            case Tree.Mapping mapping when mapping.entries().isEmpty() -> out.append(" {}\n");
            case Tree.Sequence sequence -> items(sequence.items(), indent + 2);
            case Tree.Mapping mapping -> {
                out.append('\n');
                entries(mapping.entries(), indent + 2);
            }
        }
    }

    private void items(List<Tree> items, int indent) {
        out.append('\n');
        for (Tree each : items) {
            out.repeat(' ', indent).append('-');
            value(each, indent);
        }
    }

    private static String quoted(String text, boolean wasQuoted) {
        boolean bare = BARE.matcher(text).matches() && !text.contains(": ") && Traps.in(text) == null;
        if (bare && !wasQuoted && !text.equalsIgnoreCase("null")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(escaped((char) c)));
        return quoted.append('"').toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"', '\\' -> "\\" + c;
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> c < ' ' ? String.format(Locale.ROOT, "\\x%02x", (int) c) : String.valueOf(c);
        };
    }
}

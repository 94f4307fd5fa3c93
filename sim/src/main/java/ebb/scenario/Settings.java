package ebb.scenario;

import ebb.document.Document;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line sets in a scenario before it is checked. A setting with several values makes as many scenarios.
 *
 * @param path {@code services.llm.queue.limit}, {@code policies[0].keep_alive}
 * @param values as written, at least one
 * @param shown whether the value is part of a run's name; a trace, a policy, a seed have places of their own there
 */
public record Settings(String path, List<Value> values, boolean shown) {
    private static final Pattern PART = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,6})]");

    /** One value: what the user wrote, and what is put into the scenario. */
    public record Value(String text, Tree tree) {}

    /** A scenario with settings applied, which are {@code path → value as written}. */
    public record Variant(Tree.Mapping tree, Map<String, String> settings) {}

    public Settings {
        values = List.copyOf(values);
    }

    /**
     * Reads {@code path=value[,value…]}; commas within brackets and quotes belong to the value.
     *
     * @return null if there is a problem
     */
    public static @Nullable Settings parse(String text, Problems problems) {
        int equals = text.indexOf('=');
        if (equals < 1 || !path(text.substring(0, equals))) {
            problems.add(
                    new Position("--set", 1, 1), text, "must be path=value", "Write services.web.queue.limit=50,100.");
            return null;
        }
        String path = text.substring(0, equals);
        List<Value> values = new ArrayList<>();
        for (String value : split(text.substring(equals + 1))) {
            values.add(new Value(value, Document.value("--set " + path, value, problems)));
        }
        return new Settings(path, values, true);
    }

    /** Text that stands for itself, such as the name of a file. */
    static Value word(String option, String text) {
        return new Value(text, new Tree.Scalar(new Position(option, 1, 1), text, true));
    }

    private static boolean path(String path) {
        return Arrays.stream(path.split("\\.", -1)).allMatch(part -> part.matches("[^.\\[\\]]+(\\[\\d{1,6}])*"));
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** @return every combination, the last setting varying fastest; what cannot be set goes into the problems */
    public static List<Variant> variants(Tree.Mapping scenario, List<Settings> all, Problems problems) {
        List<Variant> variants = List.of(new Variant(scenario, Map.of()));
        for (Settings each : all) {
            List<Variant> next = new ArrayList<>();
            for (Variant variant : variants) {
                each.values.forEach(value -> next.add(each.applied(variant, value, problems)));
            }
            variants = next;
        }
        return variants;
    }

    private Variant applied(Variant variant, Value value, Problems problems) {
        Map<String, String> settings = new TreeMap<>(variant.settings);
        if (shown) {
            settings.put(path, value.text);
        }
        List<String> parts = new ArrayList<>();
        for (Matcher part = PART.matcher(path); part.find(); ) {
            parts.add(part.group(1) == null ? part.group(2) : part.group(1));
        }
        Tree changed = replaced(variant.tree, parts, value.tree, problems);
        return changed instanceof Tree.Mapping root ? new Variant(root, settings) : variant;
    }

    private Tree replaced(@Nullable Tree tree, List<String> parts, Tree value, Problems problems) {
        if (parts.isEmpty()) {
            return value;
        }
        String part = parts.getFirst();
        List<String> rest = parts.subList(1, parts.size());
        return switch (tree) {
            case null -> replaced(
                    new Tree.Mapping(value.at(), Map.of(), Map.of()), parts, value, problems);
            case Tree.Mapping mapping -> mapping.with(
                    part, value.at(), replaced(mapping.entries().get(part), rest, value, problems));
            case Tree.Sequence sequence when part.matches("\\d+")
                    && Integer.parseInt(part) < sequence.items().size() -> {
                List<Tree> items = new ArrayList<>(sequence.items());
                int index = Integer.parseInt(part);
                items.set(index, replaced(items.get(index), rest, value, problems));
                yield new Tree.Sequence(sequence.at(), items);
            }
            case Tree.Sequence sequence -> unknown(sequence, part, value, problems);
            case Tree.Scalar scalar -> unknown(scalar, part, value, problems);
        };
    }

    private Tree unknown(Tree there, String part, Tree value, Problems problems) {
        problems.add(value.at(), path, "leads nowhere at " + part, "It would have to stand at " + there.at() + ".");
        return there;
    }
}

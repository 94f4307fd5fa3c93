package ebb.scenario;

import ebb.document.Document;
import ebb.document.NearestName;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Pattern FILE = Pattern.compile("[^\\n{]+\\.(ya?ml|json)");
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

    /**
     * Traces in place of the traffic that a scenario describes: {@code [SERVICE=]FILE}; without a service, the scenario's first.
     *
     * @return one for each service; a service with several traces makes as many scenarios
     */
    public static List<Settings> traces(Tree.Mapping scenario, List<String> texts, Problems problems) {
        List<String> services = services(scenario);
        Map<String, List<Value>> all = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String named = equals < 0 ? "" : text.substring(0, equals);
            if (services.contains(named)) {
                add(all, named, text.substring(equals + 1));
            } else if (equals > 0 && !named.contains("/") && !named.contains(".")) {
                problems.add(
                        new Position("--trace", 1, 1),
                        named,
                        "is not a service of this scenario",
                        NearestName.suggest(named, services));
            } else if (!services.isEmpty()) {
                add(all, services.getFirst(), text);
            }
        }
        List<Settings> settings = new ArrayList<>();
        all.forEach((service, values) -> settings.add(new Settings("services." + service + ".traffic", values, false)));
        return settings;
    }

    private static List<String> services(Tree.Mapping scenario) {
        return scenario.entries().get("services") instanceof Tree.Mapping services
                ? List.copyOf(services.entries().keySet())
                : List.of();
    }

    private static void add(Map<String, List<Value>> all, String service, String file) {
        Position at = new Position("--trace", 1, 1);
        Tree.Scalar name = new Tree.Scalar(at, file, true);
        Tree traffic = new Tree.Mapping(at, Map.of("file", name), Map.of("file", at));
        all.computeIfAbsent(service, key -> new ArrayList<>()).add(new Value(file, traffic));
    }

    /** Seeds in place of the scenario's. */
    public static List<Settings> seeds(List<String> texts, Problems problems) {
        return list(
                "seeds",
                "--seed",
                texts.stream()
                        .map(each -> Document.value("--seed", each, problems))
                        .toList());
    }

    /**
     * Policies in place of the scenario's, each a name, what would stand in the scenario's list, or a file that holds that. Where none can
     * be read the scenario keeps its own, so that the rest of it is checked.
     */
    public static List<Settings> policies(List<String> texts, Problems problems) {
        return list(
                "policies",
                "--policy",
                texts.stream()
                        .map(each -> policy(each, problems))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static List<Settings> list(String path, String option, List<Tree> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        Tree list = new Tree.Sequence(new Position(option, 1, 1), items);
        return List.of(new Settings(path, List.of(new Value("", list)), false));
    }

    /** @return null where there is a problem */
    private static @Nullable Tree policy(String text, Problems problems) {
        Problems own = new Problems();
        Tree read = namesAFile(text) ? Document.open(Path.of(text), text, own) : Document.value("--policy", text, own);
        Tree policy = own.none() && isDocument(read) ? document(text, own) : read;
        own.list().forEach(problems::add);
        return own.none() ? policy : null;
    }

    /** @return whether it is a policy in the language, not a choice of one */
    private static boolean isDocument(Tree tree) {
        return tree instanceof Tree.Mapping mapping
                && mapping.entries().get("kind") instanceof Tree.Scalar kind
                && kind.text().equals("ScalingPolicy");
    }

    /** A policy in the language, with all that it extends: the scenario then needs no other file. */
    private static Tree document(String file, Problems problems) {
        Position at = new Position(file, 1, 1);
        Tree nothing = new Tree.Mapping(at, Map.of(), Map.of());
        try {
            PolicyDocument read = PolicyDocument.read(file, Files.readString(Path.of(file)), FILES, problems);
            return problems.none()
                    ? new Tree.Mapping(at, Map.of("policy", read.rendered()), Map.of("policy", at))
                    : nothing;
        } catch (IOException unreadable) {
            problems.add(at, "", "cannot be read: " + unreadable.getMessage(), "");
            return nothing;
        }
    }

    /** What a policy extends lies beside it. */
    private static final PolicyFiles FILES = (reference, from) -> {
        Path beside = Path.of(from).resolveSibling(reference);
        try {
            return Files.isRegularFile(beside)
                    ? new PolicyFiles.Found(beside.toString(), Files.readString(beside))
                    : null;
        } catch (IOException unreadable) {
            return null;
        }
    };

    /** A policy that comes with Ebb goes before a file that is called like it. */
    public static boolean namesAFile(String text) {
        if (text.isBlank() || PolicyReader.known(text)) {
            return false;
        }
        try {
            return FILE.matcher(text).matches() || Files.exists(Path.of(text));
        } catch (InvalidPathException noName) {
            return false;
        }
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
            case null -> replaced(new Tree.Mapping(value.at(), Map.of(), Map.of()), parts, value, problems);
            case Tree.Mapping mapping ->
                mapping.with(part, value.at(), replaced(mapping.entries().get(part), rest, value, problems));
            case Tree.Sequence sequence
            when part.matches("\\d+")
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

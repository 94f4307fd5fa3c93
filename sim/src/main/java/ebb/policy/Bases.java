package ebb.policy;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one flat document of a policy and all that it extends. */
final class Bases {
    private static final int DEEPEST = 8;
    private static final List<String> HEAD = List.of("apiVersion", "kind", "metadata", "extends");
    private static final List<String> OF_MAIN = List.of("initial", "states");

    private final PolicyFiles files;
    private final SourceText source;
    private final Problems problems;
    private final Merge merge;

    Bases(PolicyFiles files, SourceText source, Problems problems) {
        this.files = files;
        this.source = source;
        this.problems = problems;
        this.merge = new Merge(problems);
    }

    /** @return the document as it stands; its head is the caller's to read */
    Tree.Mapping open(String file, String text) {
        source.add(file, text);
        return Document.extending(file, text, problems);
    }

    /** @return with its bases below it, without its head */
    Tree.Mapping flat(Tree.Mapping document, int depth) {
        Tree.Mapping base = null;
        Mapping head = new Mapping(problems, "this policy", document);
        for (Node reference : head.get("extends").listOrOne()) {
            Tree.Mapping each = base(reference, depth);
            base = base == null ? each : merge.beside(base, each);
        }
        Tree.Mapping own = normal(document);
        return base == null
                ? merge.over(new Tree.Mapping(document.at(), Map.of(), Map.of()), own)
                : merge.over(base, own);
    }

    private Tree.Mapping base(Node reference, int depth) {
        String name = reference.text();
        Tree.Mapping nothing = new Tree.Mapping(reference.at(), Map.of(), Map.of());
        if (depth >= DEEPEST) {
            reference.problem("extends deeper than " + DEEPEST, "Does a policy extend itself?");
            return nothing;
        }
        PolicyFiles.Found found = PolicyLibrary.isReference(name)
                ? PolicyLibrary.referred(name)
                : files.find(name, reference.at().file());
        if (found == null) {
            reference.problem("is not there", "Name a file, or builtin/NAME@1 (see ebb policies).");
            return nothing;
        }
        Tree.Mapping flat = flat(open(found.shown(), found.text()), depth + 1);
        Map<String, Tree> entries = new LinkedHashMap<>(flat.entries());
        entries.remove("tests");
        return new Tree.Mapping(flat.at(), entries, flat.keys());
    }

    /** {@code states} at the top are the region main; {@code x: 5} is a parameter with a default. */
    private static Tree.Mapping normal(Tree.Mapping document) {
        Map<String, Tree> entries = new LinkedHashMap<>();
        document.entries().forEach((key, value) -> {
            if (!HEAD.contains(key) && !OF_MAIN.contains(key) && !key.equals("regions")) {
                entries.put(key, key.equals("params") ? parameters(value) : value);
            }
        });
        Tree regions = regions(document);
        if (regions != null) {
            entries.put("regions", regions);
        }
        Map<String, ebb.document.Position> keys = new LinkedHashMap<>(document.keys());
        keys.putIfAbsent("regions", document.at());
        return new Tree.Mapping(document.at(), entries, keys);
    }

    private static Tree parameters(Tree value) {
        if (!(value instanceof Tree.Mapping mapping)) {
            return value;
        }
        Map<String, Tree> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, each) -> entries.put(
                        key,
                        each instanceof Tree.Scalar scalar && !Merge.isNull(scalar)
                                ? new Tree.Mapping(
                                        scalar.at(), Map.of("default", scalar), Map.of("default", scalar.at()))
                                : each));
        return new Tree.Mapping(mapping.at(), entries, mapping.keys());
    }

    private static @Nullable Tree regions(Tree.Mapping document) {
        Tree given = document.entries().get("regions");
        List<String> main =
                OF_MAIN.stream().filter(document.entries()::containsKey).toList();
        if (main.isEmpty() || (given != null && !(given instanceof Tree.Mapping))) {
            return given;
        }
        Map<String, Tree> own = new LinkedHashMap<>();
        Map<String, ebb.document.Position> keys = new LinkedHashMap<>();
        for (String each : main) {
            own.put(each, document.entries().get(each));
            keys.put(each, document.keys().getOrDefault(each, document.at()));
        }
        Tree.Mapping region = new Tree.Mapping(document.at(), own, keys);
        Map<String, Tree> all = new LinkedHashMap<>();
        Map<String, ebb.document.Position> places = new LinkedHashMap<>();
        if (given instanceof Tree.Mapping others) {
            Tree below = others.entries().get("main");
            all.put(
                    "main",
                    below instanceof Tree.Mapping inner
                            ? inner.with(
                                    "states",
                                    keys.getOrDefault("states", document.at()),
                                    region.entries().getOrDefault("states", inner))
                            : region);
            others.entries().forEach(all::putIfAbsent);
            places.putAll(others.keys());
        } else {
            all.put("main", region);
        }
        places.putIfAbsent("main", document.at());
        return new Tree.Mapping(document.at(), all, places);
    }
}

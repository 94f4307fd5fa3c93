package ebb.policy;

import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a document on top of those that it extends: maps merge by key, lists and single values replace, {@code key+:} comes before the
 * base's list, {@code key: null} takes away.
 */
final class Merge {
    private static final String FRONT = "+";

    private final Problems problems;

    Merge(Problems problems) {
        this.problems = problems;
    }

    /** Two bases side by side: what both say must be the same. */
    Tree.Mapping beside(Tree.Mapping first, Tree.Mapping second) {
        return merge(first, second, true);
    }

    Tree.Mapping over(Tree.Mapping base, Tree.Mapping child) {
        return merge(base, child, false);
    }

    private Tree.Mapping merge(Tree.Mapping base, Tree.Mapping child, boolean equals) {
        Map<String, Tree> entries = new LinkedHashMap<>(base.entries());
        Map<String, Position> keys = new LinkedHashMap<>(base.keys());
        child.entries().forEach((key, value) -> {
            String name = key.endsWith(FRONT) ? key.substring(0, key.length() - 1) : key;
            Tree merged = merged(entries.get(name), key, value, equals);
            if (merged == null) {
                entries.remove(name);
                keys.remove(name);
            } else {
                entries.put(name, merged);
                keys.put(name, child.keys().getOrDefault(key, value.at()));
            }
        });
        return new Tree.Mapping(child.at(), entries, keys);
    }

    private @Nullable Tree merged(@Nullable Tree base, String key, Tree value, boolean equals) {
        if (key.endsWith(FRONT)) {
            return inFront(base, key, value);
        }
        if (isNull(value)) {
            return null;
        }
        if (base instanceof Tree.Mapping below && value instanceof Tree.Mapping above) {
            return merge(below, above, equals);
        }
        if (equals && base != null && !said(base).equals(said(value))) {
            problems.add(value.at(), key, "is another in " + base.at(), "Say it in this policy, which decides.");
        }
        return base == null && value instanceof Tree.Mapping mapping ? merge(nothing(mapping), mapping, equals) : value;
    }

    private static Tree.Mapping nothing(Tree.Mapping like) {
        return new Tree.Mapping(like.at(), Map.of(), Map.of());
    }

    private Tree inFront(@Nullable Tree base, String key, Tree value) {
        if (!(value instanceof Tree.Sequence own) || (base != null && !(base instanceof Tree.Sequence))) {
            problems.add(value.at(), key, "puts a list before a list", "Write " + key + ": with a list.");
            return value;
        }
        List<Tree> all = new ArrayList<>(own.items());
        if (base instanceof Tree.Sequence below) {
            all.addAll(below.items());
        }
        return new Tree.Sequence(own.at(), all);
    }

    static boolean isNull(Tree value) {
        return value instanceof Tree.Scalar scalar
                && !scalar.quoted()
                && scalar.text().equals("null");
    }

    /** What a tree says, without where. */
    private static Object said(Tree tree) {
        return switch (tree) {
            case Tree.Scalar scalar -> scalar.text();
            case Tree.Sequence sequence ->
                sequence.items().stream().map(Merge::said).toList();
            case Tree.Mapping mapping -> {
                Map<String, Object> all = new LinkedHashMap<>();
                mapping.entries().forEach((key, value) -> all.put(key, said(value)));
                yield all;
            }
        };
    }
}

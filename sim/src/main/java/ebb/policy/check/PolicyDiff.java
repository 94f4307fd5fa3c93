package ebb.policy.check;

import ebb.document.Position;
import ebb.document.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What two policies say differently, bases put in: comments, the order of sections and the spaces of expressions do not count, the order of
 * transitions does. Tests do not count either.
 */
public final class PolicyDiff {
    private static final Set<String> ORDERED = Set.of("go", "initial");
    private static final Set<String> LEFT_OUT = Set.of("apiVersion", "kind", "tests");
    private static final Set<String> SECTIONS = Set.of(
            "params", "metrics", "signals", "per_pod", "functions", "patterns", "windows", "vars", "regions", "limits");
    private static final List<String> READ = List.of(
            "default", "range", "choices", "when", "unless", "after", "before", "by", "for", "if", "to", "set", "do");
    private static final Pattern SIGNS = Pattern.compile("\\s*(>=|<=|==|!=|\\?\\?|\\|\\||&&|[,+*/<>=])\\s*");

    /**
     * One difference.
     *
     * @param path from the top, such as {@code regions.main.states.Idle.scale}
     * @param before empty if there was nothing
     * @param after empty if there is nothing
     */
    public record Change(String path, String before, String after) {
        /** {@code - path: before} and {@code + path: after}, or one of them. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            if (!before.isEmpty()) {
                lines.add("- " + path + ": " + before);
            }
            if (!after.isEmpty()) {
                lines.add("+ " + path + ": " + after);
            }
            return lines;
        }
    }

    private final List<Change> changes = new ArrayList<>();

    private PolicyDiff() {}

    /**
     * @param before rendered
     * @param after rendered
     * @return in the order of the text, what is new last
     */
    public static List<Change> of(Tree.Mapping before, Tree.Mapping after) {
        PolicyDiff diff = new PolicyDiff();
        diff.mappings("", before, after);
        return diff.changes;
    }

    private void mappings(String path, Tree.Mapping before, Tree.Mapping after) {
        Set<String> keys = new LinkedHashSet<>(before.entries().keySet());
        keys.addAll(after.entries().keySet());
        for (String key : keys) {
            if (!(path.isEmpty() && LEFT_OUT.contains(key))) {
                trees(
                        path.isEmpty() ? key : path + "." + key,
                        key,
                        before.entries().get(key),
                        after.entries().get(key));
            }
        }
    }

    private void trees(String path, String key, @Nullable Tree before, @Nullable Tree after) {
        if (SECTIONS.contains(path) && (before instanceof Tree.Mapping || after instanceof Tree.Mapping)) {
            mappings(path, entries(before), entries(after));
        } else if (before instanceof Tree.Mapping old && after instanceof Tree.Mapping now) {
            mappings(path, old, now);
        } else if (before instanceof Tree.Sequence old && after instanceof Tree.Sequence now && ORDERED.contains(key)) {
            lists(path, old, now);
        } else {
            String old = before == null ? "" : said(before);
            String now = after == null ? "" : said(after);
            if (!old.equals(now)) {
                changes.add(new Change(path, old, now));
            }
        }
    }

    private static Tree.Mapping entries(@Nullable Tree tree) {
        return tree instanceof Tree.Mapping mapping
                ? mapping
                : new Tree.Mapping(new Position("", 1, 1), Map.of(), Map.of());
    }

    /** The longest part that both have, in order, is the same; the rest went or came. */
    private void lists(String path, Tree.Sequence before, Tree.Sequence after) {
        List<String> old = before.items().stream().map(PolicyDiff::said).toList();
        List<String> now = after.items().stream().map(PolicyDiff::said).toList();
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j >= now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                changes.add(new Change(path + "[" + i + "]", old.get(i++), ""));
            } else {
                changes.add(new Change(path + "[" + j + "]", "", now.get(j++)));
            }
        }
    }

    /** On one line, spaces as they do not matter. */
    private static String said(Tree tree) {
        return switch (tree) {
            case Tree.Scalar scalar -> plain(scalar.text());
            case Tree.Sequence sequence -> {
                List<String> all =
                        sequence.items().stream().map(PolicyDiff::said).toList();
                yield "[" + String.join(", ", all) + "]";
            }
            case Tree.Mapping mapping -> {
                List<String> keys = new ArrayList<>(mapping.entries().keySet());
                keys.sort(Comparator.comparingInt(PolicyDiff::rank).thenComparing(Comparator.naturalOrder()));
                List<String> all = new ArrayList<>();
                for (String key : keys) {
                    Tree value = mapping.entries().get(key);
                    all.add(key + ": " + (value == null ? "" : said(value)));
                }
                yield "{ " + String.join(", ", all) + " }";
            }
        };
    }

    /** Whatever the order in which they were written, keys are shown as one would read them. */
    private static int rank(String key) {
        int place = READ.indexOf(key);
        return place < 0 ? READ.size() : place;
    }

    private static String plain(String text) {
        String one = text.strip().replaceAll("\\s+", " ").replace("( ", "(").replace(" )", ")");
        return SIGNS.matcher(one).replaceAll(sign -> Matcher.quoteReplacement(spaced(sign.group(1))));
    }

    private static String spaced(String sign) {
        return sign.equals(",") ? ", " : " " + sign + " ";
    }
}

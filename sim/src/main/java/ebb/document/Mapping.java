package ebb.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of one mapping, as they are asked for. What was asked for is what is known: {@link #done} reports the rest, and {@link #resolved}
 * gives the mapping back with every default filled in.
 */
public final class Mapping {
    private final Problems problems;
    private final String title;
    private final Tree.Mapping tree;
    private final Map<String, Node> asked = new LinkedHashMap<>();

    /** @param title to name it in a message: "services", "this scenario" */
    public Mapping(Problems problems, String title, Tree.Mapping tree) {
        this.problems = problems;
        this.title = title;
        this.tree = tree;
    }

    /** @return the field, whether it is there or not */
    public Node get(String key) {
        return asked.computeIfAbsent(
                key,
                name -> new Node(problems, this, name, tree.at(), tree.entries().get(name)));
    }

    /** @return every entry, in the order of the text, where the keys are names that the user chose */
    public List<Node> each() {
        List<Node> all = new ArrayList<>();
        tree.entries().keySet().forEach(key -> all.add(get(key)));
        return all;
    }

    public boolean has(String key) {
        return tree.entries().containsKey(key);
    }

    public boolean isEmpty() {
        return tree.entries().isEmpty();
    }

    /** @return the keys that were asked for so far */
    public Set<String> asked() {
        return Set.copyOf(asked.keySet());
    }

    public String title() {
        return title;
    }

    public Position at() {
        return tree.at();
    }

    /** @return where a key stands; where the mapping begins if it has none such */
    public Position at(String key) {
        return tree.keys().getOrDefault(key, tree.at());
    }

    /** Notes a problem with the mapping as a whole. */
    public void problem(String rule, String wayOut) {
        problems.add(tree.at(), title, rule, wayOut);
    }

    /** Reports the keys that nothing asked for. */
    public void done() {
        for (String key : tree.entries().keySet()) {
            if (!asked.containsKey(key)) {
                problems.add(at(key), key, "is not a field of " + title, NearestName.suggest(key, asked.keySet()));
            }
        }
    }

    /** @return what was read, defaults included, in the order in which it was asked for */
    public Tree.Mapping resolved() {
        Map<String, Tree> entries = new LinkedHashMap<>();
        Map<String, Position> keys = new LinkedHashMap<>();
        asked.forEach((key, node) -> {
            Tree value = node.resolved();
            if (value != null) {
                entries.put(key, value);
                keys.put(key, at(key));
            }
        });
        return new Tree.Mapping(tree.at(), entries, keys);
    }
}

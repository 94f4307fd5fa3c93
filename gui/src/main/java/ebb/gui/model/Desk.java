package ebb.gui.model;

import ebb.document.Document;
import ebb.document.JsonText;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.gui.model.Workspace.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What is found again at the next start: the workspace, the recent files, the look. One small file, written whole or not at all. */
public final class Desk {
    private static final int RECENT = 8;

    private final @Nullable Path file;
    private final ObservableList<String> recent = FXCollections.observableArrayList();
    private final Map<String, String> look = new TreeMap<>();
    private Workspace workspace = Workspace.EMPTY;

    /** @param file need not exist; null: nothing is kept */
    public Desk(@Nullable Path file) {
        this.file = file;
        if (file != null && Files.isRegularFile(file)) {
            read(file);
        }
    }

    /** Where programs keep such things on this system. */
    public static Path usual() {
        String home = System.getProperty("user.home", ".");
        String os = System.getProperty("os.name", "");
        String named = System.getenv(os.startsWith("Windows") ? "APPDATA" : "XDG_CONFIG_HOME");
        Path folder = named != null && !named.isBlank()
                ? Path.of(named)
                : os.startsWith("Mac") ? Path.of(home, "Library", "Application Support") : Path.of(home, ".config");
        return folder.resolve("ebb").resolve("desk.json");
    }

    public ObservableList<String> recent() {
        return recent;
    }

    public Workspace workspace() {
        return workspace;
    }

    /** @return {@code standard} where it was never set */
    public String look(String key, String standard) {
        return look.getOrDefault(key, standard);
    }

    public void look(String key, Object value) {
        look.put(key, String.valueOf(value));
    }

    public void opened(String path) {
        recent.remove(path);
        recent.addFirst(path);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    /** @throws IOException where it cannot be written; what was there is kept */
    public void save(Workspace now) throws IOException {
        workspace = now;
        Path target = file;
        if (target == null || target.getParent() == null) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("scenario", now.scenario());
        all.put("trace", now.trace());
        all.put("service", now.service());
        all.put("choice", map(now.choice()));
        Choice pinned = now.pinned();
        if (pinned != null) {
            all.put("pinned", map(pinned));
        }
        all.put("latency", now.latency());
        all.put("objective", now.objective());
        all.put("recent", List.copyOf(recent));
        all.put("look", new LinkedHashMap<>(look));
        Files.createDirectories(target.getParent());
        Path aside = target.resolveSibling(target.getFileName() + ".new");
        Files.writeString(aside, JsonText.of(all));
        Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, Object> map(Choice choice) {
        return Map.of(
                "policy",
                choice.policy(),
                "text",
                choice.text(),
                "parameters",
                new LinkedHashMap<>(choice.parameters()));
    }

    private void read(Path from) {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.open(from, from.toString(), problems);
        // A file that cannot be read is one that never was: nothing of the user's own is in it alone.
        if (!problems.none()) {
            return;
        }
        workspace = new Workspace(
                text(tree, "scenario", ""),
                text(tree, "trace", ""),
                text(tree, "service", ""),
                choice(tree.entries().get("choice"), Workspace.EMPTY.choice()),
                tree.entries().containsKey("pinned")
                        ? choice(tree.entries().get("pinned"), Workspace.EMPTY.choice())
                        : null,
                text(tree, "latency", Workspace.EMPTY.latency()),
                text(tree, "objective", ""));
        if (tree.entries().get("recent") instanceof Tree.Sequence list) {
            List<String> names = new ArrayList<>();
            list.items().forEach(each -> names.add(each instanceof Tree.Scalar scalar ? scalar.text() : ""));
            recent.setAll(names);
        }
        if (tree.entries().get("look") instanceof Tree.Mapping map) {
            map.entries().keySet().forEach(key -> look.put(key, text(map, key, "")));
        }
    }

    private static Choice choice(@Nullable Tree tree, Choice standard) {
        if (!(tree instanceof Tree.Mapping map)) {
            return standard;
        }
        Map<String, Double> parameters = new TreeMap<>();
        if (map.entries().get("parameters") instanceof Tree.Mapping given) {
            given.entries().keySet().forEach(key -> parameters.put(key, Double.valueOf(text(given, key, "0"))));
        }
        return new Choice(text(map, "policy", standard.policy()), text(map, "text", ""), parameters);
    }

    private static String text(Tree.Mapping tree, String key, String standard) {
        return tree.entries().get(key) instanceof Tree.Scalar scalar ? scalar.text() : standard;
    }
}

package ebb.gui.model;

import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.YamlWriter;
import ebb.gui.model.Workspace.Choice;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import ebb.policy.PolicyModel;
import ebb.policy.Values;
import ebb.policy.expr.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** A policy that is being written: its text, what is wrong with it, the last model that was right, and how it differs from where it comes from. */
public final class PolicyDraft implements AutoCloseable {
    private static final List<String> SECTIONS = List.of(
            "apiVersion",
            "kind",
            "metadata",
            "extends",
            "tick",
            "params",
            "metrics",
            "signals",
            "per_pod",
            "functions",
            "patterns",
            "windows",
            "vars",
            "combine",
            "regions",
            "states",
            "limits",
            "guarantees",
            "tests",
            "scale",
            "go",
            "when",
            "after",
            "before",
            "to",
            "set",
            "enter",
            "exit",
            "default",
            "range",
            "text");
    private static final Pattern SUGGESTED = Pattern.compile("(?:Did you mean|Maybe) (\\S+?)\\?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*$");
    private static final Pattern EXTENDS = Pattern.compile("(?m)^extends:\\s*\"?([\\w.-]+)");

    private final Executor ui;
    private final Latest checks;
    private final StringProperty text = new SimpleStringProperty("");
    private final StringProperty name = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable PolicyModel> model = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyLongWrapper checkNanos = new ReadOnlyLongWrapper();
    private final ObservableList<Problem> problems = FXCollections.observableArrayList();
    private final ObservableList<Difference> differences = FXCollections.observableArrayList();

    /** A line of one policy that is not in the other. */
    public record Difference(Kind kind, String line) {
        /** Which of the two has it. */
        public enum Kind {
            SAME,
            ADDED,
            REMOVED
        }
    }

    public PolicyDraft(Executor ui) {
        this.ui = ui;
        checks = new Latest("check", Thread.NORM_PRIORITY, thrown -> {});
        text.subscribe(this::check);
    }

    public StringProperty textProperty() {
        return text;
    }

    /** The policy's name, or its file. */
    public StringProperty nameProperty() {
        return name;
    }

    /** The last that could be read whole; null for none. */
    public ReadOnlyObjectProperty<@Nullable PolicyModel> modelProperty() {
        return model.getReadOnlyProperty();
    }

    /** From the last key to the problems. */
    public ReadOnlyLongProperty checkNanosProperty() {
        return checkNanos.getReadOnlyProperty();
    }

    public ObservableList<Problem> problems() {
        return problems;
    }

    /** Lines that differ from the policy that it extends, or from the one of its name that comes with Ebb. */
    public ObservableList<Difference> differences() {
        return differences;
    }

    public void open(String called, String content) {
        name.set(called);
        text.set(content);
    }

    /** @return this policy, to be replayed */
    public Choice choice() {
        return new Choice(name.get().isEmpty() ? "draft" : name.get(), text.get(), java.util.Map.of());
    }

    public void save(Path file) throws IOException {
        Files.writeString(file, text.get());
        name.set(file.toString());
    }

    private void check(String content) {
        String called = name.get();
        long begun = System.nanoTime();
        checks.submit(turn -> {
            Problems found = new Problems();
            PolicyFiles files = beside(called);
            PolicyDocument read = PolicyDocument.read(shown(called), content, files, found);
            List<Difference> changed = found.none() ? changes(called, content, read) : List.of();
            ui.execute(() -> {
                if (turn.isLatest()) {
                    problems.setAll(found.list());
                    checkNanos.set(System.nanoTime() - begun);
                    if (found.none()) {
                        model.set(read.model());
                        differences.setAll(changed);
                    }
                }
            });
        });
    }

    private static PolicyFiles beside(String called) {
        return (reference, from) -> {
            Path parent = Path.of(called).toAbsolutePath().getParent();
            Path file = parent == null ? Path.of(reference) : parent.resolve(reference);
            try {
                return Files.isRegularFile(file)
                        ? new PolicyFiles.Found(file.toString(), Files.readString(file))
                        : null;
            } catch (IOException unreadable) {
                return null;
            }
        };
    }

    private static String shown(String called) {
        return called.isEmpty() ? "draft" : String.valueOf(Path.of(called).getFileName());
    }

    private static List<Difference> changes(String called, String content, PolicyDocument read) {
        Matcher extended = EXTENDS.matcher(content);
        String base = extended.find() ? extended.group(1) : called;
        if (PolicyLibrary.find(base) == null) {
            return List.of();
        }
        return compared(
                YamlWriter.write(PolicyDocument.builtIn(base).rendered())
                        .lines()
                        .toList(),
                YamlWriter.write(read.rendered()).lines().toList());
    }

    /** By the longest lines in common (Hunt and McIlroy 1976). */
    static List<Difference> compared(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Difference> all = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                all.add(new Difference(Difference.Kind.SAME, before.get(i++)));
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                all.add(new Difference(Difference.Kind.REMOVED, before.get(i++)));
            } else {
                all.add(new Difference(Difference.Kind.ADDED, after.get(j++)));
            }
        }
        return all;
    }

    /** @return what the problem's way out says to write instead; empty for nothing */
    public static String fix(Problem problem) {
        Matcher suggested = SUGGESTED.matcher(problem.wayOut());
        return suggested.find() ? suggested.group(1) : "";
    }

    /** Writes what the way out says. */
    public void mend(Problem problem) {
        String instead = fix(problem);
        List<String> lines = new ArrayList<>(text.get().lines().toList());
        int line = problem.line() - 1;
        if (instead.isEmpty() || line >= lines.size()) {
            return;
        }
        String before = lines.get(line);
        int at = before.indexOf(problem.value(), Math.max(0, problem.column() - 1));
        at = at < 0 ? before.indexOf(problem.value()) : at;
        if (at >= 0) {
            lines.set(
                    line,
                    before.substring(0, at)
                            + instead
                            + before.substring(at + problem.value().length()));
            text.set(String.join("\n", lines) + "\n");
        }
    }

    /** @return the word before a place, which a completion replaces */
    public static String word(String before) {
        Matcher word = WORD.matcher(before);
        return word.find() ? word.group() : "";
    }

    /** @return what may be written for a word's beginning: the language's words and the names of this policy */
    public List<String> completions(String word) {
        TreeSet<String> all = new TreeSet<>(SECTIONS);
        Arrays.stream(Values.values()).map(Values::title).forEach(all::add);
        Arrays.stream(Function.values()).map(Function::title).forEach(all::add);
        all.addAll(List.of("idle", "request", "now", "never", "unlimited", "concurrency_limit", "hold", "state.time"));
        PolicyModel known = model.get();
        if (known != null) {
            all.addAll(known.parameters().keySet());
            all.addAll(known.signals().keySet());
            all.addAll(known.variables().keySet());
            all.addAll(known.patterns().keySet());
            known.regions().forEach(region -> region.states().forEach(state -> all.add(state.name())));
        }
        return all.stream()
                .filter(each -> each.startsWith(word) && !each.equals(word))
                .toList();
    }

    @Override
    public void close() {
        checks.close();
    }
}

package ebb.validate;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policies that come with Ebb against the numbers of their originals' own tests. Nothing is decided here: rows are fed to the policies,
 * the windows and the balancer, and what comes out is compared.
 */
public final class Conformance {
    /** Where what was found is not what was expected. */
    public record Difference(String id, String what, String expected, String found) {}

    /**
     * One section of a file.
     *
     * @param rows rows, and steps of scripts
     * @param left id and reason of rows that are not supported
     * @param supported whether any row of it could be run
     * @param note what it is fed to, or why it is not supported
     */
    public record Result(
            String file,
            String section,
            int rows,
            int passed,
            List<String> left,
            List<Difference> differences,
            boolean supported,
            String note) {
        public boolean differs() {
            return !differences.isEmpty();
        }

        /** Rows that were not run. */
        public int notSupported() {
            return supported ? left.size() : rows;
        }
    }

    private Conformance() {}

    /** The rows that come with Ebb. */
    public static List<Result> own() {
        Problems problems = new Problems();
        Map<String, Tree.Mapping> files = new LinkedHashMap<>();
        names().forEach(each ->
                files.put(each, Document.extending("vectors/" + each + ".json", resource(each), problems)));
        return run(files, problems);
    }

    private static String resource(String name) {
        try (InputStream in = Conformance.class.getResourceAsStream("/vectors/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("no resource vectors/" + name + ".json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("resource vectors/" + name + ".json cannot be read", unreadable);
        }
    }

    /**
     * The files of a folder that are named as Ebb's own.
     *
     * @throws BadInputException if there is none, or one cannot be understood
     */
    public static List<Result> of(Path folder) throws IOException {
        Problems problems = new Problems();
        Map<String, Tree.Mapping> files = new LinkedHashMap<>();
        for (String each : names()) {
            Path file = folder.resolve(each + ".json");
            if (Files.exists(file)) {
                files.put(each, Document.extending(file.toString(), Files.readString(file), problems));
            }
        }
        if (files.isEmpty()) {
            problems.add(
                    new Position(folder.toString(), 1, 1),
                    "",
                    "has no file with rows",
                    "Looked for: " + String.join(".json, ", names()) + ".json.");
        }
        return run(files, problems);
    }

    private static Set<String> names() {
        Set<String> all = new LinkedHashSet<>();
        Arrays.stream(ConformanceSection.values()).forEach(each -> all.add(each.file()));
        return all;
    }

    private static List<Result> run(Map<String, Tree.Mapping> files, Problems problems) {
        List<Result> all = new ArrayList<>();
        files.forEach((name, tree) -> {
            unknown(name, tree, problems);
            for (ConformanceSection each : ConformanceSection.values()) {
                if (each.file().equals(name) && tree.entries().containsKey(each.title())) {
                    all.add(run(each, new ConformanceRow(tree), problems));
                }
            }
        });
        problems.throwIfAny();
        return List.copyOf(all);
    }

    private static void unknown(String name, Tree.Mapping tree, Problems problems) {
        tree.entries().forEach((key, value) -> {
            if (!key.startsWith("_") && ConformanceSection.of(name, key).isEmpty()) {
                problems.add(value.at(), key, "is no section of " + name, "See docs/conformance.md.");
            }
        });
    }

    private static Result run(ConformanceSection section, ConformanceRow file, Problems problems) {
        ConformanceTally tally = new ConformanceTally();
        ConformanceSection.Rule rule = section.rule();
        try {
            int number = 0;
            for (Tree each : file.list(section.title())) {
                run(rule, each, ++number, tally, problems);
            }
        } catch (BadInputException bad) {
            bad.problems().forEach(problems::add);
        }
        return new Result(
                section.file(),
                section.title(),
                tally.rows(),
                rule == null ? 0 : tally.passed(),
                tally.left(),
                tally.differences(),
                rule != null,
                section.note());
    }

    private static void run(
            ConformanceSection.@org.jspecify.annotations.Nullable Rule rule,
            Tree tree,
            int number,
            ConformanceTally tally,
            Problems problems) {
        try {
            ConformanceRow row = ConformanceRow.row(tree);
            if (rule == null) {
                tally.begin(row.id(number));
            } else {
                rule.run(row, row.id(number), tally);
            }
        } catch (BadInputException bad) {
            bad.problems().forEach(problems::add);
        } catch (IllegalArgumentException unfit) {
            problems.add(tree.at(), "", "cannot be fed to a policy: " + unfit.getMessage(), "");
        }
    }
}

package ebb.validate;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.document.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads files of vectors: {@code {vectors: [{id, model, params: {…}, expect: {…}}]}}. All problems of a file are reported at once. */
public final class VectorFile {
    private static final List<String> FOR_PEOPLE = List.of("conventions", "formula", "source", "note", "max_rel_diff");

    private VectorFile() {}

    /** The vectors that come with Ebb. */
    public static List<Vector> own() {
        Problems problems = new Problems();
        List<Vector> vectors = vectors(Document.resource("vectors/queueing.json", problems), problems);
        problems.throwIfAny();
        return vectors;
    }

    /**
     * The vectors of all files of a folder that are of this form; files of other forms are left alone.
     *
     * @throws ebb.document.BadInputException if one names models or values that are not known, or there is none
     * @throws IOException if the folder cannot be read
     */
    public static List<Vector> read(Path folder) throws IOException {
        Problems problems = new Problems();
        List<Vector> vectors = new ArrayList<>();
        for (Path file : files(folder)) {
            Tree.Mapping tree = Document.open(file, file.toString(), problems);
            if (tree.entries().containsKey("vectors")) {
                vectors.addAll(vectors(tree, problems));
            }
        }
        if (vectors.isEmpty() && problems.none()) {
            problems.add(
                    new Position(folder.toString(), 1, 1),
                    "",
                    "has no file with vectors",
                    "A .json file like queueing.json is looked for: {vectors: [{id, model, params, expect}]}.");
        }
        problems.throwIfAny();
        return vectors;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Vector> vectors(Tree.Mapping tree, Problems problems) {
        Mapping root = new Mapping(problems, "the file", tree);
        ignore(root);
        List<Vector> vectors = new ArrayList<>();
        for (Node each : root.get("vectors").list()) {
            add(each.mapping(), vectors);
        }
        root.done();
        return vectors;
    }

    private static void ignore(Mapping mapping) {
        FOR_PEOPLE.forEach(mapping::get);
    }

    private static void add(Mapping row, List<Vector> vectors) {
        ignore(row);
        String id = row.get("id").text();
        Node model = row.get("model");
        Family family = Family.of(model.text());
        Map<String, Double> numbers = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Node each : row.get("params").mapping().each()) {
            String text = each.text();
            if (isNumber(text)) {
                numbers.put(each.name(), Double.valueOf(text));
            } else {
                texts.put(each.name(), text);
            }
        }
        List<Vector.Expected> expected = expected(row.get("expect").mapping());
        row.done();
        if (family == null) {
            model.problem("is not a model that can be simulated", "Leave it out, or add it to ebb.validate.Family.");
            return;
        }
        Vector vector = new Vector(id, family, numbers, texts, expected);
        try {
            if (!family.experiments(vector).isEmpty()) {
                vectors.add(vector);
            }
        } catch (IllegalArgumentException unfit) {
            model.problem("cannot be simulated: " + unfit.getMessage(), "");
        }
    }

    private static List<Vector.Expected> expected(Mapping expect) {
        List<Vector.Expected> expected = new ArrayList<>();
        for (Node each : expect.each()) {
            Measure measure = Measure.named(each.name());
            if (measure == null) {
                each.problem(each.name() + " is not a value that is measured", "");
            } else {
                expected.add(new Vector.Expected(measure, each.number(0, Double.MAX_VALUE)));
            }
        }
        return expected;
    }

    private static boolean isNumber(String text) {
        return text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    }
}

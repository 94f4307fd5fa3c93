package ebb.scenario;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Node;
import ebb.document.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Named, sourced figures that come with Ebb as resources.
 *
 * @param entries by name, in the order of the files
 */
record Profiles<T>(Map<String, Profile<T>> entries) {
    Profiles {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /**
     * @param text what it is, one line
     * @param source where its figures come from
     */
    record Profile<T>(String text, String source, T value) {}

    /**
     * @param reader of the fields besides text and source
     * @throws IllegalStateException if a resource is wrong
     */
    static <T> Profiles<T> load(String kind, String key, List<String> resources, Function<Mapping, T> reader) {
        Map<String, Profile<T>> all = new LinkedHashMap<>();
        Problems problems = new Problems();
        for (String resource : resources) {
            Mapping root = Document.read(Document.resource(resource, problems), kind, problems);
            for (Node each : root.get(key).mapping().each()) {
                all.put(each.name(), profile(each.mapping(), reader));
            }
            root.done();
        }
        if (!problems.none()) {
            throw new IllegalStateException(new BadInputException(problems.list(), problems.count()));
        }
        return new Profiles<>(all);
    }

    private static <T> Profile<T> profile(Mapping entry, Function<Mapping, T> reader) {
        Profile<T> made =
                new Profile<>(entry.get("text").text(), entry.get("source").text(), reader.apply(entry));
        entry.done();
        return made;
    }

    List<String> names() {
        return new ArrayList<>(entries.keySet());
    }
}

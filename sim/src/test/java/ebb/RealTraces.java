package ebb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The real traces, which are not part of the project. They are looked for in the folder of the system property {@code ebb.traces}, then of
 * {@code EBB_TRACES}, then in {@code ../shared/traces} beside the repository; where one is missing, a test says so in a line.
 */
public final class RealTraces {
    private RealTraces() {}

    /** @return the folder in which they are, or would be */
    public static Path folder() {
        String property = System.getProperty("ebb.traces");
        String variable = System.getenv("EBB_TRACES");
        return property != null ? Path.of(property) : variable != null ? Path.of(variable) : beside();
    }

    private static Path beside() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolveSibling("shared").resolve("traces");
    }

    public static Path file(String name) {
        return folder().resolve(name);
    }

    /** @return those of the names that are there; the others are counted in a line on standard output */
    public static List<String> present(String test, String... names) {
        List<String> there =
                Arrays.stream(names).filter(each -> Files.exists(file(each))).toList();
        int missing = names.length - there.size();
        if (missing > 0) {
            System.out.println(test + ": not run for " + missing + " of " + names.length
                    + " real traces, because they are not in " + folder() + " (set EBB_TRACES)");
        }
        return there;
    }

    /** Runs the test if all the files are there, else says that it did not. */
    public static void with(String test, List<String> names, Consumer<Path> body) {
        if (present(test, names.toArray(String[]::new)).size() == names.size()) {
            body.accept(folder());
        }
    }
}

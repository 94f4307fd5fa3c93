package ebb.scenario;

import ebb.document.Position;
import ebb.document.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where traces are looked for: here, beside the scenario, in the folders that were named, then in {@code ../shared/traces}
 * beside the project.
 *
 * @param folders in the order of search
 */
public record TracePath(List<Path> folders) {
    private static final int LEVELS = 3;

    public TracePath {
        folders = List.copyOf(folders);
    }

    /**
     * @param scenarioFolder where the scenario lies
     * @param named by {@code --traces}
     * @param environment the value of EBB_TRACES; null: not set
     */
    public static TracePath of(Path scenarioFolder, List<Path> named, @Nullable String environment) {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(Path.of(""));
        folders.add(scenarioFolder);
        folders.addAll(named);
        if (environment != null && !environment.isBlank()) {
            folders.add(Path.of(environment));
        }
        beside(Path.of(""), folders);
        beside(scenarioFolder, folders);
        return new TracePath(new ArrayList<>(folders));
    }

    private static void beside(Path folder, Set<Path> folders) {
        Path above = folder.toAbsolutePath().normalize().getParent();
        for (int i = 0; i < LEVELS && above != null; i++) {
            folders.add(above.resolve("shared").resolve("traces"));
            above = above.getParent();
        }
    }

    /** @return null if it is in none of the folders */
    public @Nullable Path find(String file) {
        for (Path folder : folders) {
            Path candidate = folder.resolve(file);
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** What to say where a trace is not there. */
    Problem missing(String file, Position at) {
        DataSet known = DataSet.of(file);
        String what = known == null ? "" : "It is " + known.text() + ". ";
        String looked = folders.stream()
                .filter(Files::isDirectory)
                .map(TracePath::shown)
                .collect(Collectors.joining(", "));
        return Problem.at(
                at,
                file,
                "is not on the trace path (" + looked + ")",
                what + "Name its folder with --traces DIR or EBB_TRACES.");
    }

    private static String shown(Path folder) {
        return folder.toString().isEmpty() ? "." : folder.toString();
    }
}

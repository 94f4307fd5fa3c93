package ebb.result;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A folder of results: written whole or not at all.
 *
 * <p>Everything is written into a new folder beside the target, which then takes the target's place; until that moment the old results
 * stay as they are. A process that is ended meanwhile removes what it has written.
 */
public final class ResultFolder {
    private static final String JSON = "run.json";
    private static final String REPORT = "report.html";
    private static final String LOGS = "logs";

    private ResultFolder() {}

    /**
     * What became of a writing.
     *
     * @param report the page to look at
     * @param notes what could not be written and what would help, a sentence each; empty where all is there
     */
    public record Written(Path report, List<String> notes) {
        public Written {
            notes = List.copyOf(notes);
        }
    }

    /** One thing to write into a folder. */
    @FunctionalInterface
    interface Part {
        void write(Path folder) throws IOException;
    }

    /**
     * @param target need not exist; results that are there are replaced
     * @throws IOException when the target holds something else, or when it cannot be written; then what was there before is kept
     */
    public static Written write(Path target, Results results) throws IOException {
        return write(target, results, null);
    }

    /** @param logs a folder of the runs' event logs beside the target, which becomes a part of it; null for none */
    public static Written write(Path target, Results results, @Nullable Path logs) throws IOException {
        Summary summary = results.summary();
        boolean pictures = Pictures.possible();
        replace(target, folder -> {
            file(folder, JSON, out -> json(summary, out));
            file(folder, "summary.csv", out -> Tables.summary(summary, out));
            file(folder, "services.csv", out -> Tables.services(results, out));
            file(folder, "timeline.csv", out -> Tables.timelines(results.runs(), out));
            file(folder, "events.csv", out -> Tables.events(results.runs(), out));
            file(folder, "junit.xml", out -> junit(summary, out));
            histograms(folder, results.runs());
            if (logs != null) {
                Files.move(logs, folder.resolve(LOGS));
            }
            file(folder, REPORT, out -> out.write(Report.page(results, summary, pictures)));
        });
        return new Written(target.resolve(REPORT), pictures ? List.of() : List.of(Pictures.MISSING));
    }

    /** @throws IOException where it is not a folder of results, with the place in the file */
    public static Summary read(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return RunJsonReader.read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(folder + " has no " + JSON + ". Name a folder that ebb run has written.", e);
        }
    }

    /**
     * A folder beside a target, for logs that are written while a run goes on; it goes when the process ends.
     *
     * @throws IOException when the target holds something else
     */
    public static Path logsBeside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireOurs(absolute, target);
        Files.createDirectories(parent(absolute));
        Path aside = beside(absolute);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(aside)));
        return aside;
    }

    static void replace(Path target, Part content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireOurs(absolute, target);
        Files.createDirectories(parent(absolute));
        Path aside = beside(absolute);
        Thread onExit = new Thread(() -> deleteQuietly(aside));
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            content.write(aside);
            swap(aside, absolute);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ": the results could not be written. " + kept(target), e);
        } finally {
            deleteQuietly(aside);
            forget(onExit);
        }
    }

    private static Path parent(Path absolute) {
        Path parent = absolute.getParent();
        if (parent == null || absolute.getFileName() == null) {
            throw new IllegalArgumentException(absolute + " must be a folder inside another");
        }
        return parent;
    }

    /** Not a temporary folder of the library's making: that one only its owner may read. */
    private static Path beside(Path target) throws IOException {
        int number = 0;
        Path aside;
        do {
            aside = target.resolveSibling("." + target.getFileName() + ".partial" + number++);
        } while (Files.exists(aside));
        return Files.createDirectory(aside);
    }

    private static void requireOurs(Path absolute, Path target) throws IOException {
        if (!Files.exists(absolute) || Files.isRegularFile(absolute.resolve(JSON))) {
            return;
        }
        if (Files.isDirectory(absolute)) {
            try (Stream<Path> inside = Files.list(absolute)) {
                if (inside.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new IOException(target + " holds something that is not results of Ebb, and is left alone. "
                + "Choose another folder with --out.");
    }

    private static String kept(Path target) {
        return Files.exists(target)
                ? "What was in " + target + " before is kept; nothing half written is left."
                : "Nothing half written is left.";
    }

    /** The old folder goes only after the new one has its place. */
    private static void swap(Path aside, Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.move(aside, target);
            return;
        }
        Path old = beside(target).resolve("old");
        try {
            Files.move(target, old);
            try {
                Files.move(aside, target);
            } catch (IOException e) {
                Files.move(old, target);
                throw e;
            }
        } finally {
            deleteQuietly(parent(old));
        }
    }

    // What cannot be deleted stays hidden beside the results: no reason to fail them.
    private static void deleteQuietly(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is running, and does no harm after us.
            return;
        }
    }

    /** What one file holds. */
    @FunctionalInterface
    private interface Content {
        void write(Writer out) throws IOException;
    }

    private static void file(Path folder, String name, Content content) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8)) {
            content.write(out);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static void json(Summary summary, Writer out) throws IOException {
        try {
            RunJson.write(summary, out);
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static void junit(Summary summary, Writer out) throws IOException {
        try {
            JUnitXml.write(summary, out);
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void histograms(Path folder, List<RunRecord> runs) throws IOException {
        Path histograms = Files.createDirectory(folder.resolve("histograms"));
        for (int i = 0; i < runs.size(); i++) {
            RunRecord run = runs.get(i);
            file(histograms, "run-" + (i + 1) + ".hlog", out -> HistogramLog.write(run, out));
        }
    }
}

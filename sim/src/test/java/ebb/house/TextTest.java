package ebb.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every file of the project keeps to; each rule is seen to be broken on a file that breaks it. */
class TextTest {
    private static final int LARGEST = 1 << 20;
    // A chapter says more than the package's name.
    private static final int SHORTEST_PAGE = 40;
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.:/~}$-])/(home|root|Users|work|mnt|tmp)/[\\w.-]+|[A-Z]:\\\\\\w+");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b");
    private static final Pattern LINK =
            Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)|(?:src|href)=\"([^\"]+)\"");
    private static final Pattern PAGE = Pattern.compile("(?s)/\\*\\*(.*?)\\*/.*?@NullMarked\\s+package ");

    /** What must not be found in a file. */
    enum Rule {
        SIZE {
            @Override
            List<String> problems(Path file) throws IOException {
                return Files.size(file) > LARGEST
                        ? List.of(Files.size(file) + " bytes, at most " + LARGEST)
                        : List.of();
            }
        },
        MACHINE_PATHS {
            @Override
            List<String> problems(Path file) {
                return found(MACHINE_PATH, file);
            }
        },
        UNFINISHED_WORK {
            @Override
            List<String> problems(Path file) {
                return found(UNFINISHED, file);
            }
        },
        DEAD_LINKS {
            @Override
            List<String> problems(Path file) {
                return file.toString().endsWith(".md") ? deadLinks(file) : List.of();
            }
        },
        PACKAGES_WITHOUT_A_PAGE {
            @Override
            List<String> problems(Path file) {
                boolean type = file.toString().endsWith(".java") && !file.endsWith("package-info.java");
                boolean twin = file.toString().contains("src/test/"); // its page is that of the package it tests
                return type && !twin ? noPage(file.resolveSibling("package-info.java")) : List.of();
            }
        };

        abstract List<String> problems(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void everyFileKeepsTheRule(Rule rule) throws IOException {
        Sources sources = Sources.own();
        List<String> problems = new ArrayList<>();
        List<Path> files = sources.files();
        assertThat(files).hasSizeGreaterThan(100);
        for (Path file : files) {
            // Packages that break rules on purpose.
            if (!file.toString().contains("house/bad/")) {
                rule.problems(file).forEach(each -> problems.add(sources.root().relativize(file) + ": " + each));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void aLargeFileIsSeen(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large");
        Files.write(file, new byte[LARGEST]);
        assertThat(Rule.SIZE.problems(file)).isEmpty();
        Files.write(file, new byte[LARGEST + 1]);
        assertThat(Rule.SIZE.problems(file)).containsExactly("1048577 bytes, at most 1048576");
    }

    @Test
    void aPathOfOneMachineIsSeen(@TempDir Path folder) throws IOException {
        Path file = written(folder, "a.md", "see /" + "home/me/x, not https://a.org/home/me or ~/home/x or a/srv/b");
        assertThat(Rule.MACHINE_PATHS.problems(file)).containsExactly("line 1: /" + "home/me");
    }

    @Test
    void unfinishedWorkIsSeen(@TempDir Path folder) throws IOException {
        Path file = written(folder, "A.java", "int a;\n// TO" + "DO later\nint methodo;\n");
        assertThat(Rule.UNFINISHED_WORK.problems(file)).containsExactly("line 2: TO" + "DO");
    }

    @Test
    void aDeadLinkIsSeen(@TempDir Path folder) throws IOException {
        Files.createFile(folder.resolve("there.md"));
        Path file = written(
                folder,
                "a.md",
                "[a](there.md) [b](there.md#part) [c](https://x.org/y) [d](#here) ![e](gone.png) <img src=\"lost.svg\">");
        assertThat(Rule.DEAD_LINKS.problems(file)).containsExactly("no such file: gone.png", "no such file: lost.svg");
    }

    @Test
    void aPackageWithoutAPageIsSeen(@TempDir Path folder) throws IOException {
        Path file = written(folder, "A.java", "class A {}");
        assertThat(Rule.PACKAGES_WITHOUT_A_PAGE.problems(file)).containsExactly("its package has no package-info.java");
        written(folder, "package-info.java", "/** The a. */\n@NullMarked\npackage a;\n");
        assertThat(Rule.PACKAGES_WITHOUT_A_PAGE.problems(file))
                .containsExactly("the page of its package is no chapter: The a.");
        written(
                folder,
                "package-info.java",
                "/** What a user meets first, and which of the three to choose. */\n@NullMarked\npackage a;\n");
        assertThat(Rule.PACKAGES_WITHOUT_A_PAGE.problems(file)).isEmpty();
    }

    private static Path written(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> found(Pattern pattern, Path file) {
        List<String> lines = Sources.text(file).lines().toList();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = pattern.matcher(lines.get(i));
            while (matcher.find()) {
                problems.add("line " + (i + 1) + ": " + matcher.group());
            }
        }
        return problems;
    }

    private static List<String> deadLinks(Path file) {
        return LINK.matcher(Sources.text(file))
                .results()
                .map(each -> each.group(1) != null ? each.group(1) : each.group(2))
                .filter(each -> !each.matches("[a-z]+:.*|#.*"))
                .map(each -> URLDecoder.decode(each.replaceAll("#.*", ""), StandardCharsets.UTF_8))
                .filter(each -> !Files.exists(file.resolveSibling(each)))
                .map(each -> "no such file: " + each)
                .toList();
    }

    private static List<String> noPage(Path page) {
        if (!Files.exists(page)) {
            return List.of("its package has no package-info.java");
        }
        return Stream.of(Sources.text(page))
                .map(TextTest::chapter)
                .filter(each -> each.length() < SHORTEST_PAGE)
                .map(each -> "the page of its package is no chapter: " + each)
                .toList();
    }

    private static String chapter(String page) {
        Matcher matcher = PAGE.matcher(page);
        return matcher.find() ? matcher.group(1).replaceAll("[\\s*]+", " ").strip() : "";
    }
}

package ebb.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gates of the build close: Maven, with the project's own pom files, refuses a small house for each thing that is wrong in it.
 *
 * <p>Each test builds a copy of the house that has one package and at most one wrong class: 4 s on an idle machine.
 */
class GatesTest {
    private static final String PAGE = """
            /** A package of one class, for the gates to look at. */
            @NullMarked
            package ebb.gate;

            import org.jspecify.annotations.NullMarked;
            """;
    private static final String GOOD = """
            package ebb.gate;

            /** Nothing is wrong with it. */
            public final class Good {
                private Good() {}

                /** @return half of it */
                public static double half(double value) {
                    return value / 2;
                }
            }
            """;

    @TempDir
    Path house;

    @Test
    void aGoodHousePasses() throws Exception {
        Build build = build("Good", GOOD);
        assertThat(build.output()).contains("BUILD SUCCESS");
        assertThat(build.code()).isZero();
    }

    @Test
    void anotherFormatIsRefused() throws Exception {
        refused(build("Good", GOOD.replace("    private", "  private")), "format violations", "Good.java");
    }

    @Test
    void whatErrorProneAndNullAwayDoubtIsRefused() throws Exception {
        Build build = build("Doubtful", """
                package ebb.gate;

                /** Wrong in three ways. */
                public final class Doubtful {
                    private Doubtful() {}

                    static boolean never(String text) {
                        return text.equals(1);
                    }

                    static int unused() {
                        int forgotten = 7;
                        return 0;
                    }

                    static String nothing() {
                        return null;
                    }
                }
                """);
        refused(build, "[EqualsIncompatibleType]", "[UnusedVariable]", "[NullAway]");
    }

    @Test
    void aCompilerWarningAloneIsRefused() throws Exception {
        Build build = build("Raw", """
                package ebb.gate;

                import java.util.List;

                /** Raw. */
                public final class Raw {
                    private Raw() {}

                    static int raw(List given) {
                        return given.size();
                    }
                }
                """);
        refused(build, "found raw type: java.util.List", "warnings found and -Werror specified");
    }

    @Test
    void clocksChanceAndWhatDiffersBetweenMachinesAreRefused() throws Exception {
        Build build = build("Outside", """
                package ebb.gate;

                import java.time.ZoneId;
                import java.util.SplittableRandom;

                /** Depends on where and when it runs. */
                public final class Outside {
                    private Outside() {}

                    static long now() {
                        return System.nanoTime();
                    }

                    static double sine(double x) {
                        return Math.sin(x);
                    }

                    static long chance() {
                        return new SplittableRandom().nextLong();
                    }

                    static String local(double x) {
                        return String.format("%f", x);
                    }

                    static ZoneId zone() {
                        return ZoneId.systemDefault();
                    }
                }
                """);
        refused(
                build,
                "java.lang.System#nanoTime() [wall clock",
                "java.lang.Math#sin(double) [its last bit differs",
                "java.util.SplittableRandom [wall clock and global chance",
                "java.lang.String#format(java.lang.String,java.lang.Object[]) [Uses default locale]",
                "java.time.ZoneId#systemDefault() [differs from one machine");
    }

    private static void refused(Build build, String... why) {
        assertThat(build.output()).contains(why);
        assertThat(build.code()).isNotZero();
    }

    /**
     * What Maven said.
     *
     * @param code 0 if it passed
     */
    private record Build(int code, String output) {}

    /** Builds a house whose only class is that one, as far as the gates before the tests. */
    private Build build(String type, String text) throws IOException, InterruptedException {
        Path root = Sources.own().root();
        copy(root.resolve(".mvn"), house.resolve(".mvn"));
        Path sources = Files.createDirectories(house.resolve("sim/src/main/java/ebb/gate"));
        String parent = Files.readString(root.resolve("pom.xml"), StandardCharsets.UTF_8);
        Files.writeString(
                house.resolve("pom.xml"),
                parent.replaceFirst("(?s)<modules>.*</modules>", "<modules><module>sim</module></modules>"));
        Files.copy(root.resolve("sim/pom.xml"), house.resolve("sim/pom.xml"));
        Files.writeString(sources.resolve("package-info.java"), PAGE);
        Files.writeString(sources.resolve(type + ".java"), text);
        return maven();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(each.getFileName().toString()));
            }
        }
    }

    private Build maven() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Arrays.asList(program(), "-o", "-B", "-Dstyle.color=never"));
        String repository = System.getProperty("ebb.maven.repository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.add("process-classes");
        Path output = house.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(house.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Each of them lives for seconds: no time to warm up.
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        int code = builder.start().waitFor();
        return new Build(code, Files.readString(output, StandardCharsets.UTF_8));
    }

    /** The Maven that runs this test; from an editor, the one on the path. */
    private static String program() {
        String maven = System.getProperty("ebb.maven.home");
        return maven == null ? "mvn" : Path.of(maven, "bin", "mvn").toString();
    }
}
